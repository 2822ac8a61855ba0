"""A firm's people, its numbers and its days through the API: the services of the pages."""

import pytest

from accounts.models import Invitation, Membership
from accounts.roles import Role
from tests.factories import accounts as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def url(firm) -> str:
    return f"/api/v1/organizations/{firm.uid}/"


def _post(client, url: str, **body):
    return client.post(url, body, content_type="application/json")


def test_a_firm_says_since_when_and_what_looks_wrong(client, personas, firm, url):
    client.force_login(personas["owner"])

    body = {"corporate_number": "110111-0062433", "phone": "032-1"}
    told = client.patch(url, body, content_type="application/json").json()

    assert told["corporate_number"] == "1101110062433"
    assert told["warnings"] == ["corporate_number"]
    assert told["business_kind"] == "corporation"
    assert told["stated_on"] == {"corporate_number": "2021-07-14", "phone": "2021-07-14"}


def test_people_are_listed_invited_and_sent_away(client, personas, firm, url):
    client.force_login(personas["owner"])
    assert {row["role"] for row in client.get(f"{url}members/").json()} == {"owner", "member"}

    sent = _post(client, f"{url}invitations/", email="clerk@example.com", role="helper")
    assert sent.status_code == 201
    assert [row["email"] for row in client.get(f"{url}invitations/").json()] == ["clerk@example.com"]
    assert client.delete(f"{url}invitations/{sent.json()['uid']}/").status_code == 204
    assert not Invitation.objects.open().exists()

    member = personas["member"]
    assert client.delete(f"{url}members/{member.uid}/").status_code == 204
    assert not Membership.objects.current().filter(user=member).exists()


def test_handing_over_needs_a_colleague(client, personas, firm, url):
    client.force_login(personas["owner"])
    helper = people.user("h@example.com")
    people.member(helper, Role.HELPER, organisation=firm)

    refused = _post(client, f"{url}hand-over/", to=str(helper.uid))
    assert (refused.status_code, refused.json()["code"]) == (409, "not_a_colleague")

    done = _post(client, f"{url}hand-over/", to=str(personas["member"].uid), stays=False)
    assert done.status_code == 200
    roles = {row["user"]: row["role"] for row in done.json()}
    assert roles[str(personas["member"].uid)] == "owner"
    assert str(personas["owner"].uid) not in roles


def test_the_last_owner_stays(client, personas, url):
    client.force_login(personas["owner"])

    refused = client.delete(f"{url}members/{personas['owner'].uid}/")

    assert (refused.status_code, refused.json()["code"]) == (409, "last_owner")


@pytest.mark.parametrize("odd", ["-" * 36, "a" * 36])
def test_what_only_looks_like_an_identifier_is_not_found(client, personas, url, odd):
    client.force_login(personas["owner"])

    assert client.delete(f"{url}members/{odd}/").status_code == 404
    assert client.delete(f"{url}invitations/{odd}/").status_code == 404


def test_a_firms_people_are_nobody_elses_matter(client, personas, url):
    for name in ("other_owner", "reviewer", "admin", "consultant"):
        client.force_login(personas[name])
        assert client.get(f"{url}members/").status_code == 404
        assert client.get(f"{url}invitations/").status_code in (403, 404)
        assert _post(client, f"{url}hand-over/", to=str(personas["member"].uid)).status_code in (403, 404)


def test_a_member_may_only_leave(client, personas, url):
    client.force_login(personas["member"])

    assert client.delete(f"{url}members/{personas['owner'].uid}/").status_code == 403
    assert _post(client, f"{url}invitations/", email="x@example.com", role="member").status_code == 403
    assert client.delete(f"{url}members/{personas['member'].uid}/").status_code == 204


def test_the_tax_office_is_off_and_says_so(client, personas, url):
    client.force_login(personas["owner"])

    refused = _post(client, f"{url}business-states/")

    assert (refused.status_code, refused.json()["code"]) == (409, "tax_office_off")
    assert client.get(f"{url}business-states/").json() == []
