"""The request for support and the answer to a correction: cost items with the split computed before sending."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from accounts.requests import version
from diagnostics.models import Measure
from programs.models import SupportRate
from subsidies import documents, rules, services
from subsidies.forms import AnswerForm, RequestForm, cost_item_formset, show_item_errors
from subsidies.models import Grant
from subsidies.views.access import act_of, not_now, require, visible_case, visible_grant
from workflow import corrections, schema
from workflow.acts import Act
from workflow.errors import ActError, NotAllowed, Refused, StaleVersion, WrongState
from workflow.models import Case
from workflow.states import CaseStage, GrantState
from workflow.transitions import find

ADD, CALCULATE = "add", "calculate"

Data = dict[str, Any]


@require_http_methods(["GET", "POST"])
def request_support(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Cost items for accepted measures. "Calculate" shows the split and stores nothing."""
    case = visible_case(request, uid)
    require(request, "subsidies.request", case)
    if case.stage != CaseStage.IMPROVEMENT:
        return not_now(request, case, _("Support is requested in the improvement stage."))
    form = _form(request, RequestForm)
    formset = _formset(request, supportable(case))

    def send(act: Act) -> Grant:
        return services.request_support(case, act)

    page = _Page(request, "subsidies/request.html", form, formset, case, case.version)
    page.context |= {"terms": _terms(case), "measures": supportable(case)}
    return page.respond(lambda: {**form.cleaned_data, "cost_items": formset.rows()}, send)


@require_http_methods(["GET", "POST"])
def answer_correction(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The answer in words, and the cost items as they shall stand from now on."""
    grant = visible_grant(request, uid)
    require(request, "subsidies.answer_correction", grant)
    if grant.state != GrantState.CORRECTION:
        return not_now(request, grant, _("No correction is open."))
    form = _form(request, AnswerForm)
    formset = _formset(request, supportable(grant.case, grant), rules.rows_of(grant))

    def send(act: Act) -> Grant:
        return services.answer_correction(grant, act)

    page = _Page(request, "subsidies/correction.html", form, formset, grant.case, grant.version)
    page.grant = grant
    page.context |= {"grant": grant, "corrections": corrections.open_requests(grant)}
    return page.respond(lambda: {"cost_items": formset.rows()}, send)


class _Page:
    """A form with cost items: another row, the split beforehand, or sent."""

    def __init__(
        self,
        request: HttpRequest,
        template: str,
        form: forms.Form,
        formset: Any,
        case: Case,
        stored_version: int,
    ) -> None:
        self.request, self.template, self.case = request, template, case
        self.form, self.formset = form, formset
        self.grant: Grant | None = None
        self.act = request.POST.get("act", "")
        seen = version(request) if request.method == "POST" else stored_version
        self.context: Data = {"form": form, "formset": formset, "case": case, "version": seen}

    def respond(self, data: Callable[[], Data], send: Callable[[Act], Grant]) -> HttpResponse:
        if self.request.method == "POST" and self.act != ADD and self._is_valid():
            if self.act == CALCULATE:
                self._calculate(data())
            elif response := self._send(data(), send):
                return response
        status = max(status_of(self.form), _status_of_rows(self.formset))
        return render(self.request, self.template, self.context, status=status)

    def _is_valid(self) -> bool:
        """Both are checked, so that every error shows at once; words are not needed to calculate."""
        if self.act == CALCULATE and self.grant is not None:
            return self.formset.is_valid()
        valid = self.form.is_valid()
        return self.formset.is_valid() and valid

    def _calculate(self, data: Data) -> None:
        row = find("case", "request_support")
        assert row is not None
        if self.grant is not None:
            data |= {
                "support_type": self.grant.support_type,
                "requested_krw": self.grant.requested_krw,
            }
        try:
            cleaned = schema.clean(row.data, data)
            proposal = rules.propose(self.case, grant=self.grant, **cleaned)
        except ActError as error:
            self._show(error)
        else:
            rounding = documents.rounding_words(proposal.terms.table.rounding)
            self.context |= {"proposal": proposal, "rounding": rounding}

    def _send(self, data: Data, send: Callable[[Act], Grant]) -> HttpResponse | None:
        try:
            grant = send(act_of(self.request, data))
        except NotAllowed:
            raise PermissionDenied from None
        except WrongState as error:
            return not_now(self.request, self.grant or self.case, error.message)
        except ActError as error:
            self._show(error)
            return None
        messages.success(self.request, _("The request was sent."))
        return redirect(grant)

    def _show(self, error: ActError) -> None:
        self.form.is_valid()
        show_item_errors(self.form, self.formset, error)
        if isinstance(error, StaleVersion):
            self.context["version"] = error.stored


def supportable(case: Case, grant: Grant | None = None) -> list[Measure]:
    """The measures that a request may name, and those that the corrected one names already."""
    measures = Measure.objects.filter(case=case, state__in=rules.SUPPORTABLE)
    taken = rules.measures_supported_elsewhere(measures, grant)
    return list(measures.exclude(pk__in=taken).order_by("number"))


def _formset(request: HttpRequest, measures: list[Measure], items: list[Data] | None = None) -> Any:
    posted = request.POST if request.method == "POST" else None
    return cost_item_formset(posted, measures, items or [], add_row=_adds_row(request))


def _form(request: HttpRequest, form: type[forms.Form]) -> forms.Form:
    """Bound to what was posted; not checked yet while another row is asked for."""
    return form(initial=request.POST.dict()) if _adds_row(request) else form(request.POST or None)


def _adds_row(request: HttpRequest) -> bool:
    return request.POST.get("act") == ADD


def _status_of_rows(formset: Any) -> int:
    return 422 if formset.is_bound and any(formset.errors) else 200


def _terms(case: Case) -> list[tuple[str | Promise, rules.Terms]]:
    """What the rate table offers this firm, by support type."""
    offered: list[tuple[str | Promise, rules.Terms]] = []
    for code, label in SupportRate.SupportType.choices:
        try:
            offered.append((label, rules.terms_for(case, code)))
        except Refused:
            continue
    return offered
