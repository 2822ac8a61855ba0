"""Checks of the acts of step 1: each raises Refused, and nothing was written."""

from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, CriterionVerdict
from applications.rules.conditions import latest_verdicts
from applications.rules.helping import require_helper_confirmed
from applications.rules.missing import Incomplete, missing
from journal import clock
from programs.models import (
    Criterion,
    Region,
    Round,
    RoundRegion,
)
from workflow import corrections as correction_requests
from workflow.errors import Refused
from workflow.models import Case
from workflow.querysets import CorrectionQuerySet
from workflow.states import ENDED_STAGES, ApplicationState, CaseStage


def require_submittable(application: Application, data: dict[str, Any]) -> None:
    """The server's clock decides about the closing time; then everything must be there."""
    require_accepting(application.case.round)
    require_complete(application, data)
    require_helper_confirmed(application, data)


def require_untouched(application: Application, data: dict[str, Any]) -> None:
    """Taken back for editing only before the closing, while nobody has begun to judge it."""
    require_accepting(application.case.round)
    decided = CriterionVerdict.objects.filter(evaluation__application=application, decided_by__isnull=False)
    if decided.exists() or corrections(application).exists():
        text = _("The officials have begun to check it. Ask them for a correction instead.")
        raise Refused("screening_begun", text)


def require_accepting(round_: Round) -> None:
    """The round is open, by the server's clock. A paused one says so: its drafts are kept."""
    if round_.status == Round.Status.PAUSED:
        raise Refused("round_paused", paused_message(round_), field="round")
    if not round_.accepts_applications():
        raise Refused("round_closed", _("Applications are not accepted at this time."), field="round")


def paused_message(round_: Round) -> str:
    return _(
        "“%(round)s” is paused: no application is accepted until it goes on. Drafts are kept. Questions: %(contact)s"
    ) % {"round": round_, "contact": round_.contact_ko or round_.program.operator}


def require_within_quota(application: Application, data: dict[str, Any]) -> None:
    """No more firms of a region are selected than its quota; the region's part is locked, so that two approvers
    cannot both take the last place. Who gave up or dropped out has left the place free."""
    case = application.case
    part = RoundRegion.objects.select_for_update().filter(round=case.round_id, region=case.region_id).first()
    if part is None or part.quota_firms is None or case.is_test:
        return
    if selected_in(case.round, case.region) >= part.quota_firms:
        text = _("%(region)s takes part with at most %(quota)s firms, and so many are selected already.")
        raise Refused("quota_reached", text % {"region": case.region, "quota": part.quota_firms})


def selected_in(round_: Round, region: Region) -> int:
    """How many places of a region's quota are taken."""
    chosen = Application.objects.filter(state__in=(ApplicationState.SELECTED, ApplicationState.AGREED))
    return (
        chosen.filter(case__round=round_, case__region=region, case__is_test=False)
        .exclude(case__stage__in=ENDED_STAGES)
        .count()
    )


def require_complete(application: Application, data: dict[str, Any]) -> None:
    if lacking := missing(application):
        raise Incomplete(lacking)


def corrections(application: Application) -> CorrectionQuerySet:
    """All correction requests about the application, newest first."""
    return correction_requests.of_record(application).with_list_data()


def require_decidable(application: Application, data: dict[str, Any]) -> None:
    """A person decides only where the notice leaves it to a person."""
    verdict = next((v for v in latest_verdicts(application) if v.criterion.code == data["criterion"]), None)
    if verdict is None:
        raise Refused("unknown_criterion", _("This criterion is not known here."), field="criterion")
    if verdict.result != CriterionVerdict.Result.PERSON_DECIDES:
        text = _("The entries decide this criterion; no person can.")
        raise Refused("not_for_persons", text, field="criterion")


def require_screenable(application: Application, data: dict[str, Any]) -> None:
    """Every condition is met, by rule or by decision. Open correction requests: ``require_override``."""
    verdicts = latest_verdicts(application)
    conditions = [verdict for verdict in verdicts if verdict.criterion.kind == Criterion.Kind.CONDITION]
    if not conditions:
        raise Refused("not_evaluated", _("The application was not evaluated."))
    undecided = [str(v.criterion) for v in conditions if v.awaits_person]
    if undecided:
        text = _("A person must decide first: %(criteria)s") % {"criteria": " ".join(undecided)}
        raise Refused("undecided", text)
    unmet = [str(v.criterion) for v in conditions if not v.stands_met]
    if unmet:
        text = _("Not every condition is met: %(criteria)s") % {"criteria": " ".join(unmet)}
        raise Refused("conditions_not_met", text)


def require_before_diagnosis(application: Application, data: dict[str, Any]) -> None:
    """An agreement is cancelled only while no consultant works on it."""
    if application.case.stage != CaseStage.AGREEMENT:
        raise Refused("diagnosis_started", _("The diagnosis has begun: the agreement stands."))


def require_no_other_case(application: Application, data: dict[str, Any]) -> None:
    """One open case per site and round."""
    case = application.case
    if other := live_case(case.round, case.site_id, other_than=case):
        raise already_applied(other)


def require_reinstatable(application: Application, data: dict[str, Any]) -> None:
    """It was handed in, its round still runs, and its site has no other case there."""
    case = application.case
    if case.submitted_at is None:
        raise Refused("never_submitted", _("This application was never handed in."))
    if not case.round.is_editable or clock.today() > case.round.project_until:
        raise Refused("round_over", _("The round is over."))
    require_no_other_case(application, data)


def live_case(round_: Round, site_id: int | None, *, other_than: Case | None = None) -> Case | None:
    """The case that a site has open in a round."""
    cases = Case.objects.filter(round=round_, site=site_id).exclude(stage__in=ENDED_STAGES)
    return next((case for case in cases if case != other_than), None)


def already_applied(case: Case) -> Refused:
    text = _("This site has applied already (%(number)s). You find it under your applications.")
    return Refused("already_applied", text % {"number": case}, field="site")
