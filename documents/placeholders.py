"""What a programme's own wording may put in: ``{firm}`` and the like, from a closed list per paper.

Nothing is evaluated: a placeholder is a name that stands for one value of the paper's snapshot. Values are put in
once, so that braces in a firm's name stay braces, and the template escapes the result as it does every text.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from documents.templatetags.papers import UNKNOWN, day, long_day

IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Placeholder:
    """A name, what it means, where its value stands in the snapshot, and how it is written."""

    name: str
    label: Promise
    path: str
    show: Callable[[Any], str] = str

    def value(self, snapshot: Mapping[str, Any]) -> str:
        found: Any = snapshot
        for key in self.path.split("."):
            found = found[key]
        return UNKNOWN if found in (None, "") else self.show(found)


COMMON: tuple[Placeholder, ...] = (
    Placeholder("number", _("Number of the paper"), "paper.number"),
    Placeholder("date", _("Day of issue"), "paper.issued_on", long_day),
    Placeholder("program", _("Programme"), "program.name"),
    Placeholder("round", _("Round"), "program.round_name"),
    Placeholder("year", _("Year of the round"), "program.year"),
    Placeholder("region", _("Region"), "program.region"),
    Placeholder("project_until", _("End of the project"), "program.ends_on", day),
    Placeholder("operator", _("Operator"), "issuer.name"),
    Placeholder("case_number", _("Case number"), "case_number"),
    Placeholder("firm", _("Firm"), "firm.name"),
    Placeholder("representative", _("Representative of the firm"), "firm.representative"),
    Placeholder("site", _("Site"), "site.name"),
)


def faults(text: str, allowed: Iterable[Placeholder]) -> list[str]:
    """What cannot be put in, in sentences that name what can; empty when the text is fine."""
    names = [placeholder.name for placeholder in allowed]
    possible = ", ".join(f"{{{name}}}" for name in names)
    unknown = [name for name in IN_BRACES.findall(text) if name not in names]
    found = [
        now("{%(name)s} is no placeholder of this paper. Possible are %(possible)s.")
        % {"name": name, "possible": possible}
        for name in dict.fromkeys(unknown)
    ]
    if set("{}") & set(IN_BRACES.sub("", text)):
        found.append(now("A brace has no partner. Write placeholders as {firm}, and no other braces."))
    return found


def fill(text: str, allowed: Iterable[Placeholder], snapshot: Mapping[str, Any]) -> str:
    """The text with the values of the snapshot. A name that is not allowed stays as it is written."""
    known = {placeholder.name: placeholder for placeholder in allowed}

    def value(match: re.Match[str]) -> str:
        placeholder = known.get(match[1])
        return placeholder.value(snapshot) if placeholder else match[0]

    return IN_BRACES.sub(value, text)
