"""The deadline shield: drafts frozen at closing, nothing changed after it, copies confirmed in a grace period."""

from datetime import timedelta
from unittest.mock import ANY

import pytest
from django.urls import reverse

from applications import mails, rules, services
from applications.models import Application, DraftCopy, EnergyUse, GracePeriod
from journal import clock, events, schedule
from journal.models import Event, OutboxMessage
from tests.applications.conftest import CONSENTS
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

OUTAGE = "7월 16일 23시부터 서버 장애"


def after(round_, **delta):
    """The clock so long after the closing."""
    return clock.travel(round_.closes_at + timedelta(**delta))


def grace(round_, personas, *, may_complete: bool = False, hours: int = 24) -> GracePeriod:
    return services.open_grace(
        round_,
        ends_at=clock.now() + timedelta(hours=hours),
        may_complete=may_complete,
        act=Act(personas["admin"], comment=OUTAGE),
    )


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# -- freezing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "frozen"), [(-1, 0), (0, 1), (1, 1)])
def test_drafts_are_frozen_at_the_closing_and_not_before(complete, round_2021, seconds, frozen):
    with after(round_2021, seconds=seconds):
        assert services.freeze_drafts() == frozen
        assert services.freeze_drafts() == 0

    assert DraftCopy.objects.count() == frozen


def test_a_copy_says_what_the_draft_said_and_is_no_submission(complete, round_2021):
    with after(round_2021, seconds=30):
        services.freeze_drafts()

    copy = DraftCopy.objects.get()
    assert (copy.is_complete, copy.missing, copy.changed_later) == (True, [], [])
    assert copy.taken_at == round_2021.closes_at + timedelta(seconds=30)
    assert copy.entries["regular_employees"] == 42
    assert copy.entries["firm"]["name_ko"] == "시험금속1"
    assert copy.baseline["uses"][0]["quantity"] == "1000000.000"
    assert [file["purpose"] for file in copy.files] == ["size_confirmation"]
    assert {row["text_code"] for row in copy.consents} == set(CONSENTS)
    assert (fresh(complete).state, complete.case.number) == ("draft", None)
    assert Event.objects.get(action="application.freeze_draft").after == {
        "closes_at": ANY, "is_complete": True, "missing": 0, "sha256": copy.sha256,
    }  # fmt: skip
    assert events.verify(f"case:{complete.case_id}") == []


def test_an_incomplete_draft_is_frozen_with_what_it_lacks(draft, round_2021):
    with after(round_2021, seconds=1):
        services.freeze_drafts()

    copy = DraftCopy.objects.get()
    assert not copy.is_complete
    assert "contact_phone" in {item["field"] for item in copy.missing}


def test_what_was_handed_in_is_not_frozen(submitted, round_2021):
    with after(round_2021, seconds=1):
        assert services.freeze_drafts() == 0


def test_the_sweep_catches_up_after_an_outage(complete, round_2021):
    with after(round_2021, days=3):
        schedule.run_due()

    copy = DraftCopy.objects.get()
    assert copy.closes_at == round_2021.closes_at
    assert copy.taken_at == round_2021.closes_at + timedelta(days=3)
    assert copy.is_complete


def test_a_late_copy_names_figures_that_another_application_changed(complete, round_2021):
    with after(round_2021, days=3):
        EnergyUse.objects.update(entered_at=clock.now())
        services.freeze_drafts()

    assert DraftCopy.objects.get().changed_later == ["baseline"]


def test_a_moved_closing_thaws_the_draft_and_freezes_it_anew(complete, round_2021, personas):
    with after(round_2021, seconds=1):
        services.freeze_drafts()
        type(round_2021).objects.update(closes_on=round_2021.closes_on + timedelta(days=7))
        services.edit(complete, Act(personas["owner"], data={"products": "새 제품"}))
    with after(round_2021, days=8):
        assert services.freeze_drafts() == 1

    assert fresh(complete).draft_copies.first().entries["products"] == "새 제품"


# -- after the closing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "open_"), [(-1, True), (0, False), (1, False)])
def test_a_draft_is_the_firms_to_change_until_the_closing(complete, round_2021, personas, seconds, open_):
    with after(round_2021, seconds=seconds):
        doing = Act(personas["owner"], data={"products": "새 제품"})
        if open_:
            services.edit(complete, doing)
            return
        with pytest.raises(WrongState) as refused:
            services.edit(complete, doing)
        with pytest.raises(WrongState):
            services.give_consents(complete, Act(personas["owner"], data={"next_calls": True}))

    assert refused.value.code == "round_closed"
    assert "24:00" in refused.value.message


