"""The sections of the draft: each saves what can stand and shows the rest again as it was typed."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from applications import asked, explanations, rules, sections, services
from applications.forms import (
    ConsentForm,
    EnergyFormSet,
    EnergyUseForm,
    EntriesForm,
    EvidenceForm,
    YearFiguresFormSet,
    industries,
    stored_use,
)
from applications.models import Application, EnergyUse, YearFigures
from applications.services.drafting import FIGURES
from applications.views.acting import act, firm_page, section_context
from documents.files import FileRefused
from documents.models import File
from workflow.acts import Act
from workflow.errors import ActError, BadData


@firm_page
def entries(request: HttpRequest, application: Application) -> HttpResponse:
    """Company, site, industry, answers, contact: valid entries are saved, the others stay on the page."""
    form = EntriesForm(request.POST if request.method == "POST" else None, instance=application)
    if request.method == "POST":
        form.is_valid()
        try:
            application = _save_entries(application, form, act(request))
        except ActError as error:
            show_error(form, error)
            application.refresh_from_db()
        if not form.errors:
            return _saved(request, application, "entries")
    context = section_context(application, "entries") | {
        "form": form,
        "place": _place(application),
        "industry": rules.industry(application),
    }
    return render(request, "applications/entries.html", context, status=status_of(form))


def _place(application: Application) -> list[tuple[str, Any]]:
    """What the application takes from the firm's and the site's own pages."""
    firm, site = application.case.organisation, rules.factory(application.case)
    return [
        (_("Company"), f"{firm} ({firm.business_number_text})"),
        (_("Representative"), firm.representative),
        (_("Site"), site),
        (_("Factory address"), f"{site.address} ({site.area})"),
    ]


def _save_entries(application: Application, form: EntriesForm, doing: Act) -> Application:
    """Save what fits the fields; what the service refuses is left out and shown with its reason."""
    try:
        return services.edit(application, replace(doing, data=form.cleaned_data))
    except BadData as error:
        fitting = {name: value for name, value in form.cleaned_data.items() if name not in error.errors}
        saved = services.edit(application, replace(doing, data=fitting))
        show_error(form, error)
        return saved


@require_http_methods(["GET"])
def industry_options(request: HttpRequest) -> HttpResponse:
    """Industries that fit what is being typed, for the list under the field."""
    typed = request.GET.get("ksic_code", "").strip()
    found = industries(typed, request.GET.get("ksic_revision", ""))[:20] if len(typed) > 1 else []
    return render(request, "applications/parts/industries.html", {"industries": found})


@firm_page
def energy(request: HttpRequest, application: Application) -> HttpResponse:
    """Management figures of three years and the energy table of the site."""
    if request.method == "POST":
        return _save_energy(request, application)
    uses = EnergyFormSet(prefix="uses", initial=[stored_use(use) for use in _site_uses(application)])
    figures = YearFiguresFormSet(prefix="figures", initial=_stored_figures(application))
    return _energy_page(request, application, uses, figures)


def _save_energy(request: HttpRequest, application: Application) -> HttpResponse:
    data = request.POST.copy()
    uses, figures = EnergyFormSet(data, prefix="uses"), YearFiguresFormSet(data, prefix="figures")
    if not (uses.management_form.is_valid() and figures.management_form.is_valid()):
        return redirect("applications:energy", application.uid)
    figures.is_valid()
    uses.is_valid()
    with (
        transaction.atomic()
    ):  # one save of the page: the version is compared once, the lock is held to the end
        doing = _save_figures(application, figures, act(request))
        _save_uses(application, uses, doing)
    if not any([*figures.errors, *uses.errors]):
        return _saved(request, application, "energy")
    application.refresh_from_db()
    return _energy_page(request, application, uses, figures, status=422)


def _energy_page(
    request: HttpRequest,
    application: Application,
    uses: BaseFormSet,
    figures: BaseFormSet,
    status: int = 200,
) -> HttpResponse:
    stored = rules.energy_uses(application)
    context = section_context(application, "energy") | {
        "uses": uses,
        "figures": figures,
        "energy": explanations.live_energy(application, rules.site_energy(application, stored)),
        "gaps": rules.uncovered_periods(stored, application.baseline_year or 0),
    }
    return render(request, "applications/energy.html", context, status=status)


def _save_figures(application: Application, figures: BaseFormSet, doing: Act) -> Act:
    """Save each year that is filled in; returns the act for what follows, its version compared once."""
    for form in figures.forms:
        if form.errors:
            continue
        try:
            services.set_year_figures(application, replace(doing, data=form.values()))
            doing = replace(doing, version=None)
        except ActError as error:
            show_error(form, error)
    return doing


def _save_uses(application: Application, uses: BaseFormSet, doing: Act) -> None:
    """Save each row that can stand. A saved row is known by its uid when the page is shown again."""
    stored = {use.uid: use for use in EnergyUse.objects.filter(site=application.case.site_id)}
    for form in uses.forms:
        use = stored.get(form.cleaned_data.get("uid")) if not form.errors else None
        if form.errors or (form.is_empty and use is None):
            continue
        try:
            _save_use(application, form, use, doing)
            doing = replace(doing, version=None)
        except ActError as error:
            show_error(form, error)


def _save_use(application: Application, form: EnergyUseForm, use: EnergyUse | None, doing: Act) -> None:
    filled = replace(doing, data=form.values())
    if use is None:
        form.become(services.add_energy_use(application, filled))
    elif form.cleaned_data["remove"]:
        services.remove_energy_use(application, use, doing)
        form.become(None)
    else:
        services.replace_energy_use(application, use, filled)


def _site_uses(application: Application) -> list[EnergyUse]:
    """The site's uses of the baseline year and its neighbours."""
    year = application.baseline_year or application.case.round.year - 1
    rows = EnergyUse.objects.filter(site=application.case.site_id)
    return list(rows.filter(starts_on__year__range=(year - 1, year + 1)).with_list_data())


