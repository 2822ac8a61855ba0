"""Random firms: the stored evaluation, the recomputed one and a reading of the notice by hand agree.

The oracle is written from the notice of Incheon 2021 and the Energy Act's annex alone; it shares no code with the
portal. A later change of the rules leaves what was stored alone.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, Site, User
from applications import rules
from applications.models import Application, EnergyUse
from applications.services import evaluations
from journal import clock
from programs.models import CriteriaSet, Criterion
from tests.factories import cases
from workflow.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call"), pytest.mark.site]

MET, NOT_MET, OPEN, UNKNOWN = "met", "not_met", "person_decides", "missing"

FIRMS = st.fixed_dictionaries(
    {
        "size": st.sampled_from(["small", "medium", "mid_size", "large", ""]),
        "regular_employees": st.one_of(st.none(), st.integers(0, 400), st.sampled_from([9, 10, 11])),
        "energy_audit_duty": st.sampled_from([True, False, None]),
        "consecutive_years": st.one_of(st.none(), st.integers(1, 5)),
        "other_support": st.sampled_from([True, False, None]),
        "polluting_processes": st.sampled_from([[], ["plating"], ["painting", "washing"]]),
        "root_industry": st.sampled_from([True, False, None]),
        # One day before, on and after the closing day of the call.
        "root_confirmation_until": st.sampled_from([None, "2021-07-15", "2021-07-16", "2021-07-17"]),
    }
)
PLACES = st.sampled_from(["28200", "28237", "41273"])  # two districts of Incheon, one of Ansan
# Around the limit: 8,733.6 MWh of electricity alone make 2,000 TOE.
KWH = st.one_of(st.integers(0, 12_000_000), st.sampled_from([8_733_624, 8_733_625, 8_733_623]))
GAS_NM3 = st.one_of(st.none(), st.integers(0, 2_000_000))


def reading_of_the_notice(firm: dict, place: str, has_factory: bool, kwh: int, gas_nm3: int | None) -> dict:
    """The conditions as a person reads them, in fractions."""
    toe = Fraction(kwh, 1000) * Fraction("0.229") + Fraction(gas_nm3 or 0, 1000) * Fraction("1.029")
    root = firm["root_industry"]
    if root:
        root = firm["root_confirmation_until"] in ("2021-07-16", "2021-07-17")
    return {
        "region": MET if place.startswith("28") else NOT_MET,
        "factory": MET if has_factory else NOT_MET,
        "size": _answer(firm["size"] or None, firm["size"] in ("small", "medium", "mid_size")),
        "employees": _answer(firm["regular_employees"], (firm["regular_employees"] or 0) >= 10),
        "toe": MET if toe < 2000 else NOT_MET,
        "energy_audit_declared": _answer(firm["energy_audit_duty"], firm["energy_audit_duty"] is False),
        "energy_audit_computed": MET if toe < 2000 else NOT_MET,
        "consecutive_years": _answer(firm["consecutive_years"], (firm["consecutive_years"] or 0) <= 2),
        "other_support": {None: UNKNOWN, True: OPEN, False: MET}[firm["other_support"]],
        "polluting_process": MET if firm["polluting_processes"] else NOT_MET,
        "root_industry": _answer(root, bool(root)),
    }


def _answer(given_: object, met: bool) -> str:
    return UNKNOWN if given_ is None else MET if met else NOT_MET


@pytest.fixture
def applied(round_2021, personas) -> Application:
    case = cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    return cases.application(case)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(firm=FIRMS, place=PLACES, has_factory=st.booleans(), kwh=KWH, gas_nm3=GAS_NM3)
def test_stored_recomputed_and_read_by_hand_agree(applied, firm, place, has_factory, kwh, gas_nm3):
    application = as_entered(applied, firm, place, has_factory, kwh, gas_nm3)
    wanted = reading_of_the_notice(firm, place, has_factory, kwh, gas_nm3)

    stored = evaluations.freeze(application)
    again = rules.evaluate(application)

    assert {verdict.criterion.code: verdict.result for verdict in stored.verdicts.all()} == wanted
    assert {line.criterion.code: line.result.value for line in again.lines} == wanted
    assert stored.score == again.score == (5 if wanted["root_industry"] == MET else 0)
    change_the_rules(application)
    assert {verdict.criterion.code: verdict.result for verdict in stored.verdicts.all()} == wanted
    stored.refresh_from_db()
    assert stored.criteria_set == application.case.criteria_set
    assert {line.criterion.code: line.result.value for line in rules.evaluate(application).lines} == wanted


def as_entered(
    applied: Application, firm: dict, place: str, has_factory: bool, kwh: int, gas_nm3: int | None
) -> Application:
    site = applied.case.site
    Site.objects.filter(pk=site.pk).update(
        area=Area.objects.valid_on(clock.today()).get(code=place), has_factory=has_factory
    )
    Application.objects.filter(pk=applied.pk).update(**firm)
    EnergyUse.objects.filter(site=site).delete()
    entered = [("electricity", kwh, "kWh")] + (
        [("city_gas_lng", gas_nm3, "Nm3")] if gas_nm3 is not None else []
    )
    for carrier, quantity, unit in entered:
        EnergyUse.objects.create(
            site=site,
            carrier_id=carrier,
            starts_on="2020-01-01",
            ends_on="2020-12-31",
            quantity=Decimal(quantity),
            unit=unit,
            entered_by=User.objects.get(email="owner@example.com"),
        )
    return Application.objects.with_page_data().get(pk=applied.pk)


def change_the_rules(application: Application) -> None:
    """Next year's limits in a new version, named by the round: the case keeps those that it pinned."""
    round_ = application.case.round
    version = CriteriaSet.objects.filter(code=application.case.criteria_set.code).count() + 1
    stricter = CriteriaSet.objects.create(
        code=application.case.criteria_set.code, version=version, name_ko="더 엄격한 조건"
    )
    Criterion.objects.create(
        criteria_set=stricter,
        code="employees",
        position=1,
        fact="regular_employees",
        operator="ge",
        threshold="1000",
        unit="persons",
        wording_ko="1,000명 이상",
        source="시험",
    )
    round_.criteria_set = stricter
    round_.save(update_fields=["criteria_set"])
    application.case = Case.objects.get(pk=application.case_id)