def test_a_correction_has_its_own_deadline(submitted, round_2021, personas):
    with after(round_2021, days=5):
        data = {"deadline": clock.today()}
        services.request_correction(submitted, Act(personas["reviewer"], comment="인원", data=data))
        services.edit(submitted, Act(personas["owner"], data={"regular_employees": 43}))

    assert fresh(submitted).regular_employees == 43


# -- grace periods -------------------------------------------------------------------------------------------


def test_a_grace_period_opens_after_the_closing_alone_and_with_a_reason(round_2021, personas, complete):
    with pytest.raises(Refused) as early:
        grace(round_2021, personas)
    with after(round_2021, hours=1):
        with pytest.raises(Refused) as past:
            grace(round_2021, personas, hours=0)
        with pytest.raises(BadData):
            services.open_grace(
                round_2021, ends_at=clock.now() + timedelta(hours=1), act=Act(personas["admin"], comment=" ")
            )
        with pytest.raises(NotAllowed):
            services.open_grace(
                round_2021,
                ends_at=clock.now() + timedelta(hours=1),
                act=Act(personas["approver"], comment="?"),
            )
        grace(round_2021, personas)
        with pytest.raises(Refused) as twice:
            grace(round_2021, personas)

    codes = (early.value.code, past.value.code, twice.value.code)
    assert codes == ("not_closed", "ends_in_the_past", "grace_overlaps")
    assert Event.objects.get(action="round.open_grace").reason == OUTAGE


def test_opening_freezes_what_the_outage_left_and_writes_to_each_firm(
    complete, round_2021, personas, mailoutbox
):
    with after(round_2021, hours=10):
        grace(round_2021, personas)
        message = OutboxMessage.objects.get(task="applications.send_grace_mail")
        mails.send_grace(message.payload, message_id="m")

    assert DraftCopy.objects.count() == 1
    assert {address for mail in mailoutbox for address in mail.to} == {
        "owner@example.com",
        "member@example.com",
    }
    assert OUTAGE in mailoutbox[0].body
    assert f"/applications/{complete.uid}/copy/" in mailoutbox[0].body


def test_the_firm_confirms_its_copy_with_the_real_time(complete, round_2021, personas):
    with after(round_2021, hours=10):
        period = grace(round_2021, personas)
    with after(round_2021, hours=12):
        done = services.confirm_copy(complete, Act(personas["owner"]))

    copy = DraftCopy.objects.get()
    assert (done.state, done.case.number) == ("submitted", "IC-2021-0001")
    assert done.case.submitted_at == copy.confirmed_at == round_2021.closes_at + timedelta(hours=12)
    assert (done.was_submitted_in_grace, copy.grace, copy.confirmed_by) == (True, period, personas["owner"])
    assert done.evaluations.count() == 1
    assert done.case.papers.filter(kind="receipt").count() == 1


@pytest.mark.parametrize(("seconds", "accepted"), [(-1, True), (0, False), (1, False)])
def test_the_grace_period_ends_to_the_second(complete, round_2021, personas, seconds, accepted):
    with after(round_2021, hours=10):
        period = grace(round_2021, personas)
    with clock.travel(period.ends_at + timedelta(seconds=seconds)):
        if accepted:
            assert services.confirm_copy(complete, Act(personas["owner"])).state == "submitted"
            return
        with pytest.raises(Refused) as refused:
            services.confirm_copy(complete, Act(personas["owner"]))
    assert refused.value.code == "no_grace_period"


def test_submitting_stays_closed_in_a_grace_period(complete, round_2021, personas):
    with after(round_2021, hours=10):
        grace(round_2021, personas, may_complete=True)
        with pytest.raises(Refused) as refused:
            services.submit(complete, Act(personas["owner"]))
        with pytest.raises(WrongState):
            services.edit(complete, Act(personas["owner"], data={"products": "고침"}))

    assert refused.value.code == "round_closed"


