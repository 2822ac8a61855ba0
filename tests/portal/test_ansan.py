"""Ansan 2012 as its notice tells it: thirty apply and are visited, twenty are chosen, the plan stands, all sign."""

import pytest

from accounts.models import User
from applications.models import Agreement, SelectionDecision
from documents.models import IssuedDocument
from ledger.models import FundingLine
from portal.demo import ansan, people, programme
from portal.demo.people import ANSAN_APPROVER
from portal.demo.scene import act
from programs.models import Round
from workflow.errors import Refused
from workflow.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.site]


@pytest.fixture
def committee(db):
    admin = people.staff()[people.ADMIN]
    programme.prepare(admin)
    return ansan.play(
        Round.objects.get(case_prefix="AS-2012"), User.objects.get(pk=admin.pk), lambda _line: None
    )


def test_ansan_2012_plays_from_thirty_applicants_to_twenty_agreements(committee):
    round_ = committee.round
    cases = Case.objects.filter(round=round_)
    assert cases.count() == 30
    assert cases.filter(application__site_checks__recommended=True).distinct().count() == 30

    ansan.finish(committee)

    assert dict(_counted(cases)) == {"agreed": 20, "reserve": 10}
    chosen = SelectionDecision.objects.filter(committee=committee, decision="select")
    kept = SelectionDecision.objects.filter(committee=committee, decision="reserve")
    assert min(chosen.values_list("points", flat=True)) >= max(kept.values_list("points", flat=True))
    line = FundingLine.objects.get(round=round_, purpose="diagnosis")
    assert line.committed_krw == 20 * round_.diagnosis_fee_krw <= line.planned_krw
    papers = IssuedDocument.objects.filter(case__round=round_).in_force()
    assert papers.filter(kind="selection_notice").count() == 20
    assert papers.filter(kind="agreement_confirmation").count() == 20
    ranks = {paper.snapshot["reserve_rank"] for paper in papers.filter(kind="reserve_notice")}
    assert ranks == {str(rank) for rank in range(1, 11)}
    assert Agreement.objects.filter(application__case__round=round_).exclude(concluded_at=None).count() == 20


def test_nobody_signs_before_the_committee_confirmed_the_plan(committee, monkeypatch):
    monkeypatch.setattr(ansan.committees, "confirm_plan", lambda *_given: None)

    with pytest.raises(Refused) as refused:
        ansan.finish(committee)

    assert refused.value.code == "plan_not_confirmed"


def test_the_play_repeats_without_doubling(committee):
    admin = User.objects.get(email=people.ADMIN.email)
    before = (Case.objects.count(), IssuedDocument.objects.count())

    again = ansan.play(committee.round, admin, lambda _line: None)

    assert again == committee
    assert (Case.objects.count(), IssuedDocument.objects.count()) == before


def _counted(cases):
    states = cases.values_list("application__state", flat=True)
    return [(state, list(states).count(state)) for state in set(states)]


def test_the_demos_accounts_of_ansan_see_ansan_alone(committee):
    approver = User.objects.get(email=ANSAN_APPROVER.email)

    assert set(Case.objects.visible_to(approver).values_list("program_code", flat=True)) == {people.ANSAN}
    assert act(approver).actor == approver
