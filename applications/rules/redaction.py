"""The one place that decides what an evaluator reads about a case.

Where the committee is blind, nothing here names the firm, its people, its addresses or its files, and the case is
not among what ``Case.visible_to`` shows: no other page, API resource, file or paper of it can be reached. What the
firm wrote freely is searched for its own names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, CriterionVerdict, Evaluation
from applications.rules.facts import industry
from applications.rules.missing import label
from calculations.quantities import round_toe
from workflow.models import Case

HIDDEN = "○○○"
# What the dossier shows, in the order of the form; nothing that says who somebody is.
ENTRIES = (
    *("size", "regular_employees", "ksic_code", "products", "root_industry", "polluting_processes"),
    *("energy_audit_duty", "consecutive_years", "other_support", "other_support_detail", "baseline_year"),
    *("difficulties", "wishes"),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the case is about, as far as the reader may know: empty texts where it is hidden."""

    number: str
    firm: str
    site: str
    representative: str
    region: str
    hidden: bool

    @property
    def title(self) -> str:
        """How the case is called on lists: by its firm, or by its number alone."""
        return f"{self.firm} · {self.site}" if self.firm and self.site else self.firm or self.number


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is judged: the entries, what the conditions say, the energy."""

    identity: Identity
    entries: tuple[tuple[str, Any], ...]
    verdicts: tuple[CriterionVerdict, ...]
    toe: Any


def identity(case: Case, *, blind: bool) -> Identity:
    """Needs ``organisation``, ``site`` and ``region`` of the case."""
    if blind:
        return Identity(str(case), "", "", "", str(case.region), hidden=True)
    return Identity(
        str(case),
        str(case.organisation),
        str(case.site or ""),
        case.organisation.representative,
        str(case.region),
        hidden=False,
    )


def dossier(application: Application, *, blind: bool) -> Dossier:
    """Everything that the scoring page and its API resource say about a case."""
    clean = _scrubber(application) if blind else str
    evaluation = Evaluation.objects.filter(application=application).order_by("-pk").first()
    verdicts = (
        evaluation.verdicts.select_related("criterion").order_by("criterion__position") if evaluation else ()
    )
    return Dossier(
        identity(application.case, blind=blind),
        tuple((str(label(name)), clean(_worded(application, name))) for name in ENTRIES),
        tuple(verdicts),
        round_toe(evaluation.toe) if evaluation and evaluation.toe is not None else None,
    )


def _worded(application: Application, name: str) -> str:
    value = getattr(application, name)
    if name == "size":
        return str(application.get_size_display())
    if name == "ksic_code":
        return str(industry(application) or value)
    if name == "polluting_processes":
        return ", ".join(str(text) for code, text in Application.PollutingProcess.choices if code in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def _scrubber(application: Application) -> Any:
    """A function that puts ``HIDDEN`` where a text names the firm, its people or places."""
    words = sorted({word for word in _telling(application) if len(word) > 1}, key=len, reverse=True)
    if not words:
        return str
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    return lambda text: pattern.sub(HIDDEN, text)


def _telling(application: Application) -> Iterable[str]:
    case, firm, site = application.case, application.case.organisation, application.case.site
    yield from (firm.name_ko, firm.name_en, firm.representative, firm.address, firm.phone)
    yield from (firm.business_number, firm.business_number_text, firm.corporate_number)
    yield re.sub(r"주식회사|유한회사|\(주\)|㈜|\(유\)", "", firm.name_ko).strip()
    yield from (application.contact_name, application.contact_phone, application.contact_email)
    if site is not None:
        yield from (site.name, site.address, site.factory_registration, site.industrial_complex)
    for member in case.organisation.memberships.select_related("user"):
        yield from (member.user.name, member.user.email, member.user.phone)
