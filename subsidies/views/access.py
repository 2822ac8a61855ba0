"""How the pages of step 3 find their records, read an act off a request and refuse."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import person
from accounts.requests import address, version
from subsidies.models import CostItem, Evidence, Grant
from workflow.acts import Act
from workflow.models import Case


def visible_case(request: HttpRequest, uid: UUID) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user).with_list_data(), uid=uid)


def visible_grant(request: HttpRequest, uid: UUID) -> Grant:
    return get_object_or_404(Grant.objects.visible_to(request.user).with_items(), uid=uid)


def visible_item(request: HttpRequest, uid: UUID) -> CostItem:
    items = CostItem.objects.visible_to(person(request)).live().select_related("measure", "grant__case")
    return get_object_or_404(items, uid=uid)


def visible_evidence(request: HttpRequest, uid: UUID) -> Evidence:
    proofs = Evidence.objects.visible_to(person(request)).live().select_related("cost_item__grant__case")
    return get_object_or_404(proofs, uid=uid)


def require(request: HttpRequest, permission: str, record: Any) -> None:
    if not person(request).has_perm(permission, record):
        raise PermissionDenied


def act_of(request: HttpRequest, data: dict[str, Any] | None = None) -> Act:
    """The act of a posted form."""
    return Act(
        actor=person(request),
        comment=request.POST.get("comment", "").strip(),
        data=data or {},
        version=version(request),
        address=address(request),
    )


def not_now(request: HttpRequest, record: Any, detail: str) -> HttpResponse:
    """The act's time has passed, or has not come."""
    context = {"detail": detail, "back_url": record.get_absolute_url()}
    return render(request, "errors/409.html", context, status=409)
