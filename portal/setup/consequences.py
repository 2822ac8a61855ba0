"""How many open cases a change of a round's rules touches, said before it is saved."""

from dataclasses import dataclass

from programs.models import Round
from programs.versions import KINDS, is_shared
from workflow.models import Case
from workflow.states import CLOSED_STAGES


@dataclass(frozen=True, slots=True)
class Consequence:
    """``drafts`` will be held against the changed rules; ``pinned`` keep the ones they were handed in under.

    ``makes_version``: the change becomes a new version, because a case or another round relies on this one.
    """

    drafts: int
    pinned: int
    makes_version: bool


def of_change(round_: Round, field: str) -> Consequence:
    """What a change of the round's set ``field`` (``programs.versions.KINDS``) would touch."""
    open_cases = Case.objects.filter(round=round_).exclude(stage__in=CLOSED_STAGES)
    versioned = getattr(round_, field)
    return Consequence(
        drafts=open_cases.filter(submitted_at=None).count(),
        pinned=open_cases.filter(submitted_at__isnull=False).count(),
        makes_version=versioned is not None and is_shared(round_, KINDS[field], versioned),
    )
