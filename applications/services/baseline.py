"""Baseline data: a year of the site by bills, three years of the firm."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application, EnergyUse, YearFigures
from applications.services.opening import clean, open_for, record, touch
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.states import ApplicationState

ENERGY_ENTRIES = ("carrier", "starts_on", "ends_on", "quantity", "unit", "cost_krw", "evidence_grade")


ENERGY_REQUIRED = ("carrier", "starts_on", "ends_on", "quantity", "unit")


FIGURES = ("sales_krw", "total_assets_krw", "employees")


LONGEST_PERIOD = timedelta(days=366)


@transaction.atomic
def add_energy_use(application: Application, act: Act) -> EnergyUse:
    """Add a use of the site: carrier, period, quantity with unit, cost, how it is known (``ENERGY_ENTRIES``)."""
    fresh = open_for(application, act)
    use = EnergyUse(site=rules.factory(fresh.case), entered_by=act.actor, entered_at=clock.now())
    _fill(use, act)
    use.save(force_insert=True)
    touch(fresh)
    record("application.add_energy_use", fresh, act, None, _described(use))
    return use


@transaction.atomic
def replace_energy_use(application: Application, use: EnergyUse, act: Act) -> EnergyUse:
    """Change a use of the site; entries that are not given stay."""
    fresh = open_for(application, act)
    use = _own_use(fresh, use)
    before = _described(use)
    _fill(use, act)
    if _described(use) == before:
        return use
    use.entered_by, use.entered_at = act.actor, clock.now()
    use.save()
    touch(fresh)
    record("application.replace_energy_use", fresh, act, before, _described(use))
    return use


@transaction.atomic
def remove_energy_use(application: Application, use: EnergyUse, act: Act) -> None:
    """Take a use back that was entered wrongly; the event keeps what it said."""
    fresh = open_for(application, act)
    use = _own_use(fresh, use)
    before = _described(use)
    use.delete()
    touch(fresh)
    record("application.remove_energy_use", fresh, act, before, None)


def _own_use(application: Application, use: EnergyUse) -> EnergyUse:
    """The row, locked, if it is the site's and no other application was judged by it."""
    row = EnergyUse.objects.select_for_update().select_related("carrier").get(pk=use.pk)
    if row.site_id != application.case.site_id:
        raise NotAllowed(_("This energy use belongs to another site."))
    relied_on = (
        Application.objects.live()
        .filter(case__site=row.site_id, baseline_year=row.starts_on.year)
        .exclude(pk=application.pk)
        .exclude(state=ApplicationState.DRAFT)
    )
    if relied_on.exists():
        raise Refused(
            "used_elsewhere",
            _("Another application of this site was judged by this entry; it stays as it is."),
        )
    return row


def _fill(use: EnergyUse, act: Act) -> None:
    given = {**_described(use), **act.data} if use.pk else dict(act.data)
    if absent := [name for name in ENERGY_REQUIRED if given.get(name) in (None, "")]:
        raise BadData({name: [_("This entry is required.")] for name in absent})
    for name, value in clean(use, given, ENERGY_ENTRIES).items():
        setattr(use, f"{name}_id" if name == "carrier" else name, value)
    _require_sound(use)


def _require_sound(use: EnergyUse) -> None:
    errors: dict[str, list[str]] = {}
    if use.ends_on < use.starts_on:
        errors["ends_on"] = [_("The period ends before it begins.")]
    elif use.ends_on - use.starts_on >= LONGEST_PERIOD:
        errors["ends_on"] = [_("Enter at most a year at a time.")]
    elif other := _overlapping(use):
        text = _("The period overlaps with %(start)s to %(end)s, which is entered already.")
        errors["starts_on"] = [text % {"start": other.starts_on, "end": other.ends_on}]
    units = [unit.value for unit in rules.units_of(use.carrier)]
    if use.unit not in units:
        text = _("%(carrier)s is entered in %(units)s.")
        errors["unit"] = [text % {"carrier": use.carrier, "units": ", ".join(units)}]
    if use.quantity < 0:
        errors["quantity"] = [_("A quantity is not below zero.")]
    if errors:
        raise BadData(errors)


def _overlapping(use: EnergyUse) -> EnergyUse | None:
    rows = EnergyUse.objects.filter(site=use.site_id, carrier=use.carrier_id)
    return rows.filter(starts_on__lte=use.ends_on, ends_on__gte=use.starts_on).exclude(pk=use.pk).first()


def _described(use: EnergyUse) -> dict[str, Any]:
    return {name: getattr(use, f"{name}_id" if name == "carrier" else name) for name in ENERGY_ENTRIES}


@transaction.atomic
def set_year_figures(application: Application, act: Act) -> YearFigures:
    """Store sales, assets and employees of one ``fiscal_year`` of the firm (경영현황)."""
    fresh = open_for(application, act)
    values = clean(YearFigures(), act.data, ("fiscal_year", *FIGURES))
    if "fiscal_year" not in values:
        raise BadData({"fiscal_year": [_("This entry is required.")]})
    figures, _created = YearFigures.objects.select_for_update().get_or_create(
        organisation_id=fresh.case.organisation_id, fiscal_year=values.pop("fiscal_year")
    )
    before = {name: getattr(figures, name) for name in values if getattr(figures, name) != values[name]}
    if before:
        for name in before:
            setattr(figures, name, values[name])
        figures.save(update_fields=list(before))
        touch(fresh)
        after = {name: values[name] for name in before} | {"fiscal_year": figures.fiscal_year}
        record("application.set_year_figures", fresh, act, before, after)
    return figures
