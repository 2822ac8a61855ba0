"""The call of a round as the public reads it."""

from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import localized
from journal import clock
from portal.components.tones import Tone
from programs.models import Confidence, Criterion, Round


@dataclass(frozen=True, slots=True)
class Condition:
    """One criterion, with how the programme reads it where the notice leaves room."""

    criterion: Criterion

    @property
    def reading(self) -> str:
        return localized(self.criterion, "staff_wording")

    @property
    def is_unsure(self) -> bool:
        return self.criterion.confidence != Confidence.VERIFIED


@dataclass(frozen=True, slots=True)
class Call:
    """A published round and how it stands at this moment; the server's clock decides."""

    round: Round

    @property
    def is_open(self) -> bool:
        return self.round.accepts_applications()

    @property
    def state(self) -> tuple[Promise, Tone]:
        if self.is_open:
            return gettext_lazy("Open"), Tone.SUCCESS
        if self.round.status == Round.Status.OPEN and clock.now() < self.round.opens_at:
            return gettext_lazy("Not open yet"), Tone.INFO
        return gettext_lazy("Closed"), Tone.NEUTRAL

    @property
    def summary(self) -> str:
        return localized(self.round.program, "summary")

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Dates, money and whom to ask. Dates are Korean days."""
        round_, program = self.round, self.round.program
        closing = _day(round_.closes_on)
        closing += f" {round_.closing_hour}:00" if round_.closing_hour else _(" (until 24:00)")
        return [
            (_("Programme"), program),
            (_("Operator"), program.operator),
            (_("Regions"), ", ".join(str(region) for region in round_.regions.all())),
            (_("Application period"), f"{_day(round_.opens_on)} – {closing}"),
            (_("Project period"), f"{_day(round_.project_from)} – {_day(round_.project_until)}"),
            (
                _("Diagnosis"),
                _("%(amount)s won a site, paid by the programme")
                % {"amount": f"{round_.diagnosis_fee_krw:,}"},
            ),
            (_("Contact"), " ".join(part for part in (round_.contact_ko, program.operator.phone) if part)),
        ]

    @property
    def conditions(self) -> list[tuple[str | Promise, list[Condition]]]:
        """The criteria by kind (condition, priority, bonus), in the order of the call."""
        rows = [Condition(criterion) for criterion in self.round.criteria_set.criteria.order_by("position")]
        groups = [
            (kind.label, [row for row in rows if row.criterion.kind == kind]) for kind in Criterion.Kind
        ]
        return [(label, members) for label, members in groups if members]


def _day(day) -> str:
    return formats.date_format(day, "Y. n. j.")
