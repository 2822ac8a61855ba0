"""The relay process: sends what the outbox holds, for ever or once."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import close_old_connections

from journal import relay, schedule

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the outbox to Celery; stops on SIGTERM or SIGINT after the round under way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument(
            "--embedded",
            action="store_true",
            help="run the schedule too, where no beat does",
        )
        parser.add_argument(
            "--interval",
            type=float,
            default=1.0,
            help="seconds between rounds (default 1)",
        )

    def handle(self, *, once: bool, embedded: bool, interval: float, **options: Any) -> None:
        if once:
            self._round(embedded)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.wait(0 if self._survive_round(embedded) == relay.BATCH else interval):
            close_old_connections()

    def _survive_round(self, embedded: bool) -> int:
        """A round; a database that is away for a while ends it, not the process."""
        try:
            return self._round(embedded)
        except DatabaseError:
            logger.exception("The database does not answer; the next round tries again")
            return 0

    def _round(self, embedded: bool) -> int:
        if embedded:
            schedule.run_due()
        return relay.run_once()
