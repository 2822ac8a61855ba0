"""How a firm's facts are shown: with the day on which each was stated, and what its numbers say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import tax_office
from accounts.models import BusinessState, Organisation, Site
from calculations import business_number

Text = str | Promise

FIRM_FACTS = ("name_ko", "name_en", "representative", "corporate_number", "address", "phone", "founded_on")
# What the middle two digits say; the split of 86 to 88 is recalled, as the page says.
KINDS: Mapping[str, Text] = {
    "individual": _("sole proprietor, taxable"),
    "individual_exempt": _("sole proprietor, exempt from VAT"),
    "group": _("group without legal personality"),
    "corporation": _("head office of a corporation"),
    "branch": _("branch of a corporation: the factory may have a number of its own"),
    "non_profit": _("non-profit corporation"),
    "public_body": _("state or local body"),
    "foreign": _("foreign corporation"),
    "religious": _("religious body"),
    "unknown": _("not a kind in use"),
}
RECALLED = ("86", "87", "88")
CORPORATE_WARNING = _(
    "The last digit of the corporate number does not fit. It is saved; look at the certificate once more. Numbers "
    "issued since 31 January 2025 may not follow the old rule."
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry with the day since which it stands."""

    name: str
    label: Text
    value: Any
    stated_on: date | None


@dataclass(frozen=True, slots=True)
class Number:
    """The business number, read: its kind, what the tax office said, whether it can be asked."""

    text: str
    middle: str
    kind: Text
    is_recalled: bool
    state: BusinessState | None
    state_tone: str
    can_ask: bool
    corporate_warning: Text


def facts(organisation: Organisation) -> list[Fact]:
    """The firm's entries in the order of the form."""
    return [_fact(organisation, name) for name in FIRM_FACTS]


def as_of(record: Organisation | Site) -> date | None:
    """The day of the newest statement about a firm or a site; None for what was entered before days were kept."""
    days = [date.fromisoformat(day) for day in record.stated_on.values()]
    return max(days, default=None)


def number(organisation: Organisation) -> Number:
    digits = str(organisation.business_number)
    state = organisation.business_states.first()
    return Number(
        text=organisation.business_number_text,
        middle=digits[3:5],
        kind=KINDS[business_number.kind(digits)],
        is_recalled=digits[3:5] in RECALLED,
        state=state,
        state_tone=_TONES[state.state] if state else "",
        can_ask=tax_office.is_on(),
        corporate_warning=CORPORATE_WARNING if corporate_number_looks_wrong(organisation) else "",
    )


def number_line(organisation: Organisation) -> str:
    """The business number in one line for officials: kind of business, and what the tax office said on which day."""
    seen = number(organisation)
    parts = [seen.text, str(seen.kind)]
    if seen.state:
        day = date_format(localtime(seen.state.asked_at), "Y. n. j.")
        parts.append(f"{seen.state.get_state_display()} ({gettext('Tax office')} {day})")
    return " · ".join(parts)


_TONES = {"01": "success", "02": "warning", "03": "danger", "": "warning"}


def corporate_number_looks_wrong(organisation: Organisation) -> bool:
    """Reason to look again, never to refuse."""
    text = str(organisation.corporate_number)
    return bool(text) and business_number.corporate_number_looks_wrong(text)


def _fact(organisation: Organisation, name: str) -> Fact:
    day = organisation.stated_on.get(name)
    return Fact(
        name=name,
        label=getattr(organisation._meta.get_field(name), "verbose_name", name),
        value=getattr(organisation, name),
        stated_on=date.fromisoformat(day) if day else None,
    )
