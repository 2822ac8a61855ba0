"""The sections of a round's setup, in the order of the work: the tabs of each page and the rows of its overview."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models import Round


@dataclass(frozen=True)
class Section:
    """One section: the code that the setup check names, its label, its page."""

    code: str
    label: Promise
    url_name: str
    set_field: str = ""


SECTIONS: tuple[Section, ...] = (
    Section("overview", _("Overview"), "setup:round"),
    Section("dates", _("Name and dates"), "setup:round-edit"),
    Section("call", _("Call"), "setup:call"),
    Section("regions", _("Regions and targets"), "setup:regions"),
    Section("money", _("Money"), "setup:money"),
    Section("criteria", _("Criteria"), "setup:criteria", "criteria_set"),
    Section("rates", _("Support rates"), "setup:rates", "rate_table"),
    Section("scoring", _("Scoring sheet"), "setup:scoring", "scoring_sheet"),
    Section("checklist", _("Checklist"), "setup:checklist", "checklist"),
    Section("factors", _("Factors"), "setup:factors", "factor_set"),
    Section("documents", _("Documents asked"), "setup:documents", "document_list"),
    Section("papers", _("Paper wording"), "setup:papers"),
    Section("grace", _("Closing"), "setup:grace"),
    Section("simulator", _("Rule simulator"), "setup:simulator"),
)


@dataclass(frozen=True)
class Tab:
    url: str
    label: Promise
    is_current: bool


def addresses(round_: Round) -> list[tuple[Section, str]]:
    """Each section with the address of its page."""
    found = []
    for section in SECTIONS:
        try:
            found.append((section, reverse(section.url_name, args=[round_.uid])))
        except NoReverseMatch:  # while the pages are being built
            continue
    return found


def tabs(request: HttpRequest, round_: Round) -> list[Tab]:
    """The tabs of a round's setup; the longest address that the page lies below is the current one."""
    urls = [(url, section.label) for section, url in addresses(round_)]
    current = max((url for url, _label in urls if request.path.startswith(url)), key=len, default="")
    return [Tab(url, label, url == current) for url, label in urls]
