"""What stands between a draft and its submission."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications import consents
from applications.entered import SECTION_OF
from applications.models import Application, Permit
from applications.rules.energy import energy_uses, without_factor
from applications.rules.evidence import lacking_evidence
from applications.rules.terms import factor_set
from programs import factors
from programs.models import (
    Carrier,
)
from workflow.errors import BadData

REQUIRED_FIELDS = (
    "size",
    "regular_employees",
    "ksic_code",
    "root_industry",
    "energy_audit_duty",
    "consecutive_years",
    "other_support",
    "baseline_year",
    "contact_name",
    "contact_phone",
    "contact_email",
)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something without which the application cannot be received. ``field`` is an entry, purpose or consent."""

    section: str
    field: str
    message: str


class Incomplete(BadData):
    """The application lacks something; ``errors`` names each by its field."""

    code = "incomplete"

    def __init__(self, missing: Iterable[Missing]) -> None:
        errors: dict[str, list[str]] = {}
        for item in missing:
            errors.setdefault(item.field, []).append(item.message)
        super().__init__(errors)
        self.message = _("The application is not complete yet.")


def missing(application: Application) -> list[Missing]:
    """Everything that stands between the draft and its submission, in page order."""
    return [
        *_missing_entries(application),
        *_missing_energy(application),
        *_missing_evidence(application),
        *_missing_consents(application),
    ]


def _missing_entries(application: Application) -> Iterable[Missing]:
    required = list(REQUIRED_FIELDS)
    if application.root_industry:
        required.append("root_confirmation_until")
    if application.other_support:
        required.append("other_support_detail")
    for name in required:
        if getattr(application, name) in (None, ""):
            text = _("“%(entry)s” is not filled in yet.")
            yield Missing(SECTION_OF[name], name, text % {"entry": label(name)})
    if application.has_permits and not Permit.objects.filter(site=application.case.site_id).exists():
        yield Missing("processes", "permits", _("Enter the permits, or answer that there are none."))


def label(entry: str) -> str:
    """What an entry of the application is called."""
    field = Application._meta.get_field(entry)
    return str(getattr(field, "verbose_name", entry))


def _missing_energy(application: Application) -> Iterable[Missing]:
    if application.baseline_year is None:
        return
    uses = energy_uses(application)
    if not any(row.carrier.kind == Carrier.Kind.ENERGY for row in uses):
        text = _("Enter the energy use of the year %(year)s.")
        yield Missing("baseline", "energy_uses", text % {"year": application.baseline_year})
        return
    for carrier in without_factor(uses, factors.table(factor_set(application.case))):
        text = _("The round has no factor for %(carrier)s. Ask the operator.")
        yield Missing("baseline", "energy_uses", text % {"carrier": carrier})


def _missing_evidence(application: Application) -> Iterable[Missing]:
    for purpose, text in lacking_evidence(application):
        yield Missing("evidence", purpose, text)


def _missing_consents(application: Application) -> Iterable[Missing]:
    given = given_consents(application)
    for text in consents.REQUIRED:
        if not given.get(text.code):
            yield Missing("consents", text.code, _("“%(text)s” is not agreed to yet.") % {"text": text.title})


def given_consents(application: Application) -> dict[str, bool]:
    """The last answer to each text in its current version, by code."""
    return {
        consent.text_code: consent.given
        for consent in application.consents.order_by("pk")
        if (text := consents.BY_CODE.get(consent.text_code)) and consent.text_version == text.version
    }
