"""Who reads and edits a diagnosis, and what each row of the table needs beyond it. Checks raise and write nothing."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from applications.models import Application
from applications.rules import DIAGNOSIS_FEE, promised_fee
from diagnostics.models import Diagnosis, Measure
from diagnostics.rules.checklist import progress
from journal import clock
from ledger.models import Entry, FundingLine
from workflow.errors import Refused, WrongState
from workflow.models import Case, CaseParticipant
from workflow.states import ApplicationState, CaseStage, DiagnosisState, MeasureState

EDITABLE = frozenset({DiagnosisState.ASSIGNED, DiagnosisState.VISITING})
# What a firm may have answered without having taken a measure up: the report can still be recalled.
NOT_TAKEN_UP = frozenset({MeasureState.PROPOSED, MeasureState.DISPUTED, MeasureState.DECLINED})
# Stages in which the firm may still make up its mind about a measure.
ANSWERABLE = (CaseStage.IMPROVEMENT, CaseStage.OUTCOME)


# -- reading and editing ---------------------------------------------------------------------------------


def may_read_results(diagnosis: Diagnosis, user: User) -> bool:
    """Whoever sees the case reads checklist, findings and report; people of the firm only once it is released."""
    return diagnosis.state == DiagnosisState.RELEASED or diagnosis.case.organisation_id not in user.firm_ids


def may_edit(diagnosis: Diagnosis, user: User) -> bool:
    """Whether this person may change entries of the diagnosis now."""
    return is_editable(diagnosis) and user.has_perm("diagnostics.edit", diagnosis)


def is_editable(diagnosis: Diagnosis) -> bool:
    """Entries change until the report goes to review, and again when it comes back."""
    return diagnosis.state in EDITABLE and diagnosis.case.stage == CaseStage.DIAGNOSIS


def is_measure_editable(measure: Measure) -> bool:
    """As the diagnosis; a disputed measure may also be put right while the report is out."""
    answers_dispute = (
        measure.state == MeasureState.DISPUTED
        and measure.diagnosis.state == DiagnosisState.RELEASED
        and measure.case.stage in ANSWERABLE
    )
    return answers_dispute or is_editable(measure.diagnosis)


def is_removable(measure: Measure) -> bool:
    """A measure disappears only as long as the firm has never read it; afterwards the firm answers it."""
    released_at = measure.diagnosis.released_at
    return is_editable(measure.diagnosis) and (released_at is None or measure.created_at > released_at)


def require_editable(diagnosis: Diagnosis) -> None:
    if not is_editable(diagnosis):
        raise WrongState(
            _("This is not possible now: the present state is “%(state)s”.")
            % {"state": diagnosis.get_state_display()}
        )


def require_measure_editable(measure: Measure) -> None:
    if not is_measure_editable(measure):
        require_editable(measure.diagnosis)


def require_removable(measure: Measure) -> None:
    require_editable(measure.diagnosis)
    if not is_removable(measure):
        raise Refused(
            "measure_was_released",
            _("The company has already read this measure. Change it, or let the company decline it."),
        )


# -- assignment --------------------------------------------------------------------------------------------


def check_assign(case: Case, data: dict[str, Any]) -> None:
    if not Application.objects.filter(case=case, state=ApplicationState.AGREED).exists():
        raise Refused("agreement_missing", _("Conclude the agreement first."))
    _require_consultant(case, data["consultant"])


def check_reassign(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    require_stage(diagnosis.case, CaseStage.DIAGNOSIS)
    if current_consultants(diagnosis.case).filter(user=data["consultant"]).exists():
        raise Refused("already_assigned", _("This consultant already works on the case."), field="consultant")
    _require_consultant(diagnosis.case, data["consultant"])


def current_consultants(case: Case) -> QuerySet[CaseParticipant]:
    """Those who work on the case as consultants now."""
    return CaseParticipant.objects.current().filter(case=case, role=Role.CONSULTANT)


def _require_consultant(case: Case, user: User) -> None:
    """Invited as consultant for the programme, not of the firm, and without a declared conflict of interest."""
    covers = any(
        m.role == Role.CONSULTANT and m.covers(case.program_code, case.region_code)
        for m in user.current_memberships
    )
    if not covers:
        raise Refused(
            "not_a_consultant", _("This person is no consultant of this programme."), field="consultant"
        )
    if case.organisation_id in user.firm_ids:
        raise Refused(
            "consultant_of_the_firm", _("This person works in the company of the case."), field="consultant"
        )
    if case.participants.filter(user=user, conflict_of_interest=True).exists():
        raise Refused(
            "conflict_of_interest",
            _("This person has declared a conflict of interest in this case."),
            field="consultant",
        )


# -- visit -------------------------------------------------------------------------------------------------


def check_propose_visit(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    require_stage(diagnosis.case, CaseStage.DIAGNOSIS)
    for name in ("first_at", "second_at"):
        if data[name] <= clock.now():
            raise Refused("visit_time_past", _("Choose a time in the future."), field=name)
    if data["first_at"] == data["second_at"]:
        raise Refused("visit_times_equal", _("Propose two different times."), field="second_at")


def check_confirm_visit(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    require_stage(diagnosis.case, CaseStage.DIAGNOSIS)
    chosen = chosen_time(diagnosis, data["chosen"])
    if chosen is None:
        raise Refused("no_visit_proposed", _("No visit times are proposed. Wait for the consultant."))
    if chosen <= clock.now():
        raise Refused("visit_time_past", _("This time has passed. Ask for other times."), field="chosen")


def check_answer_visit(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    require_stage(diagnosis.case, CaseStage.DIAGNOSIS)
    if diagnosis.first_at is None:
        raise Refused("no_visit_proposed", _("No visit times are proposed. Wait for the consultant."))


def chosen_time(diagnosis: Diagnosis, chosen: str) -> datetime | None:
    """The proposal that the firm chose, or None."""
    return diagnosis.first_at if chosen == "first" else diagnosis.second_at


# -- report ------------------------------------------------------------------------------------------------


def missing_for_report(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """What keeps the report from going to review, as (code, sentence); empty: nothing."""
    missing = []
    if diagnosis.visit_at is None:
        missing.append(("visit_not_confirmed", _("The visit is not confirmed yet.")))
    done = progress(diagnosis)
    if not done.is_complete:
        missing.append(
            (
                "checklist_incomplete",
                _("The checklist has %(count)s open items.") % {"count": done.total - done.answered},
            )
        )
    if not diagnosis.measures.filter(streams__isnull=False).exists():
        missing.append(("no_measure", _("Record at least one measure with the resources that it saves.")))
    return missing


def check_submit_report(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    require_stage(diagnosis.case, CaseStage.DIAGNOSIS)
    missing = missing_for_report(diagnosis)
    if missing:
        raise Refused(missing[0][0], " ".join(sentence for _code, sentence in missing))


def check_return(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    require_stage(diagnosis.case, CaseStage.DIAGNOSIS)


def check_release(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    """The fee must have been committed at the selection, where the round pays one."""
    require_stage(diagnosis.case, CaseStage.DIAGNOSIS)
    if diagnosis.case.round.diagnosis_fee_krw and not promised_fee(diagnosis.case):
        raise Refused(
            "fee_not_committed", _("No diagnosis fee is committed for this case. Check its selection.")
        )


def check_recall(diagnosis: Diagnosis, data: dict[str, Any]) -> None:
    require_stage(diagnosis.case, CaseStage.IMPROVEMENT)
    if diagnosis.measures.exclude(state__in=NOT_TAKEN_UP).exists():
        raise Refused("measure_accepted", _("The company has accepted a measure of this report."))


def check_answerable(measure: Measure, data: dict[str, Any]) -> None:
    """A measure is answered while its report is out and the case goes on."""
    if measure.diagnosis.state != DiagnosisState.RELEASED:
        raise Refused("report_not_released", _("The diagnosis report is not released."))
    require_stage(measure.case, *ANSWERABLE)


def fee_due(case: Case) -> dict[FundingLine, int]:
    """What was promised to the case for its diagnosis and is not paid yet, by line; empty once it is paid."""
    kinds = {Entry.Kind.PAY: 1, Entry.Kind.RETURN: -1}
    entries = Entry.objects.filter(case_id=case.pk, reference=DIAGNOSIS_FEE, kind__in=kinds)
    due = promised_fee(case)
    for entry in entries.select_related("line"):
        due[entry.line] = due.get(entry.line, 0) - kinds[Entry.Kind(entry.kind)] * entry.amount_krw
    return {line: amount_krw for line, amount_krw in due.items() if amount_krw > 0}


def require_stage(case: Case, *stages: CaseStage) -> None:
    """A record moves only with its case: nothing goes on after a refusal or once the firm dropped out."""
    if case.stage not in stages:
        raise WrongState(
            _("This is not possible now: the case is in the stage “%(stage)s”.")
            % {"stage": case.get_stage_display()}
        )
