"""What every page knows: name, banner, menu, and where the fixed links lead."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from portal import navigation
from portal.demo.people import ACCOUNTS, DemoAccount

NAME = _("Clean Production Support Portal")


def _link(url_name: str) -> str:
    """The address of an optional page, or nothing where the installation has none."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Portal:
    """Read by base.html as `portal` (allauth calls its own thing `site`); computed only when asked."""

    request: HttpRequest

    @property
    def name(self) -> str | Promise:
        return NAME

    @property
    def banner(self) -> str:
        """demo | official | none."""
        return settings.SITE_BANNER

    @property
    def home_url(self) -> str:
        """The worklist of somebody who is signed in, the public first page for all others."""
        return _link("portal:home" if self.request.user.is_authenticated else "portal:front") or "/"

    @property
    def account_url(self) -> str:
        return reverse("accounts:account")

    @property
    def api_url(self) -> str:
        return _link("api-docs")

    @property
    def verify_url(self) -> str:
        return _link("documents:verify-search")

    @property
    def gallery_url(self) -> str:
        return _link("portal:gallery") if settings.SHOW_GALLERY else ""

    @property
    def demo_accounts(self) -> tuple[DemoAccount, ...]:
        """Listed on the sign-in page of the demo; nowhere else."""
        return ACCOUNTS if settings.DEMO else ()

    @cached_property
    def roles(self) -> list[str | Promise]:
        """The roles of the person, each once, as they read them."""
        user = self.request.user
        if not user.is_authenticated:
            return []
        values = {membership.role for membership in user.current_memberships}
        return [role.label for role in Role if role in values]


def site(request: HttpRequest) -> dict[str, Any]:
    return {"portal": Portal(request), "navigation": navigation.items_for(request)}
