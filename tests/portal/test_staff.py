"""People and invitations: an administrator sees and gives what their own role covers."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Invitation, Membership
from accounts.roles import Role
from tests.factories import accounts as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def test_the_page_lists_staff_of_ones_programme_and_open_invitations(client, personas):
    people.member(people.user("elsewhere@example.com"), Role.REVIEWER, program="another-programme")
    services.invite_staff(
        actor=personas["admin"],
        email="new@example.com",
        role=Role.REVIEWER,
        program_code="incheon-clean-process",
    )
    client.force_login(personas["admin"])

    page = client.get(reverse("portal:staff")).content.decode()

    assert "reviewer@example.com" in page
    assert "new@example.com" in page
    assert "elsewhere@example.com" not in page
    assert "owner@example.com" not in page


@pytest.mark.parametrize("name", ["owner", "reviewer", "consultant", "auditor"])
def test_others_find_no_such_page(client, personas, name):
    client.force_login(personas[name])

    assert client.get(reverse("portal:staff")).status_code == 403
    assert client.post(reverse("portal:staff-invite"), {}).status_code == 403


def test_inviting_within_ones_programme(client, personas, round_2021):
    client.force_login(personas["admin"])
    form = {"email": "new@example.com", "name": "", "role": Role.REVIEWER, "region": "incheon"}

    missing = client.post(reverse("portal:staff-invite"), {**form, "program": ""})
    assert (missing.status_code, list(missing.context["form"].errors)) == (422, ["program"])
    done = client.post(reverse("portal:staff-invite"), {**form, "program": round_2021.program.code})

    assert done.url == reverse("portal:staff")
    invitation = Invitation.objects.get()
    assert (invitation.program_code, invitation.region_code) == (round_2021.program.code, "incheon")


def test_an_administrator_of_one_region_cannot_give_more(client, personas, round_2021):
    local = people.user("local@example.com")
    people.member(local, Role.ADMIN, program=round_2021.program.code, region="incheon")
    client.force_login(local)
    form = {"email": "new@example.com", "role": Role.REVIEWER, "program": round_2021.program.code}

    refused = client.post(reverse("portal:staff-invite"), {**form, "region": ""})

    assert refused.status_code == 403
    assert not Invitation.objects.exists()


def test_ending_a_role_and_cancelling_an_invitation(client, personas):
    client.force_login(personas["admin"])
    reviewer = personas["reviewer"].memberships.get()
    invitation, _secret = services.invite_staff(
        actor=personas["admin"],
        email="new@example.com",
        role=Role.REVIEWER,
        program_code="incheon-clean-process",
    )

    client.post(reverse("portal:staff-end", args=[reviewer.pk]))
    client.post(reverse("portal:staff-invitation-cancel", args=[invitation.uid]))

    assert Membership.objects.get(pk=reviewer.pk).until is not None
    invitation.refresh_from_db()
    assert not invitation.is_open
    own = personas["admin"].memberships.get()
    assert client.post(reverse("portal:staff-end", args=[own.pk])).status_code == 302
    assert Membership.objects.get(pk=own.pk).until is None
