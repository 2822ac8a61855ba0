"""``manage.py load_program NAME|FILE``: a programme with its rounds, rules and money from a preset file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.presets import library
from portal.presets.load import load
from portal.presets.source import PresetError


class Command(BaseCommand):
    help = (
        "Load a programme from a preset (its name) or a YAML file (its path). What exists is left as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help=f"One of {', '.join(library.names())}, or the path of a file.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(library.read(options["name"]))
        except PresetError as error:
            raise CommandError(str(error)) from error
        for what in loaded.kept:
            self.stdout.write(f"kept as it is: {what}")
        for round_ in loaded.rounds:
            self.stdout.write(f"loaded: {round_} ({round_.case_prefix})")
        self.stdout.write(self.style.SUCCESS(f"{loaded.program.code}: {len(loaded.rounds)} new rounds"))
