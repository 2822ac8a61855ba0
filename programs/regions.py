"""Regions as named sets of areas: made and changed with their areas in one save."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accounts.models import Area
from journal import events
from programs import services
from programs.models import Region
from programs.services import Edit


@transaction.atomic
def create(region: Region, areas: Collection[Area], edit: Edit) -> Region:
    """Save a new region with its areas. Effects: the rows, two events."""
    services.create(region, edit)
    return _set_areas(region, areas, edit)


@transaction.atomic
def change(region: Region, values: Mapping[str, Any], areas: Collection[Area], edit: Edit) -> Region:
    """Change a region's name and areas. Effects: the rows, its revision, an event for each.

    Cases keep the region that they have: it was resolved on their round's closing day.
    """
    return _set_areas(services.change(region, values, edit), areas, edit)


def _set_areas(region: Region, areas: Collection[Area], edit: Edit) -> Region:
    before, after = _listed(region.areas.all()), _listed(areas)
    if before == after:
        return region
    region.areas.set(areas)
    region.revision += 1
    region.save()
    events.record(
        action="change_region_areas",
        actor=edit.actor,
        obj=region,
        before={"areas": [line for line in before if line not in after]},
        after={"areas": [line for line in after if line not in before]},
        reason=edit.reason,
        address=edit.address,
    )
    return region


def _listed(areas: Collection[Area]) -> list[str]:
    return sorted(
        f"{area.code} {area.name_ko} {area.valid_from or ''}–{area.valid_to or ''}" for area in areas
    )
