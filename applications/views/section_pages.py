"""A section of the form as a page: reading, saving by button, saving by itself; one shape for all sections."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import unsaved
from accounts.forms import status_of
from applications import services
from applications.entered import SECTION_ENTRIES
from applications.forms import SectionForm
from applications.models import Application
from applications.rules import label
from applications.services.entries import shown_entries
from applications.views.acting import act, saved, section_context
from applications.views.saving import Saving, Seen, TablePart
from journal import clock

Tables = Callable[[Application, QueryDict | None], list[TablePart]]
AUTOSAVE = "X-Autosave"


def _no_tables(application: Application, data: QueryDict | None) -> list[TablePart]:
    return []


def _no_context(application: Application) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class SectionPage:
    """What makes a section: its form, its tables, what else its template shows."""

    form: type[SectionForm]
    tables: Tables = _no_tables
    more: Callable[[Application], dict[str, Any]] = _no_context

    @property
    def name(self) -> str:
        return self.form.section


def respond(page: SectionPage, request: HttpRequest, application: Application) -> HttpResponse:
    if request.method == "POST":
        return _save(page, request, application)
    typed = unsaved.restore(request)
    form = page.form(typed, instance=application)
    tables = page.tables(application, typed)
    if typed is not None and _is_whole(tables):
        seen = Seen.read(typed.get("seen", ""))
        return _draw(page, request, application, form, tables, seen if seen.given else None, restored=True)
    form, tables = page.form(instance=application), page.tables(application, None)
    return _draw(page, request, application, form, tables)


def _save(page: SectionPage, request: HttpRequest, application: Application) -> HttpResponse:
    """Everything that can stand is saved, whatever else is wrong on the page."""
    data = request.POST.copy()
    form, tables = page.form(data, instance=application), page.tables(application, data)
    is_autosave = AUTOSAVE in request.headers
    saving = Saving(request, application, act(request), Seen.of(request), is_autosave)
    saving.save_entries(form)
    if not hasattr(form, "refused_with") or form.refused_with == HTTPStatus.BAD_REQUEST:
        for part in tables:
            if part.formset.management_form.is_valid():
                saving.save_table(part)
    application.refresh_from_db()
    failed = form.errors or any(any(part.formset.errors) for part in tables) or saving.conflicts
    if is_autosave:
        return _answer(saving, application, form, tables, failed=bool(failed))
    if request.POST.get("still_right") == "yes":
        taken = [entry["name"] for entry in taken_over(application, page.name)]
        services.confirm_entries(application, act(request, {"entries": taken}))
    if not failed:
        unsaved.forget(request)
        return saved(request, application, page.name)
    seen = saving.seen_now(form, tables)
    return _draw(page, request, application, form, tables, seen, conflicts=saving.conflicts)


def _draw(
    page: SectionPage,
    request: HttpRequest,
    application: Application,
    form: SectionForm,
    tables: list[TablePart],
    seen: Seen | None = None,
    *,
    conflicts: Iterable[Any] = (),
    restored: bool = False,
) -> HttpResponse:
    shown = seen or Seen(
        True,
        shown_entries(application, SECTION_ENTRIES[page.name]),
        {part.name: part.shown() for part in tables},
    )
    conflicts = list(conflicts)
    context = section_context(application, page.name) | {
        "form": form,
        "tables": {part.name: part.formset for part in tables},
        "formsets": [part.formset for part in tables],
        "seen": shown.text(),
        "unsaved_token": unsaved.token(request),
        "conflicts": conflicts,
        "restored": restored,
        "taken": taken_over(application, page.name),
        **page.more(application),
    }
    status = _status(form, tables, conflicts) if request.method == "POST" else HTTPStatus.OK
    return render(request, f"applications/{page.name}.html", context, status=status)


def _status(form: SectionForm, tables: list[TablePart], conflicts: list[Any]) -> int:
    if conflicts:
        return HTTPStatus.CONFLICT
    rows = [row for part in tables for row in part.formset.forms]
    return max(status_of(one) for one in [form, *rows])


def _answer(
    saving: Saving, application: Application, form: SectionForm, tables: list[TablePart], *, failed: bool
) -> JsonResponse:
    """What the page needs to know of a save by itself: when, what could not be saved, what to compare with next."""
    errors = {form.add_prefix(name): list(messages) for name, messages in form.errors.items()}
    for part in tables:
        for row in part.formset.forms:
            errors |= {row.add_prefix(name): list(messages) for name, messages in row.errors.items()}
    now = timezone.localtime(clock.now())
    body = {
        "saved_at": now.isoformat(),
        "message": _("Saved at %(time)s (server time)") % {"time": now.strftime("%H:%M")},
        "version": application.version,
        "seen": saving.seen_now(form, tables).text(),
        "errors": errors,
        "conflicts": _conflicts(saving, application),
        "csrf": get_token(saving.request),
    }
    refused = getattr(form, "refused_with", HTTPStatus.OK)
    status = refused if refused in (HTTPStatus.CONFLICT, HTTPStatus.FORBIDDEN) else HTTPStatus.OK
    if failed and status == HTTPStatus.OK:
        status = HTTPStatus.CONFLICT if saving.conflicts else HTTPStatus.UNPROCESSABLE_ENTITY
    return JsonResponse(body, status=status)


def _conflicts(saving: Saving, application: Application) -> str:
    if not saving.conflicts:
        return ""
    context = {"conflicts": saving.conflicts, "application": application}
    return render_to_string("applications/parts/conflicts.html", context, request=saving.request)


def _is_whole(tables: list[TablePart]) -> bool:
    return all(part.formset.management_form.is_valid() for part in tables)


def taken_over(application: Application, section: str) -> list[dict[str, Any]]:
    """Entries of the section that come from an earlier case and that nobody has confirmed since."""
    return [
        {
            "name": name,
            "label": label(name),
            "number": application.taken_from[name],
            "day": date.fromisoformat(application.stated_on[name]) if name in application.stated_on else None,
        }
        for name in SECTION_ENTRIES.get(section, ())
        if name in application.taken_from
    ]
