"""Compare stored bytes with what their rows say."""

import hashlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import files
from documents.models import IssuedContent


class Command(BaseCommand):
    help = "Checks that every uploaded file and every issued paper still has its bytes, by SHA-256."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [*files.damages(), *self.changed_papers()]
        for damage in found:
            self.stderr.write(damage)
        if found:
            raise CommandError(f"{len(found)} damages found.")
        self.stdout.write("Every file and paper is whole.")

    def changed_papers(self) -> list[str]:
        contents = IssuedContent.objects.select_related("document").order_by("pk")
        return [
            f"paper {content.document.uid}: the bytes are not those that were issued"
            for content in contents.iterator(chunk_size=20)
            if hashlib.sha256(content.data).hexdigest() != content.document.sha256
        ]
