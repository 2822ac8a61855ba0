"""manage.py demo: build the demo in the given database, by the real services, worker and relay."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from portal import processes
from portal.demo import play
from portal.demo.summary import summary


class Command(BaseCommand):
    help = "Play the 2021 programme through all four steps. Can be repeated without doubling."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the summary there")

    def handle(self, *, json: Path | None, **options: Any) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanprod.settings.dev")
        call_command("migrate", verbosity=0, interactive=False)
        with translation.override("ko"), processes.running({"OUTBOX_STALE_SECONDS": "20"}):
            round_ = play.play(self._report)
            try:
                play.wait_for_papers(self._report)
            except play.PapersLate as late:
                raise CommandError(
                    f"{late} papers or mails are not ready; see the logs of the worker."
                ) from late
        result = summary(round_)
        if json is not None:
            json.write_text(_dump(result), encoding="utf-8")
        self._print(result)

    def _report(self, what: str) -> None:
        self.stdout.write(f"· {what}")
        self.stdout.flush()
        sys.stdout.flush()

    def _print(self, result: dict[str, Any]) -> None:
        write = self.stdout.write
        write("")
        write("Cases         " + ", ".join(f"{stage} {count}" for stage, count in result["cases"].items()))
        write("Certificates  " + str(result["certificates"]))
        write("Papers        " + ", ".join(f"{kind} {count}" for kind, count in result["papers"].items()))
        write("")
        columns = ("planned", "committed", "paid", "returned", "left")
        write(f"{'Funding (won)':22}" + "".join(f"{column:>14}" for column in columns))
        for line in result["funding"]:
            write(f"{line['line']:22}" + "".join(f"{line[f'{column}_krw']:>14,}" for column in columns))
        write("")
        write(f"{'Savings a year':22}{'won':>14}{'TOE':>14}{'tCO2eq':>14}")
        for basis, total in result["totals"].items():
            write(f"{basis:22}{total['saved_krw']:>14,}{total['toe']:>14,.2f}{total['tco2eq']:>14,.3f}")


def _dump(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder) + "\n"
