"""``manage.py invite EMAIL ROLE``: an invitation from the command line, which makes the first administrator."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import invitations, services
from accounts.roles import STAFF_ROLES
from programs.models import Program, Region


class Command(BaseCommand):
    help = "Invite somebody to work for the programme and print the link; no mail is sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(STAFF_ROLES))
        parser.add_argument("--name", default="")
        parser.add_argument("--program", default="", help="code of the programme; without it all of them")
        parser.add_argument("--region", default="", help="code of the region; without it all of them")

    def handle(self, *args: object, email: str, role: str, **options: str) -> None:
        program, region = options["program"], options["region"]
        _require(program, Program, "programme")
        _require(region, Region, "region")
        invitation, secret = services.invite_staff(
            actor=None,
            email=email,
            role=role,
            name=options["name"],
            program_code=program,
            region_code=region,
            by_mail=False,
        )
        self.stdout.write(invitations.link(secret))
        self.stderr.write(
            f"Works once, for {invitation.email}, until {invitation.expires_at:%Y-%m-%d %H:%M}."
        )


def _require(code: str, model: type[Program] | type[Region], word: str) -> None:
    codes = sorted(model.objects.values_list("code", flat=True))
    if code and code not in codes:
        raise CommandError(f"There is no {word} {code!r}; there are: {', '.join(codes) or 'none yet'}.")
