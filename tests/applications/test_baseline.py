"""Twelve months of bills: saved together, asked about, noted away."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications import rules, services
from applications.models import EnergyUse
from applications.services.baseline_rows import described
from calculations.baseline import billing_periods
from journal.models import Event
from tests.applications.test_drafting import earlier_round
from tests.factories import cases
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion, WrongState
from workflow.states import ApplicationState

BANDS = ("off_peak", "mid_peak", "peak")


def months(carrier="electricity", quantity=100_000, unit="kWh", band="", **fields):
    """A row for each calendar month of 2020."""
    return [
        {
            "carrier": carrier, "band": band, "starts_on": start, "ends_on": end, "quantity": quantity,
            "unit": unit, **fields,
        }
        for start, end in billing_periods(2020)
    ]  # fmt: skip


def whole_year():
    """Twelve months of six carriers, electricity by band: what a thorough firm enters."""
    rows = [row for band in BANDS for row in months(band=band, cost_krw=11_000_000)]
    for carrier, unit in (
        ("city_gas_lng", "MJ"),
        ("diesel", "L"),
        ("water", "m3"),
        ("wastewater", "m3"),
        ("waste", "kg"),
    ):
        rows += months(carrier, 500, unit)
    return rows


@pytest.fixture
def act(personas):
    return Act(personas["owner"])


def stored(application):
    return {(u.carrier_id, u.band, u.starts_on): u.quantity for u in application.case.site.energy_uses.all()}


# -- one save ------------------------------------------------------------------------------------------------


def test_a_year_of_bills_is_saved_at_once_with_one_event(draft, act):
    before = draft.version
    plan = services.save_uses(draft, whole_year(), replace(act, version=before))

    draft.refresh_from_db()
    event = Event.objects.get(action="application.save_energy_uses")
    assert (len(plan.added), EnergyUse.objects.count(), draft.version) == (96, 96, before + 1)
    assert len(event.after) == 96
    assert event.before is None


def test_the_same_rows_twice_change_nothing(draft, act):
    services.save_uses(draft, whole_year(), act)
    draft.refresh_from_db()

    again = services.save_uses(draft, whole_year(), replace(act, version=draft.version))

    assert (len(again.same), bool(again)) == (96, False)
    assert Event.objects.filter(action="application.save_energy_uses").count() == 1


def test_a_save_needs_as_many_queries_for_two_rows_as_for_a_page_of_them(draft, act):
    def queries(rows):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.save_uses(draft, rows, act)
        return len(captured)

    few = queries(months()[:2])
    assert queries(months()[2:]) == few
    # SQLite takes at most 999 values at a time; nothing else grows.
    assert queries(whole_year()[12:]) <= few + 2


def test_rows_are_changed_and_taken_back_and_the_event_says_what_they_said(draft, act):
    january, february = services.save_uses(draft, months()[:2], act).uses.values()

    services.save_uses(
        draft, [{"uid": str(january.uid), "quantity": "90000"}, {"uid": february.uid, "remove": True}], act
    )

    event = Event.objects.filter(action="application.save_energy_uses").latest("pk")
    assert stored(draft) == {("electricity", "", date(2020, 1, 1)): 90_000}
    assert {row["quantity"] for row in event.before.values()} == {"100000.000"}
    assert [row["quantity"] for row in event.after.values()] == ["90000.000"]


def test_one_wrong_row_leaves_everything_as_it_was(draft, act):
    rows = [
        *months(),
        {"carrier": "water", "unit": "kWh", "starts_on": "2020-01-01", "ends_on": "2019-01-01"},
    ]

    with pytest.raises(BadData) as refused:
        services.save_uses(draft, rows, act)

    assert list(refused.value.errors) == ["rows.12.quantity"]
    assert not EnergyUse.objects.exists()


def test_the_rows_that_can_stand_are_saved_when_that_is_wished(draft, act):
    rows = [*months(), {**months("water", 5, "kWh")[0]}, {**months("water", -5, "m3", band="peak")[0]}]

    plan = services.save_uses(draft, rows, act, partly=True)

    assert EnergyUse.objects.count() == 12
    assert {place: set(errors) for place, errors in plan.errors.items()} == {
        12: {"unit"},
        13: {"quantity", "band"},
    }


def test_a_bill_stands_once_unless_meters_tell_it_apart(draft, act):
    january = months()[0]

    with pytest.raises(BadData) as refused:
        services.save_uses(draft, [january, {**january, "quantity": 5}], act)
    services.save_uses(draft, [january, {**january, "quantity": 5, "meter": "0512"}], act)

    assert list(refused.value.errors) == ["rows.1.starts_on"]
    assert EnergyUse.objects.count() == 2


def test_months_that_trade_places_keep_their_figures(draft, act):
    """After a paste one line too low, every row moves to where another one stood."""
    uses = services.save_uses(draft, [{**row, "quantity": n} for n, row in enumerate(months())], act).uses

    moved = [{**described(uses[(n + 1) % 12]), "uid": uses[n].uid, "quantity": Decimal(n)} for n in range(12)]
    services.save_uses(draft, moved, act)

    assert stored(draft)["electricity", "", date(2020, 2, 1)] == 0
    assert stored(draft)["electricity", "", date(2020, 1, 1)] == 11


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"carrier": "moonshine"}, "carrier"),
        ({"starts_on": "1889-01-01"}, "starts_on"),
        ({"starts_on": 7}, "starts_on"),
        ({"ends_on": "2021-01-01"}, "ends_on"),
        ({"quantity": "NaN"}, "quantity"),
        ({"quantity": "99999999999999999"}, "quantity"),
        ({"cost_krw": -1}, "cost_krw"),
        ({"vat_krw": "ten"}, "vat_krw"),
        ({"unit": "Nm3"}, "unit"),
        ({"band": "night"}, "band"),
        ({"meter": "7" * 31}, "meter"),
        ({"contract": "\x00"}, "contract"),
        ({"surprise": 1}, "surprise"),
        ({"uid": "00000000-0000-4000-8000-000000000000"}, "uid"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(draft, act, row, field):
    with pytest.raises(BadData) as refused:
        services.save_uses(draft, [{**months()[0], **row}], act)

    assert list(refused.value.errors) == [f"rows.0.{field}"]


@pytest.mark.parametrize("rows", [{}, "rows", ["row"], [{}] * 501])
def test_what_is_no_list_of_rows_is_refused(draft, act, rows):
    with pytest.raises(BadData) as refused:
        services.save_uses(draft, rows, act)

    assert list(refused.value.errors) == ["rows"]


ENTRIES = ("carrier", "starts_on", "ends_on", "quantity", "unit", "band", "cost_krw", "remove", "uid")
VALUES = ("electricity", "2020-01-01", "2020-02-30", "5", "-1", "kWh", "peak", "", None, 7, [], "𝟙")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(ENTRIES), st.sampled_from(VALUES)), max_size=6))
def test_whatever_is_sent_is_saved_or_named(draft, act, rows):
    """No row breaks the save; each stands, is taken back, or has its errors."""
    plan = services.save_uses(draft, rows, act, partly=True)

    taken_back = {place for place, row in enumerate(rows) if row.get("remove")}
    assert set(plan.errors) | set(plan.uses) | taken_back == set(range(len(rows)))
    assert not EnergyUse.objects.filter(quantity__lt=0).exists()


# -- who may, and when ---------------------------------------------------------------------------------------


def test_a_stale_save_and_a_stranger_and_a_submitted_application_write_nothing(
    draft, submitted, act, personas
):
    with pytest.raises(NotAllowed):
        services.save_uses(draft, months(), Act(personas["other_owner"]))
    with pytest.raises(StaleVersion):
        services.save_uses(draft, months(), replace(act, version=0))
    with pytest.raises(WrongState):
        services.save_uses(submitted, months("water", 5, "m3"), act)

    assert EnergyUse.objects.filter(carrier="water").count() == 0


def test_a_row_of_another_site_is_not_there(draft, round_2021, personas, act):
    other = personas["other_owner"].current_memberships[0].organisation
    foreign = cases.energy_use(cases.case(round_2021, other, serial=9))

    with pytest.raises(BadData) as refused:
        services.save_uses(draft, [{"uid": foreign.uid, "quantity": 1}], act)

    assert list(refused.value.errors) == ["rows.0.uid"]


def test_bills_that_another_application_was_judged_by_stay(draft, round_2021, act):
    use = services.save_uses(draft, months(), act).uses[0]
    later = cases.case(round_2021, draft.case.organisation, serial=9, stage="refused")
    type(later).objects.filter(pk=later.pk).update(stage="completed", round=earlier_round())
    cases.application(later, ApplicationState.AGREED)

    with pytest.raises(BadData) as refused:
        services.save_uses(draft, [{"uid": use.uid, "quantity": 1}, {"uid": use.uid, "remove": True}], act)

    assert list(refused.value.errors) == ["rows.0.starts_on", "rows.1.starts_on"]


# -- warnings ------------------------------------------------------------------------------------------------


@pytest.fixture
def year(draft, act):
    services.edit(draft, replace(act, data={"baseline_year": 2020}))
    draft.refresh_from_db()
    return draft


def warned(application):
    return [(w.finding.code.value, w.is_open) for w in rules.baseline_warnings(application)]


def test_warnings_never_keep_a_firm_from_going_on(year, act):
    rows = months()
    rows[6] = {**rows[6], "quantity": 95}
    services.save_uses(year, rows[:11], act)

    assert warned(year) == [("unit_slip", True), ("gap_month", True)]
    assert not [item for item in rules.missing(year) if item.field == "energy_uses"]


def test_a_note_puts_a_warning_away_until_the_figure_changes(year, act):
    rows = [*months()[:6], {**months()[6], "quantity": 0}, *months()[7:]]
    use = services.save_uses(year, rows, act).uses[6]
    (warning,) = rules.baseline_warnings(year)
    words = {"code": warning.finding.code.value, "key": warning.finding.key, "note": "여름 휴무"}

    note = services.note_warning(year, replace(act, data=words))
    put_away = warned(year)
    services.save_uses(year, [{"uid": use.uid, "quantity": "1000000"}], act)

    assert put_away == [("zero", False)]
    assert (note.note, note.noted_by) == ("여름 휴무", act.actor)
    assert Event.objects.get(action="application.note_warning").after["note"] == "여름 휴무"
    assert warned(year) == [("outlier", True)]


def test_a_note_is_taken_back_and_one_on_nothing_is_refused(year, act):
    services.save_uses(year, months()[:11], act)
    (warning,) = rules.baseline_warnings(year)
    about = {"code": warning.finding.code.value, "key": warning.finding.key}
    services.note_warning(year, replace(act, data={**about, "note": "12월 폐업"}))
    services.note_warning(year, replace(act, data={**about, "note": ""}))

    with pytest.raises(Refused) as refused:
        services.note_warning(year, replace(act, data={"code": "zero", "key": "x", "note": "?"}))
    with pytest.raises(BadData):
        services.note_warning(year, replace(act, data={**about, "note": "가" * 301}))

    assert refused.value.code == "no_such_warning"
    assert warned(year) == [("gap_month", True)]
