"""A criterion's rule as a sentence, made from its data: what it checks, whatever its wording promises."""

from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from calculations.eligibility import Operator
from programs.facts import FACTS

Text = str | Promise

UNITS: dict[str, Text] = {
    "persons": _("%(number)s persons"),
    "TOE/yr": _("%(number)s TOE a year"),
    "years": _("%(number)s years"),
}
UNIT_LABELS: dict[str, Text] = {"persons": _("persons"), "years": _("years")}
SENTENCES: dict[Operator, Text] = {
    Operator.LT: _("%(fact)s: less than %(limit)s"),
    Operator.LE: _("%(fact)s: at most %(limit)s"),
    Operator.GT: _("%(fact)s: more than %(limit)s"),
    Operator.GE: _("%(fact)s: at least %(limit)s"),
    Operator.EQ: _("%(fact)s: %(limit)s"),
    Operator.NE: _("%(fact)s: not %(limit)s"),
    Operator.IN: _("%(fact)s: one of %(limit)s"),
    Operator.IS_TRUE: _("%(fact)s: yes"),
    Operator.IS_FALSE: _("%(fact)s: no"),
}
# Values of choices, in the words that the firm reads.
CHOICES: dict[str, Text] = dict(Organisation.Size.choices)


def sentence(fact: str, operator: str, threshold: str, unit: str) -> str:
    """Such as “Regular employees: at least 10 persons” (상시근로자 수 10명 이상)."""
    known = FACTS.get(fact)
    values = {"fact": known.label if known else fact, "limit": limit(threshold, unit)}
    return str(SENTENCES[Operator(operator)]) % values


def limit(threshold: str, unit: str) -> str:
    """A stored threshold in words: a number with its unit, or the labels of its choices."""
    try:
        number = number_format(Decimal(threshold), force_grouping=True)
    except InvalidOperation:
        return ", ".join(str(CHOICES.get(part.strip(), part.strip())) for part in threshold.split("|"))
    return str(UNITS[unit]) % {"number": number} if unit in UNITS else f"{number} {unit}".strip()
