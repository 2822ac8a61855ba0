"""Which evaluator reads which case: a grid to tick, a list to fill in, or spread by itself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import status_of
from accounts.models import User
from accounts.requests import address
from applications import committee_sheet
from applications.forms.committee import SheetForm
from applications.models import Application, Committee, ReviewAssignment
from applications.rules import committee as rules
from applications.rules import conflicts
from applications.services import committee as services
from applications.views.committee.common import act, done, managed, overseen, saved
from applications.views.committee.setting_up import tabs
from journal.access import record_access
from workflow.models import Case


@require_http_methods(["GET", "POST"])
def assignments(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The grid of cases and evaluators; saving makes the places what is ticked."""
    committee = overseen(request, uid)
    if not request.user.has_perm("committee.read", committee):
        raise PermissionDenied
    if request.method == "POST":
        committee = managed(request, uid)
        pairs = _ticked(request, committee)
        result = done(request, lambda: services.replace_assignments(committee, pairs, act(request)))
        if result:
            text = _("%(made)s places were given, %(gone)s taken back.")
            messages.success(request, text % {"made": result[0], "gone": result[1]})
        return redirect("committee:assignments", committee.uid)
    return render(request, "committee/assignments.html", _context(request, committee))


@require_http_methods(["POST"])
def distribute(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Fill every case with the least loaded evaluators."""
    committee = managed(request, uid)
    result = done(request, lambda: services.distribute(committee, act(request)))
    if result:
        messages.success(request, _("%(count)s places were given.") % {"count": result.made})
        if result.short:
            text = _("Too few evaluators without a conflict for: %(cases)s.")
            messages.warning(request, text % {"cases": ", ".join(result.short)})
    return redirect("committee:assignments", committee.uid)


@require_http_methods(["GET"])
def sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list to fill in, as a workbook."""
    committee = managed(request, uid)
    rows = list(_cases(committee))
    people = [member.user for member in committee.members.current().select_related("user")]
    holders: dict[int, list[str]] = {}
    for place in committee.assignments.live().select_related("evaluator"):
        holders.setdefault(place.case_id, []).append(place.evaluator.email)
    record_access(
        actor=person(request),
        subject=str(committee),
        what="committee assignment list",
        address=address(request),
        count=len(rows),
    )
    return HttpResponse(
        committee_sheet.workbook(rows, holders, people, committee.per_case),
        content_type=committee_sheet.CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=f"평가위원_배정_{committee.round.case_prefix}.xlsx"
            )
            or "attachment",
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["POST"])
def upload(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list filled in: taken as a whole, or every wrong cell is named."""
    committee = managed(request, uid)
    form = SheetForm(request.POST, request.FILES)
    wrong: list[committee_sheet.CellError] = []
    made: list[tuple[int, int]] = []

    def save() -> None:
        cases = {str(row.case.number): row.case for row in _cases(committee)}
        people = {m.user.email: m.user for m in committee.members.current().select_related("user")}
        pairs, errors = committee_sheet.read(form.cleaned_data["file"], cases, people)
        if errors:
            wrong.extend(errors)
            form.add_error("file", _("The file was not taken: see below what to change in it."))
        else:
            made.append(services.replace_assignments(committee, pairs, act(request)))

    if saved(form, save) and made:
        text = _("%(made)s places were given, %(gone)s taken back.")
        messages.success(request, text % {"made": made[0][0], "gone": made[0][1]})
        return redirect("committee:assignments", committee.uid)
    context = _context(request, committee, sheet_form=form, wrong=wrong)
    return render(request, "committee/assignments.html", context, status=status_of(form))


@require_http_methods(["POST"])
def unassign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back a place about which something was declared, with a reason."""
    committee = managed(request, uid)
    places = {str(place.uid): place for place in committee.assignments.current()}
    assignment = places.get(request.POST.get("place", ""))
    if assignment is None:
        raise Http404
    comment = request.POST.get("comment", "")
    done(
        request,
        lambda: services.unassign(assignment, act(request, comment=comment)),
        _("The place is free again."),
    )
    return redirect("committee:assignments", committee.uid)


def _cases(committee: Committee) -> Any:
    return rules.to_assign(committee).select_related("case__organisation", "case__site", "case__region")


def _ticked(request: HttpRequest, committee: Committee) -> list[tuple[Case, User]]:
    """Boxes ``place`` with ``<case>:<evaluator>`` uids; what is not of this committee is left out."""
    cases = {str(row.case.uid): row.case for row in _cases(committee)}
    people = {str(m.user.uid): m.user for m in committee.members.current().select_related("user")}
    pairs = []
    for box in request.POST.getlist("place"):
        case, _colon, evaluator = box.partition(":")
        if case in cases and evaluator in people:
            pairs.append((cases[case], people[evaluator]))
    return pairs


def _context(request: HttpRequest, committee: Committee, **more: Any) -> dict[str, Any]:
    rows = list(_cases(committee))
    people = [member.user for member in committee.members.current().select_related("user")]
    seen = conflicts.seen(rows, people, committee)
    places = {
        (place.case_id, place.evaluator_id): place
        for place in committee.assignments.current().select_related("review", "evaluator")
    }
    grid = [_line(row, people, places, seen) for row in rows]
    load = {
        person_.pk: sum((row.case_id, person_.pk) in places for row in rows if not _out(places, row, person_))
        for person_ in people
    }
    editable = committee.state in (Committee.State.PREPARING, Committee.State.SCORING)
    return {
        "committee": committee,
        "tabs": tabs(request, committee),
        "people": [(person_, load[person_.pk]) for person_ in people],
        "grid": grid,
        "short": sum(1 for _row, _cells, count in grid if count < committee.per_case),
        "may_assign": editable and request.user.has_perm("committee.manage", committee),
        "declared": [
            (cell["place"], row.case.number)
            for row, cells, _count in grid
            for cell in cells
            if cell["fixed"] and not cell["barred"]
        ],
        "sheet_form": SheetForm(),
        "wrong": [],
        **more,
    }


def _out(places: dict[tuple[int, int], ReviewAssignment], row: Application, user: User) -> bool:
    place = places.get((row.case_id, user.pk))
    return place is not None and place.has_conflict is True


def _line(
    row: Application,
    people: list[User],
    places: dict[tuple[int, int], ReviewAssignment],
    seen: conflicts.Seen,
) -> tuple[Application, list[dict[str, Any]], int]:
    """A case with one cell for each evaluator: the place, whether it is fixed, and what stands between them."""
    cells = []
    for user in people:
        key = (row.case_id, user.pk)
        place = places.get(key)
        found = seen.get(key, [])
        barred = any(one.barring for one in found) or (place is not None and place.has_conflict is True)
        cells.append(
            {
                "user": user,
                "place": place,
                "review": getattr(place, "review", None) if place else None,
                "barred": barred,
                "reasons": " ".join(str(one.text) for one in found)
                or (place.conflict_reason if place else ""),
                "fixed": place is not None and place.declared_at is not None,
            }
        )
    count = sum(1 for cell in cells if cell["place"] and not cell["barred"])
    return row, cells, count
