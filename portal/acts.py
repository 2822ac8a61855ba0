"""Acts as pages offer and perform them: the rows of the table with their services, labels and addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import roles_with
from accounts.roles import OWN_ROLES, Role
from portal.awaited import is_awaited, is_offered
from portal.step_services import SERVICES
from workflow import engine
from workflow.acts import Act
from workflow.states import (
    ApplicationState,
    CaseStage,
    DiagnosisState,
    GrantState,
    MeasureState,
    OutcomeState,
)
from workflow.transitions import Audience, Transition, rows_for

STATES: dict[str, type[TextChoices]] = {
    "case": CaseStage,
    "application": ApplicationState,
    "diagnosis": DiagnosisState,
    "measure": MeasureState,
    "grant": GrantState,
    "outcome": OutcomeState,
}
AUDIENCES: dict[Audience, Promise] = {
    "firm": _("the company"),
    "team": _("the diagnosis team"),
    "officials": _("the officials"),
    "admins": _("the administrators"),
}

# Rows whose data need more than the generic form, and the page of their step; its address takes the record's uid.
PAGES: dict[tuple[str, str], str] = {
    ("application", "submit"): "applications:check",
    ("application", "confirm_copy"): "applications:copy",
    ("application", "answer_correction"): "applications:check",
    ("application", "screen"): "applications:screening",
    ("application", "record_site_check"): "applications:site-check",
    ("application", "sign_agreement"): "applications:agreement",
    ("case", "request_support"): "subsidies:request",
    ("grant", "answer_correction"): "subsidies:correct",
    ("grant", "judge_evidence"): "subsidies:detail",
    ("measure", "report_implemented"): "reports:measure",
    ("measure", "report_partly"): "reports:measure",
    ("outcome", "verify"): "reports:verify",
}


# Ways back that somebody else may open when asked: no reason to leave out the warning.
BY_REQUEST = frozenset({("application", "reinstate")})


@dataclass(frozen=True, slots=True)
class Offer:
    """One act somebody may do now, as a link."""

    row: Transition
    record: Any
    label: str | Promise
    url: str
    awaited: bool

    @property
    def style(self) -> str:
        """Tasks stand out; ways back and endings stay quiet."""
        if self.awaited:
            return "primary"
        return "tertiary" if self.row.comment_required else "secondary"


def offered(record: Any, user: User) -> list[Offer]:
    """What ``user`` may do on ``record`` now: what is awaited first, otherwise in table order."""
    offers = [
        Offer(row, record, doer_label(row), address(row, record), is_awaited(row, record))
        for row in engine.available(record, user)
        if is_offered(row, record)
    ]
    return sorted(offers, key=lambda offer: not offer.awaited)


def awaited_rows(record: Any) -> Iterable[Transition]:
    """The rows that the case waits for on this record, whoever may do them."""
    return (row for row in rows_for(record.workflow_kind) if _is_due(row, record))


def _is_due(row: Transition, record: Any) -> bool:
    return record.state in row.sources and is_awaited(row, record)


def perform(row: Transition, record: Any, act: Act) -> Any:
    """Hand an act to its step's service."""
    return SERVICES[row.key](record, act)


def address(row: Transition, record: Any) -> str:
    """Where a row is performed: its own page, or the generic one."""
    if row.key in PAGES:
        return reverse(PAGES[row.key], args=[record.uid])
    if row.name == "request_correction":
        return reverse("portal:corrections", args=[row.on, record.uid])
    return reverse("portal:act", args=[row.on, record.uid, row.name])


def is_done_by_firm(row: Transition) -> bool:
    return OWN_ROLES.issuperset(roles_with(row.permission))


def doers(row: Transition) -> tuple[Role, ...]:
    return roles_with(row.permission)


def doer_label(row: Transition) -> str | Promise:
    """The act as who does it reads it: an imperative."""
    return row.firm_label if is_done_by_firm(row) else row.staff_label


def done_label(row: Transition) -> str | Promise:
    """The act as everybody else reads it afterwards: what was done."""
    return row.staff_label if is_done_by_firm(row) else row.firm_label


def is_final(row: Transition) -> bool:
    """Nothing leads out of where this row leads: it cannot be taken back by who did it."""
    ways_out = (other for other in rows_for(row.on) if row.target in other.sources)
    return all(other.key in BY_REQUEST for other in ways_out)


def target_label(row: Transition) -> str | Promise:
    """The state that a row leads to, as people read it; empty where the state stays."""
    if row.target in row.sources and len(row.sources) == 1:
        return ""
    return dict(STATES[row.on].choices)[row.target]


def audience_labels(row: Transition) -> list[Promise]:
    """Who is told by mail."""
    return [AUDIENCES[audience] for audience in row.notify]
