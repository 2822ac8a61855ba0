"""The hint on firm size beside the field: what the figures say, in words, against what was entered.

The confirmation of firm size decides (applications.asked): this only helps to notice a slip before an official does.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from applications.models import Application, YearFigures
from calculations.firm_size import Outcome
from calculations.firm_size import SizeHint as Figures
from calculations.firm_size import size_hint as figures_of
from journal import clock
from programs.size_rules import SizeRule, ceilings, size_rules

Text = str | Promise
MILLION = 1_000_000
SEEMS: dict[Outcome, Text] = {
    Outcome.SMALL: gettext_lazy("By these figures the firm looks like a small enterprise."),
    Outcome.MEDIUM: gettext_lazy("By these figures the firm looks like a medium-sized enterprise."),
    Outcome.SME: gettext_lazy(
        "By these figures the firm looks like an SME. The ceiling between small and medium on this day is not on file."
    ),
    Outcome.ABOVE: gettext_lazy(
        "By these figures the firm is above an SME. In its years of grace it may still hold a confirmation as one."
    ),
}
FITTING: dict[Outcome, frozenset[str]] = {
    Outcome.SMALL: frozenset({Organisation.Size.SMALL}),
    Outcome.MEDIUM: frozenset({Organisation.Size.MEDIUM}),
    Outcome.SME: frozenset({Organisation.Size.SMALL, Organisation.Size.MEDIUM}),
    Outcome.ABOVE: frozenset({Organisation.Size.MID_SIZE, Organisation.Size.LARGE}),
}


@dataclass(frozen=True, slots=True)
class SizeHint:
    """``sentence`` for the field; ``facts`` and ``rules`` behind it. ``differs``: the entry says something else."""

    outcome: str
    sentence: str
    differs: bool
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    rules: tuple[SizeRule, ...]
    day: date


def size_hint(application: Application, *, size: str | None = None, ksic_code: str | None = None) -> SizeHint:
    """The hint for an application as it stands, or as it is being typed (``size``, ``ksic_code``)."""
    entered = size if size in Organisation.Size.values else application.size
    code = application.ksic_code if ksic_code is None else ksic_code
    years = YearFigures.objects.filter(organisation=application.case.organisation_id)
    rows = list(years.order_by("-fiscal_year")[:5])
    day = _day(application)
    closed = [row for row in rows if row.fiscal_year < day.year]
    figures = figures_of(
        {row.fiscal_year: row.sales_krw for row in closed},
        next((row.total_assets_krw for row in closed), None),
        code,
        ceilings(),
        day,
    )
    differs = bool(entered) and figures.outcome in FITTING and entered not in FITTING[figures.outcome]
    used = [one for one in (figures.sme, figures.small) if one]
    return SizeHint(
        outcome=figures.outcome.value,
        sentence=_sentence(figures, entered if differs else "", code),
        differs=differs,
        facts=tuple(_facts(figures)),
        sources=tuple(dict.fromkeys(one.source for one in used)),
        rules=size_rules(),
        day=day,
    )


def _day(application: Application) -> date:
    """Ceilings are read on the day of submission, before it today."""
    submitted = application.case.submitted_at
    return submitted.astimezone(clock.SEOUL).date() if submitted else clock.today()


def _sentence(figures: Figures, contradicted: str, code: str) -> str:
    if figures.outcome is Outcome.UNKNOWN:
        return _missing(figures, code)
    parts = [str(SEEMS[figures.outcome])]
    if contradicted:
        label = dict(Organisation.Size.choices)[contradicted]
        parts.append(_("Entered is “%(size)s”: look at it again.") % {"size": label})
    parts.append(_("The confirmation of firm size counts."))
    return " ".join(parts)


def _missing(figures: Figures, code: str) -> str:
    if figures.mean_sales_krw is None:
        return _("Enter the sales of the last three years to see what size the figures point to.")
    if not code:
        return _("Enter the industry code to see what size the figures point to.")
    return _("No ceiling is on file for this industry on this day. The confirmation of firm size counts.")


def _facts(figures: Figures) -> list[str]:
    lines: list[str] = []
    if figures.mean_sales_krw is not None:
        lines.append(
            _("Mean sales %(years)s: %(amount)s million won")
            % {"years": _years(figures.years), "amount": _millions(figures.mean_sales_krw)}
        )
    for one, text in (
        (figures.sme, _("SME up to %(amount)s million won (industry %(code)s)")),
        (figures.small, _("Small up to %(amount)s million won (industry %(code)s)")),
    ):
        if one:
            lines.append(text % {"amount": _millions(one.mean_sales_krw), "code": f"C{one.ksic}"})
    if figures.assets_too_large:
        lines.append(_("Total assets are 500 billion won or more."))
    return lines


def _years(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[-1]}–{years[0]}"


def _millions(amount_krw: Any) -> str:
    return str(number_format(int(Decimal(amount_krw) / MILLION), force_grouping=True))
