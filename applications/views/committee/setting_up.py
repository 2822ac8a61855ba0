"""A committee: the list, opening one, who sits on it, when it begins and ends."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import status_of
from accounts.models import User
from applications.committee_querysets import rounds_of
from applications.forms.committee import CommitteeForm, MembersForm, ReasonForm
from applications.models import Committee
from applications.rules import committee as rules
from applications.rules import committee_work
from applications.services import committee as services
from applications.views.committee.common import act, done, managed, overseen, saved
from programs.models import Round
from workflow import keyset

ACTS = {"begin": services.begin, "close": services.close, "reopen": services.reopen}


@require_http_methods(["GET"])
def listing(request: HttpRequest) -> HttpResponse:
    """Committees one oversees, newest first; the rounds that have none yet; the plans that wait."""
    user = person(request)
    rows = Committee.objects.overseen_by(user).with_list_data()
    context = {
        "page": keyset.page_of(request, rows),
        "rounds": _without(user) if user.has_perm("committee.manage") else [],
        "plans": rounds_of(user).filter(plan_confirmed_by_committee=True).order_by("-year", "-pk")[:20],
        "vacancies": set(committee_work.with_vacancies(rows).values_list("pk", flat=True)),
    }
    return render(request, "committee/list.html", context)


def _without(user: User) -> list[Round]:
    """Rounds in a person's scope that have begun and have no committee for all their regions."""
    covering = Committee.objects.filter(region=None).values("round")
    return list(rounds_of(user).exclude(pk__in=covering).order_by("-year", "-pk")[:20])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open the committee of a round."""
    round_ = get_object_or_404(rounds_of(person(request)), uid=uid)
    start = {"name": _("%(round)s selection committee") % {"round": round_}}
    form = CommitteeForm(request.POST or None, round_=round_, initial=start)
    made: list[Committee] = []

    def save() -> None:
        region = form.cleaned_data["region"]
        made.append(services.open_committee(round_, region, act(request, form.values())))

    if request.method == "POST" and saved(form, save):
        messages.success(request, _("The committee was opened."))
        return redirect(made[0])
    context = {"form": form, "round": round_, "committee": None}
    return render(request, "committee/form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    committee = managed(request, uid)
    form = CommitteeForm(request.POST or None, instance=committee, round_=committee.round)

    def save() -> None:
        services.edit_committee(committee, act(request, form.values()))

    if request.method == "POST" and saved(form, save):
        messages.success(request, _("The committee was saved."))
        return redirect(committee)
    fresh = Committee.objects.with_list_data().get(pk=committee.pk)
    context = {"form": form, "round": fresh.round, "committee": fresh}
    return render(request, "committee/form.html", context, status=status_of(form))


@require_http_methods(["GET"])
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where the committee stands, who sits on it and how far everybody is."""
    return render(request, "committee/detail.html", _context(request, overseen(request, uid)))


def _context(request: HttpRequest, committee: Committee, **forms: Any) -> dict[str, Any]:
    may_manage = request.user.has_perm("committee.manage", committee)
    finished = committee_work.FINISHED
    members = committee.members.current().select_related("user")
    sums = {
        row["evaluator"]: row
        for row in committee.assignments.current()
        .order_by()
        .values("evaluator")
        .annotate(
            conflicts=Count("pk", filter=Q(has_conflict=True)),
            to_declare=Count("pk", filter=Q(declared_at=None)),
            to_score=Count("pk", filter=Q(has_conflict=False) & ~finished),
            done=Count("pk", filter=Q(has_conflict=False) & finished),
        )
    }
    none = {"conflicts": 0, "to_declare": 0, "to_score": 0, "done": 0}
    rows = [(member, sums.get(member.user_id, none)) for member in members]
    return {
        "committee": committee,
        "tabs": tabs(request, committee),
        "members": rows,
        "left": sum(row["to_declare"] + row["to_score"] for _member, row in rows),
        "done": sum(row["done"] for _member, row in rows),
        "cases": rules.judged_by(committee).count(),
        "may_manage": may_manage,
        "may_seat": may_manage and committee.is_scored and committee.state in ("preparing", "scoring"),
        "may_close": request.user.has_perm("committee.close", committee),
        "member_form": MembersForm(),
        "reason_form": ReasonForm(),
        **forms,
    }


@require_http_methods(["POST"])
def members(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Seat evaluators."""
    committee = managed(request, uid)
    form = MembersForm(request.POST)
    made: list[Any] = []

    def save() -> None:
        made.extend(services.add_members(committee, form.addresses(), act(request)))

    if saved(form, save):
        messages.success(request, _("%(count)s evaluators were added.") % {"count": len(made)})
        return redirect(committee)
    fresh = Committee.objects.with_list_data().get(pk=committee.pk)
    context = _context(request, fresh, member_form=form)
    return render(request, "committee/detail.html", context, status=status_of(form))


@require_http_methods(["POST"])
def member_remove(request: HttpRequest, uid: UUID, user: UUID) -> HttpResponse:
    committee = managed(request, uid)
    member = get_object_or_404(committee.members.current().select_related("user"), user__uid=user)
    comment = request.POST.get("comment", "")
    text = _("%(name)s sits on the committee no more.") % {"name": member.user}
    done(request, lambda: services.remove_member(committee, member.user, act(request, comment=comment)), text)
    return redirect(committee)


@require_http_methods(["POST"])
def perform(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Begin, close or reopen the scores."""
    committee = overseen(request, uid)
    needed = "committee.manage" if name == "begin" else "committee.close"
    if name not in ACTS or not request.user.has_perm(needed, committee):
        raise PermissionDenied
    form = ReasonForm(request.POST)

    def save() -> None:
        ACTS[name](committee, act(request, comment=form.cleaned_data["comment"]))

    if saved(form, save):
        messages.success(request, _("Done."))
        return redirect(committee)
    fresh = Committee.objects.with_list_data().get(pk=committee.pk)
    context = _context(request, fresh, reason_form=form)
    return render(request, "committee/detail.html", context, status=status_of(form))


def tabs(request: HttpRequest, committee: Committee) -> list[tuple[str, str]]:
    """The pages of a committee that this reader opens: (URL name, label)."""
    found = [("committee:detail", _("Overview"))]
    if committee.is_scored and request.user.has_perm("committee.read", committee):
        found.append(("committee:assignments", _("Assignment")))
    if committee.state != Committee.State.PREPARING:
        found.append(("committee:ranking", _("Ranked list")))
        if committee.is_scored:
            found.append(("committee:statistics", _("Statistics")))
    if request.user.has_perm("committee.read", committee) or committee.chair_id == request.user.pk:
        found.append(("committee:minutes", _("Minutes")))
    return found
