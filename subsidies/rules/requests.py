"""What a request for support comes to: measures, rows, terms, split, funding line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from calculations.funding import LimitedBy, Split
from calculations.quantities import round_won_up
from diagnostics.models import Measure
from ledger.models import FundingLine
from programs.models import RateTable, SupportRate
from programs.rates import split_by
from subsidies.models import CostItem, Grant
from workflow.errors import BadData, Refused
from workflow.models import Case
from workflow.states import DiagnosisState, MeasureState

SUPPORTABLE = (MeasureState.ACCEPTED, MeasureState.IN_PROGRESS)
# 부가가치세법: 10 % of the supply price.
VAT_RATE = Decimal("0.1")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """The cell of the rate table that applies, and what is left of the firm's ceiling in this round, in won."""

    cell: SupportRate
    table: RateTable
    ceiling_left_krw: int

    @property
    def rate_percent(self) -> Decimal:
        """The public share at most."""
        return self.cell.rate * 100

    @property
    def own_share_percent(self) -> Decimal:
        """The firm's share at least."""
        return self.table.own_share_floor * 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a request would come to: its rows with their measures, the terms, the split and who pays."""

    rows: tuple[Row, ...]
    measures: Mapping[str, Measure]
    terms: Terms
    split: Split
    line: FundingLine

    @property
    def cell(self) -> SupportRate:
        return self.terms.cell


def propose(
    case: Case,
    *,
    support_type: str,
    cost_items: Sequence[Row],
    requested_krw: int | None,
    grant: Grant | None = None,
) -> Proposal:
    """Check a request and split its cost; ``grant`` is the one being corrected or reopened, if any.

    Raises BadData for rows that cannot stand, Refused for what the rules forbid.
    """
    require_released_diagnosis(case)
    measures = require_measures(case, cost_items, grant=grant)
    _require_sane_rows(cost_items)
    eligible_krw = sum(row["supply_price_krw"] for row in cost_items if is_eligible(row))
    if not eligible_krw:
        raise Refused("nothing_eligible", _("Name at least one eligible cost item."), field="cost_items")
    terms = terms_for(case, support_type, without=grant)
    split = split_by(
        terms.cell,
        eligible_krw=eligible_krw,
        ceiling_krw=terms.ceiling_left_krw,
        requested_krw=requested_krw,
        ineligible_krw=sum(row["supply_price_krw"] for row in cost_items if not is_eligible(row)),
        vat_krw=sum(row["vat_krw"] for row in cost_items),
    )
    _require_payable(split, terms)
    return Proposal(tuple(cost_items), measures, terms, split, line_for(case))


def _require_payable(split: Split, terms: Terms) -> None:
    if split.limited_by is LimitedBy.MINIMUM and split.unpaid_krw:
        raise Refused(
            "below_minimum",
            _("This comes to %(amount)s won of support; less than %(minimum)s won is not paid.")
            % {"amount": f"{split.unpaid_krw:,}", "minimum": f"{terms.cell.minimum_krw:,}"},
        )
    if not split.public_krw:
        raise Refused(
            "nothing_left_for_firm",
            _("The support for your company in this round is used up: its ceiling is %(ceiling)s won.")
            % {"ceiling": f"{terms.cell.ceiling_krw:,}"},
        )


def is_eligible(row: Row) -> bool:
    """An item is eligible unless the firm says that it is not."""
    return row.get("eligible") is not False


def require_released_diagnosis(case: Case) -> None:
    if not case.diagnosis_set.filter(state=DiagnosisState.RELEASED).exists():
        raise Refused(
            "diagnosis_not_released", _("Support follows the diagnosis report, which is not out yet.")
        )


def require_measures(case: Case, rows: Sequence[Row], *, grant: Grant | None = None) -> dict[str, Measure]:
    """The measures of the rows by uid: of this case, accepted, and in no other live request."""
    if not rows:
        raise Refused("no_cost_items", _("Name at least one cost item."), field="cost_items")
    wanted = {row["measure"] for row in rows}
    measures = {str(measure.uid): measure for measure in Measure.objects.filter(case=case, uid__in=wanted)}
    supported = measures_supported_elsewhere(measures.values(), grant)
    for index, row in enumerate(rows):
        field = f"cost_items.{index}.measure"
        measure = measures.get(row["measure"])
        if measure is None:
            raise BadData({field: [_("Choose a measure of this case.")]})
        if measure.state not in SUPPORTABLE:
            raise Refused("measure_not_accepted", _("Only accepted measures are supported."), field=field)
        if measure.pk in supported:
            raise Refused(
                "measure_supported_already",
                _("There is a request for this measure already."),
                field=field,
            )
    return measures


def measures_supported_elsewhere(measures: Iterable[Measure], grant: Grant | None) -> set[int]:
    """Keys of the measures that another live grant names already."""
    items = CostItem.objects.live().filter(measure__in=measures, grant__in=Grant.objects.live())
    if grant is not None:
        items = items.exclude(grant=grant)
    return set(items.values_list("measure", flat=True))


def _require_sane_rows(rows: Sequence[Row]) -> None:
    errors: dict[str, list[str]] = {}
    for index, row in enumerate(rows):
        if not row["supply_price_krw"]:
            errors[f"cost_items.{index}.supply_price_krw"] = [_("Enter the supply price, without VAT.")]
        elif row["vat_krw"] > round_won_up(row["supply_price_krw"] * VAT_RATE):
            errors[f"cost_items.{index}.vat_krw"] = [_("VAT is at most a tenth of the supply price.")]
    if errors:
        raise BadData(errors)


def terms_for(case: Case, support_type: str, *, without: Grant | None = None) -> Terms:
    """Rate and ceiling by firm size, support type and the diagnosis team's grade, from the pinned table."""
    table = case.rate_table or case.round.rate_table
    size = case.application_set.get().size
    grade = case.diagnosis_set.get().grade
    cell = table.rates.filter(size=size, support_type=support_type, grade=grade).first()
    if cell is None:
        raise Refused(
            "no_support_rate", _("The programme has no support for this firm size, support type and grade.")
        )
    return Terms(cell, table, max(cell.ceiling_krw - used_by_firm_krw(case, without), 0))


def used_by_firm_krw(case: Case, without: Grant | None) -> int:
    grants = Grant.objects.of_firm_in_round(case).live()
    if without is not None:
        grants = grants.exclude(pk=without.pk)
    return grants.public_sum_krw()


def line_for(case: Case) -> FundingLine:
    """The improvement money of the round: the region's own line first, else the one for all regions."""
    lines = FundingLine.objects.filter(
        Q(region=case.region_id) | Q(region=None),
        round=case.round_id,
        purpose=FundingLine.Purpose.IMPROVEMENT,
    ).exclude(fund_source=FundingLine.Source.FIRM)
    line = lines.order_by(F("region").asc(nulls_last=True), "code").first()
    if line is None:
        raise Refused("no_funding_line", _("This round has no money for improvements."))
    return line


def rows_of(grant: Grant) -> list[dict[str, Any]]:
    """The live cost items of a grant in the shape of the act's data."""
    return [
        {
            "measure": str(item.measure.uid),
            "name": item.name,
            "supplier": item.supplier,
            "supply_price_krw": item.supply_price_krw,
            "vat_krw": item.vat_krw,
            "eligible": item.eligible,
        }
        for item in grant.cost_items.live().select_related("measure")
    ]
