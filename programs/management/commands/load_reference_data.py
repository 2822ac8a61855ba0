"""manage.py load_reference_data: areas, industry codes, factors, criteria, checklist, rates."""

from typing import Any

from django.core.management.base import BaseCommand

from programs import reference


class Command(BaseCommand):
    help = "Load the reference data of programs/data. Can be repeated; edited sets are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in reference.load_all().items():
            self.stdout.write(f"{kind}: {count} new")
