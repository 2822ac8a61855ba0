"""Cases and records put into a state directly, for tests of the steps that follow.

Only tests do this; tests/e2e and portal.demo play the same states through the services.
"""

from datetime import date
from decimal import Decimal

from accounts.models import Organisation
from accounts.roles import Role
from applications.models import Application, EnergyUse
from diagnostics.models import Diagnosis, Measure, MeasureStream, StreamFigure
from journal import clock
from programs.models import Carrier, Round
from tests.factories import accounts as people
from workflow.models import Case, CaseParticipant
from workflow.states import ApplicationState, CaseStage, DiagnosisState, MeasureState


def case(
    round_: Round, firm: Organisation, *, stage: str = CaseStage.SCREENING, serial: int = 1, **fields
) -> Case:
    """A submitted case of the firm's first site, or of the one that is named."""
    site = fields.pop("site", None) or firm.sites.first() or people.site(firm)
    return Case.objects.create(
        number=f"{round_.case_prefix}-{serial:04d}",
        round=round_,
        organisation=firm,
        site=site,
        region=round_.regions.get(),
        program_code=round_.program.code,
        region_code=round_.regions.get().code,
        stage=stage,
        submitted_at=clock.now(),
        criteria_set=round_.criteria_set,
        factor_set=round_.factor_set,
        checklist=round_.checklist,
        rate_table=round_.rate_table,
        payback_line_years=round_.payback_line_years,
        **fields,
    )


def application(case_: Case, state: str = ApplicationState.SUBMITTED, **fields) -> Application:
    """An application that meets every condition of the call."""
    defaults = {
        "size": Organisation.Size.SMALL,
        "regular_employees": 42,
        "ksic_revision": 10,
        "ksic_code": "25922",
        "products": "도금 부품",
        "root_industry": False,
        "polluting_processes": ["plating"],
        "energy_audit_duty": False,
        "consecutive_years": 1,
        "other_support": False,
        "baseline_year": 2020,
        "contact_name": "담당자",
        "contact_phone": "032-000-0000",
        "contact_email": "contact@example.com",
        **fields,
    }
    return Application.objects.create(case=case_, state=state, **defaults)


def energy_use(
    case_: Case, carrier: str = "electricity", quantity: str = "1000000", unit: str = "kWh", **fields
):
    return EnergyUse.objects.create(
        site=case_.site,
        carrier_id=carrier,
        starts_on=date(2020, 1, 1),
        ends_on=date(2020, 12, 31),
        quantity=Decimal(quantity),
        unit=unit,
        cost_krw=120_000_000,
        entered_by=people.user(f"entered-{EnergyUse.objects.count()}@example.com"),
        **fields,
    )


def participant(case_: Case, user, role: str = Role.CONSULTANT) -> CaseParticipant:
    return CaseParticipant.objects.create(case=case_, user=user, role=role)


def diagnosis(case_: Case, consultant=None, state: str = DiagnosisState.ASSIGNED, **fields) -> Diagnosis:
    if consultant is not None:
        participant(case_, consultant)
    if state == DiagnosisState.RELEASED:
        fields = {"released_at": clock.now(), "grade": "A", "direction": "clean_production", **fields}
    return Diagnosis.objects.create(case=case_, state=state, **fields)


def measure(
    diagnosis_: Diagnosis,
    entered_by,
    *,
    state: str = MeasureState.PROPOSED,
    number: int = 1,
    quantity: str = "50000",
    saved_krw: int = 6_000_000,
    cost_krw: int = 7_500_000,
    **fields,
) -> Measure:
    """A measure that saves electricity, with its estimated figure."""
    made = Measure.objects.create(
        case=diagnosis_.case,
        diagnosis=diagnosis_,
        number=number,
        state=state,
        title_ko=f"압축공기 누설 개선 {number}",
        measure_type="K2",
        capital_cost_krw=cost_krw,
        **fields,
    )
    stream = MeasureStream.objects.create(
        measure=made, carrier=Carrier.objects.get(code="electricity"), unit="kWh"
    )
    StreamFigure.objects.create(
        stream=stream,
        basis="estimated",
        period_from=date(2021, 1, 1),
        period_until=date(2021, 12, 31),
        quantity=Decimal(quantity),
        price_krw=Decimal(120),
        saved_krw=saved_krw,
        saved_mj=Decimal(480000),
        saved_toe=Decimal("11.45"),
        saved_tco2eq=Decimal("22.97"),
        entered_by=entered_by,
    )
    return made
