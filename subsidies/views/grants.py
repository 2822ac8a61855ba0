"""The list of grants and the page of one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.models import Organisation
from documents.models import IssuedDocument
from programs.models import SupportRate
from subsidies import documents, rules
from subsidies.explanations import explain
from subsidies.forms import GrantFilter, JudgeForm
from subsidies.models import Grant
from subsidies.views.access import visible_grant
from workflow import corrections, keyset
from workflow.models import Calculation
from workflow.states import GrantState


@require_http_methods(["GET"])
def grants(request: HttpRequest) -> HttpResponse:
    """Grants that the person may see, newest first; ``?state=`` filters."""
    state_filter = GrantFilter(request.GET or None)
    found = Grant.objects.visible_to(request.user).with_list_data()
    if state := state_filter.chosen_state():
        found = found.filter(state=state)
    page = keyset.page_of(request, found)
    context = {"page": page, "filter": state_filter, "is_filtered": bool(state)}
    return render(request, "subsidies/list.html", context)


@require_http_methods(["GET"])
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    return show(request, visible_grant(request, uid))


def show(request: HttpRequest, grant: Grant, judging: tuple[int, JudgeForm] | None = None) -> HttpResponse:
    """Everything about a grant, in parts by what the reader may do. ``judging`` is a verdict that was refused."""
    user = person(request)
    context: dict[str, Any] = {
        "grant": grant,
        "case": grant.case,
        "items": grant.items,
        "terms": _terms(grant),
        "split": _split(grant),
        "account": _account(grant),
        "line": grant.line if user.has_perm("ledger.view", grant.case) else None,
        "judge_forms": _judge_forms(grant, judging) if may_judge(user, grant) else {},
        "may_prove": grant.state == GrantState.APPROVED and user.has_perm("subsidies.claim", grant),
        "corrections": corrections.of_record(grant),
        "explanations": [explain(found) for found in Calculation.objects.filter(record_uid=grant.uid)],
        "papers": IssuedDocument.objects.visible_to(user).with_list_data().filter(record_uid=grant.uid),
    }
    status = 422 if judging else 200
    return render(request, "subsidies/detail.html", context, status=status)


def may_judge(user: Any, grant: Grant) -> bool:
    return grant.state == GrantState.CLAIMED and user.has_perm("subsidies.settle", grant)


def _terms(grant: Grant) -> list[tuple[str, Any]]:
    """The cell of the rate table in words."""
    return [
        (_("Company"), grant.case.organisation),
        (_("Support type"), SupportRate.SupportType(grant.support_type).label),
        (_("Firm size"), Organisation.Size(grant.size).label),
        (_("Grade of the diagnosis"), grant.grade),
        (_("Support rate at most"), _percent(grant.rate)),
        (_("Own share at least"), _percent(grant.own_share_floor)),
        (_("Ceiling per company and round"), _won(grant.ceiling_krw)),
        (_("Rounding"), documents.rounding_rule(grant)),
        (_("VAT"), _("VAT is not supported; the company bears it.")),
    ]


def _split(grant: Grant) -> list[tuple[str, int]]:
    """Who pays what of the whole bill, as things stand."""
    public = grant.public_krw if grant.award_krw is None else grant.award_krw
    own = grant.eligible_krw - public
    return [
        (_("Public money"), public),
        (_("Own share"), own),
        (_("Not eligible, borne by the company"), grant.ineligible_krw),
        (_("VAT, borne by the company"), grant.vat_krw),
        (_("Whole bill"), public + own + grant.ineligible_krw + grant.vat_krw),
    ]


def _account(grant: Grant) -> Any:
    """The account that the evidence comes to: as a preview while it is judged, final once settled."""
    if grant.state in (GrantState.CLAIMED, GrantState.SETTLED):
        return rules.final_account(grant)
    return None


def _judge_forms(grant: Grant, judging: tuple[int, JudgeForm] | None) -> dict[int, JudgeForm]:
    forms = {}
    for item in grant.items:
        for proof in item.proofs:
            initial = {"verdict": "" if proof.verdict == "pending" else proof.verdict, "reason": proof.reason}
            forms[proof.pk] = JudgeForm(initial=initial, prefix=f"proof-{proof.pk}")
    if judging:
        forms[judging[0]] = judging[1]
    return forms


def _percent(rate: Any) -> str:
    return f"{rate * 100:.1f} %"


def _won(amount: int) -> str:
    return _("%(amount)s won") % {"amount": f"{amount:,}"}
