"""``manage.py create_token EMAIL [--name TEXT]``: a personal API token, printed once."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import tokens
from accounts.models import User


class Command(BaseCommand):
    help = "Make a personal API token for an account and print its secret, which is not kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="command line", help="what the token is for")

    def handle(self, *args: object, email: str, name: str, **options: object) -> None:
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account with the address {email}.")
        with transaction.atomic():
            _token, secret = tokens.create(user, name)
        self.stdout.write(secret)
