"""Management data: employees, products, figures of the last three years, production of the baseline year."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from applications import services
from applications.forms import FiguresFormSet, ManagementForm, ProductionFormSet, empty_rows
from applications.models import Application, Production, YearFigures
from applications.services.tables import FIGURES, PRODUCTION_ENTRIES, Seen
from applications.views.acting import firm_page
from applications.views.saving import TablePart
from applications.views.section_pages import SectionPage, respond
from workflow.acts import Act

# Units in which factories count; others may be typed.
UNITS = ("톤", "kg", "개", "EA", "대", "m", "㎡", "㎥", "켤레", "벌")


def _tables(application: Application, data: QueryDict | None) -> list[TablePart]:
    def years() -> list[YearFigures]:
        last = application.case.round.year - 1
        rows = YearFigures.objects.filter(organisation=application.case.organisation_id)
        return list(rows.filter(fiscal_year__range=(last - 2, last)))

    def made() -> list[Production]:
        rows = Production.objects.filter(site=application.case.site_id, year=year)
        return list(rows.order_by("pk"))

    year = _year(application)

    def store(record: Application, act: Act, *, seen: Seen | None = None) -> list[Production]:
        """In the year that the page is about, also when the same save names another one."""
        return services.set_productions(record, replace(act, data={**act.data, "year": year}), seen=seen)

    figures = FiguresFormSet(data, prefix="figures", initial=_three_years(application, years()))
    productions = ProductionFormSet(
        data,
        prefix="productions",
        initial=[_row(row, ("uid", *PRODUCTION_ENTRIES)) for row in made()] + empty_rows(),
    )
    return [
        TablePart("figures", figures, services.set_figures, years),
        TablePart("productions", productions, store, made),
    ]


def _three_years(application: Application, stored: list[YearFigures]) -> list[dict[str, Any]]:
    """The last three fiscal years before the round, with what the firm has entered of them."""
    last = application.case.round.year - 1
    known = {row.fiscal_year: _row(row, FIGURES) for row in stored}
    return [{"fiscal_year": year, **known.get(year, {})} for year in range(last, last - 3, -1)]


def _year(application: Application) -> int:
    """Production is asked for the year of the energy figures: their quotient is the intensity (원단위)."""
    return application.baseline_year or application.case.round.year - 1


def _row(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _more(application: Application) -> dict[str, Any]:
    return {"year": _year(application), "units": UNITS}


PAGE = SectionPage(ManagementForm, _tables, _more)


@firm_page
def management(request: HttpRequest, application: Application) -> HttpResponse:
    """Employees, products, three years of figures, production of the baseline year."""
    return respond(PAGE, request, application)
