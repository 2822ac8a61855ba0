"""Tokens and invitations from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import services, tokens
from accounts.models import ApiToken, User
from accounts.roles import Role
from tests.factories import accounts as people

pytestmark = pytest.mark.django_db


def test_create_token_prints_a_secret_that_works(client):
    user = people.user("a@example.com")
    out = StringIO()

    call_command("create_token", "A@example.com", "--name", "표 계산", stdout=out)

    secret = out.getvalue().strip()
    assert ApiToken.objects.get(digest=tokens.digest(secret)).name == "표 계산"
    answer = client.get("/api/v1/cases/", headers={"Authorization": f"Token {secret}"})
    assert answer.status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/api/v1/cases/", headers={"Authorization": f"Token {secret}"}).status_code == 401


def test_create_token_needs_an_active_account():
    people.user("gone@example.com", is_active=False)

    for email in ("nobody@example.com", "gone@example.com"):
        with pytest.raises(CommandError):
            call_command("create_token", email)


def test_first_administrator_comes_from_the_command_line(settings):
    settings.SITE_ORIGIN = "https://portal.example"
    out = StringIO()

    call_command("invite", "first@example.com", "admin", stdout=out, stderr=StringIO())

    link = out.getvalue().strip()
    assert link.startswith("https://portal.example/people/invitations/")
    services.accept_as_new_account(link.split("/")[-2], name="관리자", phone="", password=people.PASSWORD)
    assert User.objects.get(email="first@example.com").has_role(Role.ADMIN)


def test_invite_names_the_codes_there_are(round_2021):
    with pytest.raises(CommandError, match="incheon-clean-process"):
        call_command("invite", "x@example.com", "reviewer", "--program", "nonsense")
