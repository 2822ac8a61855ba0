"""manage.py makemessages: also collects ``now(…)``, gettext at once where ``_`` is the lazy one."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=now"]
