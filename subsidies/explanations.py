"""How an amount came about, in words: the inputs and results of a stored calculation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from subsidies.models import Grant
from workflow.models import Calculation


def _won(value: Any) -> str:
    return (
        _t("as much as the rules allow") if value is None else _t("%(amount)s won") % {"amount": f"{value:,}"}
    )


def _percent(value: Any) -> str:
    return f"{Decimal(value) * 100:.1f} %"


LIMITS: dict[str, Promise] = {
    "rate": _("the support rate"),
    "ceiling": _("the ceiling"),
    "request": _("your request"),
    "minimum": _("the smallest award"),
}

Format = Callable[[Any], Any]

# Entry of a calculation → its words and how its value is written; what is not named here is not shown.
WORDS: dict[str, tuple[Promise, Format]] = {
    "rate_table": (_("Rate table"), str),
    "eligible_krw": (_("Eligible supply price"), _won),
    "support_rate": (_("Support rate at most"), _percent),
    "own_share_floor": (_("Own share at least"), _percent),
    "own_cash_floor": (_("Of the own share in cash at least"), _percent),
    "minimum_krw": (_("Smallest award"), _won),
    "ceiling_krw": (_("Ceiling per company and round"), _won),
    "ceiling_left_krw": (_("Left of the ceiling"), _won),
    "requested_krw": (_("Requested"), _won),
    "award_eligible_krw": (_("Eligible supply price at the award"), _won),
    "award_krw": (_("Award"), _won),
    "rule": (_("Public part"), lambda rule: Grant.SettlementRule(rule).label),
    "accepted_krw": (_("Accepted supply price"), _won),
    "paid_krw": (_("Paid before the settlement"), _won),
    "public_krw": (_("Public money"), _won),
    "own_krw": (_("Own share"), _won),
    "own_cash_krw": (_("Of it in cash at least"), _won),
    "payable_krw": (_("Still to be paid"), _won),
    "return_krw": (_("To be returned"), _won),
    "firm_pays_krw": (_("The company pays in all"), _won),
    "limited_by": (_("Set by"), LIMITS.__getitem__),
}
TITLES: dict[str, Promise] = {"support_split": _("Split of the request"), "settlement": _("Settlement")}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One calculation: what went in, what came out."""

    title: str | Promise
    formula: str
    computed_at: datetime
    rows: Sequence[tuple[str | Promise, Any]]


def explain(calculation: Calculation) -> Explanation:
    entries = {**calculation.inputs, **calculation.results}
    rows = [(label, write(entries[name])) for name, (label, write) in WORDS.items() if name in entries]
    title = TITLES.get(calculation.purpose, calculation.purpose)
    return Explanation(title, calculation.formula, calculation.computed_at, rows)
