"""The evaluator's pages: what waits, the declarations, and scoring one case after another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.errors import ActError, StaleVersion
from accounts.forms import status_of
from accounts.requests import address, version
from applications import words
from applications.forms.committee import AbstainForm, DeclareForm, ReasonForm, ReviewForm, TiesForm
from applications.models import Application, Committee, Review, ReviewAssignment
from applications.rules import committee_work, conflicts, redaction
from applications.services import committee as services
from applications.views.committee.common import act, done, own_place, saved
from documents.models import File
from journal.access import record_access


@require_http_methods(["GET"])
def mine(request: HttpRequest) -> HttpResponse:
    """An evaluator's committees with their cases and how far they are."""
    user = person(request)
    places = (
        ReviewAssignment.objects.of_evaluator(user)
        .to_read()
        .exclude(case__organisation__in=user.firm_ids)
        .select_related("case__organisation", "case__site", "case__region", "committee", "review")
        .order_by("pk")
    )
    by_committee: dict[int, list[Any]] = {}
    for place in places:
        identity = redaction.identity(place.case, blind=place.committee.is_blind)
        by_committee.setdefault(place.committee_id, []).append(
            (place, identity, getattr(place, "review", None))
        )
    progress = committee_work.own_progress(user)
    context = {"boards": [(one, by_committee.get(one.committee.pk, [])) for one in progress]}
    return render(request, "committee/mine.html", context)


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Declare conflicts of interest for every case that waits for it: only what is needed for that is shown."""
    user = person(request)
    committee = _own_committee(request, uid)
    places = list(
        ReviewAssignment.objects.of_evaluator(user)
        .to_declare()
        .filter(committee=committee)
        .select_related("case__organisation", "case__site", "case__region", "committee")
        .order_by("pk")
    )
    form = DeclareForm(request.POST or None, places=places)
    if request.method == "POST":
        count = _declare(request, form)
        if count:
            messages.success(request, _("%(count)s declarations were kept.") % {"count": count})
        if count and not form.errors:
            left = committee_work.progress_on(committee, user)
            return redirect(
                "committee:declare" if left.to_declare else "committee:mine", *_uid(left, committee)
            )
        if not count and not form.errors:
            form.add_error(None, _("Nothing was declared yet: choose an answer for at least one case."))
    else:
        _record_minimum(request, committee, places)
    seat = committee.members.current().get(user=user)
    context = {
        "committee": committee,
        "rows": _declared_rows(committee, form, user),
        "form": form,
        "pledge": words.PLEDGE,
        "seat": seat,
        "ties_form": TiesForm(initial={"ties": "\n".join(seat.ties)}),
        "progress": committee_work.progress_on(committee, user),
    }
    return render(request, "committee/declare.html", context, status=status_of(form))


def _uid(left: committee_work.Progress, committee: Committee) -> list[UUID]:
    return [committee.uid] if left.to_declare else []


def _own_committee(request: HttpRequest, uid: UUID) -> Committee:
    seats = Committee.objects.visible_to(request.user).filter(
        members__user=person(request), members__removed_at=None
    )
    return get_object_or_404(seats.with_list_data().distinct(), uid=uid)


def _declare(request: HttpRequest, form: DeclareForm) -> int:
    """Keep each answered declaration; one that is refused stays on the page with its reason."""
    if not form.is_valid():
        return 0
    kept = []
    for place in form.places:
        data = form.answer(place)
        if data is None:
            continue
        try:
            services.declare(place, act(request, data))
        except ActError as error:
            form.refuse(place, error)
        else:
            kept.append(place)
    form.places = [place for place in form.places if place not in kept]
    return len(kept)


def _declared_rows(committee: Committee, form: DeclareForm, user: Any) -> list[dict[str, Any]]:
    """The minimum for declaring: firm, site, representative, region; where it is blind the industry instead."""
    places = form.places
    applications = {
        row.case_id: row
        for row in Application.objects.filter(case__in=[place.case_id for place in places]).select_related(
            "case__organisation"
        )
    }
    seen = conflicts.seen(applications.values(), [user], committee)
    return [
        {
            "identity": redaction.identity(place.case, blind=committee.is_blind),
            "controls": form.controls(place),
            "seen": [] if committee.is_blind else seen.get((place.case_id, user.pk), []),
            "products": "" if not committee.is_blind else applications[place.case_id].ksic_code,
        }
        for place in places
        if place.case_id in applications
    ]


def _record_minimum(request: HttpRequest, committee: Committee, places: list[ReviewAssignment]) -> None:
    """That names of firms and their heads were shown for the declaration (접속기록)."""
    if places and not committee.is_blind:
        record_access(
            actor=person(request),
            subject=", ".join(str(place.case.organisation) for place in places),
            what=f"declaration for {committee}",
            address=address(request),
            count=len(places),
        )


@require_http_methods(["POST"])
def ties(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name the firms one has ties with, where names are hidden."""
    committee = _own_committee(request, uid)
    form = TiesForm(request.POST)
    if form.is_valid():
        done(
            request,
            lambda: services.state_ties(committee, act(request, {"ties": form.names()})),
            _("Your ties were kept. Cases of these firms are not shown to you."),
        )
    return redirect("committee:declare", committee.uid)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Score one case, then the next. Leaves an access record when the case is read."""
    place = own_place(request, uid)
    stored = Review.objects.filter(assignment=place).prefetch_related("marks__criterion").first()
    criteria = services.criteria_of(place)
    form = ReviewForm(request.POST or None, criteria=criteria, initial=ReviewForm.initial_of(stored))
    abstaining = AbstainForm(request.POST if request.POST.get("act") == "abstain" else None)
    if request.method == "POST":
        name = request.POST.get("act", "draft")
        if name == "abstain":
            if _abstain(request, place, abstaining):
                return _onward(request, place)
            form = ReviewForm(criteria=criteria, initial=ReviewForm.initial_of(stored))
        elif _save(request, place, form, final=name == "final"):
            if name == "draft":
                messages.success(request, _("The draft was saved."))
                return redirect(place)
            return _onward(request, place)
    else:
        _record(request, place)
    context = _context(request, place, stored, form, abstaining)
    return render(
        request, "committee/review.html", context, status=max(status_of(form), status_of(abstaining))
    )


def _seen(request: HttpRequest) -> int:
    """The version of the review that the page was built from; 0: there was none."""
    return version(request) or 0


def _save(request: HttpRequest, place: ReviewAssignment, form: ReviewForm, *, final: bool) -> bool:
    def save() -> None:
        data = {"marks": form.marks(), "comment": form.cleaned_data["comment"], "final": final}
        services.save_review(place, act(request, data, seen=_seen(request)))

    return saved(form, save)


def _abstain(request: HttpRequest, place: ReviewAssignment, form: AbstainForm) -> bool:
    def save() -> None:
        comment = form.cleaned_data["abstain_reason"]
        services.abstain(place, act(request, comment=comment, seen=_seen(request)))

    return saved(form, save)


def _own_places(place: ReviewAssignment) -> list[ReviewAssignment]:
    """All cases of the committee that this person may read, in order."""
    found = place.committee.assignments.current().to_read().filter(evaluator=place.evaluator_id)
    return list(found.select_related("review").order_by("pk"))


def _onward(request: HttpRequest, place: ReviewAssignment) -> HttpResponse:
    """On to the next case that is not done, from this one on and round; at the end back to the list."""
    places = _own_places(place)
    here = next((number for number, one in enumerate(places) if one.pk == place.pk), 0)
    for one in (*places[here + 1 :], *places[:here]):
        if not _is_done(one):
            messages.success(request, _("Saved. The next case is shown."))
            return redirect(one)
    messages.success(request, _("Saved. You have scored every case."))
    return redirect("committee:mine")


def _is_done(place: ReviewAssignment) -> bool:
    return getattr(place, "review", None) is not None and place.review.state != Review.State.DRAFT


def _record(request: HttpRequest, place: ReviewAssignment) -> None:
    identity = redaction.identity(place.case, blind=place.committee.is_blind)
    record_access(
        actor=person(request),
        subject=identity.title,
        what=f"scoring of {place.case} in {place.committee}",
        address=address(request),
    )


def _context(
    request: HttpRequest,
    place: ReviewAssignment,
    stored: Review | None,
    form: ReviewForm,
    abstaining: AbstainForm,
) -> dict[str, Any]:
    application = Application.objects.with_page_data().get(case=place.case_id)
    blind = place.committee.is_blind
    places = _own_places(place)
    here = next(number for number, one in enumerate(places) if one.pk == place.pk)
    files = [] if blind else File.objects.visible_to(request.user).filter(case=place.case).usable()[:50]
    stale = getattr(form, "refused_with", None) == StaleVersion.status
    fresh = Review.objects.filter(assignment=place).first() if form.is_bound else stored
    # After a stale save the page carries the stored version on, so that saving again works.
    seen = (
        fresh.version
        if stale and fresh
        else _seen(request)
        if form.is_bound
        else stored.version
        if stored
        else 0
    )
    finished = sum(_is_done(one) for one in places)
    return {
        "place": place,
        "committee": place.committee,
        "application": application,
        "dossier": redaction.dossier(application, blind=blind),
        "files": files,
        "form": form,
        "abstain_form": abstaining,
        "conflict_form": ReasonForm(),
        "review": fresh,
        "seen": seen,
        "is_open": place.committee.is_open_for_scores,
        "number": here + 1,
        "total": len(places),
        "finished": finished,
        "previous": places[here - 1] if here else None,
        "following": places[here + 1] if here + 1 < len(places) else None,
    }


@require_http_methods(["POST"])
def report_conflict(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A conflict that shows while reading: the case disappears from the own list."""
    place = own_place(request, uid)
    comment = request.POST.get("comment", "")
    result = done(
        request,
        lambda: services.report_conflict(place, act(request, comment=comment)),
        _("The conflict was recorded. The case is not shown to you any more."),
    )
    return redirect("committee:mine") if result else redirect(place)
