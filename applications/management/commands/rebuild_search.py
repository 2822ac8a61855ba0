"""Make the search index of all applications anew (applications.search)."""

from typing import Any

from django.core.management.base import BaseCommand

from applications import search, standing
from applications.models import Application


class Command(BaseCommand):
    help = "Make the search index, verdicts and bonus points in the list of applications anew."

    def handle(self, *args: Any, **options: Any) -> None:
        done, last = 0, 0
        handed_in = Application.objects.filter(case__submitted_at__isnull=False).order_by("pk")
        while batch := list(handed_in.filter(pk__gt=last)[: search.BATCH]):
            done += search.refresh_many([application.pk for application in batch])
            for application in batch:
                standing.refresh(application)
            last = batch[-1].pk
        self.stdout.write(f"{done} applications indexed")
