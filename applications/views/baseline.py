"""The bills of the site: one carrier at a time as a table, with what they come to and what to look at."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import baseline_page, bill_cells, explanations, rules, services
from applications.forms import BillForm, BillFormSet, LayOutForm, NoteForm, stored_bill
from applications.models import Application, EnergyUse
from applications.views.acting import act, firm_page, saved, section_context
from calculations.energy import ELECTRICITY
from programs.models import Carrier
from workflow.errors import ActError

SPARE_ROWS = 3


@firm_page
def energy(request: HttpRequest, application: Application) -> HttpResponse:
    """The bills of one carrier (``?carrier=``); ``?lay=1`` lays out the months that have none."""
    carrier = get_object_or_404(Carrier, code=request.GET.get("carrier", ELECTRICITY))
    if request.method == "POST":
        return _save(request, application, carrier)
    uses = rules.site_uses(application)
    rows = _rows(request, application, carrier, [use for use in uses if use.carrier_id == carrier.code])
    formset = BillFormSet(prefix="uses", initial=rows, form_kwargs={"carrier": carrier})
    return _page(request, application, carrier, formset, uses)


def _rows(
    request: HttpRequest, application: Application, carrier: Carrier, own: list[EnergyUse]
) -> list[dict[str, Any]]:
    """What is stored, then the empty months: of a carrier without any, or where they are asked for."""
    rows = [stored_bill(use) for use in own]
    year = application.baseline_year
    form = LayOutForm(request.GET, carrier=carrier)
    form.is_valid()
    if year and (not own or "lay" in request.GET):
        chosen = form.cleaned_data
        return rows + baseline_page.laid_out(
            own, carrier, year, chosen.get("day") or 1, bool(chosen.get("bands"))
        )
    unit = own[-1].unit if own else carrier.unit
    return rows + [{"unit": unit}] * SPARE_ROWS


def _save(request: HttpRequest, application: Application, carrier: Carrier) -> HttpResponse:
    """Save the rows that can stand; the others stay on the page as they were typed."""
    data = request.POST.copy()
    formset = BillFormSet(data, prefix="uses", form_kwargs={"carrier": carrier})
    if not formset.management_form.is_valid():
        return redirect(baseline_page.address(application, carrier))
    refusal = _save_rows(request, application, formset)
    if _is_autosave(request):
        return _autosaved(application, formset, refusal)
    if refusal is None and not any(formset.errors):
        if request.POST.get("act") == "next":
            return saved(request, application, "energy")
        messages.success(request, _("The draft was saved."))
        return redirect(baseline_page.address(application, carrier))
    application.refresh_from_db()
    uses = rules.site_uses(application)
    status = refusal.status if refusal else 422
    return _page(request, application, carrier, formset, uses, refusal=refusal, status=status)


def _save_rows(request: HttpRequest, application: Application, formset: Any) -> ActError | None:
    """Hand the readable rows to the service; errors go to their cells. Returns what refused all of them."""
    formset.is_valid()
    forms: list[BillForm] = [
        form for form in formset.forms if not form.errors and (form.is_stored or not form.is_empty)
    ]
    try:
        plan = services.save_uses(application, [form.values() for form in forms], act(request), partly=True)
    except ActError as error:
        return error
    for place, form in enumerate(forms):
        for name, texts in plan.errors.get(place, {}).items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
    for place in (*plan.uses, *plan.removed):
        forms[place].become(plan.uses.get(place))
    return None


def _is_autosave(request: HttpRequest) -> bool:
    return request.POST.get("act") == "autosave"


def _autosaved(application: Application, formset: Any, refusal: ActError | None) -> HttpResponse:
    """What a save in the background answers: version, time, the rows' uids, and what could not be saved."""
    application.refresh_from_db()
    known = {form.prefix: str(form["uid"].value() or "") for form in formset.forms}
    errors = {
        form.add_prefix(name): [str(text) for text in texts]
        for form in formset.forms
        for name, texts in form.errors.items()
    }
    answer = {
        "version": application.version,
        "saved_at": application.updated_at,
        "rows": {prefix: uid for prefix, uid in known.items() if uid},
        "errors": errors,
        "message": refusal.message if refusal else "",
    }
    return JsonResponse(answer, status=refusal.status if refusal else 422 if errors else 200)


def _page(
    request: HttpRequest,
    application: Application,
    carrier: Carrier,
    formset: Any,
    uses: list[EnergyUse],
    *,
    refusal: ActError | None = None,
    status: int = 200,
) -> HttpResponse:
    year = application.baseline_year
    own = [use for use in uses if use.carrier_id == carrier.code]
    warnings = rules.baseline_warnings(application, uses)
    waiting, noted = baseline_page.lines(warnings, carrier, _row_ids(formset))
    chart, unit = baseline_page.months(own, year) if year else ([], "")
    in_year = [use for use in uses if use.starts_on.year == year]
    context = section_context(application, "energy") | {
        "carrier": carrier,
        "carriers": baseline_page.links(application, _offered(), carrier, uses, warnings),
        "other_carriers": _offered(),
        "bills": formset,
        "warned_rows": {line.row_id for line in waiting},
        "lay_out": LayOutForm(carrier=carrier),
        "contracts": bill_cells.CONTRACTS if carrier.code == ELECTRICITY else (),
        "waiting": waiting,
        "noted": noted,
        "note_length": 300,
        "chart": chart,
        "chart_unit": unit,
        "sums": baseline_page.year_sum(own, year) if year else [],
        "energy": explanations.live_energy(application, rules.site_energy(application, in_year)),
        "refusal": refusal.message if refusal else "",
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
