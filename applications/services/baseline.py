"""Baseline data: a year of the site by bills, three years of the firm."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application, EnergyUse, YearFigures
from applications.services.baseline_rows import ENERGY_ENTRIES, described, require_entries
from applications.services.opening import clean, open_for, record, touch
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused

FIGURES = ("sales_krw", "total_assets_krw", "employees")


@transaction.atomic
def add_energy_use(application: Application, act: Act) -> EnergyUse:
    """Add a use of the site: carrier, period, quantity with unit, cost, how it is known (``ENERGY_ENTRIES``)."""
    fresh = open_for(application, act)
    use = EnergyUse(site=rules.factory(fresh.case), entered_by=act.actor, entered_at=clock.now())
    _fill(use, act)
    use.save(force_insert=True)
    touch(fresh)
    record("application.add_energy_use", fresh, act, None, described(use))
    return use


@transaction.atomic
def replace_energy_use(application: Application, use: EnergyUse, act: Act) -> EnergyUse:
    """Change a use of the site; entries that are not given stay."""
    fresh = open_for(application, act)
    use = _own_use(fresh, use)
    before = described(use)
    _fill(use, act)
    if described(use) == before:
        return use
    use.entered_by, use.entered_at = act.actor, clock.now()
    use.save()
    touch(fresh)
    record("application.replace_energy_use", fresh, act, before, described(use))
    return use


@transaction.atomic
def remove_energy_use(application: Application, use: EnergyUse, act: Act) -> None:
    """Take a use back that was entered wrongly; the event keeps what it said."""
    fresh = open_for(application, act)
    use = _own_use(fresh, use)
    before = described(use)
    use.delete()
    touch(fresh)
    record("application.remove_energy_use", fresh, act, before, None)


def _own_use(application: Application, use: EnergyUse) -> EnergyUse:
    """The row, locked, if it is the site's and no other application was judged by it."""
    row = EnergyUse.objects.select_for_update().select_related("carrier").get(pk=use.pk)
    if row.site_id != application.case.site_id:
        raise NotAllowed(_("This energy use belongs to another site."))
    if row.starts_on.year in rules.relied_on_years(application):
        raise Refused(
            "used_elsewhere",
            _("Another application of this site was judged by this entry; it stays as it is."),
        )
    return row


def _fill(use: EnergyUse, act: Act) -> None:
    given = {**described(use), **act.data} if use.pk else dict(act.data)
    if errors := require_entries(given):
        raise BadData(errors)
    for name, value in clean(use, given, ENERGY_ENTRIES).items():
        setattr(use, f"{name}_id" if name == "carrier" else name, value)
    if errors := rules.unsound(described(use), use.carrier):
        raise BadData(errors)
    same = EnergyUse.objects.filter(
        site=use.site_id, carrier=use.carrier_id, meter=use.meter, band=use.band, starts_on=use.starts_on
    )
    if same.exclude(pk=use.pk).exists():
        text = _("A bill of this carrier that begins on this day is entered already. Correct that one.")
        raise BadData({"starts_on": [text]})


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
