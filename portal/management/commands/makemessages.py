"""``makemessages``, which also finds texts translated at once where ``_`` is the lazy one."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Modules with lazy labels import ``gettext`` as ``now`` or ``_t``; xgettext knows neither by itself."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=now", "--keyword=_t"]
