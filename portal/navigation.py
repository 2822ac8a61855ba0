"""The side menu: one row per page, shown to the roles that work with it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import FIRM_ROLES, OFFICIAL_ROLES, SCOPE_ROLES, Role

EVERYBODY = frozenset(Role)
# Consultants find the firms they diagnose through their cases; money is not theirs to see.
TEAM_AND_SCOPE = SCOPE_ROLES | {Role.CONSULTANT}


@dataclass(frozen=True)
class MenuRow:
    url_name: str
    label: str | Promise
    roles: Collection[Role] = EVERYBODY


@dataclass(frozen=True)
class MenuItem:
    url: str
    label: str | Promise
    current: bool


MENU: tuple[MenuRow, ...] = (
    MenuRow("portal:home", _("My tasks")),
    MenuRow("portal:cases", _("Cases")),
    MenuRow("portal:transfer", _("Hand cases over"), roles=OFFICIAL_ROLES | {Role.ADMIN}),
    MenuRow("applications:list", _("Applications"), roles=SCOPE_ROLES),
    MenuRow("committee:list", _("Selection"), roles=SCOPE_ROLES),
    MenuRow("committee:mine", _("My reviews"), roles={Role.EVALUATOR}),
    MenuRow("applications:flags", _("Possible duplicates"), roles=SCOPE_ROLES),
    MenuRow("applications:local-firms", _("Local firms"), roles=OFFICIAL_ROLES | {Role.ADMIN}),
    MenuRow("diagnostics:list", _("Diagnoses"), roles=TEAM_AND_SCOPE),
    MenuRow("subsidies:list", _("Support"), roles=SCOPE_ROLES),
    MenuRow("reports:list", _("Outcomes"), roles=TEAM_AND_SCOPE),
    MenuRow("reports:rounds", _("Annual results"), roles=SCOPE_ROLES),
    MenuRow("subsidies:funding-rounds", _("Money"), roles=SCOPE_ROLES),
    MenuRow("accounts:firms", _("My firm"), roles=FIRM_ROLES),
    MenuRow("portal:front", _("Calls")),
    MenuRow("setup:index", _("Set up programmes"), roles={Role.ADMIN}),
    MenuRow("portal:staff", _("People and invitations"), roles={Role.ADMIN}),
    MenuRow("accounts:account", _("My account")),
)


def items_for(request: HttpRequest) -> list[MenuItem]:
    """The rows for this person's roles; the longest address the page lies below is the current one."""
    user = request.user
    if not user.is_authenticated:
        return []
    found = [
        (reverse(row.url_name), row.label)
        for row in MENU
        if row.roles == EVERYBODY or user.has_role(*row.roles)
    ]
    current = max((url for url, _label in found if _lies_below(request.path, url)), key=len, default="")
    return [MenuItem(url, label, current=url == current) for url, label in found]


def _lies_below(path: str, url: str) -> bool:
    """Every page lies below the front page; only that page itself counts for it."""
    return path.startswith(url) if url != "/" else path == url
