"""How a round opens, pauses, closes and becomes history; and its test mode. Each act has who, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.errors import Refused
from portal.setup import check
from programs import services
from programs.models import Round
from programs.services import Edit
from workflow.models import Case
from workflow.states import CLOSED_STAGES

Status = Round.Status


@dataclass(frozen=True)
class RoundAct:
    """One act on a round: from which states, what it is called, what follows from it."""

    name: str
    label: Promise
    sources: tuple[str, ...]
    target: str | None
    consequence: Promise
    needs_reason: bool = False
    is_test: bool | None = None


ACTS: Mapping[str, RoundAct] = {
    act.name: act
    for act in (
        RoundAct(
            "open",
            pgettext_lazy("act on a round", "Open"),
            (Status.DRAFT,),
            Status.OPEN,
            gettext_lazy(
                "The call becomes public at its hour of publication; firms apply between opening and closing."
            ),
        ),
        RoundAct(
            "resume",
            pgettext_lazy("act on a round", "Go on"),
            (Status.PAUSED, Status.CLOSED),
            Status.OPEN,
            gettext_lazy("Firms apply again until the closing time."),
        ),
        RoundAct(
            "pause",
            pgettext_lazy("act on a round", "Pause"),
            (Status.OPEN,),
            Status.PAUSED,
            gettext_lazy(
                "No application is started or handed in until the round goes on. The call stays readable and says "
                "so; running cases go on."
            ),
            needs_reason=True,
        ),
        RoundAct(
            "close",
            pgettext_lazy("act on a round", "Close"),
            (Status.OPEN, Status.PAUSED),
            Status.CLOSED,
            gettext_lazy(
                "No application is handed in any more, whatever the closing date says. The call stays readable; "
                "running cases go on."
            ),
            needs_reason=True,
        ),
        RoundAct(
            "archive",
            pgettext_lazy("act on a round", "Archive"),
            (Status.CLOSED,),
            Status.ARCHIVED,
            gettext_lazy(
                "Nothing of the round can be changed any more. It stays readable and can be copied."
            ),
            needs_reason=True,
        ),
        RoundAct(
            "test-on",
            gettext_lazy("Switch test mode on"),
            (Status.DRAFT, Status.OPEN, Status.PAUSED, Status.CLOSED),
            None,
            gettext_lazy(
                "Only administrators of the programme see the round. Its cases are marked as tests and counted nowhere."
            ),
            is_test=True,
        ),
        RoundAct(
            "test-off",
            gettext_lazy("Switch test mode off"),
            (Status.DRAFT, Status.OPEN, Status.PAUSED, Status.CLOSED),
            None,
            gettext_lazy(
                "The round becomes visible as its status says. Cases that were played as tests stay tests."
            ),
            is_test=False,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Touched:
    """What an act meets in the round: open cases that were handed in, drafts, and test cases among both."""

    cases: int
    drafts: int
    tests: int


def touched(round_: Round) -> Touched:
    found = Case.objects.filter(round=round_).exclude(stage__in=CLOSED_STAGES)
    return Touched(
        cases=found.filter(submitted_at__isnull=False).count(),
        drafts=found.filter(submitted_at=None).count(),
        tests=found.filter(is_test=True).count(),
    )


def possible(round_: Round) -> list[RoundAct]:
    """What can be done with the round as it stands, in the order of the work."""
    return [act for act in ACTS.values() if _fits(round_, act)]


@transaction.atomic
def perform(round_: Round, name: str, edit: Edit) -> Round:
    """Do one of ``ACTS``. Effects: status or test mode, an event with the reason.

    Refused with ``wrong_status``, ``reason_missing``; opening with ``not_ready`` while a blocking finding exists;
    switching test mode on with ``has_real_cases``, off with ``has_bookings``. Raises StaleVersion.
    """
    act = ACTS[name]
    stored = services.locked(round_, edit)
    if not _fits(stored, act):
        raise Refused(
            "wrong_status",
            _("This is not possible any more: the round is “%(status)s”.")
            % {"status": stored.get_status_display()},
        )
    if act.needs_reason and not edit.reason:
        raise Refused("reason_missing", _("Say why; it stands in the round's history."), field="reason")
    if name == "open":
        _require_ready(stored)
    if act.is_test:
        _require_no_real_case(stored)
    if act.is_test is False:
        _require_nothing_booked(stored)
    return services.set_status(stored, act.target or stored.status, edit, is_test=act.is_test)


def _fits(round_: Round, act: RoundAct) -> bool:
    return round_.status in act.sources and (act.is_test is None or act.is_test != round_.is_test)


def _require_ready(round_: Round) -> None:
    blocking = [finding for finding in check.findings(round_) if finding.is_blocking]
    if blocking:
        text = _("The round is not ready to open: %(findings)s")
        raise Refused("not_ready", text % {"findings": " ".join(str(one.message) for one in blocking)})


def _require_no_real_case(round_: Round) -> None:
    real = Case.objects.filter(round=round_, is_test=False).count()
    if real:
        text = _(
            "%(number)d real cases exist in this round: it cannot become a test. Copy it to a test round."
        )
        raise Refused("has_real_cases", text % {"number": real})


def _require_nothing_booked(round_: Round) -> None:
    """What tests have promised stands in the lines' balances: a real round begins with its whole plan."""
    if round_.funding_lines.exclude(committed_krw=0, paid_krw=0, contributed_krw=0).exists():
        raise Refused(
            "has_bookings",
            _("Tests have booked money on this round's lines. Copy it: the copy begins with the whole plan."),
        )
