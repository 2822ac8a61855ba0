"""The sections of the application as pages: their order, where each stands, and where a missing entry is mended."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.entered import SECTION_ENTRIES
from applications.models import Application
from applications.rules import Missing

SECTIONS: tuple[tuple[str, str | Promise], ...] = (
    ("firm", _("Company and contact")),
    ("management", _("Management data")),
    ("baseline", _("Baseline data")),
    ("processes", _("Processes and permits")),
    ("wishes", _("Difficulties and wishes")),
    ("evidence", _("Evidence")),
    ("consents", _("Consents")),
    ("check", _("Check and submit")),
)
NAMES = tuple(name for name, _label in SECTIONS)
# Addresses that are called otherwise than their section.
ADDRESSES = {"baseline": "energy"}
# Entries that are a pair of radios: a link leads to the first of them.
RADIOS = frozenset(
    {"root_industry", "energy_audit_duty", "other_support", "has_permits", "privacy", "provision", "fairness"}
)


@dataclass(frozen=True, slots=True)
class SectionLink:
    """One section in the row of steps above the form. ``status`` is done, lacking or ahead (not looked at yet)."""

    number: int
    name: str
    label: str | Promise
    url: str
    current: bool
    lacking: int
    status: str


def links(application: Application, current: str, missing: list[Missing]) -> list[SectionLink]:
    """All sections with how much each still lacks; the last one is done when nothing lacks anywhere."""
    found = []
    for number, (name, label) in enumerate(SECTIONS, start=1):
        lacking = sum(item.section == name for item in missing)
        done = not lacking if name != "check" else False
        if done and name in SECTION_ENTRIES and not _is_begun(application, name):
            done = False
        status = "done" if done else ("lacking" if lacking else "ahead")
        found.append(
            SectionLink(number, name, label, address(name, application), name == current, lacking, status)
        )
    return found


def _is_begun(application: Application, name: str) -> bool:
    """A section without required entries is not done before anything was said in it."""
    return any(getattr(application, entry) not in (None, "", []) for entry in SECTION_ENTRIES[name])


def address(name: str, application: Application) -> str:
    return reverse(url_name(name), args=[application.uid])


def url_name(name: str) -> str:
    return f"applications:{ADDRESSES.get(name, name)}"


def named(name: str) -> str:
    """A section by its name or by that of its address."""
    return next((section for section, url in ADDRESSES.items() if url == name), name)


def following(name: str) -> str:
    """The section after this one."""
    return NAMES[NAMES.index(name) + 1]


def previous(name: str) -> str:
    """The section before this one; empty for the first."""
    return NAMES[NAMES.index(name) - 1] if name != NAMES[0] else ""


def address_of(item: Missing, application: Application) -> str:
    """Where something missing is filled in."""
    page = address(item.section, application)
    if item.section == "baseline":
        return f"{page}#energy"
    if item.section == "evidence" or item.field == "permits":
        return f"{page}#{item.field}"
    return f"{page}#id_{item.field}" + ("_0" if item.field in RADIOS else "")
