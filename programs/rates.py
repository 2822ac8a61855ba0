"""A cell of a rate table applied to amounts: the same for a request, the live calculator and the simulator."""

from calculations.funding import Rounding, Split, split_support
from programs.models import SupportRate


def split_by(
    cell: SupportRate,
    *,
    eligible_krw: int,
    ceiling_krw: int | None = None,
    requested_krw: int | None = None,
    ineligible_krw: int = 0,
    vat_krw: int = 0,
    eligible_vat_krw: int = 0,
) -> Split:
    """Split a request as the cell and its table say. ``ceiling_krw`` is what is left of the cell's ceiling."""
    table = cell.rate_table
    return split_support(
        eligible_krw=eligible_krw,
        support_rate=cell.rate,
        ceiling_krw=cell.ceiling_krw if ceiling_krw is None else ceiling_krw,
        requested_krw=requested_krw,
        ineligible_krw=ineligible_krw,
        vat_krw=vat_krw,
        own_share_floor=table.own_share_floor,
        rounding=Rounding(table.rounding),
        minimum_krw=cell.minimum_krw,
        own_cash_floor=table.own_cash_floor,
        eligible_vat_krw=eligible_vat_krw,
    )
