"""What the overview of a round tells of its sections."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.setup.check import Finding
from portal.setup.sections import addresses
from programs.models import Round

# The sections that the set-up check looks at.
CHECKED = frozenset(
    {"dates", "call", "regions", "money", "criteria", "rates", "scoring", "checklist", "factors", "papers"}
)


@dataclass(frozen=True)
class SectionRow:
    """One section: its page, the set it holds, what the check says of it."""

    label: Promise
    url: str
    holds: str
    is_checked: bool
    blocking: int
    warnings: int


def rows(round_: Round, findings: Iterable[Finding]) -> list[SectionRow]:
    """Every section but the overview itself."""
    found = list(findings)
    return [
        SectionRow(
            label=section.label,
            url=url,
            holds=str(getattr(round_, section.set_field) or "") if section.set_field else "",
            is_checked=section.code in CHECKED,
            blocking=sum(f.section == section.code and f.is_blocking for f in found),
            warnings=sum(f.section == section.code and not f.is_blocking for f in found),
        )
        for section, url in addresses(round_)
        if section.code != "overview"
    ]


def facts(round_: Round) -> list[tuple[str, Any]]:
    """The round at a glance."""
    return [
        (_("Programme"), round_.program),
        (_("Regions"), ", ".join(str(region) for region in round_.regions.all())),
        (_("Application period"), f"{_day(round_.opens_on)} – {_day(round_.closes_on)}"),
        (_("Project period"), f"{_day(round_.project_from)} – {_day(round_.project_until)}"),
        (_("Beginning of case numbers"), round_.case_prefix),
    ]


def _day(day: Any) -> str:
    return formats.date_format(day, "Y. n. j.")
