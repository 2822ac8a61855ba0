"""The rule simulator of a round: rules are tried on the applicants of an earlier one, and nothing is written."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import status_of
from portal.setup import access, sections
from portal.setup.simulator.applicants import read_only, sources
from portal.setup.simulator.comparison import Simulation, simulate
from portal.setup.simulator.forms import ScratchForm
from portal.setup.simulator.tables import Table, tables
from portal.setup.simulator.words import assumptions, estimate
from portal.setup.simulator.workbook import workbook
from programs.models import Round
from reports.downloads import workbook_response


@require_http_methods(["GET", "POST"])
def simulator(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the query's changes would do. A sent form is answered with the address that shows the same again."""
    with read_only():
        round_ = access.round_of(request, uid)
        form = _form(request, round_)
        if request.method == "POST" and form.is_valid():
            return redirect(f"{reverse('setup:simulator', args=[uid])}?{form.changes}#results")
        found = _simulation(round_, form)
        context = {
            "round": round_,
            "tabs": sections.tabs(request, round_),
            "form": form,
            "query": request.GET.urlencode(),
            **(_shown(found) if found else {}),
        }
        return render(
            request, "setup/simulator.html", context, status=status_of(form) if form.sources else 200
        )


@require_http_methods(["GET"])
def simulator_xlsx(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same figures as a workbook."""
    with read_only():
        round_ = access.round_of(request, uid)
        found = _simulation(round_, _form(request, round_))
        if found is None:
            return redirect(f"{reverse('setup:simulator', args=[uid])}?{request.GET.urlencode()}")
        title = _("Rule simulation: %(round)s, applicants of %(source)s") % {
            "round": round_,
            "source": found.source,
        }
        notes = [*assumptions(found), *estimate(found)]
        data = workbook(title, tables(found).values(), notes)
    return workbook_response(
        data, round_, _("Rule_simulation_%(round)s.xlsx") % {"round": round_.case_prefix}
    )


def _form(request: HttpRequest, round_: Round) -> ScratchForm:
    earlier = list(sources(person(request)))
    if request.method == "POST":
        return ScratchForm.of_page(round_, earlier, request.POST)
    return ScratchForm(round_, earlier, request.GET)


def _simulation(round_: Round, form: ScratchForm) -> Simulation | None:
    if not form.is_valid() or form.scratch is None:
        return None
    return simulate(round_, form.chosen_source, form.scratch, as_then=form.as_then)


def _shown(found: Simulation) -> dict[str, Any]:
    made = tables(found)
    return {
        "simulation": found,
        "tables": made,
        "result_chart": [row[:3] for row in made["results"].shown],
        "spreads": [(table, _chart(table)) for code, table in made.items() if code in SPREADS],
        "assumptions": assumptions(found),
        "estimate": estimate(found),
    }


SPREADS = ("regions", "industries", "sizes")


def _chart(table: Table) -> list[tuple[Any, ...]]:
    """Label, eligible before, eligible after."""
    return [(row[0], row[2], row[3]) for row in table.shown]
