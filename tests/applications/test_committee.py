"""The committee's services: who sees what before and after the declaration, places, scores, decisions, release."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from applications import committee_sheet
from applications.models import Application, Committee, Review, ReviewAssignment, SelectionDecision
from applications.rules import committee as rules
from applications.rules import conflicts, ranking, redaction
from applications.services import committee as services
from documents.models import IssuedDocument
from journal.models import Event
from ledger.models import FundingLine
from programs.models import Round, RoundRegion
from tests.factories import accounts as people
from tests.factories import committees
from tests.factories.committees import cleared, marks, scored
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion
from workflow.models import Case
from workflow.states import ApplicationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def world(round_2021, personas) -> committees.World:
    return committees.world(round_2021, personas["approver"])


@pytest.fixture
def begun(world) -> committees.World:
    return committees.begun(world)


@pytest.fixture
def closed(world) -> committees.World:
    return committees.decided_world(world)


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def sees(user: User) -> set[int]:
    return set(Case.objects.visible_to(anew(user)).values_list("pk", flat=True))


# -- declarations


def test_before_the_declaration_the_case_is_hidden_and_afterwards_shown(begun):
    evaluator = begun.evaluators[0]
    place = begun.places(evaluator)[0]
    assert sees(evaluator) == set()

    cleared(place)

    assert sees(evaluator) == {place.case_id}
    place.refresh_from_db()
    assert (place.has_conflict, place.pledge_version) == (False, rules.PLEDGE_VERSION)


def test_a_declared_conflict_hides_the_case_for_good_and_frees_the_place(begun):
    evaluator = begun.evaluators[0]
    place = begun.places(evaluator)[0]

    services.declare(
        place, Act(evaluator, data={"has_conflict": True, "pledge": True, "reason": "친척이 대표입니다."})
    )

    assert sees(evaluator) == set()
    assert place.case.participants.get(user=evaluator).conflict_of_interest
    held = begun.committee.assignments.live().filter(case=place.case)
    assert held.count() == 2
    # Nobody else is free here: the case stays short rather than going back to the same person.
    spread = services.distribute(begun.committee, begun.act())
    assert (spread.made, spread.short) == (0, (place.case.number,))


def test_a_declaration_needs_the_pledge_an_answer_and_a_reason(begun):
    place = begun.places()[0]
    with pytest.raises(Refused) as refused:
        services.declare(place, Act(place.evaluator, data={"has_conflict": False}))
    assert refused.value.code == "pledge_missing"
    with pytest.raises(BadData) as bad:
        services.declare(place, Act(place.evaluator, data={"has_conflict": True, "pledge": True}))
    assert set(bad.value.errors) == {"reason"}
    with pytest.raises(BadData):
        services.declare(place, Act(place.evaluator, data={"pledge": True}))
    cleared(place)
    with pytest.raises(Refused) as refused:
        cleared(place)
    assert refused.value.code == "already_declared"


def test_nobody_declares_or_scores_for_somebody_else(begun):
    mine, other = begun.places(begun.evaluators[0])[0], begun.evaluators[1]
    with pytest.raises(NotAllowed):
        services.declare(mine, Act(other, data={"has_conflict": False, "pledge": True}))
    cleared(mine)
    with pytest.raises(NotAllowed):
        services.save_review(mine, Act(other, data={"marks": marks(5, 5, 5)}))


def test_no_score_without_a_declaration(begun):
    place = begun.places()[0]
    with pytest.raises(Refused) as refused:
        services.save_review(place, Act(place.evaluator, data={"marks": marks(5, 5, 5)}))
    assert refused.value.code == "not_declared"


def test_a_conflict_noticed_while_reading_hides_the_case_and_its_marks_count_no_more(begun):
    place = begun.places()[0]
    scored(place, 5, 5, 5)
    assert any(row.by_evaluator for row in ranking.rank(begun.committee).rows)

    services.report_conflict(place, Act(place.evaluator, comment="거래처임을 알게 되었습니다."))

    assert place.case_id not in sees(place.evaluator)
    assert not any(row.by_evaluator for row in ranking.rank(begun.committee).rows)


# -- conflicts the portal sees


@pytest.mark.parametrize("tie", ["works_there", "advised", "is_contact"])
def test_conflicts_that_can_be_seen_bar_the_pair(world, tie):
    evaluator, case = world.evaluators[0], world.cases[0]
    if tie == "works_there":
        people.member(evaluator, Role.MEMBER, organisation=case.organisation)
    elif tie == "advised":
        case.participants.create(user=evaluator, role=Role.CONSULTANT)
    else:
        Application.objects.filter(case=case).update(contact_email=evaluator.email.upper())

    with pytest.raises(BadData):
        services.assign(world.committee, [(case, evaluator)], world.act())
    services.distribute(world.committee, world.act())

    assert not world.committee.assignments.filter(case=case, evaluator=evaluator).exists()
    assert world.committee.assignments.filter(evaluator=evaluator).count() == 2


def test_a_conflict_that_arose_since_refuses_the_denial(begun):
    place = begun.places()[0]
    place.case.participants.create(user=place.evaluator, role=Role.CONSULTANT)
    with pytest.raises(Refused) as refused:
        cleared(place)
    assert refused.value.code == "conflict_seen"


def test_the_same_name_is_only_pointed_out(world):
    application = Application.objects.select_related("case__organisation").get(case=world.cases[0])
    application.case.organisation.representative = world.evaluators[0].name
    seen = conflicts.seen([application], world.evaluators)
    assert [one.code for one in seen[world.cases[0].pk, world.evaluators[0].pk]] == ["same_name"]
    assert conflicts.barred(seen) == frozenset()


# -- blind


def test_blind_evaluators_reach_nothing_that_names_the_firm(round_2021, personas):
    world = committees.begun(committees.world(round_2021, personas["approver"], blind=True))
    case = world.cases[0]
    type(case.organisation).objects.filter(pk=case.organisation_id).update(
        name_ko="(주)카나리아금속", representative="카나리아대표", address="카나리아 주소"
    )
    Application.objects.filter(case=case).update(
        wishes="카나리아금속의 도금조를 바꾸고 싶습니다. 문의 카나리아연락", contact_name="카나리아연락"
    )
    place = world.committee.assignments.filter(case=case).first()
    evaluator = place.evaluator
    with pytest.raises(Refused) as refused:
        cleared(place)
    assert refused.value.code == "ties_missing"
    services.state_ties(world.committee, Act(evaluator, data={"ties": []}))
    cleared(place)

    assert sees(evaluator) == set()
    application = Application.objects.with_page_data().get(case=case)
    dossier = redaction.dossier(application, blind=True)
    assert "카나리아" not in str(dossier)
    assert "도금조를 바꾸고" in str(dossier)


def test_named_ties_take_the_cases_of_these_firms_away(round_2021, personas):
    world = committees.begun(committees.world(round_2021, personas["approver"], blind=True))
    case, evaluator = world.cases[0], world.evaluators[0]

    services.state_ties(
        world.committee, Act(evaluator, data={"ties": [f"주식회사 {case.organisation.name_ko}", "다른 회사"]})
    )

    place = world.committee.assignments.get(case=case, evaluator=evaluator)
    assert place.has_conflict is True
    assert world.committee.assignments.live().filter(evaluator=evaluator).count() == 2


def test_whether_it_is_blind_is_settled_once_it_began(begun):
    with pytest.raises(Refused) as refused:
        services.edit_committee(begun.committee, begun.act(data={"is_blind": True}))
    assert refused.value.code == "already_begun"


# -- assignment


def test_distribution_is_balanced_and_repeating_it_changes_nothing(round_2021, personas):
    world = committees.world(round_2021, personas["approver"], cases=5, evaluators=4)
    spread = services.distribute(world.committee, world.act())
    assert (spread.made, spread.short) == (15, ())
    load = [len(world.places(one)) for one in world.evaluators]
    assert max(load) - min(load) <= 1
    assert services.distribute(world.committee, world.act()).made == 0


def test_the_list_is_filled_in_and_taken_over_as_a_whole(world):
    application = Application.objects.select_related("case__organisation", "case__site", "case__region")
    rows = list(application.filter(case__in=world.cases).order_by("pk"))
    data = committee_sheet.workbook(rows, {}, world.evaluators, 3)
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    sheet["E2"], sheet["F2"], sheet["E3"] = (
        world.evaluators[0].email,
        world.evaluators[1].email.upper(),
        world.evaluators[2].email,
    )
    cases = {case.number: case for case in world.cases}
    members = {user.email: user for user in world.evaluators}

    pairs, errors = committee_sheet.read(saved(book), cases, members)
    assert errors == []
    assert services.replace_assignments(world.committee, pairs, world.act()) == (3, 0)
    assert services.replace_assignments(world.committee, pairs[:1], world.act()) == (0, 2)

    sheet["A4"], sheet["E3"], sheet["F2"] = "IC-0000-9999", "nobody@example.com", world.evaluators[0].email
    _pairs, errors = committee_sheet.read(saved(book), cases, members)
    assert {(error.row, error.column[0]) for error in errors} == {(4, "A"), (3, "E"), (2, "F")}
    assert all(error.text and error.value for error in errors)


def test_a_list_with_other_heads_or_no_workbook_says_so(world):
    book = load_workbook(BytesIO(committee_sheet.workbook([], {}, [], 2)))
    _pairs, empty = committee_sheet.read(saved(book), {}, {})
    assert empty[0].row == 2
    book.worksheets[0]["A1"] = "번호"
    assert committee_sheet.read(saved(book), {}, {})[1][0].column == "A"
    assert committee_sheet.read(BytesIO(b"no zip"), {}, {})[1][0].row == 0


def saved(book) -> BytesIO:
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def test_whoever_declared_keeps_the_place_when_a_list_leaves_it_out(begun):
    place = begun.places()[0]
    cleared(place)
    services.replace_assignments(begun.committee, [], begun.act())
    assert begun.places() == [place]
    with pytest.raises(BadData):
        services.unassign(place, begun.act())
    services.unassign(place, begun.act(comment="잘못 배정했습니다."))
    assert begun.places() == []
    assert sees(place.evaluator) == set()


def test_members_are_evaluators_of_the_programme(world, personas):
    with pytest.raises(BadData) as bad:
        services.add_members(world.committee, ["consultant@example.com", "nobody@example.com"], world.act())
    assert len(bad.value.errors["emails"]) == 2


def test_removing_a_member_takes_cases_and_scores_away(begun):
    evaluator = begun.evaluators[0]
    for place in begun.places(evaluator):
        scored(place, 1, 1, 1)
    with pytest.raises(BadData):
        services.remove_member(begun.committee, evaluator, begun.act())
    services.remove_member(begun.committee, evaluator, begun.act(comment="사임"))
    assert sees(evaluator) == set()
    assert not any(row.by_evaluator for row in ranking.rank(begun.committee).rows)


def test_who_may_manage(world, personas):
    for name in ("reviewer", "auditor", "other_official", "owner", "consultant"):
        with pytest.raises(NotAllowed):
            services.distribute(world.committee, Act(personas[name]))
    services.distribute(world.committee, Act(personas["admin"]))


def test_one_committee_for_a_case(world, round_2021):
    with pytest.raises(Refused) as refused:
        services.open_committee(round_2021, round_2021.regions.get(), world.act(data={"name": "또 하나"}))
    assert refused.value.code == "committee_exists"


def test_without_a_scoring_sheet_no_committee(round_2021, personas):
    round_2021.selected_by = Round.SelectedBy.COMMITTEE
    with pytest.raises(Refused) as refused:
        services.open_committee(round_2021, None, Act(personas["approver"], data={"name": "위원회"}))
    assert refused.value.code == "no_scoring_sheet"


# -- scoring


def test_a_draft_may_be_incomplete_a_final_review_not(begun):
    place = cleared(begun.places()[0])
    review = services.save_review(place, Act(place.evaluator, data={"marks": marks(5, None, None)}))
    assert (review.state, review.points) == (Review.State.DRAFT, None)
    with pytest.raises(BadData) as bad:
        services.save_review(place, Act(place.evaluator, data={"marks": marks(5, None, 3), "final": True}))
    assert set(bad.value.errors) == {"mark_2"}
    review = services.save_review(place, Act(place.evaluator, data={"marks": marks(5, 4, 3), "final": True}))
    assert review.points == 82


@pytest.mark.parametrize("mark", ["6", "-1", "2.55", "NaN", "gut"])
def test_marks_lie_on_the_scale(begun, mark):
    place = cleared(begun.places()[0])
    with pytest.raises(BadData) as bad:
        services.save_review(place, Act(place.evaluator, data={"marks": marks(mark, 1, 1)}))
    assert set(bad.value.errors) == {"mark_1"}


def test_a_second_tab_does_not_overwrite_the_first(begun):
    place = cleared(begun.places()[0])
    first = services.save_review(place, Act(place.evaluator, data={"marks": marks(5, 5, 5)}, version=0))
    with pytest.raises(StaleVersion) as stale:
        services.save_review(place, Act(place.evaluator, data={"marks": marks(1, 1, 1)}, version=0))
    assert (stale.value.stored, stale.value.current["mark_1"]) == (first.version, 5)


def test_abstaining_needs_a_reason_and_counts_as_done(begun):
    place = cleared(begun.places()[0])
    with pytest.raises(BadData):
        services.abstain(place, Act(place.evaluator))
    services.abstain(place, Act(place.evaluator, comment="분야가 다릅니다."))
    assert rules.unfinished(begun.committee).count() == len(begun.places()) - 1


def test_closing_with_open_reviews_needs_a_reason_and_ends_all_changes(begun):
    place = begun.places()[0]
    scored(place, 5, 5, 5)
    with pytest.raises(BadData):
        services.close(begun.committee, begun.act())
    services.close(begun.committee, begun.act(comment="기한이 지났습니다."))
    with pytest.raises(Refused) as refused:
        services.save_review(place, Act(place.evaluator, data={"marks": marks(1, 1, 1)}))
    assert refused.value.code == "scoring_closed"
    services.reopen(begun.fresh(), begun.act(comment="다시 채점합니다."))
    services.save_review(place, Act(place.evaluator, data={"marks": marks(1, 1, 1)}))


def test_the_chair_closes_and_another_evaluator_does_not(begun):
    chair, other = begun.evaluators[:2]
    services.edit_committee(begun.committee, begun.act(data={"chair": chair}))
    with pytest.raises(NotAllowed):
        services.close(begun.committee, Act(anew(other), comment="끝"))
    assert services.close(begun.committee, Act(anew(chair), comment="끝")).state == "deciding"


def test_firms_never_read_of_scores_in_their_history(begun):
    scored(begun.places()[0], 5, 5, 5)
    assert not Event.objects.filter(
        case_id__in=[case.pk for case in begun.cases], action__startswith="committee"
    )


# -- ranking, decisions, release


def set_line(left_fees: int) -> FundingLine:
    line = FundingLine.objects.get(code="national-diagnosis")
    FundingLine.objects.filter(pk=line.pk).update(planned_krw=5_500_000 * left_fees + 100)
    return line


def test_the_list_ranks_and_draws_the_line(closed):
    set_line(2)
    found = ranking.rank(closed.committee)
    assert [row.case for row in found.rows] == closed.cases
    assert [row.place.fits for row in found.rows] == [True, True, False]
    assert found.rows[2].place.stopped_by == "money"
    assert found.cut_after == closed.cases[1].number
    assert [left.fees for left in found.lines] == [2]


def test_the_quota_of_a_region_draws_it_too(closed):
    RoundRegion.objects.filter(round=closed.round).update(quota_firms=1)
    assert [row.place.stopped_by for row in ranking.rank(closed.committee).rows] == ["", "quota", "quota"]


def test_staged_decisions_move_nothing_until_they_are_released(closed):
    set_line(2)
    assert services.take_proposal(closed.committee, closed.act()) == 3
    assert states(closed) == [ApplicationState.SCREENED] * 3
    assert len(sees(closed.evaluators[0])) == 3

    outcomes = services.release(closed.committee, closed.act())

    assert all(outcome.ok for outcome in outcomes)
    assert states(closed) == [ApplicationState.SELECTED, ApplicationState.SELECTED, ApplicationState.RESERVE]
    assert closed.fresh().state == Committee.State.RELEASED
    assert FundingLine.objects.get(code="national-diagnosis").committed_krw == 11_000_000
    assert sees(closed.evaluators[0]) == set()  # nobody judges any more
    letter = IssuedDocument.objects.get(kind="reserve_notice")
    assert letter.case == closed.cases[2]
    with pytest.raises(Refused) as refused:
        services.release(closed.fresh(), closed.act())
    assert refused.value.code == "nothing_staged"


def states(world: committees.World) -> list[str]:
    return [Application.objects.get(case=case).state for case in world.cases]


def test_a_release_that_fails_for_one_goes_on_and_is_resumed(closed):
    set_line(2)
    services.take_proposal(closed.committee, closed.act())
    third = closed.cases[2]
    decision = closed.committee.decisions.get(case=third)
    act = closed.act(data={"decision": "select"}, comment="위원회 의견", version=decision.version)
    services.decide(closed.committee, third, act)

    outcomes = services.release(closed.committee, closed.act())

    assert [outcome.error_code for outcome in outcomes] == ["", "", "line_exhausted"]
    decision.refresh_from_db()
    assert (decision.released_at, decision.error_code) == (None, "line_exhausted")
    assert closed.fresh().state == Committee.State.DECIDING
    set_line(3)
    [outcome] = services.release(closed.fresh(), closed.act())
    assert outcome.ok
    assert states(closed) == [ApplicationState.SELECTED] * 3
    assert FundingLine.objects.get(code="national-diagnosis").committed_krw == 16_500_000


def test_releasing_one_twice_does_nothing_twice(closed):
    services.take_proposal(closed.committee, closed.act())
    decision = closed.committee.decisions.order_by("rank").first()
    assert services.release_one(decision, closed.act()).ok
    assert services.release_one(decision, closed.act()).ok
    assert FundingLine.objects.get(code="national-diagnosis").committed_krw == 5_500_000


def test_changing_refusing_and_differing_from_the_list_need_reasons(closed):
    set_line(2)
    case = closed.cases[0]
    with pytest.raises(BadData):
        services.decide(closed.committee, case, closed.act(data={"decision": "reserve"}, version=0))
    with pytest.raises(BadData):
        services.decide(closed.committee, case, closed.act(data={"decision": "refuse"}, version=0))
    first = services.decide(closed.committee, case, closed.act(data={"decision": "select"}, version=0))
    with pytest.raises(BadData):
        services.decide(
            closed.committee, case, closed.act(data={"decision": "reserve"}, version=first.version)
        )
    with pytest.raises(StaleVersion):
        services.decide(closed.committee, case, closed.act(data={"decision": "select"}, version=0))


def test_the_firm_reads_the_reason_of_a_refusal_and_conditions(closed):
    chosen, refused = closed.cases[:2]
    services.decide(
        closed.committee, chosen, closed.act(data={"decision": "select", "conditions": "방문 전 자료 보완"})
    )
    services.decide(
        closed.committee, refused, closed.act(data={"decision": "refuse"}, comment="평가 점수가 낮습니다.")
    )
    services.release(closed.committee, closed.act())
    assert "방문 전 자료 보완" in str(IssuedDocument.objects.get(kind="selection_notice").snapshot)
    assert "평가 점수가 낮습니다." in str(IssuedDocument.objects.get(kind="refusal_notice").snapshot)


def test_when_a_selected_firm_gives_up_the_next_on_reserve_comes_up(closed):
    set_line(1)
    services.take_proposal(closed.committee, closed.act())
    services.release(closed.committee, closed.act())
    first, second, third = closed.cases
    assert ranking.rank(closed.fresh()).next_reserve is None
    owner = people.user("gives-up@example.com")
    people.member(owner, Role.OWNER, organisation=first.organisation)
    committees.submit_withdrawal(first, owner)

    found = ranking.rank(closed.fresh())
    assert found.next_reserve is not None
    assert found.next_reserve.case == second
    with pytest.raises(Refused) as refused:
        services.promote(closed.fresh(), third, closed.act())
    assert refused.value.code == "not_next"
    assert services.promote(closed.fresh(), second, closed.act()).ok
    assert states(closed)[1:] == [ApplicationState.SELECTED, ApplicationState.RESERVE]
    replaced = SelectionDecision.objects.filter(case=second).order_by("pk")
    assert [(one.decision, one.replaced_at is None) for one in replaced] == [
        ("reserve", False),
        ("select", True),
    ]


def test_a_firm_that_gave_up_before_the_release_does_not_hold_it_up(closed):
    services.take_proposal(closed.committee, closed.act())
    owner = people.user("gives-up@example.com")
    people.member(owner, Role.OWNER, organisation=closed.cases[0].organisation)
    committees.submit_withdrawal(closed.cases[0], owner)

    outcomes = services.release(closed.committee, closed.act())

    assert [outcome.error_code for outcome in outcomes] == ["ended", "", ""]
    assert closed.fresh().state == Committee.State.RELEASED


def test_only_the_approver_decides_and_releases(closed, personas):
    for name in ("admin", "reviewer", "auditor"):
        with pytest.raises(NotAllowed):
            services.take_proposal(closed.committee, Act(personas[name]))
        with pytest.raises(NotAllowed):
            services.release(closed.committee, Act(personas[name]))


def test_where_officials_select_the_list_goes_by_the_evaluation(round_2021, personas):
    world = committees.world(round_2021, personas["approver"], official=True, evaluators=0)
    assert world.committee.state == Committee.State.DECIDING
    found = ranking.rank(world.committee)
    assert all(row.points is None and row.place.fits for row in found.rows)
    assert services.take_proposal(world.committee, world.act()) == 3
    assert all(outcome.ok for outcome in services.release(world.committee, world.act()))


# -- minutes and plan


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("계획서.png", committees_png(), content_type="image/png")


def committees_png() -> bytes:
    from tests.factories.grants import PNG

    return PNG


def test_minutes_are_written_and_corrected(closed, personas):
    data = {"held_on": during(), "place": "시청", "attendees": "위원장", "text": "3건을 심의했다."}
    minutes = services.write_minutes(closed.committee, closed.act(data=data))
    with pytest.raises(StaleVersion):
        services.write_minutes(
            closed.committee, closed.act(data=data, version=minutes.version + 1), minutes=minutes
        )
    changed = services.write_minutes(
        closed.committee, closed.act(data=data | {"text": "고침"}, version=minutes.version), minutes=minutes
    )
    assert (changed.text, changed.version) == ("고침", 2)
    with pytest.raises(BadData) as bad:
        services.write_minutes(closed.committee, closed.act(data={"held_on": None}))
    assert set(bad.value.errors) == {"held_on", "attendees", "text"}


def during():
    from tests.conftest import DURING_CALL

    return DURING_CALL.date()


PLAN = {"votes_for": 5, "votes_against": 1, "votes_abstained": 0, "minutes": "원안대로 확정"}


def test_no_agreement_before_the_plan_is_confirmed(world):
    application = Application.objects.get(case=world.cases[0])
    rules.require_plan_confirmed(application, {})
    Round.objects.filter(pk=world.round.pk).update(plan_confirmed_by_committee=True)
    application = Application.objects.get(case=world.cases[0])
    with pytest.raises(Refused) as refused:
        rules.require_plan_confirmed(application, {})
    assert refused.value.code == "plan_not_confirmed"

    round_ = application.case.round
    act = world.act(data=PLAN | {"confirmed_on": during()})
    with pytest.raises(BadData):
        services.confirm_plan(round_, None, None, act)
    confirmation = services.confirm_plan(round_, None, pdf(), act)
    rules.require_plan_confirmed(application, {})

    with pytest.raises(Refused) as refused:
        services.confirm_plan(round_, None, pdf(), act)
    assert refused.value.code == "already_confirmed"
    services.revoke_plan_confirmation(confirmation, world.act(comment="계획 변경"))
    with pytest.raises(Refused):
        rules.require_plan_confirmed(application, {})


def test_a_plan_needs_a_majority(world):
    Round.objects.filter(pk=world.round.pk).update(plan_confirmed_by_committee=True)
    world.round.refresh_from_db()
    act = world.act(data=PLAN | {"confirmed_on": during(), "votes_against": 5})
    with pytest.raises(Refused) as refused:
        services.confirm_plan(world.round, None, pdf(), act)
    assert refused.value.code == "no_majority"


def test_thirty_cases_and_five_evaluators_rank_in_the_same_queries_as_three(
    round_2021, personas, django_assert_max_num_queries
):
    world = committees.world(round_2021, personas["approver"], cases=6, evaluators=3)
    committees.decided_world(world)
    with django_assert_max_num_queries(14):
        found = ranking.rank(Committee.objects.with_list_data().get(pk=world.committee.pk))
    assert len(found.rows) == 6
    assert ReviewAssignment.objects.count() == 18