def _stored_figures(application: Application) -> list[dict[str, Any]]:
    """The last three fiscal years before the round, with what the firm has entered of them."""
    last = application.case.round.year - 1
    stored = {
        figures.fiscal_year: figures
        for figures in YearFigures.objects.filter(
            organisation=application.case.organisation_id, fiscal_year__range=(last - 2, last)
        )
    }
    return [
        {"fiscal_year": year, **({n: getattr(stored[year], n) for n in FIGURES} if year in stored else {})}
        for year in range(last, last - 3, -1)
    ]


@firm_page
def evidence(request: HttpRequest, application: Application) -> HttpResponse:
    """Upload files; each refused one says what to do, the others are kept."""
    documents = asked.of_case(application.case)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        slots=documents.slots,
        initial={"purpose": request.GET.get("purpose", documents.slots[0].purpose)},
    )
    if request.method == "POST" and form.is_valid():
        _keep_files(request, application, form)
        if not form.errors:
            return redirect("applications:evidence", application.uid)
        application.refresh_from_db()
    context = section_context(application, "evidence") | {
        "form": form,
        "slots": _evidence_slots(application, documents),
    }
    return render(request, "applications/evidence.html", context, status=status_of(form))


def _keep_files(request: HttpRequest, application: Application, form: EvidenceForm) -> None:
    doing = act(request, {"purpose": form.cleaned_data["purpose"]})
    for upload in form.cleaned_data["files"]:
        try:
            file = services.attach_evidence(application, upload, doing)
        except FileRefused as refusal:
            form.add_error("files", f"{upload.name}: {' '.join(refusal.messages)}")
        except ActError as error:
            show_error(form, error)
            return
        else:
            doing = replace(doing, version=None)
            messages.success(request, _("“%(name)s” was uploaded.") % {"name": file.original_name})


def _evidence_slots(application: Application, documents: asked.Asked) -> list[dict[str, Any]]:
    """Each document with its files and whether it is still lacking."""
    lacking = {item.field for item in rules.missing(application) if item.section == "evidence"}
    required = rules.required_evidence(application, documents)
    files: dict[str, list[File]] = {}
    known = {slot.purpose for slot in documents.slots}
    for file in rules.evidence(application).select_related("uploaded_by").order_by("pk"):
        files.setdefault(file.purpose if file.purpose in known else asked.OTHER, []).append(file)
    return [
        {
            "document": slot,
            "files": files.get(slot.purpose, []),
            "lacking": slot.purpose in lacking,
            "required": slot.purpose in required,
        }
        for slot in documents.slots
    ]


@firm_page
def consents(request: HttpRequest, application: Application) -> HttpResponse:
    """Each text with its own pair of answers."""
    form = ConsentForm(request.POST or None, initial=rules.given_consents(application))
    if request.method == "POST" and form.is_valid():
        try:
            services.give_consents(application, act(request, form.answers()))
        except ActError as error:
            show_error(form, error)
            application.refresh_from_db()
        else:
            return _saved(request, application, "consents")
    context = section_context(application, "consents") | {"form": form}
    return render(request, "applications/consents.html", context, status=status_of(form))


def _saved(request: HttpRequest, application: Application, section: str) -> HttpResponse:
    """After a save: on to the next section, or back to this one with the time of the save."""
    if request.POST.get("act") == "next":
        return redirect(f"applications:{sections.following(section)}", application.uid)
    messages.success(request, _("The draft was saved."))
    return redirect(f"applications:{section}", application.uid)
