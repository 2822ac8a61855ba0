"""The copy of a draft as it stood at closing: read by its firm, confirmed in a grace period."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from applications import rules, sections, services
from applications.entered import ENTRIES
from applications.models import Application, DraftCopy
from applications.views.acting import act, own
from workflow.errors import ActError
from workflow.states import ApplicationState


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was kept at closing; while a grace period runs, one button hands it in."""
    application = own(request, uid)
    found = rules.copy_of(application)
    grace = rules.running_grace(application.case.round)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_copy(application, act(request))
        except rules.Incomplete as error:
            form.add_error(None, error.message)
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The copy was confirmed: the application is handed in."))
            return redirect("applications:receipt", application.uid)
        application.refresh_from_db()
    is_draft = application.state == ApplicationState.DRAFT
    may_complete = is_draft and rules.may_complete(application)
    lacking = rules.missing(application) if may_complete else []
    context = {
        "application": application,
        "case": application.case,
        "round": application.case.round,
        "copy": found,
        "grace": grace if is_draft else None,
        "form": form,
        "closing": rules.closing_text(application.case.round),
        "may_complete": may_complete,
        "lacking": [(item, sections.address_of(item, application)) for item in lacking],
        "can_confirm": _can_confirm(application, found, grace, lacking=bool(lacking)),
        "facts": _facts(found, application) if found else [],
        "entries": _entries(found) if found else [],
    }
    return render(request, "applications/copy.html", context, status=status_of(form))


def _facts(copy: DraftCopy, application: Application) -> list[tuple[str, Any]]:
    """When it was kept, and whether anything was missing."""
    return [
        (_("Closing"), rules.closing_text(application.case.round)),
        (
            _("Copied at (server time)"),
            formats.date_format(timezone.localtime(copy.taken_at), "Y. n. j. H:i:s"),
        ),
        (_("Completeness"), _("Complete") if copy.is_complete else _("Incomplete")),
        (_("Fingerprint (SHA-256)"), copy.sha256[:16] + "…"),
    ]


def _can_confirm(application: Application, copy: DraftCopy | None, grace: Any, *, lacking: bool) -> bool:
    if application.state != ApplicationState.DRAFT or copy is None or grace is None or lacking:
        return False
    return copy.is_complete or grace.may_complete


def _entries(copy: DraftCopy) -> list[tuple[str, Any]]:
    """The entries of the copy, worded as the form words them; what was empty is left out."""
    worded = []
    for name in ENTRIES:
        value = copy.entries.get(name)
        if value in (None, "", []):
            continue
        worded.append((rules.label(name), _worded(name, value)))
    return worded


def _worded(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(Application._meta.get_field(name).flatchoices or ())  # type: ignore[union-attr]  # no relation
    if name == "polluting_processes":
        choices = dict(Application.PollutingProcess.choices)
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    return choices.get(value, value)
