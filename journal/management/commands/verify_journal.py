"""Proves that the event log is as it was written."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal import events


class Command(BaseCommand):
    help = (
        "Check every chain of events. Write an anchor to a place that the database's owner cannot change, "
        "and check against it later: it shows also a log that was cut or computed anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="check against this earlier anchor",
        )
        parser.add_argument(
            "--write-anchor",
            type=Path,
            metavar="FILE",
            help="after a clean check, write an anchor",
        )

    def handle(self, *, anchor: Path | None, write_anchor: Path | None, **options: Any) -> None:
        anchored = json.loads(anchor.read_text()) if anchor else {}
        heads = events.heads()
        damages = [
            damage for key in sorted({*heads, *anchored}) for damage in events.verify(key, anchored.get(key))
        ]
        if damages:
            raise CommandError("The event log is damaged:\n" + "\n".join(damages))
        if write_anchor:
            write_anchor.write_text(json.dumps(heads, indent=1) + "\n")
        self.stdout.write(f"{len(heads)} chains are whole.")
