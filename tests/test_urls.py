"""Every URL has a declared rule for every method it answers, and every rule has a URL (RELIABILITY A1)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import ResolverMatch

from accounts.access import PolicyMiddleware, rule_for, rules_of, satisfies
from accounts.permissions import PERMISSIONS
from accounts.roles import Role
from cleanprod.policies import POLICIES
from tests.factories import accounts as people
from tests.urls import METHODS, is_own, methods_of, patterns

ALL = list(patterns())
NAMES = {name for name, _route, _view in ALL}

# Whoever adds a public page adds it here as well: the second look that a typing slip needs.
PUBLIC = {
    "account_confirm_email", "account_email_verification_sent", "account_inactive", "account_login",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_signup", "accounts:invitation", "api-docs",
    "api-schema", "documents:attachment", "documents:verify", "documents:verify-search",
    "factor-set-detail", "factor-set-list", "healthz", "mfa_authenticate", "portal:front",
    "portal:gallery", "portal:round", "portal:self-check", "round-self-check", "industry-list",
    "applications:industry-search", "applications:local-firms-unsubscribe",
    "round-call", "round-criteria", "round-detail", "round-documents",
    "round-list", "round-rates", "set_language",
}  # fmt: skip


@pytest.mark.parametrize(("name", "route", "view"), ALL, ids=[f"{name} {route}" for name, route, _ in ALL])
def test_every_url_and_method_has_a_rule(name, route, view):
    declared, answered = set(rules_of(name)), methods_of(view)

    assert declared, f"{name} ({route}) has no row in cleanprod/policies.py."
    if is_own(view):
        assert answered, f"{name} does not say which methods it answers: @require_http_methods."
        assert declared == answered
    elif answered:
        # Third parties answer more; what is not declared is refused before they are asked.
        assert declared <= answered


def test_every_rule_has_a_url():
    namespaces = {name.partition(":")[0] + ":*" for name in NAMES if ":" in name}
    assert sorted(set(POLICIES) - NAMES - namespaces) == []


def test_rules_are_of_a_known_kind():
    roles = {role.value for role in Role}
    for name, methods in POLICIES.items():
        assert set(methods) <= METHODS, name
        for rule in methods.values():
            if rule.startswith("role:"):
                assert set(rule.removeprefix("role:").split(",")) <= roles, name
            else:
                assert rule in {"public", "login", "hatch", "nobody"} or rule in PERMISSIONS, (name, rule)


def test_what_is_public_is_public_on_purpose():
    assert {name for name, methods in POLICIES.items() if "public" in methods.values()} == PUBLIC


# --- The table at run time --------------------------------------------------------------------------------


def answer(name: str, method: str, user):
    request = RequestFactory().generic(method, "/somewhere/")
    namespace, _, url_name = name.rpartition(":")
    request.resolver_match = ResolverMatch(
        None, (), {}, url_name, namespaces=[namespace] if namespace else None
    )
    request.user = user
    return PolicyMiddleware(None).process_view(request, answer, (), {})


@pytest.mark.django_db
def test_a_url_without_a_row_is_refused_even_to_superusers():
    boss = people.user("boss@example.com", is_superuser=True, is_staff=True)

    assert rule_for("portal:forgotten", "GET") is None
    with pytest.raises(PermissionDenied):
        answer("portal:forgotten", "GET", boss)


@pytest.mark.django_db
def test_an_undeclared_method_is_refused():
    boss = people.user("boss@example.com", is_superuser=True, is_staff=True)

    assert answer("portal:home", "DELETE", boss).status_code == 405
    assert answer("portal:home", "GET", boss) is None
    assert answer("portal:home", "HEAD", boss) is None


@pytest.mark.django_db
def test_the_hatch_opens_for_its_staff_alone(client):
    staff = people.user("hatch@example.com", is_staff=True)

    assert satisfies(staff, "hatch")
    assert not satisfies(people.user("other@example.com", is_superuser=True), "hatch")
    assert client.get("/hatch/").status_code == 302
    client.force_login(staff)
    assert client.get("/hatch/").status_code == 200


@pytest.mark.django_db
def test_nobody_means_nobody():
    assert not satisfies(people.user("boss@example.com", is_superuser=True, is_staff=True), "nobody")
