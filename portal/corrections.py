"""Correction requests as pages show them: each with what the reader may do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from portal import acts
from workflow.models import Case, CorrectionRequest, DeadlineExtension
from workflow.transitions import find

State = CorrectionRequest.State
# Acts on one of several requests, by the state of the request that they begin from.
ON_ASKED = ("answer_request", "ask_extension", "decide_extension", "withdraw_request")
ON_ANSWERED = ("accept_answer",)


@dataclass(frozen=True, slots=True)
class Action:
    """One act on one request, as a link."""

    label: Any
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A request with its wishes for more time and the reader's actions."""

    request: CorrectionRequest
    extensions: list[DeadlineExtension]
    actions: list[Action]


def entries(corrections: Iterable[CorrectionRequest], case: Case, reader: User) -> list[Entry]:
    """Every request in the given order; no query beyond those of ``with_list_data``."""
    rows = list(corrections)
    waiting = {(row.record_kind, row.record_uid) for row in rows if row.state == State.ASKED}
    found = []
    for request in rows:
        extensions = list(request.extensions.all())
        names = _possible(request, extensions, (request.record_kind, request.record_uid) in waiting)
        actions = [action for name in names if (action := _action(name, request, case, reader))]
        found.append(Entry(request, extensions, actions))
    return found


def _possible(
    request: CorrectionRequest, extensions: list[DeadlineExtension], others_wait: bool
) -> Iterable[str]:
    if request.state == State.ANSWERED:
        return () if others_wait else ON_ANSWERED
    if request.state != State.ASKED:
        return ()
    asks = any(extension.state == DeadlineExtension.State.ASKED for extension in extensions)
    used = len(extensions) >= CorrectionRequest.MOST_EXTENSIONS
    hidden = {"decide_extension"} if not asks else {"ask_extension"}
    return [name for name in ON_ASKED if name not in hidden | ({"ask_extension"} if used else set())]


def _action(name: str, request: CorrectionRequest, case: Case, reader: User) -> Action | None:
    row = find(request.record_kind, name)
    if row is None or case.is_closed or not reader.has_perm(row.permission, case):
        return None
    url = reverse("portal:act", args=[request.record_kind, request.record_uid, name])
    return Action(acts.doer_label(row), f"{url}?correction={request.uid}")
