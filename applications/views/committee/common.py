"""What the committee's pages share: whose committee it is, an act read off a request, how a case is called."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import person
from accounts.errors import ActError, BadData
from accounts.forms import show_error
from accounts.requests import address, version
from accounts.roles import Role
from applications.models import Committee, ReviewAssignment
from workflow.acts import Act


def overseen(request: HttpRequest, uid: UUID) -> Committee:
    """A committee whose scores and decisions one reads: as official, administrator, auditor, or as its chair."""
    user = person(request)
    rows = Committee.objects.overseen_by(user)
    if user.has_role(Role.EVALUATOR):
        chaired = Q(chair=user) & ~Q(state="preparing")
        rows = Committee.objects.filter(Q(pk__in=rows.values("pk")) | chaired)
    return get_object_or_404(rows.with_list_data(), uid=uid)


def managed(request: HttpRequest, uid: UUID, permission: str = "committee.manage") -> Committee:
    """The same, for who may also act on it."""
    committee = overseen(request, uid)
    if not request.user.has_perm(permission, committee):
        raise PermissionDenied
    return committee


def own_place(request: HttpRequest, uid: UUID) -> ReviewAssignment:
    """One's own place, declared free of conflicts; anybody else's is missing."""
    places = ReviewAssignment.objects.of_evaluator(person(request)).to_read()
    found = places.exclude(case__organisation__in=person(request).firm_ids)
    return get_object_or_404(
        found.select_related(
            "committee__round__program",
            "committee__round__scoring_sheet",
            "case__organisation",
            "case__site",
            "case__region",
            "case__scoring_sheet",
            "case__round__program__operator",
        ),
        uid=uid,
    )


def reads_names(request: HttpRequest, committee: Committee) -> bool:
    """Whether this reader learns which firms they are: officials always, an evaluator unless it is blind."""
    return not committee.is_blind or request.user.has_perm("committee.read", committee)


def act(
    request: HttpRequest, data: dict[str, Any] | None = None, *, comment: str = "", seen: int | None = None
) -> Act:
    return Act(
        actor=person(request),
        comment=comment,
        data=data or {},
        version=version(request) if seen is None else seen,
        address=address(request),
    )


def saved(form: forms.BaseForm, save: Callable[[], Any]) -> bool:
    """Whether a valid form was saved; a refusal stands in the form, typed values stay."""
    if not form.is_valid():
        return False
    try:
        save()
    except ActError as error:
        show_error(form, error)
        return False
    return True


def done(request: HttpRequest, do: Callable[[], Any], text: str = "") -> Any:
    """Do what a button asks for and say so; or say why it was not done. None when it was refused."""
    try:
        result = do()
    except ActError as error:
        told = [error.message]
        if isinstance(error, BadData):
            told = [message for found in error.errors.values() for message in found]
        for message in told:
            messages.error(request, message)
        return None
    if text:
        messages.success(request, text)
    return True if result is None else result
