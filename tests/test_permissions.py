"""State x act x persona: exactly what tests/workflow/matrix.py says, on real records (RELIABILITY M2).

Each triple is tried through the engine with a check that stops it at the last moment: whoever reaches the check
passed version, permission, state, reason and data. Each triple that must fail is tried through the step's own
service as well, so that no service goes around the engine.
"""

from collections.abc import Iterator

import pytest
from django.db import models

from accounts.models import User
from journal import clock
from journal.models import Event, OutboxMessage
from ledger.models import Entry, FundingLine
from portal.step_services import SERVICES
from reports.models import Outcome
from subsidies.models import Grant
from tests.factories import accounts as people
from tests.factories import cases
from tests.workflow.matrix import DATA, MATRIX, PERSONAS, Expected
from workflow import engine
from workflow.acts import Act
from workflow.errors import NotAllowed, WrongState
from workflow.models import Case
from workflow.states import (
    ApplicationState,
    CaseStage,
    DiagnosisState,
    GrantState,
    MeasureState,
    OutcomeState,
)
from workflow.transitions import TABLE, Transition, rows_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

STATES: dict[str, type[models.TextChoices]] = {
    "case": CaseStage,
    "application": ApplicationState,
    "diagnosis": DiagnosisState,
    "measure": MeasureState,
    "grant": GrantState,
    "outcome": OutcomeState,
}
# Anonymous visitors have no way to a service: the URL table stops them (below).
PEOPLE = [name for name in PERSONAS if name != "anonymous"]


class Reached(Exception):
    """The act passed everything that the table decides."""


def stop(record: object, data: dict) -> None:
    raise Reached


@pytest.fixture
def records(round_2021, personas) -> dict[str, models.Model]:
    """One record of each kind in the first firm's case, with the columns that any state may ask for."""
    case = cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    diagnosis = cases.diagnosis(case, personas["consultant"], DiagnosisState.RELEASED)
    measure = cases.measure(diagnosis, personas["consultant"], reason_code="other")
    grant = Grant.objects.create(
        case=case,
        line=FundingLine.objects.get(code="national-improvement"),
        support_type="equipment",
        size="small",
        grade="A",
        rate="0.600",
        ceiling_krw=10_000_000,
        own_share_floor="0.330",
        rounding="public_share_down_to_won",
        requested_krw=1_000_000,
        eligible_krw=1_000_000,
        public_krw=600_000,
        own_krw=400_000,
        award_krw=600_000,
        final_eligible_krw=1_000_000,
        final_public_krw=600_000,
        final_own_krw=400_000,
        requested_by=personas["owner"],
        approved_by=people.user("approved-by@example.com"),
        approved_at=clock.now(),
        settled_at=clock.now(),
    )
    return {
        "case": case,
        "application": cases.application(case),
        "diagnosis": diagnosis,
        "measure": measure,
        "grant": grant,
        "outcome": Outcome.objects.create(
            case=case,
            reported_at=clock.now(),
            verified_by=personas["consultant"],
            verified_at=clock.now(),
            accepted_at=clock.now(),
        ),
    }


def test_the_matrix_names_every_row_and_no_other():
    assert set(MATRIX) == {row.key for row in TABLE}
    assert set(DATA) <= set(MATRIX)


@pytest.mark.parametrize("kind", STATES)
def test_every_triple_answers_as_the_matrix_says(kind, records, personas):
    answers = {
        (row.name, state, name): _answer(row, record, personas[name])
        for row, state, record in _positions(kind, records)
        for name in PEOPLE
    }

    assert answers == {
        (row.name, state, name): _wanted(MATRIX[row.key], state, name)
        for row in rows_for(kind)
        for state in STATES[kind]
        for name in PEOPLE
    }


@pytest.mark.parametrize("kind", STATES)
def test_no_service_goes_around_the_engine(kind, records, personas):
    """Whoever may not act, where the act is possible; whoever may, in every state where it is not."""
    for state, record in _states(kind, records):
        before = _everything(records)
        for row in rows_for(kind):
            expected = MATRIX[row.key]
            possible = state in expected.sources
            for name in sorted(set(PEOPLE) - expected.personas if possible else expected.personas):
                with pytest.raises(_wanted(expected, state, name)):
                    SERVICES[row.key](record, _act(row, personas[name]))
        assert _everything(records) == before, state


