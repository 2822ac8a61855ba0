"""What every setup page begins with: the round or programme that this administrator sets up, and their edit."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import person
from accounts.errors import ActError, StaleVersion
from accounts.forms import show_error
from accounts.requests import address
from programs.models import Edited, Program, Round
from programs.services import Edit


def round_of(request: HttpRequest, uid: UUID) -> Round:
    """The round, for those who set up its programme; to others it is missing."""
    rounds = Round.objects.set_up_by(request.user).select_related("program__operator")
    return get_object_or_404(rounds, uid=uid)


def program_of(request: HttpRequest, uid: UUID) -> Program:
    return get_object_or_404(Program.objects.set_up_by(request.user).select_related("operator"), uid=uid)


def edit_of(request: HttpRequest) -> Edit:
    """Who saves this form, why, and the revision it was opened with (hidden field ``revision``)."""
    text = request.POST.get("revision", "")
    return Edit(
        actor=person(request),
        reason=request.POST.get("reason", "").strip(),
        address=address(request),
        revision=int(text) if text.isascii() and text.isdigit() else None,
    )


def seen_of(request: HttpRequest) -> str:
    """The token of the set that the form was opened with (hidden field ``seen``, programs.versions.token)."""
    return request.POST.get("seen", "")


def saved(form: forms.BaseForm, save: Any) -> Any | None:
    """What ``save`` made of a valid form; None when it was refused, which then stands next to the field."""
    if not form.is_valid():
        return None
    try:
        return save()
    except ActError as error:
        show_error(form, error)
        return None


def revision_shown(form: forms.BaseForm, record: Edited) -> str:
    """The revision that a form carries on: after a stale one the stored, so that saving again works."""
    if form.is_bound and getattr(form, "refused_with", None) != StaleVersion.status:
        return form.data.get("revision", "")
    stored = type(record)._default_manager.filter(pk=record.pk).values_list("revision", flat=True)
    return str(stored.get()) if form.is_bound else str(record.revision)


def seen_shown(request: HttpRequest, form: forms.BaseForm, stored: str) -> str:
    """The token that a form of a set carries on: after a stale one the stored, so that saving again works."""
    stale = getattr(form, "refused_with", None) == StaleVersion.status
    return seen_of(request) if form.is_bound and not stale else stored
