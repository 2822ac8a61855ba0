"""Evidence of a cost item: added and withdrawn by the firm, judged by the official."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from accounts.requests import version
from subsidies import services
from subsidies.forms import EvidenceForm, JudgeForm
from subsidies.models import Grant
from subsidies.views.access import act_of, not_now, require, visible_evidence, visible_grant, visible_item
from subsidies.views.grants import show
from workflow.errors import ActError, NotAllowed, StaleVersion, WrongState
from workflow.states import GrantState


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Prove one cost item."""
    item = visible_item(request, uid)
    grant = item.grant
    require(request, "subsidies.claim", grant)
    if grant.state != GrantState.APPROVED:
        return not_now(request, grant, _("Evidence can be added between the award and handing it in."))
    form = EvidenceForm(request.POST or None, request.FILES or None)
    seen = version(request) if request.method == "POST" else grant.version
    if request.method == "POST" and form.is_valid():
        try:
            services.add_evidence(item, act_of(request, form.entries()), file=form.cleaned_data["file"])
        except NotAllowed:
            raise PermissionDenied from None
        except WrongState as error:
            return not_now(request, grant, error.message)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        except ActError as error:
            show_error(form, error)
            seen = error.stored if isinstance(error, StaleVersion) else seen
        else:
            messages.success(request, _("The evidence was added."))
            return redirect(f"{grant.get_absolute_url()}#items")
    context = {"form": form, "item": item, "grant": grant, "case": grant.case, "version": seen}
    return render(request, "subsidies/evidence.html", context, status=status_of(form))


@require_http_methods(["POST"])
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    evidence = visible_evidence(request, uid)
    grant = evidence.cost_item.grant
    try:
        services.withdraw_evidence(evidence, act_of(request))
    except NotAllowed:
        raise PermissionDenied from None
    except ActError as error:
        return not_now(request, grant, error.message)
    messages.success(request, _("The evidence was withdrawn."))
    return redirect(f"{grant.get_absolute_url()}#items")


@require_http_methods(["POST"])
def judge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Accept or strike one piece of evidence; a refusal shows on the grant's page with what was typed."""
    evidence = visible_evidence(request, uid)
    grant = visible_grant(request, evidence.cost_item.grant.uid)
    require(request, "subsidies.settle", grant)
    form = JudgeForm(request.POST, prefix=f"proof-{evidence.pk}")
    if form.is_valid():
        data = {"evidence": str(evidence.uid), **form.cleaned_data}
        try:
            services.judge_evidence(grant, act_of(request, data))
        except NotAllowed as error:
            form.add_error(None, error.message)
        except WrongState as error:
            return not_now(request, grant, error.message)
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The verdict was stored."))
            return redirect(f"{grant.get_absolute_url()}#items")
    return show(request, fresh(request, grant), (evidence.pk, form))


def fresh(request: HttpRequest, grant: Grant) -> Grant:
    """The grant as it stands after a refused act."""
    return visible_grant(request, grant.uid)
