"""Worked examples to load, a programme's own file to take along, and files of others to load."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import status_of
from portal.presets import library
from portal.presets.export import export
from portal.presets.load import load
from portal.presets.source import PresetError, Source, parse
from portal.setup.access import program_of
from programs.models import Program

MAX_BYTES = 1_000_000


class PresetForm(forms.Form):
    """A preset of the library by its name, or a file."""

    name = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("Preset file (YAML)"),
        required=False,
        help_text=gettext_lazy("Such as one that was downloaded from another installation; at most 1 MB."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the chosen source; what is wrong with it stands next to the field."""
        data = super().clean() or {}
        try:
            data["source"] = self._source(data)
        except PresetError as error:
            for line in error.lines:
                self.add_error("file", line)
        return data

    def _source(self, data: dict[str, Any]) -> Source:
        if data.get("name") in library.names():
            return library.read(data["name"])
        upload = data.get("file")
        if not upload:
            raise PresetError([_("Choose a file.")])
        if upload.size > MAX_BYTES:
            raise PresetError([_("The file is larger than 1 MB. A programme's file has some hundred lines.")])
        try:
            return parse(upload.read().decode("utf-8-sig"), upload.name)
        except UnicodeDecodeError as error:
            raise PresetError([_("The file is no UTF-8 text. Save it as UTF-8 and try again.")]) from error


@require_http_methods(["GET", "POST"])
def presets(request: HttpRequest) -> HttpResponse:
    """The presets that come with the portal, each with what it would bring; a form for other files."""
    form = PresetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (program := _loaded(request, form)):
        messages.success(
            request, _("“%(program)s” was loaded. Its rounds are in preparation.") % {"program": program}
        )
        return redirect("setup:index")
    context = {"form": form, "examples": [_example(name) for name in library.names()]}
    return render(request, "setup/presets.html", context, status=status_of(form))


def _loaded(request: HttpRequest, form: PresetForm) -> Program | None:
    try:
        return load(form.cleaned_data["source"], actor=person(request)).program
    except PresetError as error:
        for line in error.lines:
            form.add_error("file", line)
        return None


def _example(name: str) -> dict[str, Any]:
    """What a preset says of itself; it is data of the portal's own, so its keys are there (tested)."""
    values = library.read(name).values
    lines = [line for round_ in values["rounds"] for line in round_["lines"]]
    return {
        "name": name,
        "title": values["program"]["name_ko"],
        "summary": values["program"].get("summary_ko", ""),
        "rounds": [round_["name_ko"] for round_ in values["rounds"]],
        "planned_krw": sum(line["planned_krw"] for line in lines),
        "note": "\n".join(round_.get("note_ko", "") for round_ in values["rounds"]),
        "is_loaded": Program.objects.filter(code=values["program"]["code"]).exists(),
    }


@require_http_methods(["GET"])
def download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The programme's file: all rounds, rules and lines, without cases."""
    program = program_of(request, uid)
    return HttpResponse(
        export(program),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{program.code}.yaml"'},
    )
