"""The cost items of a grant and their split, stored as the rules computed them."""

from typing import Any

from calculations.funding import FORMULA
from journal import clock
from subsidies import rules
from subsidies.models import CostItem, Grant
from subsidies.services import money


def split_anew(grant: Grant, rows: list[dict[str, Any]]) -> None:
    """Replace the cost items and compute the split as for a new request."""
    money.lock_firm(grant.case)
    proposal = rules.propose(
        grant.case,
        support_type=grant.support_type,
        cost_items=rows,
        requested_krw=grant.requested_krw,
        grant=grant,
    )
    grant.cost_items.live().update(replaced_at=clock.now())
    store_items(grant, proposal)
    money.update(grant, **split_fields(proposal))
    store_split(grant, proposal)


def split_fields(proposal: rules.Proposal) -> dict[str, Any]:
    cell, table, split = proposal.cell, proposal.terms.table, proposal.split
    return {
        "support_type": cell.support_type,
        "size": cell.size,
        "grade": cell.grade,
        "rate": cell.rate,
        "ceiling_krw": cell.ceiling_krw,
        "own_share_floor": table.own_share_floor,
        "rounding": table.rounding,
        "eligible_krw": split.eligible_krw,
        "public_krw": split.public_krw,
        "own_krw": split.own_krw,
        "vat_krw": split.vat_krw,
        "ineligible_krw": split.ineligible_krw,
    }


def store_items(grant: Grant, proposal: rules.Proposal) -> None:
    CostItem.objects.bulk_create(
        CostItem(
            grant=grant,
            measure=proposal.measures[row["measure"]],
            position=position,
            name=row["name"],
            supplier=row["supplier"] or "",
            supply_price_krw=row["supply_price_krw"],
            vat_krw=row["vat_krw"],
            eligible=rules.is_eligible(row),
        )
        for position, row in enumerate(proposal.rows, start=1)
    )


def store_split(grant: Grant, proposal: rules.Proposal) -> None:
    split = proposal.split
    money.keep_calculation(
        grant,
        "support_split",
        split.formula,
        inputs={
            "eligible_krw": split.eligible_krw,
            "ineligible_krw": split.ineligible_krw,
            "vat_krw": split.vat_krw,
            "support_rate": str(split.support_rate),
            "own_share_floor": str(proposal.terms.table.own_share_floor),
            "ceiling_krw": proposal.cell.ceiling_krw,
            "ceiling_left_krw": proposal.terms.ceiling_left_krw,
            "requested_krw": grant.requested_krw,
            "rate_table": f"{proposal.terms.table.code} v{proposal.terms.table.version}",
            "rounding": split.rounding_rule,
            **_further_rules(proposal),
        },
        results={
            "public_krw": split.public_krw,
            "own_krw": split.own_krw,
            "firm_pays_krw": split.firm_pays_krw,
            "limited_by": split.limited_by.value,
            **({"own_cash_krw": split.own_cash_krw} if split.own_cash_krw else {}),
        },
    )


def _further_rules(proposal: rules.Proposal) -> dict[str, Any]:
    """What the second formula reads beside the first one's inputs."""
    if proposal.split.formula == FORMULA:
        return {}
    table = proposal.terms.table
    return {"minimum_krw": proposal.cell.minimum_krw, "own_cash_floor": str(table.own_cash_floor)}
