"""The entries of an application in words, as the form asks them: for its page, for who confirms them, for its copy."""

from typing import Any

from django.utils.translation import gettext as _

from applications import rules
from applications.entered import ENTRIES, SECTION_ENTRIES
from applications.explanations import yes_no
from applications.models import Application


def entry_text(application: Application, name: str) -> Any:
    """The value of one entry as people read it."""
    value = getattr(application, name)
    if name == "ksic_code":
        return rules.industry(application) or value
    if name == "polluting_processes":
        labels = dict(Application.PollutingProcess.choices)
        return ", ".join(str(labels[code]) for code in value)
    if name == "monthly_employees":
        months = [(month, number) for month, number in enumerate(value, start=1) if number is not None]
        return " · ".join(_("%(month)s: %(number)s") % {"month": m, "number": n} for m, n in months)
    if isinstance(value, bool):
        return yes_no(value)
    if getattr(Application._meta.get_field(name), "choices", None):
        return getattr(application, f"get_{name}_display")()
    return value


def entries_in_words(application: Application, section: str = "") -> list[tuple[str, Any]]:
    """Every entry (of one section) with its label, in the order of the form."""
    names = SECTION_ENTRIES[section] if section else ENTRIES
    return [(rules.label(name), entry_text(application, name)) for name in names]
