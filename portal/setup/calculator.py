"""What a rate table gives for a quote: the live calculator beside the table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from calculations.funding import LimitedBy, Split
from calculations.quantities import round_won_down
from portal.components.figures import won
from programs.models import RateTable, SupportRate
from programs.rates import split_by
from subsidies.rules.requests import VAT_RATE

# The quotes that every table is tried with.
QUOTES = (3_000_000, 7_500_000, 20_000_000)
MOST_KRW = 10**12


class CalculatorForm(forms.Form):
    """A cell of the table and, if wanted, an amount of one's own."""

    size = forms.ChoiceField(label=_("Firm size"), choices=Organisation.Size.choices)
    support_type = forms.ChoiceField(label=_("Support type"), choices=SupportRate.SupportType.choices)
    grade = forms.ChoiceField(label=_("Grade"), choices=SupportRate.Grade.choices)
    amount = forms.IntegerField(
        label=_("Another quote"),
        required=False,
        min_value=1,
        max_value=MOST_KRW,
        help_text=_("Supply price without VAT."),
        widget=forms.NumberInput(attrs={"data-unit": _("won"), "inputmode": "numeric"}),
    )
    cannot_deduct = forms.BooleanField(label=_("The firm cannot deduct its VAT"), required=False)

    def __init__(self, data: dict[str, str] | None, *, table: RateTable) -> None:
        super().__init__(data, auto_id="calc_%s")
        if table.vat == RateTable.Vat.EXCLUDED:
            del self.fields["cannot_deduct"]


@dataclass(frozen=True)
class Line:
    """One quote, split: who pays what, and which rule decided."""

    quote_krw: int
    vat_krw: int
    split: Split
    reason: str


def start(cells: Iterable[SupportRate]) -> dict[str, str]:
    """The cell that is shown before anybody chose one."""
    first = next(iter(cells), None)
    return {
        "size": first.size if first else Organisation.Size.SMALL,
        "support_type": first.support_type if first else SupportRate.SupportType.EQUIPMENT,
        "grade": first.grade if first else SupportRate.Grade.A,
    }


def chosen_cell(form: CalculatorForm, cells: Iterable[SupportRate]) -> SupportRate | None:
    """The cell of a valid form; None where the table has none."""
    wanted = tuple(form.cleaned_data[name] for name in ("size", "support_type", "grade"))
    return next((cell for cell in cells if (cell.size, cell.support_type, cell.grade) == wanted), None)


def lines(form: CalculatorForm, cell: SupportRate) -> list[Line]:
    """The three quotes and the own one through the cell's rules."""
    own = form.cleaned_data["amount"]
    counts = bool(form.cleaned_data.get("cannot_deduct"))
    return [_line(cell, quote, counts) for quote in (*QUOTES, *([own] if own else []))]


def _line(cell: SupportRate, quote_krw: int, vat_counts: bool) -> Line:
    vat_krw = round_won_down(quote_krw * VAT_RATE)
    eligible_vat_krw = vat_krw if vat_counts else 0
    split = split_by(cell, eligible_krw=quote_krw, vat_krw=vat_krw, eligible_vat_krw=eligible_vat_krw)
    return Line(quote_krw, vat_krw, split, _reason(cell, split))


def _reason(cell: SupportRate, split: Split) -> str:
    if split.limited_by is LimitedBy.MINIMUM:
        text = now("%(amount)s is less than the smallest award of %(minimum)s: nothing is paid.")
        return text % {"amount": won(split.unpaid_krw), "minimum": won(cell.minimum_krw)}
    if split.limited_by is LimitedBy.CEILING:
        return now("Ceiling of %(ceiling)s") % {"ceiling": won(cell.ceiling_krw)}
    return now("Support rate of %(rate)s") % {"rate": f"{(cell.rate * 100).normalize():f} %"}
