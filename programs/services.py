"""Freezing what a case pins."""

from journal import clock
from programs.models import Round, Versioned


def freeze(versioned: Versioned) -> None:
    """From now on no row of this set changes; a change is a new version. Does nothing the second time."""
    if versioned.frozen_at is None:
        versioned.frozen_at = clock.now()
        type(versioned)._default_manager.filter(pk=versioned.pk, frozen_at=None).update(
            frozen_at=versioned.frozen_at
        )


def freeze_rules(round_: Round) -> None:
    """Freeze every set that the round names; called when a case pins them."""
    for versioned in (round_.criteria_set, round_.factor_set, round_.checklist, round_.rate_table):
        freeze(versioned)
