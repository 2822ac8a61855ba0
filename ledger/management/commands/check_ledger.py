"""manage.py check_ledger: compare each line's balances with the sums of its entries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger import checks


class Command(BaseCommand):
    help = "Compare each funding line's balances with the sums of its entries; fails on any difference."

    def handle(self, *args: Any, **options: Any) -> None:
        if found := checks.differences():
            raise CommandError("\n".join(found))
        self.stdout.write("The ledger ties out.")
