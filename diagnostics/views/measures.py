"""Measures: read by everybody on the case (by the firm once released), entered by the consultant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from calculations.savings import within_payback_line
from diagnostics import explanations, rules, services
from diagnostics.forms import BaseStreamFormSet, MeasureForm, show_measure_error, stream_formset
from diagnostics.models import Diagnosis, Measure, MeasureStream, StreamFigure
from diagnostics.views.access import act_of, readable_diagnosis, require_editor, seen_version, visible_measure
from workflow.errors import ActError, NotAllowed, StaleVersion
from workflow.models import Calculation


@require_http_methods(["GET"])
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    measure = visible_measure(request, uid)
    user = person(request)
    bases = [(basis, rules.figures(measure, basis.value)) for basis in StreamFigure.Basis]
    estimated = bases[0][1]
    context = {
        "measure": measure,
        "case": measure.case,
        "facts": _facts(measure),
        "estimated": estimated,
        "bases": [(basis.label, found) for basis, found in bases if found],
        "rows": list(_rows(measure)),
        "within_line": within_payback_line(
            estimated.payback_years if estimated else None, measure.case.payback_line
        ),
        "payback_line": measure.case.payback_line,
        "may_edit": user.has_perm("diagnostics.edit", measure) and rules.is_measure_editable(measure),
        "may_remove": user.has_perm("diagnostics.edit", measure) and rules.is_removable(measure),
    }
    return render(request, "diagnostics/measure.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    diagnosis = readable_diagnosis(request, uid)
    require_editor(request, diagnosis)

    def save(entries: dict[str, Any]) -> Measure:
        return services.add_measure(diagnosis, entries, act_of(request, versioned=False))

    posted = request.POST if request.method == "POST" else None
    return _form_page(request, diagnosis, MeasureForm(posted), stream_formset(posted), save)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    measure = visible_measure(request, uid)
    require_editor(request, measure.diagnosis)

    def save(entries: dict[str, Any]) -> Measure:
        return services.edit_measure(measure, entries, act_of(request))

    stored = rules.measure_entries(measure)
    posted = request.POST if request.method == "POST" else None
    form = MeasureForm(posted, initial=stored)
    formset = stream_formset(posted, stored["streams"])
    return _form_page(request, measure.diagnosis, form, formset, save, measure=measure)


@require_http_methods(["POST"])
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take out a measure that the firm has never read."""
    measure = visible_measure(request, uid)
    require_editor(request, measure.diagnosis)
    try:
        services.remove_measure(measure, act_of(request))
    except NotAllowed:
        raise PermissionDenied from None
    except ActError as error:
        messages.error(request, error.message)
        return redirect(measure)
    messages.success(request, _("The measure was removed."))
    return redirect(measure.diagnosis)


@require_http_methods(["GET"])
def calculation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How a figure came about: formula, inputs, results, factor rows with their sources."""
    measures = Measure.objects.visible_to(request.user)
    found = get_object_or_404(
        Calculation.objects.filter(record_kind="measure", record_uid__in=measures.values("uid")), uid=uid
    )
    measure = visible_measure(request, found.record_uid)
    context = {
        "measure": measure,
        "case": measure.case,
        "explanation": explanations.explain(found),
        "basis": StreamFigure.Basis(found.purpose).label,
    }
    return render(request, "diagnostics/calculation.html", context)


def _form_page(
    request: HttpRequest,
    diagnosis: Diagnosis,
    form: MeasureForm,
    formset: BaseStreamFormSet,
    save: Callable[[dict[str, Any]], Measure],
    measure: Measure | None = None,
) -> HttpResponse:
    refusal: ActError | None = None
    if form.is_bound and form.is_valid() & formset.is_valid():
        try:
            saved = save({**form.cleaned_data, "streams": formset.streams()})
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            refusal = error
            show_measure_error(form, formset, error)
        else:
            messages.success(request, _("The measure was saved and computed."))
            return redirect(saved)
    context = {
        "form": form,
        "formset": formset,
        "diagnosis": diagnosis,
        "case": diagnosis.case,
        "measure": measure,
        "version": seen_version(request, measure, refusal) if measure else None,
        "stored_streams": refusal.current.get("streams", []) if isinstance(refusal, StaleVersion) else [],
    }
    return render(request, "diagnostics/measure_form.html", context, status=_status(form, formset, refusal))


def _status(form: MeasureForm, formset: BaseStreamFormSet, refusal: ActError | None) -> int:
    if refusal:
        return refusal.status
    return 422 if form.is_bound and (form.errors or formset.total_error_count()) else 200


def _facts(measure: Measure) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Measure type"), measure.get_measure_type_display()),
        (_("Source of the figures"), measure.source),
        (_("Investment"), _won(measure.capital_cost_krw)),
        (_("Other one-time cost"), _won(measure.other_cost_krw)),
    ]
    if measure.reason_code:
        facts.append((_("Reason"), measure.reason_label))
    return facts


def _won(amount_krw: int) -> str:
    return _("%(amount)s won") % {"amount": f"{amount_krw:,}"}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A row of the table: a resource's figure on one basis, its numbers without zeros at the end."""

    stream: MeasureStream
    figure: StreamFigure

    @property
    def quantity(self) -> str:
        return explanations.number(self.figure.quantity)

    @property
    def price(self) -> str:
        return explanations.number(self.figure.price_krw)


def _rows(measure: Measure) -> Iterator[FigureLine]:
    """The latest figure of each stream on each basis that has one."""
    for stream in measure.streams.all():
        for basis in StreamFigure.Basis:
            if figure := rules.latest_figure(stream, basis):
                yield FigureLine(stream, figure)
