"""What happens by itself: sweeps that every relay or beat process may start, and that run once per interval.

    # deadlines/sweeps.py
    @every(seconds=60)
    def remind() -> None: ...

Each app's `sweeps` module is found by itself. `run_due` is called by the embedded relay, and in production
by the task `journal.run_schedule`, which beat sends.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import TypeVar

from django.utils.module_loading import autodiscover_modules

from journal import clock
from journal.models import ScheduledRun

logger = logging.getLogger(__name__)

Sweep = Callable[[], object]
S = TypeVar("S", bound=Sweep)

SWEEPS: dict[str, tuple[timedelta, Sweep]] = {}


def every(*, seconds: int) -> Callable[[S], S]:
    """Register a function without arguments to run each `seconds`; it must bear being run twice."""

    def register(sweep: S) -> S:
        SWEEPS[f"{sweep.__module__}.{sweep.__qualname__}"] = (
            timedelta(seconds=seconds),
            sweep,
        )
        return sweep

    return register


def run_due() -> list[str]:
    """Run the sweeps whose time has come; returns their names. A failure is logged and stops no other."""
    _discover()
    ran = [name for name, (interval, _sweep) in SWEEPS.items() if _take_turn(name, interval)]
    for name in ran:
        try:
            SWEEPS[name][1]()
        except Exception:  # the next sweep must run whatever this one did
            logger.exception("Sweep %s failed", name)
    return ran


def _take_turn(name: str, interval: timedelta) -> bool:
    """Whether this process runs the sweep now: exactly one gets to move the row on."""
    moment = clock.now()
    _run, created = ScheduledRun.objects.get_or_create(name=name, defaults={"last_run": moment})
    if created:
        return True
    due = ScheduledRun.objects.filter(name=name, last_run__lte=moment - interval)
    return bool(due.update(last_run=moment))


@cache
def _discover() -> None:
    autodiscover_modules("sweeps")
