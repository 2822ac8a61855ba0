"""Facts and conditions: each met, not met, open or unanswered; both readings of electricity; what is missing."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from applications import explanations, rules, services
from applications.models import Application
from calculations.eligibility import Result
from programs.models import Carrier
from tests.factories import accounts as people
from tests.factories import cases
from tests.factories import programs as presets
from workflow.acts import Act
from workflow.states import ApplicationState, CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def application(round_2021, firm) -> Application:
    """Meets every condition; 1,000 MWh of electricity in 2020."""
    case = cases.case(round_2021, firm)
    cases.energy_use(case)
    return cases.application(case, ApplicationState.DRAFT)


def line(application: Application, code: str) -> rules.CriterionLine:
    return next(line for line in rules.evaluate(application).lines if line.criterion.code == code)


def result(application: Application, code: str) -> Result:
    return line(application, code).result


def test_an_application_that_meets_everything(application):
    preview = rules.evaluate(application)

    assert preview.result == Result.MET
    assert preview.score == 0
    assert [line.criterion.code for line in preview.lines if line.result != Result.MET] == ["root_industry"]


def test_an_empty_draft_is_unanswered_not_failed(round_2021, firm):
    case = cases.case(round_2021, firm)
    empty = Application.objects.create(case=case)

    assert result(empty, "size") == Result.MISSING
    assert result(empty, "toe") == Result.MISSING
    assert result(empty, "energy_audit_computed") == Result.MISSING
    assert rules.evaluate(empty).result == Result.MISSING


@pytest.mark.parametrize(
    ("entries", "code", "expected"),
    [
        ({"size": "small"}, "size", Result.MET),
        ({"size": "mid_size"}, "size", Result.MET),
        ({"size": "large"}, "size", Result.NOT_MET),
        ({"size": ""}, "size", Result.MISSING),
        ({"regular_employees": 10}, "employees", Result.MET),
        ({"regular_employees": 9}, "employees", Result.NOT_MET),
        ({"regular_employees": 0}, "employees", Result.NOT_MET),
        ({"regular_employees": None}, "employees", Result.MISSING),
        ({"energy_audit_duty": True}, "energy_audit_declared", Result.NOT_MET),
        ({"energy_audit_duty": None}, "energy_audit_declared", Result.MISSING),
        ({"consecutive_years": 2}, "consecutive_years", Result.MET),
        ({"consecutive_years": 3}, "consecutive_years", Result.NOT_MET),
        ({"consecutive_years": None}, "consecutive_years", Result.MISSING),
        ({"other_support": True}, "other_support", Result.PERSON_DECIDES),
        ({"other_support": False}, "other_support", Result.MET),
        ({"other_support": None}, "other_support", Result.MISSING),
        ({"polluting_processes": []}, "polluting_process", Result.NOT_MET),
        ({"root_industry": None}, "root_industry", Result.MISSING),
    ],
)
def test_each_entry_has_its_result(application, entries, code, expected):
    for name, value in entries.items():
        setattr(application, name, value)

    assert result(application, code) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, Result.NOT_MET),
        (date(2021, 7, 15), Result.NOT_MET),
        (date(2021, 7, 16), Result.MET),
    ],
)
def test_a_root_firm_needs_a_confirmation_valid_on_the_closing_day(application, until, expected):
    application.root_industry = True
    application.root_confirmation_until = until

    assert result(application, "root_industry") == expected


# -- region --------------------------------------------------------------------------------------------------


def test_a_site_outside_the_region_is_not_met(application):
    application.case.site.area = people.area("41570", "경기도 김포시")

    assert result(application, "region") == Result.NOT_MET


def test_a_site_without_production_is_not_met(application):
    application.case.site.has_factory = False

    assert result(application, "factory") == Result.NOT_MET


# -- energy --------------------------------------------------------------------------------------------------


def use_megawatt_hours(application: Application, quantity: str) -> None:
    application.case.site.energy_uses.update(quantity=Decimal(quantity), unit="MWh")


@pytest.mark.parametrize(
    ("quantity", "toe", "expected"),
    [
        ("8733.624", "1999.999896", Result.MET),
        ("8733.625", "2000.000125", Result.NOT_MET),
    ],
)
def test_the_limit_is_less_than_two_thousand_before_rounding(application, quantity, toe, expected):
    use_megawatt_hours(application, quantity)

    assert rules.site_energy(application).counted.toe == Decimal(toe)
    assert result(application, "toe") == expected
    assert result(application, "energy_audit_computed") == expected


def test_exactly_two_thousand_is_out(application):
    # 7,790 MWh × 0.229 + 210 thousand Nm3 × 1.029 = 1,783.91 + 216.09
    use_megawatt_hours(application, "7790")
    cases.energy_use(application.case, "city_gas_lng", "210", "1000Nm3")

    assert rules.site_energy(application).counted.toe == Decimal(2000)
    assert result(application, "toe") == Result.NOT_MET
    assert result(application, "energy_audit_computed") == Result.NOT_MET


def test_the_other_basis_swings_the_result(application, round_2021):
    use_megawatt_hours(application, "10000")
    assert result(application, "toe") == Result.NOT_MET
    assert rules.site_energy(application).other.toe == Decimal(860)

    application.case.round.electricity_basis = "860kcal"

    assert result(application, "toe") == Result.MET
    assert rules.site_energy(application).counted.toe == Decimal(860)
    assert rules.site_energy(application).other.toe == Decimal(2290)


def test_only_the_baseline_year_counts(application):
    application.baseline_year = 2019

    assert rules.site_energy(application) is None


def test_water_alone_is_no_energy(application):
    application.case.site.energy_uses.update(carrier="water", quantity=500, unit="m3")

    assert rules.site_energy(application) is None
    assert "energy_uses" in {item.field for item in rules.missing(application)}


def test_a_carrier_without_factor_is_named_not_guessed(application):
    Carrier.objects.create(code="biogas", name_ko="바이오가스", name_en="Biogas", unit="Nm3", kind="energy")
    cases.energy_use(application.case, "biogas", "500", "Nm3")

    assert rules.site_energy(application) is None
    messages = [item.message for item in rules.missing(application) if item.field == "energy_uses"]
    assert len(messages) == 1
    assert "바이오가스" in messages[0] or "Biogas" in messages[0]


def test_units_of_a_carrier():
    def units(code: str, unit: str, kind: str = "energy") -> list[str]:
        return [u.value for u in rules.units_of(Carrier(code=code, unit=unit, kind=kind))]

    assert units("electricity", "kWh") == ["kWh", "MWh"]
    assert units("city_gas_lng", "Nm3") == ["MJ", "GJ", "TJ", "Gcal", "Nm3", "1000Nm3"]
    assert units("water", "m3", "water") == ["L", "kL", "m3"]


# -- years in a row ------------------------------------------------------------------------------------------


def agreed(firm, year, site=None):
    """An agreement of the programme's round of an earlier year."""
    earlier = presets.incheon_round(
        year, opens_on=date(year, 7, 1), closes_on=date(year, 7, 16), factor_set="kr-2021"
    )
    case = cases.case(earlier, firm, stage=CaseStage.COMPLETED)
    if site is not None:
        type(case).objects.filter(pk=case.pk).update(site=site)
    return cases.application(case, ApplicationState.AGREED)


