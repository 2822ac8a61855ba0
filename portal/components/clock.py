"""The server's clock on a page: its time, the closing in words, the time left; scripts only let it tick."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.rules import closing_text, moment_text
from journal import clock
from programs.models import Round

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class ServerClock:
    """What the component prints. Instants as milliseconds are for the script."""

    now: datetime
    ends_at: datetime
    closing: str

    @classmethod
    def of_round(cls, round_: Round) -> "ServerClock":
        return cls(clock.now(), round_.closes_at, closing_text(round_))

    @classmethod
    def until(cls, ends_at: datetime) -> "ServerClock":
        return cls(clock.now(), ends_at, moment_text(ends_at))

    @property
    def now_text(self) -> str:
        return formats.date_format(self.now.astimezone(clock.SEOUL), "Y. n. j. H:i:s")

    @property
    def now_ms(self) -> int:
        return int(self.now.timestamp() * 1000)

    @property
    def ends_ms(self) -> int:
        return int(self.ends_at.timestamp() * 1000)

    @property
    def is_over(self) -> bool:
        return self.now >= self.ends_at

    @property
    def left_text(self) -> str:
        return left_text(self.ends_at - self.now)


def left_text(left: timedelta) -> str:
    """Time left as people say it: days and hours, hours and minutes, at last minutes and seconds."""
    seconds = max(0, int(left.total_seconds()))
    days, hours = seconds // DAY, seconds % DAY // HOUR
    minutes, rest = seconds % HOUR // MINUTE, seconds % MINUTE
    if days:
        return f"{_days(days)} {_hours(hours)} {_minutes(minutes)}"
    if hours:
        return f"{_hours(hours)} {_minutes(minutes)}"
    return f"{_minutes(minutes)} {_('%(n)s s') % {'n': rest}}"


def _days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def _hours(n: int) -> str:
    return _("%(n)s h") % {"n": n}


def _minutes(n: int) -> str:
    return _("%(n)s min") % {"n": n}
