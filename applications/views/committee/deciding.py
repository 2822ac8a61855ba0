"""The ranked list with its line, statistics, decisions and their release."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from applications.forms.committee import DecisionForm
from applications.models import Committee
from applications.rules import ranking, redaction
from applications.services import committee as services
from applications.services.committee import Outcome
from applications.views.committee.common import act, done, managed, overseen, reads_names, saved
from applications.views.committee.setting_up import tabs
from calculations.ranking import OUTLIER_Z, round_deviation, round_points


@require_http_methods(["GET"])
def ranked(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who comes where, what money and quotas reach, what was decided."""
    committee = _begun(request, uid)
    return render(request, "committee/ranking.html", _context(request, committee))


def _begun(request: HttpRequest, uid: UUID) -> Committee:
    """While it is prepared a committee has no list yet."""
    committee = overseen(request, uid)
    if committee.state == Committee.State.PREPARING:
        raise Http404
    return committee


def _context(request: HttpRequest, committee: Committee, **more: Any) -> dict[str, Any]:
    found = ranking.rank(committee)
    names = reads_names(request, committee)
    is_overseer = request.user.has_perm("committee.read", committee)
    rows = [_shown(row, names=names, reader=request.user.pk, is_overseer=is_overseer) for row in found.rows]
    upcoming = found.next_reserve if _has_vacancy(found) else None
    staged = [row for row in found.rows if row.decision and row.decision.released_at is None]
    return {
        "committee": committee,
        "tabs": tabs(request, committee),
        "ranking": found,
        "rows": rows,
        "evaluators": found.evaluators,
        "cut_after": found.cut_after,
        "drops": bool(committee.round.scoring_sheet and committee.round.scoring_sheet.drops_extremes),
        "staged": len([row for row in staged if row.decision and row.decision.error_code != "ended"]),
        "undecided": sum(row.is_open and row.decision is None for row in found.rows),
        "proposable": sum(row.is_open and row.decision is None and bool(row.proposal) for row in found.rows),
        "failed": [row for row in staged if row.decision and row.decision.error_code],
        "upcoming": upcoming,
        "may_decide": committee.state != Committee.State.SCORING
        and request.user.has_perm("committee.decide", committee),
        "may_release": committee.state != Committee.State.SCORING
        and request.user.has_perm("committee.release", committee),
        "chart": [
            (row["title"], row["sum"], f"{row['sum']}")
            for row in rows
            if row["row"].place.candidate.points is not None and not row["masked"]
        ],
        **more,
    }


def _has_vacancy(found: ranking.Ranking) -> bool:
    """A selected firm gave up after the results were out."""
    return any(
        row.decision is not None
        and row.decision.decision == "select"
        and row.decision.released_at is not None
        and row.application.state == "withdrawn"
        for row in found.rows
    )


def _shown(row: ranking.Row, *, names: bool, reader: int, is_overseer: bool) -> dict[str, Any]:
    """A row as this reader may see it: the chair nothing of a case they declared a conflict about."""
    masked = not is_overseer and reader in row.conflicted
    identity = redaction.identity(row.case, blind=not names or masked)
    points = row.points
    return {
        "row": row,
        "identity": identity,
        "title": identity.title,
        "masked": masked,
        "sum": row.place.candidate.sum,
        "points": None if points is None or points.points is None else round_points(points.points),
        "deviation": None
        if points is None or points.spread.deviation is None
        else round_deviation(points.spread.deviation),
        "span": None if points is None or points.spread.span is None else round_points(points.spread.span),
    }