def test_agreements_of_earlier_years_count_more_than_the_declaration(application, firm):
    agreed(firm, 2020)
    agreed(firm, 2019)

    known = rules.facts(application)

    assert (known["consecutive_years"], known["consecutive_years_declared"]) == (3, 1)
    assert result(application, "consecutive_years") == Result.NOT_MET


def test_a_pause_begins_a_new_count(application, firm):
    agreed(firm, 2019)

    assert rules.facts(application)["consecutive_years_computed"] == 1


def test_years_are_counted_by_site_or_by_firm_as_the_round_says(application, firm):
    agreed(firm, 2020, site=people.site(firm, "제2공장"))
    assert rules.facts(application)["consecutive_years_computed"] == 1

    application.case.round.years_counted_by = "firm"

    assert rules.facts(application)["consecutive_years_computed"] == 2


# -- missing -------------------------------------------------------------------------------------------------


def test_answers_ask_for_what_belongs_to_them(application):
    application.root_industry = True
    application.other_support = True

    fields = {item.field for item in rules.missing(application)}

    assert {"root_confirmation_until", "root_confirmation", "other_support_detail"} <= fields


def test_a_complete_draft_lacks_nothing(complete):
    assert rules.missing(complete) == []


def test_a_consent_taken_back_is_missing_again(complete, personas):
    services.give_consents(complete, Act(personas["owner"], data={"privacy": False}))

    assert [item.field for item in rules.missing(complete)] == ["privacy"]


def test_a_consent_to_an_older_text_does_not_count(complete):
    complete.consents.filter(text_code="privacy").update(text_version="2020-01")

    assert [item.field for item in rules.missing(complete)] == ["privacy"]


def test_a_file_that_the_scan_refused_does_not_count(complete):
    complete.case.files.update(scan_state="refused")

    assert [item.field for item in rules.missing(complete)] == ["size_confirmation"]


# -- words ---------------------------------------------------------------------------------------------------


def explained(application, code):
    with translation.override("en"):
        lines = explanations.explain(rules.evaluate(application).lines)
        return next(line for line in lines if line.code == code)


def test_a_value_just_below_its_limit_is_not_rounded_onto_it(application):
    use_megawatt_hours(application, "8733.624")

    line = explained(application, "toe")

    assert (line.value, line.limit, line.tone) == (
        "1,999.999896 TOE a year",
        "less than 2,000 TOE a year",
        "success",
    )


def test_an_exceeded_limit_says_by_how_much(application):
    use_megawatt_hours(application, "10000")

    line = explained(application, "toe")

    assert line.value == "2,290 TOE a year"
    assert line.change == "Met if it were lower by more than 290 TOE a year."
    assert line.hint


def test_lists_and_answers_are_worded(application):
    application.size = "large"
    application.energy_audit_duty = True

    assert explained(application, "size").change == "Met with: Small, Medium-sized, Mid-size."
    assert explained(application, "energy_audit_declared").change == "Met with the answer “No”."


def test_a_missed_bonus_is_not_alarming(application):
    line = explained(application, "root_industry")

    assert (str(line.result_label), line.tone, line.confidence) == ("Does not apply", "neutral", "gap")
