"""Many cases at once, put into a state directly: for races, where playing each would take minutes."""

from datetime import date

from accounts.models import User
from accounts.roles import Role
from diagnostics.models import Measure
from journal import clock
from ledger.models import FundingLine
from programs.models import Round
from reports.models import Outcome
from subsidies.models import CostItem, Grant
from tests.factories import accounts as people
from tests.factories import cases, grants
from workflow.models import Case
from workflow.states import CaseStage, GrantState, MeasureState, OutcomeState

FIRST_SERIAL = 1000
PUBLIC_KRW = 1_000_000
OWN_KRW = 500_000


def _measured_case(round_: Round, consultant: User, serial: int, state: str) -> tuple[Case, Measure, User]:
    firm = people.organisation(serial)
    people.site(firm)
    owner = people.user(f"owner-{serial}@example.com")
    people.member(owner, Role.OWNER, organisation=firm)
    case = grants.improvement_case(round_, firm, consultant, serial=serial)
    return case, cases.measure(case.diagnosis_set.get(), consultant, state=state), owner


def reviewed_grant(round_: Round, line: FundingLine, consultant: User, reviewer: User, serial: int) -> Grant:
    """A request of another firm that waits for its approval: one million won of public money."""
    case, measure, owner = _measured_case(round_, consultant, serial, MeasureState.ACCEPTED)
    grant = Grant.objects.create(
        case=case,
        state=GrantState.REVIEWED,
        line=line,
        support_type="equipment",
        size="small",
        grade="A",
        rate="0.670",
        ceiling_krw=5_000_000,
        own_share_floor="0.330",
        rounding="public_share_down_to_won",
        eligible_krw=PUBLIC_KRW + OWN_KRW,
        public_krw=PUBLIC_KRW,
        own_krw=OWN_KRW,
        requested_by=owner,
        reviewed_by=reviewer,
    )
    CostItem.objects.create(
        grant=grant,
        measure=measure,
        position=1,
        name="자재",
        supply_price_krw=PUBLIC_KRW + OWN_KRW,
        vat_krw=0,
    )
    return grant


def accepted_outcome(round_: Round, consultant: User, serial: int) -> Outcome:
    """A case whose outcome was accepted: its certificate may be issued."""
    case, measure, owner = _measured_case(round_, consultant, serial, MeasureState.IMPLEMENTED)
    Case.objects.filter(pk=case.pk).update(stage=CaseStage.OUTCOME)
    now = clock.now()
    outcome = Outcome.objects.create(
        case=case,
        state=OutcomeState.ACCEPTED,
        reported_at=now,
        verified_by=consultant,
        verified_at=now,
        accepted_at=now,
    )
    outcome.results.create(
        measure=measure, status=MeasureState.IMPLEMENTED, done_on=date(2021, 7, 14), reported_by=owner
    )
    return outcome
