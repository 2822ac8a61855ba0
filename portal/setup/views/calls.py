"""The public call of a round: text, hour of publication, attachments; questions and their answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.errors import ActError
from accounts.requests import address
from documents import files
from documents.files import FileRefused
from documents.models import File
from portal.setup import access
from portal.setup.call_forms import AnswerForm, AttachmentForm, CallForm
from portal.setup.views.rounds import show
from programs import questions, services
from programs.models import Call, Question, Round

SHOWN = 300


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write and schedule the call."""
    round_ = access.round_of(request, uid)
    stored = Call.objects.filter(round=round_).first()
    first = {} if stored else {"title_ko": round_.name_ko, "title_en": round_.name_en}
    instance = Call.objects.filter(round=round_).first() or Call(round=round_)
    form = CallForm(request.POST or None, instance=instance, initial=first)

    def save() -> Call:
        if stored is None:
            return services.create(form.instance, access.edit_of(request))
        return services.change(stored, form.cleaned_data, access.edit_of(request))

    if access.saved(form, save):
        messages.success(request, _("The call was saved."))
        return redirect("setup:call", round_.uid)
    return _call_page(request, round_, stored, form, AttachmentForm())


@require_http_methods(["POST"])
def attachment_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hang files on the call; each refused one says what to do, the others are kept."""
    round_ = access.round_of(request, uid)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.require_editable(round_)
        except ActError as error:
            form.add_error(None, error.message)
        else:
            _keep(request, round_, form)
    if not form.errors:
        return redirect("setup:call", round_.uid)
    stored = Call.objects.filter(round=round_).first()
    shown = CallForm(instance=stored or Call(round=round_, title_ko=round_.name_ko))
    return _call_page(request, round_, stored, shown, form)


def _keep(request: HttpRequest, round_: Round, form: AttachmentForm) -> None:
    for upload in form.cleaned_data["files"]:
        try:
            file = files.store(
                upload,
                case=None,
                round_=round_,
                audience=File.Audience.PUBLIC,
                purpose="call",
                actor=person(request),
            )
        except FileRefused as refusal:
            form.add_error("files", f"{upload.name}: {' '.join(refusal.messages)}")
        else:
            messages.success(request, _("“%(name)s” was uploaded.") % {"name": file.original_name})


@require_http_methods(["POST"])
def attachment_remove(request: HttpRequest, uid: UUID, file: UUID) -> HttpResponse:
    """Take a file off the call; it is kept, but nobody is offered it."""
    round_ = access.round_of(request, uid)
    hanging = get_object_or_404(File.objects.attachments().filter(round=round_), uid=file)
    try:
        services.require_editable(round_)
    except ActError as error:
        messages.error(request, error.message)
    else:
        files.take_off(hanging, actor=person(request), address=address(request))
        messages.success(request, _("“%(name)s” was taken off the call.") % {"name": hanging.original_name})
    return redirect("setup:call", round_.uid)


def _call_page(
    request: HttpRequest, round_: Round, stored: Call | None, form: CallForm, attachment_form: AttachmentForm
) -> HttpResponse:
    context = {
        "form": form,
        "attachment_form": attachment_form,
        "stored": stored,
        "revision": access.revision_shown(form, stored) if stored else "",
        "attachments": File.objects.attachments().filter(round=round_).order_by("pk"),
        "waiting": Question.objects.filter(round=round_).awaiting_answer().count(),
    }
    refused = attachment_form if attachment_form.errors else form
    return show(request, round_, "setup/rounds/call.html", context, refused)


@require_http_methods(["GET"])
def question_list(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was asked about the call, what waits for an answer first."""
    round_ = access.round_of(request, uid)
    asked = Question.objects.filter(round=round_).select_related("asked_by", "answered_by")
    context = {
        "waiting": asked.awaiting_answer().order_by("pk")[:SHOWN],
        "answered": asked.exclude(answer="")[:SHOWN],
    }
    return show(request, round_, "setup/rounds/questions.html", context)


@require_http_methods(["GET", "POST"])
def question_answer(request: HttpRequest, uid: UUID, question: UUID) -> HttpResponse:
    """Answer a question; the answer goes to who asked, and on the call page if it is marked so."""
    round_ = access.round_of(request, uid)
    asked = get_object_or_404(
        Question.objects.filter(round=round_).select_related("asked_by", "round"), uid=question
    )
    form = AnswerForm(request.POST if request.method == "POST" else None, instance=asked)

    def save() -> Question:
        given = form.cleaned_data
        return questions.answer(asked, given["answer"], access.edit_of(request), is_public=given["is_public"])

    if access.saved(form, save):
        messages.success(request, _("The answer was saved; who asked gets it by mail."))
        return redirect("setup:questions", round_.uid)
    return show(request, round_, "setup/rounds/answer.html", {"form": form, "question": asked}, form)
