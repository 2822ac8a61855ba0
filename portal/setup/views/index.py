"""The programmes that somebody sets up, with their rounds; a programme's own entries."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from portal.setup import access
from portal.setup.round_forms import ProgramForm
from programs import services
from programs.models import Program, Round


@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """Programmes with their rounds, newest first."""
    rounds = Round.objects.order_by("-year", "-pk").select_related("call")
    programs = Program.objects.set_up_by(request.user).select_related("operator")
    context = {"programs": programs.prefetch_related(Prefetch("rounds", rounds))}
    return render(request, "setup/index.html", context)


@require_http_methods(["GET", "POST"])
def program_new(request: HttpRequest) -> HttpResponse:
    form = ProgramForm(request.POST or None)
    if access.saved(form, lambda: services.create(form.instance, access.edit_of(request))):
        messages.success(request, _("The programme was made. Add its first round."))
        return redirect("setup:index")
    return _program_page(request, form, _("New programme"))


@require_http_methods(["GET", "POST"])
def program_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    program = access.program_of(request, uid)
    form = ProgramForm(request.POST or None, instance=access.program_of(request, uid))
    if access.saved(form, lambda: services.change(program, form.cleaned_data, access.edit_of(request))):
        messages.success(request, _("The programme was saved."))
        return redirect("setup:index")
    return _program_page(request, form, str(program), access.revision_shown(form, program))


def _program_page(request: HttpRequest, form: ProgramForm, title: str, revision: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "revision": revision}
    return render(request, "setup/rounds/program.html", context, status=status_of(form))