@require_http_methods(["GET"])
def statistics(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Marks per criterion, points per evaluator and case, and who marks far off the others."""
    committee = _begun(request, uid)
    if not committee.is_scored:
        raise Http404
    context = _context(request, committee)
    found: ranking.Ranking = context["ranking"]
    context["people"] = [
        {
            "user": user,
            "count": sum(user.pk in row.by_evaluator for row in found.rows),
            "z": None if (z := found.evaluator_z[user.pk]) is None else round_deviation(z),
            "is_outlier": z is not None and abs(z) >= OUTLIER_Z,
        }
        for user in found.evaluators
    ]
    context["criteria"] = [
        {
            "criterion": criterion,
            "count": spread.count,
            "mean": None if spread.mean is None else round_points(spread.mean),
            "deviation": None if spread.deviation is None else round_deviation(spread.deviation),
            "lowest": spread.lowest,
            "highest": spread.highest,
        }
        for criterion, spread in found.criteria
    ]
    for shown in context["rows"]:
        by = shown["row"].by_evaluator
        shown["cells"] = [None if by.get(u.pk) is None else round_points(by[u.pk]) for u in found.evaluators]
    context["criteria_chart"] = [
        (str(one["criterion"]), one["mean"], f"{one['mean']} / {one['criterion'].scale}")
        for one in context["criteria"]
    ]
    return render(request, "committee/statistics.html", context)


@require_http_methods(["POST"])
def proposal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stage what the list proposes for every undecided case."""
    committee = managed(request, uid, "committee.decide")
    result = done(request, lambda: services.take_proposal(committee, act(request)) or "0")
    if result is not None:
        messages.success(
            request, _("%(count)s decisions were staged. Nobody outside sees them yet.") % {"count": result}
        )
    return redirect("committee:ranking", committee.uid)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, uid: UUID, case: UUID) -> HttpResponse:
    """Stage or change the decision about one case."""
    committee = managed(request, uid, "committee.decide")
    found = ranking.rank(committee)
    row = next((row for row in found.rows if row.case.uid == case), None)
    if row is None:
        raise Http404
    decision = row.decision
    initial = {
        "decision": decision.decision if decision else row.proposal,
        "conditions": decision.conditions if decision else "",
    }
    form = DecisionForm(request.POST or None, initial=initial)

    def save() -> None:
        data = {name: form.cleaned_data[name] for name in ("decision", "conditions")}
        comment = form.cleaned_data["comment"]
        services.decide(committee, row.case, act(request, data, comment=comment))

    if request.method == "POST" and saved(form, save):
        messages.success(request, _("The decision was staged. Nobody outside sees it yet."))
        return redirect("committee:ranking", committee.uid)
    stored = committee.decisions.current().filter(case=row.case).first()
    stale = getattr(form, "refused_with", None) == 409
    context = {
        "committee": committee,
        "tabs": tabs(request, committee),
        "form": form,
        "shown": _shown(row, names=True, reader=request.user.pk, is_overseer=True),
        "decision": stored,
        "seen": request.POST.get("version", "0")
        if form.is_bound and not stale
        else stored.version
        if stored
        else 0,
    }
    return render(request, "committee/decide.html", context, status=status_of(form))


@require_http_methods(["POST"])
def release(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Release every staged decision; what failed stands at its row and can be released again."""
    committee = managed(request, uid, "committee.release")
    outcomes = done(request, lambda: services.release(committee, act(request)))
    if outcomes:
        _tell(request, outcomes)
    return redirect("committee:ranking", committee.uid)


def _tell(request: HttpRequest, outcomes: list[Outcome]) -> None:
    through = sum(outcome.ok for outcome in outcomes)
    if through:
        text = _("%(count)s results were released: letters and mails are on their way.")
        messages.success(request, text % {"count": through})
    for outcome in outcomes:
        if not outcome.ok:
            messages.error(request, f"{outcome.decision.case}: {outcome.error}")


@require_http_methods(["POST"])
def promote(request: HttpRequest, uid: UUID, case: UUID) -> HttpResponse:
    """Select the next firm of the reserve list in place of one that gave up."""
    committee = managed(request, uid, "committee.release")
    row = next((row for row in ranking.rank(committee).rows if row.case.uid == case), None)
    if row is None:
        raise Http404
    comment = request.POST.get("comment", "")
    done(
        request,
        lambda: services.promote(committee, row.case, act(request, comment=comment)),
        _("%(case)s was selected from the reserve list.") % {"case": row.case},
    )
    return redirect("committee:ranking", committee.uid)
