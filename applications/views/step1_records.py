"""Interviews, the on-site check, the firm's team and the experts' pledge."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.requests import address
from accounts.roles import Role
from applications import pledges
from applications.forms.step1_records import ContactForm, InterviewForm, InterviewHeadForm, SiteCheckForm
from applications.models import Application, CaseContact, Interview, Pledge
from applications.services import interviews as talks
from applications.services import site_checks
from applications.services import team as teams
from applications.views.acting import act, visible
from documents.files import FileRefused
from documents.models import File
from journal import clock
from journal.access import record_access
from programs.models import QuestionnaireItem
from workflow.errors import ActError, NotAllowed


def _with_permission(request: HttpRequest, uid: UUID, permission: str) -> Application:
    """An application that one sees and may do something with; foreign and missing look the same."""
    application = visible(request, uid)
    if not request.user.has_perm(permission, application):
        raise PermissionDenied
    return application


def _read(request: HttpRequest, application: Application, subject: str, what: str) -> None:
    """Reading about people leaves a record (접속기록)."""
    record_access(
        actor=person(request),
        subject=f"{application.case.organisation} {subject}".strip(),
        what=f"{what} {application}",
        address=address(request),
    )


# -- interviews ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def interviews(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The interviews of a case, and the beginning of another one."""
    application = _with_permission(request, uid, "interviews.read")
    questionnaire = application.case.round.questionnaire
    may_edit = questionnaire is not None and request.user.has_perm("interviews.edit", application)
    initial = {"held_on": clock.today(), "audience": QuestionnaireItem.Audience.CEO}
    form = InterviewHeadForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            opened = talks.open_interview(application, act(request, form.cleaned_data))
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            show_error(form, error)
        else:
            return redirect("applications:interview", opened.uid)
    context = {
        "application": application,
        "case": application.case,
        "questionnaire": questionnaire,
        "audiences": QuestionnaireItem.Audience.choices,
        "form": form if may_edit else None,
        "interviews": Interview.objects.visible_to(request.user)
        .filter(application=application)
        .with_list_data(),
    }
    return render(request, "applications/interviews.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def interview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One interview, to be filled in on a tablet and saved as often as one likes."""
    found = get_object_or_404(Interview.objects.visible_to(request.user).with_list_data(), uid=uid)
    application = visible(request, found.application.uid)
    may_edit = request.user.has_perm("interviews.edit", application) and not application.case.is_closed
    items = talks.questions(found.questionnaire, found.audience)
    form = InterviewForm(
        request.POST if request.method == "POST" else None,
        instance=found,
        items=items,
        answers=found.answers.all(),
    )
    if request.method == "POST" and form.is_valid():
        fresh = Interview.objects.get(pk=found.pk)
        try:
            talks.save_interview(fresh, act(request, form.act_data()))
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(
                request,
                _("Saved at %(time)s.") % {"time": clock.now().astimezone(clock.SEOUL).strftime("%H:%M")},
            )
            return redirect(_after_saving(request, found))
    if request.method == "GET":
        _read(request, application, found.person_name, "interview")
    context = {
        "application": application,
        "case": application.case,
        "interview": found,
        "form": form,
        "may_edit": may_edit,
        "seen": request.POST.get("version", found.version),
    }
    return render(request, "applications/interview.html", context, status=status_of(form))


def _after_saving(request: HttpRequest, found: Interview) -> str:
    if request.POST.get("act") == "close":
        return reverse("applications:interviews", args=[found.application.uid])
    return request.path


@require_http_methods(["GET"])
def interview_sheet(request: HttpRequest, uid: UUID, audience: str) -> HttpResponse:
    """The questions on paper, with room to write."""
    application = _with_permission(request, uid, "interviews.read")
    audiences = dict(QuestionnaireItem.Audience.choices)
    if audience not in audiences:
        raise Http404
    questionnaire = application.case.round.questionnaire
    items = talks.questions(questionnaire, audience) if questionnaire else []
    context = {
        "application": application,
        "case": application.case,
        "questionnaire": questionnaire,
        "audience": audiences[audience],
        "items": items,
    }
    return render(request, "applications/interview_sheet.html", context)


# -- the on-site check -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def site_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Earlier visits with their photos, and the record of one more."""
    application = _with_permission(request, uid, "applications.read_screening")
    may_record = (
        application.state == "screened"
        and application.case.round.initial_site_check
        and request.user.has_perm("applications.check_site", application)
    )
    form = SiteCheckForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"visited_on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        photos = [photo for photo in form.cleaned_data["photos"] if photo]
        try:
            site_checks.record_with_photos(application, act(request, form.act_data()), photos)
        except NotAllowed:
            raise PermissionDenied from None
        except FileRefused as refused:
            form.add_error("photos", refused)
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The on-site check was recorded."))
            return redirect("applications:screening", application.uid)
    files = File.objects.visible_to(request.user).filter(case=application.case)
    checks = [
        (check, files.filter(purpose=check.photo_purpose))
        for check in application.site_checks.select_related("by")[:10]
    ]
    context = {
        "application": application,
        "case": application.case,
        "checks": checks,
        "form": form if may_record or form.is_bound else None,
    }
    return render(request, "applications/site_check.html", context, status=status_of(form))


# -- the firm's team, and the pledge ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The firm's people on the case and who has pledged secrecy towards the firm."""
    application = _with_permission(request, uid, "cases.read_team")
    may_edit = request.user.has_perm("applications.edit", application) and not application.case.is_closed
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            teams.add_contact(application.case, act(request, form.cleaned_data))
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The person was added."))
            return redirect("applications:team", application.uid)
    if request.method == "GET" and not may_edit:
        _read(request, application, "", "team of")
    context = _team_context(application) | {"form": form if may_edit else None, "may_edit": may_edit}
    return render(request, "applications/team.html", context, status=status_of(form))


def _team_context(application: Application) -> dict[str, Any]:
    case = application.case
    given = list(Pledge.objects.filter(case=case).select_related("user"))
    pledged = {pledge.user_id for pledge in given if pledge.text_version == pledges.VERSION}
    consultants = case.participants.current().filter(role=Role.CONSULTANT).select_related("user")
    return {
        "application": application,
        "case": case,
        "contacts": case.contacts.filter(until=None),
        "pledges": given,
        "not_pledged": [part.user for part in consultants if part.user_id not in pledged],
    }


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change one of the firm's people, or take them off."""
    found = get_object_or_404(
        CaseContact.objects.filter(
            until=None, case__in=Application.objects.visible_to(request.user).values("case")
        ).select_related("case"),
        uid=uid,
    )
    application = get_object_or_404(Application.objects.visible_to(request.user), case=found.case)
    if not request.user.has_perm("applications.edit", application):
        raise PermissionDenied
    form = ContactForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and (request.POST.get("act") == "end" or form.is_valid()):
        stored = CaseContact.objects.get(pk=found.pk)
        try:
            if request.POST.get("act") == "end":
                teams.end_contact(stored, act(request))
            else:
                teams.change_contact(stored, act(request, form.cleaned_data))
        except ActError as error:
            form.is_valid()
            show_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("applications:team", application.uid)
    context = {
        "application": application,
        "case": found.case,
        "contact": found,
        "form": form,
        "seen": request.POST.get("version", found.version),
    }
    return render(request, "applications/contact.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def pledge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read the pledge and give it with one click."""
    application = _with_permission(request, uid, "cases.pledge")
    if request.method == "POST":
        try:
            teams.give_pledge(
                application.case, act(request, {"text_version": request.POST.get("text_version", "")})
            )
        except ActError as error:
            messages.error(request, error.message)
            return redirect("applications:pledge", application.uid)
        messages.success(request, _("Your pledge was recorded. The company sees it."))
        return redirect(application.case)
    context = {
        "application": application,
        "case": application.case,
        "text": pledges.TEXT,
        "text_version": pledges.VERSION,
        "given": Pledge.objects.filter(
            case=application.case, user=person(request), text_version=pledges.VERSION
        ).first(),
    }
    return render(request, "applications/pledge.html", context)
