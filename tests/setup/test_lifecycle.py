"""Opening, pausing, closing, archiving; test mode: who, when, why, and what stays readable."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.errors import Refused, StaleVersion
from accounts.roles import Role
from applications import services as applications
from journal.models import Event
from ledger import services as ledger
from portal.setup import lifecycle
from programs import services, versions
from programs.models import Call, Round
from programs.services import Edit
from reports import figures
from reports.export import export
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def edit(personas):
    return Edit(actor=personas["admin"], reason="예산 확정 대기")


def set_to(round_: Round, status: str) -> Round:
    Round.objects.filter(pk=round_.pk).update(status=status)
    round_.refresh_from_db()
    return round_


def written(round_: Round) -> Round:
    Call.objects.create(round=round_, title_ko="공고", body_ko="본문", publish_at=round_.opens_at)
    return round_


def code_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_from_preparation_to_history(round_2021, edit):
    round_ = written(set_to(round_2021, "draft"))

    for name, status in (
        ("open", "open"), ("pause", "paused"), ("resume", "open"), ("close", "closed"), ("resume", "open"),
        ("close", "closed"), ("archive", "archived"),
    ):  # fmt: skip
        round_ = lifecycle.perform(round_, name, edit)
        assert round_.status == status

    events = Event.objects.filter(action="set_round_status")
    assert events.count() == 7
    assert {(event.actor_label, event.reason) for event in events} == {(str(edit.actor), "예산 확정 대기")}


def test_a_round_with_a_blocking_finding_does_not_open(round_2021, edit):
    set_to(round_2021, "draft")

    assert code_of(lambda: lifecycle.perform(round_2021, "open", edit)) == "not_ready"

    written(round_2021)
    assert lifecycle.perform(round_2021, "open", edit).status == "open"


def test_what_does_not_fit_the_status_is_refused(round_2021, edit):
    assert code_of(lambda: lifecycle.perform(round_2021, "archive", edit)) == "wrong_status"
    assert code_of(lambda: lifecycle.perform(round_2021, "test-off", edit)) == "wrong_status"


def test_stopping_needs_a_reason(round_2021, personas):
    silent = Edit(actor=personas["admin"])

    for name in ("pause", "close"):
        assert code_of(lambda name=name: lifecycle.perform(round_2021, name, silent)) == "reason_missing"


def test_a_stale_page_does_not_close_a_round(round_2021, edit):
    services.change(round_2021, {"contact_ko": "새 담당"}, edit)

    with pytest.raises(StaleVersion):
        lifecycle.perform(round_2021, "close", Edit(actor=edit.actor, reason="끝", revision=1))


def test_an_archived_round_does_not_change(round_2021, edit):
    archived = set_to(round_2021, "archived")
    part = archived.parts.get()

    for act in (
        lambda: services.change(archived, {"contact_ko": "x"}, edit),
        lambda: services.change(part, {"text_ko": "x"}, edit),
        lambda: services.create(Call(round=archived, title_ko="x"), edit),
        lambda: services.replace_owned(archived, "strands", [], edit),
        lambda: versions.change_head(archived, "criteria_set", {"name_ko": "x"}, edit),
        lambda: services.remove(part, edit),
    ):
        assert code_of(act) == "archived"
    assert lifecycle.possible(archived) == []


# -- paused --------------------------------------------------------------------------------------------------


def test_a_paused_round_takes_no_application_and_says_so(client, personas, round_2021, edit):
    owner, site = personas["owner"], personas["owner"].current_memberships[0].organisation.sites.get()
    draft = applications.start(round_2021, site, Act(actor=owner))
    lifecycle.perform(round_2021, "pause", edit)
    paused = Round.objects.get(pk=round_2021.pk)
    other = personas["other_owner"].current_memberships[0].organisation.sites.get()

    assert (
        code_of(lambda: applications.start(paused, other, Act(actor=personas["other_owner"])))
        == "round_paused"
    )
    draft.refresh_from_db()
    draft.case.round.refresh_from_db()
    assert code_of(lambda: applications.submit(draft, Act(actor=owner))) == "round_paused"
    page = client.get(reverse("portal:round", args=[paused.uid]))
    assert page.status_code == 200
    assert page.context["call"].is_paused
    assert reverse("applications:start") not in page.content.decode()
    client.force_login(personas["other_owner"])
    start = client.get(reverse("applications:start") + f"?round={paused.uid}")
    assert str(paused) in start.context["paused"]
    posted = client.post(reverse("applications:start"), {"round": paused.uid, "site": other.uid})
    assert posted.status_code == 422
    assert posted.context["paused"]


@pytest.mark.parametrize("status", ["paused", "closed", "archived"])
def test_ended_calls_stay_readable(client, round_2021, status):
    set_to(written(round_2021), status)

    page = client.get(reverse("portal:round", args=[round_2021.uid]))

    assert page.status_code == 200
    assert "본문" in page.content.decode()


# -- the page ------------------------------------------------------------------------------------------------


def test_the_page_says_what_follows_and_asks_why(client, personas, round_2021):
    cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    site = personas["other_owner"].current_memberships[0].organisation.sites.get()
    applications.start(round_2021, site, Act(actor=personas["other_owner"]))
    url = reverse("setup:round-act", args=[round_2021.uid, "pause"])
    client.force_login(personas["admin"])

    page = client.get(url)
    assert (page.context["touched"].cases, page.context["touched"].drafts) == (1, 1)
    silent = client.post(url, {"reason": "", "revision": round_2021.revision})
    assert (silent.status_code, list(silent.context["form"].errors)) == (422, ["reason"])
    client.post(url, {"reason": "예산 재협의", "revision": round_2021.revision})

    round_2021.refresh_from_db()
    assert round_2021.status == "paused"
    assert Event.objects.get(action="set_round_status").reason == "예산 재협의"


def test_an_unknown_act_is_missing_and_a_refused_one_shows_why(client, personas, round_2021):
    set_to(round_2021, "draft")
    client.force_login(personas["admin"])

    assert client.get(reverse("setup:round-act", args=[round_2021.uid, "explode"])).status_code == 404
    overview = reverse("setup:round", args=[round_2021.uid])
    assert client.get(reverse("setup:round-act", args=[round_2021.uid, "close"])).url == overview
    refused = client.post(reverse("setup:round-act", args=[round_2021.uid, "open"]), {"reason": ""})

    assert refused.status_code == 409
    assert refused.context["blocking"]
    round_2021.refresh_from_db()
    assert round_2021.status == "draft"


# -- test mode -----------------------------------------------------------------------------------------------


def test_a_round_with_real_cases_cannot_become_a_test(round_2021, personas, edit):
    cases.case(round_2021, personas["owner"].current_memberships[0].organisation)

    assert code_of(lambda: lifecycle.perform(round_2021, "test-on", edit)) == "has_real_cases"


def test_only_administrators_see_a_test_round_and_play_in_it(client, personas, round_2021, edit):
    lifecycle.perform(round_2021, "test-on", edit)
    url = reverse("portal:round", args=[round_2021.uid])
    admin = personas["admin"]
    firm = people.organisation(7)
    people.site(firm)
    people.member(admin, Role.OWNER, organisation=firm)

    assert client.get(url).status_code == 404
    client.force_login(personas["owner"])
    assert client.get(url).status_code == 404
    assert not client.get(reverse("applications:start")).context["has_rounds"]
    client.force_login(admin)
    assert client.get(url).status_code == 200
    client.post(reverse("applications:start"), {"round": round_2021.uid, "site": firm.sites.get().uid})

    assert Case.objects.get().is_test
    assert lifecycle.touched(round_2021).tests == 1
    # Played tests stay tests when the round becomes real.
    assert lifecycle.perform(round_2021, "test-off", edit).is_test is False
    assert Case.objects.get().is_test


def test_no_figure_counts_a_test_case(client, personas, round_2021):
    """Annual results, totals, export, front page and quota pass a test case by."""
    firm = personas["owner"].current_memberships[0].organisation
    played = cases.case(round_2021, firm, is_test=True)
    cases.application(played, state="agreed")
    Case.objects.filter(pk=played.pk).update(stage="improvement")
    diagnosis = cases.diagnosis(played, personas["consultant"], state="released")
    cases.measure(diagnosis, personas["consultant"], state="accepted")
    round_2021.parts.update(quota_firms=1)

    assert all(not any(total.values()) for total in figures.totals(round_2021).values())
    client.force_login(personas["admin"])
    assert list(client.get(reverse("reports:rounds")).context["rounds"]) == []
    answer = client.get(reverse("reports:results", args=[round_2021.uid]))
    assert answer.context["rows"] == []
    book = load_workbook(BytesIO(export(round_2021, Act(personas["admin"], comment="연간 보고"))))
    assert not any(
        "IC-2021-0001" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
    )
    # The control: the same case counts once it is a real one.
    Case.objects.update(is_test=False)
    assert figures.totals(round_2021)["estimated"]["saved_krw"] == 6_000_000


def test_a_test_case_takes_no_place_of_the_quota(personas, round_2021):
    round_2021.parts.update(quota_firms=1)
    firm = personas["owner"].current_memberships[0].organisation
    cases.application(cases.case(round_2021, firm, is_test=True), state="selected")
    real = cases.application(
        cases.case(round_2021, people.organisation(9), serial=2, stage="selection"), state="screened"
    )

    assert applications.select(real, Act(actor=personas["approver"])).state == "selected"


def test_the_front_page_shows_no_test_round(client, round_2021, edit):
    lifecycle.perform(round_2021, "test-on", edit)

    page = client.get(reverse("portal:front"))

    assert (page.context["open_calls"], page.context["other_calls"]) == ([], [])


def test_a_test_that_has_booked_money_stays_a_test(personas, round_2021, edit):
    """Its promises stand in the lines: as a real round it would begin with money that nobody has."""
    lifecycle.perform(round_2021, "test-on", edit)
    ledger.commit(round_2021.funding_lines.first(), 1_000, actor=personas["approver"])

    assert code_of(lambda: lifecycle.perform(round_2021, "test-off", edit)) == "has_bookings"
