"""The engine: only listed moves, only by whom the table allows, all or nothing."""

import pytest

from journal.models import Event
from tests.factories import cases
from workflow import engine
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, StaleVersion, WrongState
from workflow.states import ApplicationState, CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def application(round_2021, personas):
    firm = personas["owner"].current_memberships[0].organisation
    return cases.application(cases.case(round_2021, firm))


def test_apply_writes_state_stage_and_event_together(application, personas):
    move = engine.apply(application, "screen", Act(personas["reviewer"], version=1))

    application.refresh_from_db()
    assert application.state == ApplicationState.SCREENED
    assert application.case.stage == CaseStage.SELECTION
    assert application.version == 2
    assert move.event.before == {"state": "submitted", "stage": "screening"}
    assert move.event.after == {"state": "screened", "stage": "selection"}


def test_apply_refuses_who_may_not_and_writes_nothing(application, personas):
    for name in ("owner", "consultant", "other_official", "auditor", "inactive"):
        with pytest.raises(NotAllowed):
            engine.apply(application, "screen", Act(personas[name]))
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert not Event.objects.filter(action="application.screen").exists()


def test_apply_refuses_what_the_state_does_not_list(application, personas):
    with pytest.raises(WrongState):
        engine.apply(application, "agree", Act(personas["approver"]))


def test_apply_refuses_a_stale_version_and_names_both(application, personas):
    engine.apply(application, "screen", Act(personas["reviewer"], version=1))

    with pytest.raises(StaleVersion) as stale:
        engine.apply(application, "select", Act(personas["approver"], version=1))

    assert (stale.value.sent, stale.value.stored) == (1, 2)


def test_apply_asks_for_a_reason_where_the_table_does(application, personas):
    with pytest.raises(BadData):
        engine.apply(application, "refuse", Act(personas["reviewer"], comment="  "))


def test_superuser_flag_grants_no_act(application, personas):
    outsider = personas["other_official"]
    outsider.is_superuser = True

    with pytest.raises(NotAllowed):
        engine.apply(application, "screen", Act(outsider))
