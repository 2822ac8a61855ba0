"""What bills must be to stand in the table, and what a person should look at in a site's year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from applications.models import Application, BaselineNote, EnergyUse
from applications.rules.energy import units_of
from applications.rules.terms import factor_set
from calculations.baseline import Bill, Finding, findings
from calculations.energy import ELECTRICITY
from calculations.factors import FactorKind
from calculations.quantities import Unit, UnitError, convert
from programs.models import Carrier
from workflow.states import ApplicationState

LONGEST_PERIOD = timedelta(days=366)
EARLIEST = date(2000, 1, 1)
# What a meter counts every day; everything else comes and goes by lorry.
METERED = frozenset({"electricity", "city_gas_lng", "district_heat", "water", "wastewater"})
# Bills that every factory has: offered first.
USUAL = ("electricity", "city_gas_lng", "water", "wastewater", "waste")
_NATURAL = (Unit.KWH, Unit.MJ, Unit.NM3, Unit.L, Unit.KG)


@dataclass(frozen=True, slots=True)
class BillWarning:
    """A finding with the note that puts it away, if the firm wrote one."""

    finding: Finding
    note: BaselineNote | None

    @property
    def is_open(self) -> bool:
        return self.note is None


def unsound(values: Mapping[str, Any], carrier: Carrier) -> dict[str, list[str]]:
    """What of a bill cannot stand by itself, by entry; ``values`` are clean (``ENERGY_ENTRIES``)."""
    errors: dict[str, list[str]] = {}
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if starts_on < EARLIEST:
        errors["starts_on"] = [_("Enter a day from %(day)s.") % {"day": EARLIEST}]
    elif ends_on < starts_on:
        errors["ends_on"] = [_("The period ends before it begins.")]
    elif ends_on - starts_on >= LONGEST_PERIOD:
        errors["ends_on"] = [_("Enter at most a year at a time.")]
    units = [unit.value for unit in units_of(carrier)]
    if values["unit"] not in units:
        text = _("%(carrier)s is entered in %(units)s.")
        errors["unit"] = [text % {"carrier": carrier, "units": ", ".join(units)}]
    if values["quantity"] < 0:
        errors["quantity"] = [_("A quantity is not below zero.")]
    if values.get("band") and carrier.code != ELECTRICITY:
        errors["band"] = [_("Only electricity is billed by time band. Leave this empty.")]
    return errors


def site_uses(application: Application) -> list[EnergyUse]:
    """The site's bills of the baseline year and of the years beside it, in the order of the table."""
    year = application.baseline_year or application.case.round.year - 1
    rows = EnergyUse.objects.filter(
        site=application.case.site_id, starts_on__year__range=(year - 1, year + 1)
    )
    return list(rows.with_list_data().order_by("carrier__position", "starts_on", "meter", "band", "pk"))


def bill(use: EnergyUse) -> Bill:
    """A stored row as the calculations take it."""
    return Bill(
        label=str(use.uid),
        carrier=use.carrier_id,
        starts_on=use.starts_on,
        ends_on=use.ends_on,
        quantity=Decimal(use.quantity),
        unit=Unit(use.unit),
        band=use.band,
        meter=use.meter,
        cost_krw=use.cost_krw,
        vat_krw=use.vat_krw,
    )


def baseline_findings(application: Application, uses: Iterable[EnergyUse]) -> list[Finding]:
    """What a person should look at in the baseline year; nothing without a year."""
    if application.baseline_year is None:
        return []
    rows = [bill(use) for use in uses]
    return findings(rows, application.baseline_year, METERED, _usual_prices(application)) if rows else []


def baseline_warnings(application: Application, uses: Iterable[EnergyUse] | None = None) -> list[BillWarning]:
    """The findings of the baseline year with the notes on them, open ones and noted ones."""
    found = baseline_findings(application, site_uses(application) if uses is None else uses)
    if not found:
        return []
    notes = {(note.code, note.key): note for note in application.baseline_notes.select_related("noted_by")}
    noted = {key: note for key, note in notes.items() if note.note}
    return [BillWarning(finding, noted.get((finding.code.value, finding.key))) for finding in found]


def _usual_prices(application: Application) -> dict[tuple[str, Unit], Decimal]:
    """Prices of the round's factor set, for one of the smallest unit: what a bill is compared with."""
    prices: dict[tuple[str, Unit], Decimal] = {}
    for row in factor_set(application.case).factors.filter(kind=FactorKind.PRICE_KRW).exclude(carrier=""):
        per = Unit(row.unit.partition("/")[2])
        for natural in _NATURAL:
            try:
                prices[row.carrier, natural] = row.value / convert(1, per, natural)
            except UnitError:
                continue
    return prices


def relied_on_years(application: Application) -> set[int]:
    """Years of the site's bills by which another application was judged: their bills stay as they are."""
    others = (
        Application.objects.live()
        .filter(case__site=application.case.site_id, baseline_year__isnull=False)
        .exclude(pk=application.pk)
        .exclude(state=ApplicationState.DRAFT)
    )
    return {year for year in others.values_list("baseline_year", flat=True) if year}


def uid_of(text: Any) -> UUID | None:
    """A uid as it comes from a form, a workbook or the API; None where it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
