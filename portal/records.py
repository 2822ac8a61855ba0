"""The record kinds of the transition table as models, and how a page loads them."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from diagnostics.models import Diagnosis, Measure
from reports.models import Outcome
from subsidies.models import Grant
from workflow.models import Case
from workflow.states import DiagnosisState, GrantState, MeasureState

MODELS: dict[str, type[Model]] = {
    "case": Case,
    "application": Application,
    "diagnosis": Diagnosis,
    "measure": Measure,
    "grant": Grant,
    "outcome": Outcome,
}

LABELS: dict[str, Promise] = {
    "case": _("Case"),
    "application": _("Application"),
    "diagnosis": _("Diagnosis"),
    "measure": _("Measure"),
    "grant": _("Support request"),
    "outcome": _("Outcome report"),
}

OPEN_GRANTS = (
    GrantState.REQUESTED,
    GrantState.CORRECTION,
    GrantState.REVIEWED,
    GrantState.APPROVED,
    GrantState.CLAIMED,
)


def visible(kind: str, user: User) -> QuerySet:
    """The records of a kind that ``user`` may see, each with its case."""
    found = MODELS[kind].objects.visible_to(user)
    if kind == "case":
        return with_progress(found).select_related("organisation", "site", "round")
    if kind == "application":
        found = found.with_progress()
    related = ["case__organisation", "case__site", "case__round"]
    return found.select_related(*related, *(["diagnosis"] if kind == "measure" else []))


def with_progress(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what the acts on a case depend on, without a query for each."""
    of_case = {"case": OuterRef("pk")}
    measures = Measure.objects.filter(**of_case, diagnosis__state=DiagnosisState.RELEASED)
    return cases.annotate(
        application_state=Subquery(Application.objects.filter(**of_case).values("state")[:1]),
        outcome_state=Subquery(Outcome.objects.filter(**of_case).values("state")[:1]),
        has_grant=Exists(Grant.objects.filter(**of_case).exclude(state=GrantState.CANCELLED)),
        has_open_grant=Exists(Grant.objects.filter(**of_case, state__in=OPEN_GRANTS)),
        has_accepted_measure=Exists(measures.filter(state=MeasureState.ACCEPTED)),
        has_unanswered_measure=Exists(
            measures.filter(state__in=(MeasureState.PROPOSED, MeasureState.DISPUTED))
        ),
    )


def get_or_404(kind: str, uid: UUID, user: User) -> Any:
    """A visible record; a foreign one is missing just as one that never was."""
    if kind not in MODELS:
        raise Http404
    record = visible(kind, user).filter(uid=uid).first()
    if record is None:
        raise Http404
    return record
