"""manage.py write_docs: the generated pages of docs/ (workflow, permissions)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.generated_docs import pages


class Command(BaseCommand):
    help = "Write the generated pages of docs/; tests compare them with the code."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, text in pages().items():
            (settings.BASE_DIR / "docs" / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")
