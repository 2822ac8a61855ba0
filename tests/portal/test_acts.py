"""The act page: offers what the table allows, keeps what was typed, says why not."""

import pytest
from django.urls import reverse

from portal import acts
from tests.factories import accounts as people
from tests.factories import cases
from workflow.models import CorrectionRequest
from workflow.states import ApplicationState, CaseStage
from workflow.transitions import TABLE, find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def application(round_2021, personas):
    firm = personas["owner"].current_memberships[0].organisation
    return cases.application(cases.case(round_2021, firm))


@pytest.fixture
def screened(application):
    type(application).objects.update(state=ApplicationState.SCREENED)
    type(application.case).objects.update(stage=CaseStage.SELECTION)
    application.refresh_from_db()
    return application


def url(record, name: str) -> str:
    return reverse("portal:act", args=[record.workflow_kind, record.uid, name])


def names(offers) -> list[str]:
    return [offer.row.name for offer in offers]


def test_offers_put_tasks_first_and_hide_what_only_repairs(application, personas):
    offers = acts.offered(application, personas["reviewer"])

    assert names(offers)[0] == "screen"
    assert set(names(offers)) == {"screen", "request_correction", "decide_criterion", "refuse"}
    assert acts.offered(application, personas["other_owner"]) == []


def test_act_page_does_a_simple_act(client, screened, personas):
    client.force_login(personas["approver"])

    page = client.get(url(screened, "put_on_reserve"))
    assert page.status_code == 200
    answer = client.post(url(screened, "put_on_reserve"), {"version": "1", "comment": ""})

    assert (answer.status_code, answer.url) == (302, screened.case.get_absolute_url())
    screened.refresh_from_db()
    assert screened.state == ApplicationState.RESERVE


def test_act_page_asks_for_data_and_reason_and_keeps_what_was_typed(client, application, personas):
    client.force_login(personas["reviewer"])
    target = url(application, "request_correction")

    lacking = client.post(target, {"version": "1", "comment": "", "deadline": "2021-07-20"})
    assert lacking.status_code == 422
    assert b'value="2021-07-20"' in lacking.content

    late = client.post(target, {"version": "1", "comment": "2020년 7월", "deadline": "2021-07-01"})
    assert late.status_code == 409
    assert list(late.context["form"].errors) == ["deadline"]
    assert "2020년 7월" in late.content.decode()

    done = client.post(target, {"version": "1", "comment": "2020년 7월", "deadline": "2021-07-20"})
    assert done.status_code == 302
    assert CorrectionRequest.objects.get().text == "2020년 7월"


def test_stale_version_shows_both_and_can_be_sent_again(client, application, personas):
    client.force_login(personas["reviewer"])
    type(application).objects.update(version=7)

    answer = client.post(url(application, "screen"), {"version": "1", "comment": "확인함"})

    assert answer.status_code == 409
    assert (answer.context["stale"].sent, answer.context["stale"].stored) == (1, 7)
    assert b'name="version" value="7"' in answer.content
    assert "확인함" in answer.content.decode()


def test_a_form_that_comes_back_keeps_the_version_its_reader_saw(client, application, personas):
    client.force_login(personas["reviewer"])
    type(application).objects.update(version=7)

    answer = client.post(url(application, "refuse"), {"version": "1", "comment": ""})

    assert b'name="version" value="1"' in answer.content


def test_who_may_not_act_is_refused_and_who_may_not_see_finds_nothing(client, application, personas):
    for name, status in (("auditor", 403), ("owner", 403), ("other_owner", 404), ("other_official", 404)):
        client.force_login(personas[name])
        assert client.get(url(application, "screen")).status_code == status
        assert client.post(url(application, "screen"), {"version": "1"}).status_code == status
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_what_the_state_does_not_allow_is_told(client, application, personas):
    client.force_login(personas["approver"])

    assert client.get(url(application, "select")).status_code == 409
    assert client.post(url(application, "select"), {"version": "1"}).status_code == 409


def test_unknown_kinds_and_acts_are_missing(client, application, personas):
    client.force_login(personas["reviewer"])

    assert client.get(url(application, "nonsense")).status_code == 404
    assert client.get(f"/acts/nonsense/{application.uid}/screen/").status_code == 404


def test_an_act_without_a_way_back_is_confirmed_first(client, application, personas):
    client.force_login(personas["owner"])
    sent = {"version": "1", "comment": "사정이 바뀌었습니다"}

    asked = client.post(url(application, "withdraw"), sent)
    assert asked.status_code == 200
    assert "portal/act_confirm.html" in [template.name for template in asked.templates]
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED

    done = client.post(url(application, "withdraw"), {**sent, "confirmed": "yes"})
    assert done.status_code == 302
    application.case.refresh_from_db()
    assert application.case.stage == CaseStage.WITHDRAWN


def test_the_page_leads_back_only_within_the_portal(client, screened, personas):
    client.force_login(personas["approver"])
    target = url(screened, "put_on_reserve")

    away = client.get(target + "?next=//evil.example/")
    assert away.context["next"] == ""
    home = client.post(target, {"version": "1", "comment": "", "next": "/home/"})
    assert home.url == "/home/"


def test_consultants_are_offered_by_name(client, round_2021, personas):
    firm = personas["owner"].current_memberships[0].organisation
    case = cases.case(round_2021, firm, stage=CaseStage.AGREEMENT)
    cases.application(case, ApplicationState.AGREED)
    people.member(people.user("far@example.com"), "consultant", program="another-programme")
    client.force_login(personas["admin"])

    page = client.get(url(case, "assign"))

    values = [value for value, _label in page.context["form"].fields["consultant"].choices]
    assert values == ["", "consultant@example.com", "other-consultant@example.com"]


def test_a_link_may_name_what_it_is_about(client, application, personas):
    client.force_login(personas["reviewer"])

    page = client.get(url(application, "decide_criterion") + "?criterion=other_support")

    assert b'<option value="other_support" selected>' in page.content


@pytest.mark.parametrize(
    ("kind", "name", "final"),
    [
        ("application", "withdraw", True),
        ("case", "drop", True),
        ("grant", "cancel", True),
        ("application", "refuse", False),
        ("application", "submit", False),
        ("outcome", "accept", False),
    ],
)
def test_final_acts_are_those_nothing_leads_back_from(kind, name, final):
    assert acts.is_final(find(kind, name)) is final


@pytest.mark.parametrize("row", TABLE, ids=lambda row: ".".join(row.key))
def test_every_row_has_a_service_and_whoever_can_do_it(row):
    assert row.key in acts.SERVICES
    assert acts.doers(row)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: ".".join(row.key))
def test_rows_that_need_a_list_or_an_identifier_have_their_own_page(row):
    # Which correction request an act is about is offered in words.
    needs_page = any(
        datum.required and datum.type in ("list", "uid") and datum.name != "correction" for datum in row.data
    )
    assert row.key in acts.PAGES or not needs_page
