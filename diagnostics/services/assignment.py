"""Who diagnoses a site: assigned by the administrator, replaced with a reason."""

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from diagnostics import rules
from diagnostics.models import Diagnosis
from journal import clock
from workflow import engine
from workflow.acts import Act
from workflow.models import Case, CaseParticipant


@transaction.atomic
def assign(case: Case, act: Act) -> Diagnosis:
    """Assign a consultant to a case with an agreement (``data.consultant``).

    Effects: the case enters step 2; its diagnosis; the consultant takes part in the case; firm and team are told.
    """
    move = engine.apply(case, "assign", act, check=rules.check_assign)
    diagnosis = Diagnosis.objects.create(
        case=move.record, created_at=clock.now(), updated_at=clock.now(), on_behalf_of=act.on_behalf_of
    )
    _take_part(move.record, move.data["consultant"])
    return diagnosis


@transaction.atomic
def reassign(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Give the diagnosis to another consultant, who proposes a visit anew.

    Effects: the former consultants take part no longer and see the case no longer; the new one does; the open
    visit proposals fall away; firm and team are told. What was entered stays.
    """
    move = engine.apply(
        diagnosis,
        "reassign",
        act,
        check=rules.check_reassign,
        fields=lambda _record, _data: {"first_at": None, "second_at": None, "visit_answer": ""},
    )
    rules.current_consultants(move.record.case).update(until=clock.now())
    _take_part(move.record.case, move.data["consultant"])
    return move.record


def _take_part(case: Case, user: User) -> None:
    CaseParticipant.objects.create(case=case, user=user, role=Role.CONSULTANT, since=clock.now())
