"""Management figures of three years and the energy table of the site."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import show_error
from applications import explanations, rules, services
from applications.forms import (
    EnergyFormSet,
    EnergyUseForm,
    YearFiguresFormSet,
    stored_use,
)
from applications.models import Application, EnergyUse, YearFigures
from applications.services.baseline import FIGURES
from applications.views.acting import act, firm_page, saved, section_context
from workflow.acts import Act
from workflow.errors import ActError


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
        return saved(request, application, "energy")
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
