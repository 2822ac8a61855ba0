"""manage.py serve: the whole portal in one command, for trying it out (web by waitress, worker, relay)."""

import os
import signal
from argparse import ArgumentParser
from typing import Any

import waitress
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

from portal import processes


class Command(BaseCommand):
    help = "Serve the portal with its worker and relay on 127.0.0.1. Production uses docker-compose.yml."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *, port: int, **options: Any) -> None:
        # A terminated server ends its worker and relay too, as Ctrl-C does; also where a script's background
        # ignores SIGINT.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with processes.running():
            self.stdout.write(f"http://127.0.0.1:{port}  (Ctrl-C ends it)")
            waitress.serve(get_wsgi_application(), host="127.0.0.1", port=port, threads=8, ident=None)
