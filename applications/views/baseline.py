"""The bills of the site: one carrier at a time as a table, with what they come to and what to look at."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import unsaved
from applications import baseline_page, bill_cells, explanations, rules, services
from applications.forms import BillFormSet, LayOutForm, NoteForm, stored_bill
from applications.models import Application, EnergyUse
from applications.views.acting import act, firm_page, saved, section_context
from applications.views.baseline_saving import BillSaving, is_autosave, seen_text
from calculations.energy import ELECTRICITY
from programs.models import Carrier
from workflow.errors import ActError

SPARE_ROWS = 3


@firm_page
def energy(request: HttpRequest, application: Application) -> HttpResponse:
    """The bills of the carrier that every factory has; ``?carrier=`` leads to another one."""
    code = request.GET.get("carrier", ELECTRICITY)
    if request.method == "GET" and code != ELECTRICITY:
        return redirect(
            "applications:energy-carrier", application.uid, get_object_or_404(Carrier, code=code).code
        )
    return _respond(request, application, code)


@firm_page
def energy_carrier(request: HttpRequest, application: Application, carrier: str) -> HttpResponse:
    """The bills of one carrier; ``?lay=1`` lays out the months that have none, from a day and by time band."""
    return _respond(request, application, carrier)


def _respond(request: HttpRequest, application: Application, code: str) -> HttpResponse:
    carrier = get_object_or_404(Carrier, code=code)
    if request.method == "POST":
        return _save(request, application, carrier)
    uses = rules.site_uses(application)
    own = [use for use in uses if use.carrier_id == carrier.code]
    typed = unsaved.restore(request)
    if typed is not None:
        formset = BillFormSet(typed, prefix="uses", form_kwargs={"carrier": carrier})
        if formset.management_form.is_valid():
            return _page(
                request, application, carrier, formset, uses, seen=typed.get("seen", ""), restored=True
            )
    rows = _rows(request, application, carrier, own)
    formset = BillFormSet(prefix="uses", initial=rows, form_kwargs={"carrier": carrier})
    return _page(request, application, carrier, formset, uses)


def _rows(
    request: HttpRequest, application: Application, carrier: Carrier, own: list[EnergyUse]
) -> list[dict[str, Any]]:
    """What is stored and, of what a meter counts or where it is asked for, the empty months between."""
    rows = [stored_bill(use) for use in own]
    year = application.baseline_year
    form = LayOutForm(request.GET, carrier=carrier)
    form.is_valid()
    if year and (not own or carrier.code in rules.METERED or "lay" in request.GET):
        bands = form.cleaned_data.get("bands") or ("lay" not in request.GET and any(use.band for use in own))
        day = form.cleaned_data.get("day") or 1
        rows += baseline_page.laid_out(own, carrier, year, day, bool(bands))
        rows.sort(key=lambda row: str(row["starts_on"]))
    unit = own[-1].unit if own else carrier.unit
    return rows + [{"unit": unit}] * (SPARE_ROWS if own else 0)


def _save(request: HttpRequest, application: Application, carrier: Carrier) -> HttpResponse:
    """Save the rows that can stand; the others stay on the page as they were typed."""
    data = request.POST.copy()
    formset = BillFormSet(data, prefix="uses", form_kwargs={"carrier": carrier})
    if not formset.management_form.is_valid():
        return redirect(baseline_page.address(application, carrier))
    saving = BillSaving(request, application, carrier, formset)
    saving.save()
    if is_autosave(request):
        return saving.answer()
    if not saving.failed:
        unsaved.forget(request)
        if request.POST.get("act") == "next":
            return saved(request, application, "energy")
        saved(request, application, "energy")  # says when; the page that follows is this carrier's
        return redirect(baseline_page.address(application, carrier))
    application.refresh_from_db()
    uses = rules.site_uses(application)
    message = saving.refusal.message if saving.refusal else ""
    status = saving.status
    seen = saving.seen_now()
    return _page(request, application, carrier, formset, uses, refusal=message, seen=seen, status=status)


def _page(
    request: HttpRequest,
    application: Application,
    carrier: Carrier,
    formset: Any,
    uses: list[EnergyUse],
    *,
    refusal: str = "",
    seen: str | None = None,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    year = application.baseline_year
    own = [use for use in uses if use.carrier_id == carrier.code]
    warnings = rules.baseline_warnings(application, uses)
    waiting, noted = baseline_page.lines(warnings, carrier, _row_ids(formset))
    chart, unit = baseline_page.months(own, year) if year else ([], "")
    in_year = [use for use in uses if use.starts_on.year == year]
    energy = explanations.live_energy(application, rules.site_energy(application, in_year))
    context = section_context(application, "energy") | {
        "carrier": carrier,
        "carrier_url": baseline_page.address(application, carrier),
        "carriers": baseline_page.links(application, _offered(), carrier, uses, warnings),
        "other_carriers": _offered(),
        "bills": formset,
        "seen": seen_text(own) if seen is None else seen,
        "unsaved_token": unsaved.token(request),
        "restored": restored,
        "warned_rows": {line.row_id for line in waiting},
        "lay_out": LayOutForm(carrier=carrier),
        "contracts": bill_cells.CONTRACTS if carrier.code == ELECTRICITY else (),
        "waiting": waiting,
        "noted": noted,
        "note_length": 300,
        "chart": chart,
        "chart_unit": unit,
        "sums": baseline_page.year_sum(own, year) if year else [],
        "energy": energy,
        "toe_limit": baseline_page.toe_limit(application, energy),
        "refusal": refusal,
    }
    return render(request, "applications/energy.html", context, status=status)


def _row_ids(formset: Any) -> dict[str, str]:
    """Where each stored row stands on the page, by its uid."""
    return {str(form["uid"].value()): form.row_id for form in formset.forms if form.is_stored}


def _offered() -> list[Carrier]:
    return list(Carrier.objects.exclude(kind=Carrier.Kind.MATERIAL))


@firm_page
def energy_note(request: HttpRequest, application: Application) -> HttpResponse:
    """Write why a warning is in order, or take that back; then back to the carrier's page."""
    carrier = get_object_or_404(Carrier, code=request.GET.get("carrier", ELECTRICITY))
    back = baseline_page.address(application, carrier) + "#warnings"
    if request.method == "GET":
        return redirect(back)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write at most 300 characters."))
        return redirect(back)
    try:
        note = services.note_warning(application, replace(act(request), data=form.cleaned_data, version=None))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The note was saved.") if note.note else _("The note was taken back."))
    return redirect(back)