@pytest.mark.parametrize("kind", STATES)
def test_offers_equal_the_matrix(kind, records, personas):
    for row, state, record in _positions(kind, records):
        record.refresh_from_db()
        expected = MATRIX[row.key]
        offered = {name for name in PEOPLE if row in engine.available(record, personas[name])}
        assert offered == (expected.personas if state in expected.sources else set()), (row.key, state)


def test_anonymous_visitors_reach_no_act(client, records):
    for row in TABLE:
        record = records[row.on]
        page = client.post(f"/acts/{row.on}/{record.uid}/{row.name}/", {"comment": "x"})
        assert (page.status_code, page.url.partition("?")[0]) == (302, "/account/login/")


def test_who_works_in_the_firm_is_no_official_of_its_case(records, personas):
    """Two hats: an official who is also in the firm neither screens nor approves its case."""
    for name in ("reviewer", "approver", "consultant", "admin"):
        person = personas[name]
        people.member(person, "member", organisation=records["case"].organisation)
        firm_acts = {key for key, expected in MATRIX.items() if "member" in expected.personas}
        for record in records.values():
            for row in engine.available(record, _fresh(person)):
                assert row.key in firm_acts, (name, row.key)


def test_who_requested_or_reviewed_money_does_not_approve_it(records, personas):
    grant, approver = records["grant"], personas["approver"]
    for column in ("requested_by", "reviewed_by"):
        Grant.objects.filter(pk=grant.pk).update(
            state="reviewed", requested_by=personas["owner"], reviewed_by=None
        )
        Grant.objects.filter(pk=grant.pk).update(**{column: approver})
        with pytest.raises(NotAllowed):
            engine.apply(grant, "approve", Act(_fresh(approver)), check=stop)


def test_a_conflict_of_interest_ends_the_part_in_a_case(records, personas):
    case, consultant = records["case"], personas["consultant"]
    assert consultant.has_perm("diagnostics.edit", case)

    case.participants.update(conflict_of_interest=True)

    assert not _fresh(consultant).has_perm("diagnostics.edit", case)
    assert not Case.objects.visible_to(_fresh(consultant)).exists()


# --- Helpers ----------------------------------------------------------------------------------------------


def _states(kind: str, records: dict[str, models.Model]) -> Iterator[tuple[str, models.Model]]:
    """The record of a kind, put into each state of the kind."""
    record = records[kind]
    field = "stage" if kind == "case" else "state"
    for state in STATES[kind]:
        type(record).objects.filter(pk=record.pk).update(**{field: state})
        yield state, record


def _positions(kind: str, records: dict[str, models.Model]) -> Iterator[tuple[Transition, str, models.Model]]:
    """Every row of a kind in every state of the kind."""
    for state, record in _states(kind, records):
        for row in rows_for(kind):
            yield row, state, record


def _answer(row: Transition, record: models.Model, person: User) -> type[Exception]:
    try:
        engine.apply(record, row.name, _act(row, person), check=stop)
    except (Reached, NotAllowed, WrongState) as answer:
        return type(answer)
    raise AssertionError("The check was not asked.")


def _act(row: Transition, person: User) -> Act:
    return Act(person, comment="까닭", data=DATA.get(row.key, {}))


def _wanted(expected: Expected, state: str, name: str) -> type[Exception]:
    if name not in expected.personas:
        return NotAllowed
    return Reached if state in expected.sources else WrongState


def _fresh(person: User) -> User:
    """As the next request would see the person: nothing cached."""
    person.__dict__.pop("current_memberships", None)
    return person


def _everything(records: dict[str, models.Model]) -> list:
    """Rows that an act could write, to prove that a refused one wrote none."""
    return [*_rows(records), Event.objects.count(), OutboxMessage.objects.count(), Entry.objects.count()]


def _rows(records: dict[str, models.Model]) -> Iterator[dict]:
    for record in records.values():
        yield type(record).objects.values().get(pk=record.pk)
