"""The presets that come with the portal, and how a name leads to a file or a programme."""

from pathlib import Path

from django.utils.translation import gettext as _

from portal.presets.source import PresetError, Source, parse
from programs import reference
from programs.models import Program

LIBRARY = reference.DATA / "presets"


def names() -> list[str]:
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def read(name_or_file: str) -> Source:
    """A preset by its name, or a file by its path. Raises PresetError where there is neither."""
    path = LIBRARY / f"{name_or_file}.yaml" if name_or_file in names() else Path(name_or_file)
    if not path.is_file():
        text = _("There is no preset and no file “%(name)s”. Presets are: %(names)s.")
        raise PresetError([text % {"name": name_or_file, "names": ", ".join(names())}])
    return parse(path.read_text(encoding="utf-8"), path.name)


def program_named(name: str) -> Program | None:
    """A programme by its code, or the one that the preset of this name loads."""
    code = read(name).values.get("program", {}).get("code") if name in names() else name
    return Program.objects.filter(code=code).select_related("operator").first()
