"""``manage.py export_program NAME``: a programme as a preset file, to standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.presets import library
from portal.presets.export import export
from programs.models import Program


class Command(BaseCommand):
    help = "Write a programme (its code, or the name of the preset it came from) as YAML to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        program = library.program_named(options["name"])
        if program is None:
            codes = ", ".join(Program.objects.values_list("code", flat=True)) or "none"
            raise CommandError(f"There is no programme “{options['name']}”. There are: {codes}.")
        self.stdout.write(export(program), ending="")
