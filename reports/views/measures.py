"""The firm's report on one measure."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from accounts.requests import version
from diagnostics.models import Measure
from reports import rules, services
from reports.forms import ReportForm, initial_report
from subsidies.views.access import act_of, not_now, require
from workflow.errors import ActError, NotAllowed, Refused, StaleVersion, WrongState


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Implemented, partly, still to come, or not and why; the estimate stands beside and is never taken over."""
    measures = Measure.objects.visible_to(request.user).with_list_data().select_related("result")
    measure = get_object_or_404(measures, uid=uid)
    require(request, "reports.report", measure)
    try:
        outcome = rules.open_outcome_of(measure)
    except Refused as refusal:
        return not_now(request, measure.case, refusal.message)
    if measure.state not in rules.REPORTABLE:
        return not_now(request, outcome, _("Only accepted measures are reported."))
    form = ReportForm(
        request.POST or None, streams=list(measure.streams.all()), initial=initial_report(measure)
    )
    seen = version(request) if request.method == "POST" else measure.version
    if request.method == "POST" and form.is_valid():
        service = services.TRANSITIONS["measure", form.act_name]
        try:
            service(measure, act_of(request, form.act_data()))
        except NotAllowed:
            raise PermissionDenied from None
        except WrongState as error:
            return not_now(request, outcome, error.message)
        except ActError as error:
            form.show(error)
            seen = error.stored if isinstance(error, StaleVersion) else seen
        else:
            messages.success(request, _("The measure was reported."))
            return redirect(outcome)
    context = {"form": form, "measure": measure, "outcome": outcome, "case": measure.case, "version": seen}
    return render(request, "reports/measure.html", context, status=status_of(form))
