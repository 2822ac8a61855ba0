"""The committee's pages: what evaluators, officials and firms find on them, blind or not, in few queries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Site, User
from accounts.roles import Role
from applications.models import Application, Review, SelectionDecision
from applications.services import committee as services
from documents.models import File
from journal.models import AccessRecord
from ledger.models import FundingLine
from programs.models import Round
from tests.applications.conftest import evidence
from tests.factories import accounts as people
from tests.factories import committees
from tests.factories.committees import cleared, scored
from tests.factories.grants import PNG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]
CANARY = "카나리아"


@pytest.fixture
def world(round_2021, personas) -> committees.World:
    return committees.world(round_2021, personas["approver"])


@pytest.fixture
def begun(world) -> committees.World:
    return committees.begun(world)


@pytest.fixture
def closed(world) -> committees.World:
    return committees.decided_world(world)


def login(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args) -> str:
    return reverse(f"committee:{name}", args=[getattr(one, "uid", one) for one in args])


# -- the evaluator


def test_the_declaration_page_shows_the_minimum_and_leaves_a_record(begun):
    evaluator = begun.evaluators[0]
    Application.objects.filter(case__in=begun.cases).update(wishes="비밀희망", products="비밀제품")
    client = login(evaluator)

    page = client.get(url("declare", begun.committee)).content.decode()

    assert begun.cases[0].organisation.name_ko in page
    assert begun.cases[0].organisation.representative in page
    assert "비밀" not in page
    record = AccessRecord.objects.get(actor_id=evaluator.pk)
    assert (record.count, begun.cases[0].organisation.name_ko in record.subject) == (3, True)
    assert client.get(url("review", begun.places(evaluator)[0])).status_code == 404


def test_declaring_many_at_once_keeps_what_fits_and_says_what_does_not(begun):
    evaluator = begun.evaluators[0]
    first, second, third = begun.places(evaluator)
    client = login(evaluator)
    page = url("declare", begun.committee)

    without_pledge = client.post(page, {f"has_conflict_{first.pk}": "no"})
    assert without_pledge.status_code == 422 or without_pledge.status_code == 409
    nothing = client.post(page, {"pledge": "on"})
    assert nothing.status_code == 422
    mixed = client.post(
        page,
        {
            "pledge": "on",
            f"has_conflict_{first.pk}": "no",
            f"has_conflict_{second.pk}": "yes",
            f"reason_{second.pk}": "거래처",
            f"has_conflict_{third.pk}": "yes",
        },
    )
    assert mixed.status_code == 422
    answers = {place.pk: place.has_conflict for place in begun.places(evaluator)}
    assert answers == {first.pk: False, second.pk: True, third.pk: None}
    rest = client.post(page, {"pledge": "on", f"has_conflict_{third.pk}": "no"})
    assert rest.status_code == 302
    mine = client.get(url("mine")).content.decode()
    assert begun.cases[0].number in mine
    assert second.case.number not in mine


def test_scoring_goes_from_case_to_case_and_ends_at_the_list(begun):
    evaluator = begun.evaluators[0]
    places = [cleared(place) for place in begun.places(evaluator)]
    client = login(evaluator)
    marks = {"mark_1": "5", "mark_2": "4", "mark_3": "3", "comment": "좋음", "version": "0"}

    for place, following in zip(places, [*places[1:], None], strict=True):
        shown = client.get(place.get_absolute_url())
        assert shown.status_code == 200
        answer = client.post(place.get_absolute_url(), marks | {"act": "final"})
        assert answer.url == (following.get_absolute_url() if following else url("mine"))
    assert Review.objects.filter(state="final", points=82).count() == 3
    assert AccessRecord.objects.filter(actor_id=evaluator.pk).count() == 3


def test_a_final_review_without_a_mark_is_refused_and_keeps_what_was_typed(begun):
    place = cleared(begun.places()[0])
    client = login(place.evaluator)
    answer = client.post(
        place.get_absolute_url(), {"mark_1": "5", "comment": "남은 글", "act": "final", "version": "0"}
    )
    assert answer.status_code == 400
    assert "남은 글" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_stale_tab_is_told_what_was_stored_and_may_save_again(begun):
    place = cleared(begun.places()[0])
    client = login(place.evaluator)
    marks = {"mark_1": "5", "mark_2": "5", "mark_3": "5", "act": "draft"}
    assert client.post(place.get_absolute_url(), marks | {"version": "0"}).status_code == 302
    stale = client.post(place.get_absolute_url(), marks | {"mark_1": "1", "version": "0"})
    assert stale.status_code == 409
    assert 'name="version" value="1"' in stale.content.decode()
    assert client.post(place.get_absolute_url(), marks | {"mark_1": "1", "version": "1"}).status_code == 302


def test_abstaining_and_reporting_a_conflict_from_the_page(begun):
    evaluator = begun.evaluators[0]
    first, second, _third = [cleared(place) for place in begun.places(evaluator)]
    client = login(evaluator)
    assert client.post(first.get_absolute_url(), {"act": "abstain", "version": "0"}).status_code == 422
    answer = client.post(
        first.get_absolute_url(), {"act": "abstain", "version": "0", "abstain_reason": "분야 밖"}
    )
    assert answer.status_code == 302
    assert Review.objects.get().state == "abstained"
    client.post(url("report-conflict", second), {"comment": "알고 보니 거래처"})
    assert client.get(second.get_absolute_url()).status_code == 404


def test_other_evaluators_and_firms_never_meet_scores(closed, personas):
    place = closed.places()[0]
    other = closed.evaluators[1]
    assert login(other).get(place.get_absolute_url()).status_code == 404
    owner = people.user("firm@example.com")
    people.member(owner, Role.OWNER, organisation=closed.cases[0].organisation)
    for person in (other, owner, personas["consultant"]):
        for name in ("detail", "ranking", "statistics", "assignments", "minutes"):
            assert login(person).get(url(name, closed.committee)).status_code in (403, 404)
    page = login(owner).get(closed.cases[0].get_absolute_url()).content.decode()
    assert closed.evaluators[0].name not in page
    assert "committee" not in page


def test_staged_decisions_stay_inside(closed):
    services.take_proposal(closed.committee, closed.act())
    owner = people.user("firm@example.com")
    people.member(owner, Role.OWNER, organisation=closed.cases[0].organisation)
    client = login(owner)
    application = Application.objects.get(case=closed.cases[0])
    for address in (
        closed.cases[0].get_absolute_url(),
        application.get_absolute_url(),
        f"/api/v1/applications/{application.uid}/",
        f"/api/v1/cases/{closed.cases[0].uid}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "selected" not in answer.content.decode().replace("selected>", "")


# -- blind: canaries


@pytest.fixture
def blind(round_2021, personas) -> committees.World:
    """Everything that names the first firm carries the canary; the evaluator was cleared for it."""
    world = committees.world(round_2021, personas["approver"], blind=True)
    case = world.cases[0]
    Organisation.objects.filter(pk=case.organisation_id).update(
        name_ko=f"(주){CANARY}금속", name_en=f"{CANARY} Metal", representative=f"{CANARY}대표",
        address=f"{CANARY} 주소", phone=f"{CANARY}-1",
    )  # fmt: skip
    Site.objects.filter(pk=case.site_id).update(name=f"{CANARY} 공장", address=f"{CANARY} 공장 주소")
    Application.objects.filter(case=case).update(
        contact_name=f"{CANARY}연락", contact_email="canary@example.com",
        wishes=f"{CANARY}금속 {CANARY} 공장의 설비, 문의 {CANARY}연락",
    )  # fmt: skip
    file = evidence(Application.objects.get(case=case), personas["owner"])
    File.objects.filter(pk=file.pk).update(original_name=f"{CANARY}.pdf")
    committees.begun(world)
    for evaluator in world.evaluators:
        services.state_ties(world.committee, committees.Act(evaluator, data={"ties": []}))
    for place in world.places():
        cleared(place)
    return world


def test_blind_evaluators_meet_the_canary_nowhere(blind):
    case = blind.cases[0]
    place = blind.committee.assignments.filter(case=case).first()
    client = login(place.evaluator)
    application = Application.objects.get(case=case)
    file = File.objects.get(case=case)
    services.edit_committee(blind.fresh(), blind.act(data={"chair": place.evaluator}))
    for each in blind.places():
        scored(each, 4, 4, 4)

    shown = [
        place.get_absolute_url(),
        url("mine"),
        url("declare", blind.committee),
        url("detail", blind.committee),
        url("ranking", blind.committee),
        url("statistics", blind.committee),
        "/home/",
        "/cases/",
        "/applications/",
        "/api/v1/cases/",
        "/api/v1/applications/",
        "/api/v1/organizations/",
        "/api/v1/sites/",
        "/api/v1/files/",
        "/api/v1/papers/",
    ]
    hidden = [
        case.get_absolute_url(),
        application.get_absolute_url(),
        file.get_absolute_url(),
        f"/api/v1/cases/{case.uid}/",
        f"/api/v1/applications/{application.uid}/",
        f"/api/v1/organizations/{case.organisation.uid}/",
        f"/api/v1/sites/{case.site.uid}/",
        f"/api/v1/files/{file.uid}/content/",
    ]
    for address in (*shown, *hidden):
        answer = client.get(address, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert CANARY not in body.decode(errors="ignore"), address
        assert b"canary@" not in body, address
    assert [client.get(address).status_code for address in hidden] == [404] * len(hidden)
    assert case.number in client.get(place.get_absolute_url()).content.decode()
    # The control: an official reads the name on the same pages.
    official = login(blind.approver)
    assert CANARY in official.get(url("ranking", blind.committee)).content.decode()


# -- officials


def test_a_committee_is_opened_filled_and_begun(round_2021, personas):
    round_2021.selected_by = Round.SelectedBy.COMMITTEE
    round_2021.scoring_sheet = committees.sheet()
    round_2021.save()
    committees.screened(round_2021, 11)
    person = committees.evaluator(1, round_2021)
    client = login(personas["approver"])
    assert client.get(url("list")).status_code == 200
    assert client.get(url("new", round_2021)).status_code == 200
    bad = client.post(url("new", round_2021), {"name": "", "per_case": "99"})
    assert bad.status_code == 422

    made = client.post(url("new", round_2021), {"name": "선정평가위원회", "per_case": "1"})
    page = made.url
    wrong = client.post(f"{page}members/", {"emails": "nobody@example.com"})
    assert wrong.status_code == 400
    assert "nobody@example.com" in wrong.content.decode()
    client.post(f"{page}members/", {"emails": person.email})
    client.post(f"{page}assignments/distribute/")
    assert "IC-2021-0011" in client.get(f"{page}assignments/").content.decode()
    assert client.post(f"{page}act/begin/").status_code == 302
    assert client.get(page).status_code == 200
    assert client.post(f"{page}act/close/").status_code == 400
    assert client.post(f"{page}edit/", {"name": "새 이름", "per_case": "2"}).status_code == 302


def test_ticking_boxes_and_the_workbook(world):
    client = login(world.approver)
    page = url("assignments", world.committee)
    case, person = world.cases[0], world.evaluators[0]
    client.post(page, {"place": [f"{case.uid}:{person.uid}", "nonsense", f"{case.uid}:{case.uid}"]})
    assert [(place.case, place.evaluator) for place in world.places()] == [(case, person)]
    sheet = client.get(url("sheet", world.committee))
    assert sheet["Content-Type"].endswith("sheet")
    same = SimpleUploadedFile("배정.xlsx", sheet.content)
    assert client.post(url("upload", world.committee), {"file": same}).status_code == 302
    wrong = client.post(url("upload", world.committee), {"file": SimpleUploadedFile("배정.xlsx", b"x")})
    assert wrong.status_code == 422


def test_places_and_members_are_taken_back_with_a_reason(begun):
    client = login(begun.approver)
    place = cleared(begun.places()[0])
    page = url("unassign", begun.committee)
    assert client.post(page, {"place": "nonsense", "comment": "x"}).status_code == 404
    client.post(page, {"place": str(place.uid)})
    assert place in begun.places()
    client.post(page, {"place": str(place.uid), "comment": "잘못 배정"})
    assert place not in begun.places()
    person = begun.evaluators[2]
    client.post(url("member-remove", begun.committee, person), {"comment": "사임"})
    assert not begun.committee.members.current().filter(user=person).exists()


def test_the_next_on_reserve_is_offered_and_selected(closed):
    FundingLine.objects.filter(code="national-diagnosis").update(planned_krw=5_500_000)
    client = login(closed.approver)
    client.post(url("proposal", closed.committee))
    client.post(url("release", closed.committee))
    first, second = closed.cases[:2]
    owner = people.user("gives-up@example.com")
    people.member(owner, Role.OWNER, organisation=first.organisation)
    committees.submit_withdrawal(first, owner)

    promote = url("promote", closed.committee, second)
    assert promote in client.get(url("ranking", closed.committee)).content.decode()
    assert url("ranking", closed.committee) in client.get(reverse("portal:home")).content.decode()
    client.post(promote)
    assert Application.objects.get(case=second).state == "selected"


def test_ranking_decisions_and_release_on_the_pages(closed):
    client = login(closed.approver)
    page = url("ranking", closed.committee)
    shown = client.get(page).content.decode()
    assert [closed.cases[n].number in shown for n in range(3)] == [True] * 3
    client.post(url("proposal", closed.committee))
    decide = url("decide", closed.committee, closed.cases[2])
    assert client.get(decide).status_code == 200
    assert client.post(decide, {"decision": "refuse", "version": "1"}).status_code == 400
    assert client.post(decide, {"decision": "refuse", "version": "0", "comment": "낮음"}).status_code == 409
    assert client.post(decide, {"decision": "refuse", "version": "1", "comment": "낮음"}).status_code == 302
    client.post(url("release", closed.committee))
    assert SelectionDecision.objects.exclude(released_at=None).count() == 3
    assert client.get(page).status_code == 200
    assert client.get(url("statistics", closed.committee)).status_code == 200


def test_minutes_and_plan_on_the_pages(closed, personas):
    client = login(closed.approver)
    page = url("minutes", closed.committee)
    written = {"held_on": "2021-07-14", "attendees": "위원장", "text": "심의"}
    paper = SimpleUploadedFile("회의록.png", PNG, content_type="image/png")
    assert client.post(page, {"held_on": "2021-07-14"}).status_code == 422
    assert client.post(page, written | {"file": paper}).status_code == 302
    minutes = closed.committee.minutes.get()
    assert client.get(url("minutes-file", closed.committee, minutes)).status_code == 200
    edit = url("minutes-edit", closed.committee, minutes)
    assert client.post(edit, written | {"text": "고침", "version": "1"}).status_code == 302
    assert client.post(edit, written | {"text": "낡음", "version": "1"}).status_code == 409
    assert login(personas["auditor"]).get(page).status_code == 200

    Round.objects.filter(pk=closed.round.pk).update(plan_confirmed_by_committee=True)
    plan = url("plan", closed.round)
    data = {
        "confirmed_on": "2021-07-14", "votes_for": "5", "votes_against": "0", "votes_abstained": "0",
        "minutes": "확정",
    }  # fmt: skip
    assert client.post(plan, data).status_code == 422
    upload = SimpleUploadedFile("계획서.png", PNG, content_type="image/png")
    assert client.post(plan, data | {"file": upload}).status_code == 302
    confirmed = closed.round.plan_confirmations.get()
    assert client.get(url("plan-file", closed.round, confirmed)).status_code == 200
    assert client.post(url("plan-revoke", closed.round, confirmed), {"comment": "변경"}).status_code == 302
    assert client.get(plan).status_code == 200


def test_officials_of_other_regions_meet_nothing(closed, personas):
    client = login(personas["other_official"])
    for name in ("detail", "ranking", "statistics", "assignments", "minutes", "edit", "sheet"):
        assert client.get(url(name, closed.committee)).status_code == 404
    assert client.post(url("release", closed.committee)).status_code == 404


def test_the_home_page_says_what_waits(begun, closed):
    services.take_proposal(closed.committee, closed.act())
    home = login(closed.approver).get(reverse("portal:home")).content.decode()
    assert url("ranking", closed.committee) in home


def test_the_evaluators_home_page_says_what_waits(begun):
    home = login(begun.evaluators[0]).get(reverse("portal:home")).content.decode()
    assert url("declare", begun.committee) in home


@pytest.mark.parametrize("page", ["ranking", "statistics", "assignments", "detail", "list", "mine", "review"])
def test_pages_ask_the_same_of_the_database_however_much_there_is(round_2021, personas, page):
    counts = []
    world = committees.world(round_2021, personas["approver"], cases=2, evaluators=2)
    committees.begun(world)
    for more in (False, True):
        if more:
            world.cases.append(committees.screened(round_2021, 31))
            services.distribute(world.committee, world.act())
        for place in world.places():
            if not hasattr(place, "review"):
                scored(place, 3, 4, 5)
        evaluator = world.evaluators[0]
        client = login(evaluator if page in ("mine", "review") else world.approver)
        target = {
            "list": url("list"),
            "mine": url("mine"),
            "review": world.places(evaluator)[0].get_absolute_url(),
        }.get(page) or url(page, world.committee)
        client.get(target)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(target).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
