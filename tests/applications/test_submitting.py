"""From the last look to the receipt: helpers confirmed, taken back and submitted again, paper and dates."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.roles import Role
from applications import services
from applications.rules import Incomplete
from documents.models import IssuedDocument
from journal import clock, events
from journal.models import Event
from tests.factories import accounts as people
from workflow.acts import Act
from workflow.errors import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def owner(personas):
    return personas["owner"]


@pytest.fixture
def helper(firm):
    somebody = people.user("helper@example.com")
    people.member(somebody, Role.HELPER, organisation=firm)
    return somebody


def page(application, name):
    return reverse(f"applications:{name}", args=[application.uid])


# -- helpers -------------------------------------------------------------------------------------------------


def test_what_a_helper_typed_is_listed_and_confirmed_before_submitting(client, complete, helper, owner):
    services.edit(complete, Act(helper, data={"products": "와셔"}))
    client.force_login(owner)
    assert "와셔" in client.get(page(complete, "check")).content.decode()

    refused = client.post(page(complete, "check"), {})
    complete.refresh_from_db()
    assert (refused.status_code, complete.state) == (409, "draft")
    assert 'name="confirmed"' in refused.content.decode()

    client.post(page(complete, "check"), {"confirmed": "on"})
    complete.refresh_from_db()
    assert complete.state == "submitted"
    event = Event.objects.get(action="application.submit")
    assert event.data == {"confirmed": True}


def test_the_rule_names_its_code(complete, helper, owner):
    services.edit(complete, Act(helper, data={"products": "와셔"}))

    with pytest.raises(Refused) as refused:
        services.submit(complete, Act(owner))

    assert refused.value.code == "helper_unconfirmed"


def test_what_the_firm_typed_anew_is_its_own(complete, helper, owner):
    services.edit(complete, Act(helper, data={"products": "와셔"}))
    services.edit(complete, Act(owner, data={"products": "볼트"}))

    assert services.submit(complete, Act(owner)).state == "submitted"


def test_what_the_firm_typed_itself_needs_no_tick(complete, owner):
    services.edit(complete, Act(owner, data={"products": "와셔"}))

    assert services.submit(complete, Act(owner)).state == "submitted"


def test_a_helper_sees_for_whom_they_type_and_no_button_to_submit(client, complete, helper, firm):
    client.force_login(helper)

    text = client.get(page(complete, "check")).content.decode()

    assert "helping" in text
    assert firm.name_ko in text
    main = text[text.index("<main") : text.index("</main>")]
    assert 'type="submit"' not in main
    assert client.post(page(complete, "check"), {}).status_code == 403
    with pytest.raises(NotAllowed):
        services.submit(complete, Act(helper, data={"confirmed": True}))


def test_the_banner_stands_only_for_helpers(client, complete, owner):
    client.force_login(owner)

    assert 'class="helping"' not in client.get(page(complete, "firm")).content.decode()


# -- taken back and submitted again --------------------------------------------------------------------------


def test_taken_back_before_the_closing_it_keeps_its_number_and_gets_a_new_time(submitted, owner):
    number, first = submitted.case.number, submitted.case.submitted_at
    services.edit_again(submitted, Act(owner, comment="생산량을 고칩니다."))
    submitted.refresh_from_db()
    assert submitted.state == "draft"
    assert not IssuedDocument.objects.filter(kind__in=["receipt", "application_copy"]).in_force().exists()

    services.edit(submitted, Act(owner, data={"products": "와셔"}))
    with clock.travel(clock.now() + timedelta(hours=1)):
        again = services.submit(submitted, Act(owner))

    assert again.case.number == number
    assert again.case.submitted_at == first + timedelta(hours=1)
    receipt = IssuedDocument.objects.filter(kind="receipt").in_force().get()
    assert receipt.replaces is not None
    assert receipt.replaces.is_revoked
    assert submitted.evaluations.count() == 2


def test_not_after_the_closing(submitted, owner, round_2021):
    with clock.travel(round_2021.closes_at), pytest.raises(Refused) as refused:
        services.edit_again(submitted, Act(owner, comment="고칩니다."))

    assert refused.value.code == "round_closed"


def test_not_once_the_officials_have_begun(submitted, owner, personas):
    ask = Act(personas["reviewer"], comment="인원", data={"deadline": "2021-07-24"})
    services.request_correction(submitted, ask)
    services.answer_correction(submitted, Act(owner, comment="확인"))

    with pytest.raises(Refused) as refused:
        services.edit_again(submitted, Act(owner, comment="고칩니다."))

    assert refused.value.code == "screening_begun"


def test_the_receipt_offers_it_only_while_it_is_possible(client, submitted, owner, round_2021):
    client.force_login(owner)
    address = reverse("portal:act", args=["application", submitted.uid, "edit_again"])
    assert address in client.get(page(submitted, "receipt")).content.decode()

    with clock.travel(round_2021.closes_at):
        assert address not in client.get(page(submitted, "receipt")).content.decode()


# -- receipt -------------------------------------------------------------------------------------------------


def test_the_receipt_says_number_time_next_dates_and_whom_to_ask(client, submitted, owner, round_2021):
    round_2021.selected_on, round_2021.contact_ko = round_2021.closes_on + timedelta(days=30), "김담당 032-1"
    round_2021.save()
    client.force_login(owner)

    text = client.get(page(submitted, "receipt")).content.decode()

    assert submitted.case.number in text
    assert "김담당 032-1" in text
    day = round_2021.selected_on
    assert f"{day.year}. {day.month}. {day.day}." in text


def test_the_copy_says_everything_that_was_handed_in(complete, owner, round_2021):
    round_2021.selected_on = round_2021.closes_on + timedelta(days=30)
    round_2021.save()
    row = {"product": "도금 볼트", "quantity": "1200.5", "unit": "톤"}
    services.set_productions(complete, Act(owner, data={"rows": [row]}))
    services.set_permits(complete, Act(owner, data={"rows": [{"kind": "air", "pollution_class": 4}]}))

    services.submit(complete, Act(owner))

    said = IssuedDocument.objects.get(kind="application_copy").snapshot
    assert said["productions"] == [{"product": "도금 볼트", "quantity": "1200.500", "unit": "톤"}]
    assert said["permits"][0]["pollution_class"]
    assert [one["answer"] for one in said["consents"]] == ["동의"] * 3
    entries = {line["label"]: line["value"] for part in said["sections"] for line in part["entries"]}
    assert "42" in entries.values()
    receipt = IssuedDocument.objects.get(kind="receipt").snapshot
    assert receipt["decision_expected_on"] == round_2021.selected_on.isoformat()


# -- consents ------------------------------------------------------------------------------------------------


def test_required_and_optional_consents_stand_apart_with_version_and_time(client, complete, owner):
    client.force_login(owner)

    text = client.get(page(complete, "consents")).content.decode()

    required, optional = text.split('id="optional-consents"')
    assert 'name="privacy"' in required
    assert 'name="next_calls"' in optional
    assert 'name="privacy"' not in optional
    assert owner.name in required


def test_a_consent_is_taken_back_before_submission(client, complete, owner):
    client.force_login(owner)

    client.post(page(complete, "consents"), {"privacy": "no", "provision": "yes", "fairness": "yes"})

    assert [c.given for c in complete.consents.filter(text_code="privacy").order_by("pk")] == [True, False]
    with pytest.raises(Incomplete):
        services.submit(complete, Act(owner))


# -- the call changes ----------------------------------------------------------------------------------------


def test_a_change_of_the_call_while_drafting_is_said(client, draft, owner, round_2021):
    with clock.travel(clock.now() + timedelta(hours=1)), transaction.atomic():
        events.record(action="change_document_list", actor=None, obj=round_2021, after={"rows": []})
    client.force_login(owner)

    assert 'class="alert alert--warning"' in client.get(page(draft, "wishes")).content.decode()
