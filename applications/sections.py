"""The sections of the application as pages: their order, where each stands, and where a missing entry is mended."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.rules import Missing

SECTIONS: tuple[tuple[str, str | Promise], ...] = (
    ("entries", _("Company and site")),
    ("energy", _("Baseline data")),
    ("evidence", _("Evidence")),
    ("consents", _("Consents")),
    ("check", _("Check and submit")),
)
# Entries that are a pair of radios: a link leads to the first of them.
RADIOS = frozenset(
    {"root_industry", "energy_audit_duty", "other_support", "privacy", "provision", "fairness"}
)


@dataclass(frozen=True, slots=True)
class SectionLink:
    """One section in the row of links above the form."""

    label: str | Promise
    url: str
    current: bool
    lacking: int


def links(application: Application, current: str, missing: list[Missing]) -> list[SectionLink]:
    """All sections with how much each still lacks."""
    return [
        SectionLink(
            label,
            reverse(f"applications:{name}", args=[application.uid]),
            name == current,
            sum(item.section == name for item in missing),
        )
        for name, label in SECTIONS
    ]


def following(name: str) -> str:
    """The section after this one."""
    names = [section for section, _label in SECTIONS]
    return names[names.index(name) + 1]


def address_of(item: Missing, application: Application) -> str:
    """Where something missing is filled in."""
    page = reverse(f"applications:{item.section}", args=[application.uid])
    if item.section == "energy":
        return f"{page}#energy"
    if item.section == "evidence":
        return f"{page}#{item.field}"
    return f"{page}#id_{item.field}" + ("_0" if item.field in RADIOS else "")
