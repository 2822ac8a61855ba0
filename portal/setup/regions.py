"""A region's part in a round, with its targets: added, changed, taken out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import Area, Membership
from accounts.roles import OFFICIAL_ROLES
from programs import services
from programs.models import Region, RegionTarget, Round, RoundRegion
from programs.services import Edit
from workflow.models import Case


def add(round_: Round, region: Region, edit: Edit) -> RoundRegion:
    """Let a region take part. Effects: its part, an event."""
    return services.create(RoundRegion(round=round_, region=region), replace(edit, revision=None))


@transaction.atomic
def save(
    part: RoundRegion, values: Mapping[str, Any], targets: Mapping[str, Decimal], edit: Edit
) -> RoundRegion:
    """Save what a region says of itself, and its targets. Effects: rows, revision, an event for each that differs."""
    changed = services.change(part, values, edit)
    rows = [RegionTarget(part=changed, kind=kind, value=value) for kind, value in sorted(targets.items())]
    return services.replace_owned(changed, "targets", rows, replace(edit, revision=None))


@transaction.atomic
def remove(part: RoundRegion, edit: Edit) -> None:
    """Take a region out of a round. Refused while cases (``has_cases``) or lines (``has_lines``) are its own."""
    if cases := Case.objects.filter(round=part.round_id, region=part.region_id).count():
        text = _("%(region)s has %(number)d cases in this round and stays in it.")
        raise Refused("has_cases", text % {"region": part.region, "number": cases})
    if lines := part.round.funding_lines.filter(region=part.region_id).count():
        text = _("%(number)d funding lines belong to %(region)s. Give them to another region first.")
        raise Refused("has_lines", text % {"region": part.region, "number": lines})
    services.remove(part, edit)


@dataclass(frozen=True)
class PartView:
    """A region's part as the list shows it."""

    part: RoundRegion
    targets: list[RegionTarget]
    areas: list[Area]
    officials: list[Membership]


def overview(round_: Round) -> list[PartView]:
    """The parts of a round with their targets, the areas that count on the closing day, and their officials."""
    parts = round_.parts.select_related("region").prefetch_related(
        "targets", Prefetch("region__areas", Area.objects.valid_on(round_.closes_on))
    )
    people = list(officials(round_))
    return [
        PartView(
            part=part,
            targets=list(part.targets.all()),
            areas=list(part.region.areas.all()),
            officials=[one for one in people if one.region_code in ("", part.region.code)],
        )
        for part in parts
    ]


def officials(round_: Round) -> QuerySet[Membership]:
    """Officials whose role covers the programme, in any region."""
    of_program = Q(program_code="") | Q(program_code=round_.program.code)
    current = Membership.objects.current().filter(of_program, role__in=OFFICIAL_ROLES)
    return current.select_related("user").order_by("user__name", "pk")
