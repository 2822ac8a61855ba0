"""Default deny: each URL and method asks the policy table before a view runs.

``settings.URL_POLICIES`` names a mapping ``{url name: {method: rule}}``; ``namespace:*`` holds for the names of a
namespace without a row of their own. A rule is ``"public"``, ``"login"``, ``"hatch"`` (whoever may open the service
hatch), ``"nobody"``, ``"role:<role>,<role>"`` or the name of a permission. Pages are checked by the middleware; API
views by ``PolicyPermission``, because their users are known only after token authentication.
"""

from functools import lru_cache

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from rest_framework.permissions import BasePermission

from accounts import unsaved
from accounts.models import User

PUBLIC, LOGIN, HATCH, NOBODY = "public", "login", "hatch", "nobody"


@lru_cache
def policies() -> dict[str, dict[str, str]]:
    return import_string(settings.URL_POLICIES)


def rules_of(view_name: str) -> dict[str, str]:
    """The declared rules of a URL by method: its own row, or that of its namespace."""
    namespace = view_name.partition(":")[0]
    return policies().get(view_name) or policies().get(f"{namespace}:*", {})


def rule_for(view_name: str, method: str) -> str | None:
    """The declared rule, or None when there is none; HEAD asks as GET does."""
    return rules_of(view_name).get("GET" if method == "HEAD" else method)


def person(request: HttpRequest) -> User:
    """Who makes a request whose rule let only people in."""
    assert isinstance(request.user, User)
    return request.user


def satisfies(user, rule: str) -> bool:
    """Whether a user may pass a rule. Which objects they then meet is ``visible_to``'s matter."""
    if rule == PUBLIC:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if rule in (LOGIN, HATCH, NOBODY):
        return rule == LOGIN or (rule == HATCH and user.is_staff)
    if rule.startswith("role:"):
        return user.has_role(*rule.removeprefix("role:").split(","))
    return user.has_perm(rule)


def is_api(view) -> bool:
    """API views declare permission classes; they check the table themselves (PolicyPermission)."""
    return hasattr(getattr(view, "cls", None), "permission_classes")


class PolicyMiddleware:
    """Refuses pages whose URL and method have no rule, or whose rule the visitor does not meet."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_api(view):
            return None
        name = request.resolver_match.view_name
        rule = rule_for(name, request.method)
        if rule is None:
            if declared := rules_of(name):
                return HttpResponseNotAllowed(sorted(declared))
            raise PermissionDenied
        if satisfies(request.user, rule):
            return None
        if not request.user.is_authenticated:
            if request.method == "POST":
                unsaved.keep(request)
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied


class PolicyPermission(BasePermission):
    """The same table for API views."""

    def has_permission(self, request, view) -> bool:
        rule = rule_for(request.resolver_match.view_name, request.method)
        if rule is None:
            # OPTIONS describes a resource to those who may read it.
            rule = rule_for(request.resolver_match.view_name, "GET") if request.method == "OPTIONS" else None
        return rule is not None and satisfies(request.user, rule)


class StaffMfaMiddleware:
    """Staff without a second factor reach nothing but the page that sets it up (``STAFF_MFA``)."""

    allowed = ("mfa_", "account_", "set_language", "healthz")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if (
            not settings.STAFF_MFA
            or not user.is_authenticated
            or not (user.is_programme_staff or user.is_staff)
        ):
            return None
        if request.resolver_match.view_name.startswith(self.allowed) or is_mfa_enabled(user):
            return None
        return redirect("mfa_activate_totp")


class PrivateResponseMiddleware:
    """Pages of somebody who is logged in stay out of every cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated or request.headers.get("Authorization"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
