"""The programmes and rounds that somebody sets up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from programs.models import Program, Round


@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """Programmes with their rounds, newest first."""
    programs = Program.objects.set_up_by(request.user).select_related("operator")
    rounds = Round.objects.set_up_by(request.user).select_related("program")
    context = {"programs": programs, "rounds": rounds}
    return render(request, "setup/index.html", context)
