"""The only source of "now" and "today".

Instants are aware (UTC); legal days are days in Seoul. Tests and the demo travel: inside `travel` time stands
still until `advance` moves it. The traveller is a context variable, so two threads never share a journey: a
thread or process that is started on the way begins in the present.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

_stopped_at: ContextVar[datetime | None] = ContextVar("journal_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stopped_at.get() or datetime.now(UTC)


def today() -> date:
    """The legal day: the present date in Seoul."""
    return now().astimezone(SEOUL).date()


def end_of_day(day: date, hour: int | None = None) -> datetime:
    """The first instant that is too late for a deadline on `day`: 24:00 in Seoul, or `hour` o'clock.

    In time means `now() < end_of_day(day)`.
    """
    midnight = datetime.combine(day, time.min, tzinfo=SEOUL)
    # Seoul has kept one offset since 1988, so that wall-clock arithmetic is exact.
    return midnight + timedelta(hours=24 if hour is None else hour)


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` (aware) for this context; journeys nest."""
    token = _stopped_at.set(_in_utc(moment))
    try:
        yield
    finally:
        _stopped_at.reset(token)


def advance(step: timedelta) -> datetime:
    """Move a stopped clock on by `step`; returns the new present. Refuses outside `travel`."""
    moment = _stopped_at.get()
    if moment is None:
        raise RuntimeError("The clock runs by itself: advance() works inside travel() only.")
    _stopped_at.set(moment + step)
    return moment + step


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} is naive: say which time zone.")
    return moment.astimezone(UTC)
