"""What the outbox gave up, how to try it again, and whether the relay keeps up."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal import clock, outbox
from journal.models import OutboxMessage


class Command(BaseCommand):
    help = "List the messages that failed, or give some of them new tries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--replay",
            type=int,
            nargs="+",
            metavar="ID",
            default=[],
            help="try these again",
        )

        parser.add_argument(
            "--check-lag", type=int, metavar="SECONDS", help="fail if a message was due this long ago"
        )

    def handle(self, *, replay: list[int], check_lag: int | None, **options: Any) -> None:
        if check_lag is not None:
            self._check_lag(timedelta(seconds=check_lag))
            return
        failed = OutboxMessage.objects.failed()
        if unknown := set(replay) - set(failed.values_list("pk", flat=True)):
            raise CommandError(f"Not among the failed messages: {', '.join(map(str, sorted(unknown)))}")
        for message in failed.filter(pk__in=replay) if replay else failed:
            if replay:
                outbox.replay(message)
            self.stdout.write(self._line(message))

    def _check_lag(self, limit: timedelta) -> None:
        late = OutboxMessage.objects.late(clock.now() - limit).count()
        if late:
            raise CommandError(
                f"{late} messages have been due for more than {limit}: do relay and worker run?"
            )

    def _line(self, message: OutboxMessage) -> str:
        return f"{message.pk}  {message.task}  {message.state}  {message.key or '-'}  {message.last_error}"