def test_an_incomplete_copy_is_completed_only_where_the_period_says_so(complete, round_2021, personas):
    owner = personas["owner"]
    services.edit(complete, Act(owner, data={"contact_phone": ""}))
    with after(round_2021, hours=10):
        strict = grace(round_2021, personas)
        with pytest.raises(Refused) as refused:
            services.confirm_copy(complete, Act(owner))
        services.end_grace(strict, Act(personas["admin"], comment="바꿈"))
    with after(round_2021, hours=11):
        grace(round_2021, personas, may_complete=True)
        with pytest.raises(rules.Incomplete):
            services.confirm_copy(complete, Act(owner))
        services.edit(complete, Act(owner, data={"contact_phone": "032-000-0000"}))
        assert services.confirm_copy(complete, Act(owner)).state == "submitted"

    assert refused.value.code == "copy_incomplete"
    assert not DraftCopy.objects.get().is_complete


def test_a_copy_whose_shared_figures_changed_is_not_confirmed_silently(complete, round_2021, personas):
    with after(round_2021, hours=10):
        grace(round_2021, personas)
        EnergyUse.objects.update(quantity=5)
        with pytest.raises(Refused) as refused:
            services.confirm_copy(complete, Act(personas["owner"]))

    assert refused.value.code == "copy_differs"


# -- pages and API -------------------------------------------------------------------------------------------


def test_the_firm_reads_its_copy_and_confirms_it_on_the_page(client, complete, round_2021, personas):
    url = reverse("applications:copy", args=[complete.uid])
    client.force_login(personas["owner"])
    with after(round_2021, hours=10):
        services.freeze_drafts()
        assert client.get(url).context["can_confirm"] is False
        assert client.get(reverse("applications:check", args=[complete.uid])).status_code == 302
        grace(round_2021, personas)
        page = client.get(url)
        assert page.context["can_confirm"] is True
        answer = client.post(url, {"version": complete.version})

    assert answer.url == reverse("applications:receipt", args=[complete.uid])
    assert fresh(complete).was_submitted_in_grace


def test_a_late_save_keeps_what_was_typed_and_says_when_it_closed(client, complete, round_2021, personas):
    client.force_login(personas["owner"])
    with after(round_2021, seconds=1):
        url = reverse("applications:wishes", args=[complete.uid])
        answer = client.post(url, {"version": complete.version, "wishes": "꼭 필요한 개선"})

    assert answer.status_code == 409
    assert "꼭 필요한 개선" in answer.content.decode()
    assert "2021. 7. 16. 24:00" in answer.content.decode()


def test_an_administrator_opens_and_ends_a_period_on_the_page(client, complete, round_2021, personas):
    client.force_login(personas["admin"])
    url = reverse("setup:grace", args=[round_2021.uid])
    assert client.get(url).context["is_closed"] is False
    with after(round_2021, hours=10):
        lacking = client.post(url, {"ends_at": "2021-07-18T18:00", "reason": ""})
        assert lacking.status_code == 422
        assert client.post(url, {"ends_at": "2021-07-18T18:00", "reason": OUTAGE}).status_code == 302
        period = GracePeriod.objects.get()
        assert period.ends_at.astimezone(clock.SEOUL).isoformat() == "2021-07-18T18:00:00+09:00"
        assert client.get(url).context["counts"]["drafts"] == 1
        end = reverse("setup:grace-end", args=[round_2021.uid, period.uid])
        client.post(end, {"reason": "복구 확인"})

    assert GracePeriod.objects.get().ends_at == round_2021.closes_at + timedelta(hours=10)


def test_the_api_does_the_same(client, complete, round_2021, personas):
    client.force_login(personas["admin"])
    with after(round_2021, hours=10):
        made = client.post(
            f"/api/v1/rounds/{round_2021.uid}/grace-periods/",
            {"ends_at": "2021-07-18T18:00:00+09:00", "reason": OUTAGE},
            content_type="application/json",
        )
        client.force_login(personas["owner"])
        [copy] = client.get(f"/api/v1/applications/{complete.uid}/draft-copies/").json()
        answer = client.post(
            f"/api/v1/applications/{complete.uid}/transitions/",
            {"name": "confirm_copy"},
            content_type="application/json",
        )

    assert made.status_code == 201
    assert (copy["is_complete"], copy["confirmed_at"]) == (True, None)
    assert answer.json()["state"] == "submitted"


def test_the_clock_of_the_server_stands_on_the_page(client, complete, round_2021, personas):
    client.force_login(personas["owner"])
    with clock.travel(round_2021.closes_at - timedelta(hours=2, minutes=5)):
        text = client.get(reverse("applications:wishes", args=[complete.uid])).content.decode()

    assert "2021. 7. 16. 21:55:00" in text
    assert "2021. 7. 16. 24:00" in text
    assert f'data-ends="{int(round_2021.closes_at.timestamp() * 1000)}"' in text
