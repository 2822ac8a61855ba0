"""Pages of people and firms: what is typed stays, what is refused is said, links lead home."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts import services
from accounts.models import ApiToken, Invitation, Organisation, User
from accounts.roles import Role
from tests.factories import accounts as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIRM = {
    "business_number": "120-81-47521",
    "name_ko": "시험금속",
    "representative": "대표자",
    "address": "인천광역시 남동구 시험로 1",
}


@pytest.fixture
def person(client) -> User:
    user = people.user("person@example.com")
    client.force_login(user)
    return user


@pytest.fixture
def firm(client, person) -> Organisation:
    client.post(reverse("accounts:register"), FIRM)
    return Organisation.objects.get()


def test_registering_leads_to_the_first_site(client, person):
    answer = client.post(reverse("accounts:register"), FIRM)

    assert answer.url == reverse("accounts:site-new", args=[Organisation.objects.get().uid])


@pytest.mark.parametrize("number", ["120-81-47522", "12", "abc"])
def test_a_wrong_number_keeps_what_was_typed(client, person, number):
    answer = client.post(reverse("accounts:register"), {**FIRM, "business_number": number})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["business_number"]
    assert f'value="{number}"' in answer.content.decode()
    assert "시험금속" in answer.content.decode()


def test_a_registered_number_is_said_at_its_field(client, person):
    services.register_organisation(
        actor=people.user("first@example.com", "첫째"),
        number=FIRM["business_number"],
        values={k: v for k, v in FIRM.items() if k != "business_number"},
    )

    answer = client.post(reverse("accounts:register"), FIRM)

    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["business_number"]
    assert "첫째" not in answer.content.decode()


def test_firm_and_site_are_edited_with_their_version(client, firm):
    edit = reverse("accounts:firm-edit", args=[firm.uid])
    values = {k: v for k, v in FIRM.items() if k != "business_number"}
    assert client.post(edit, {**values, "phone": "032-1", "version": "1"}).status_code == 302

    stale = client.post(edit, {**values, "phone": "032-2", "version": "1"})

    assert stale.status_code == 409
    assert 'value="032-2"' in stale.content.decode()
    assert "032-1" in str(stale.context["form"].errors["phone"])
    assert 'name="version" value="2"' in stale.content.decode()
    assert client.post(edit, {**values, "phone": "032-2", "version": "2"}).status_code == 302


def test_a_form_with_errors_keeps_the_version_its_reader_saw(client, firm):
    edit = reverse("accounts:firm-edit", args=[firm.uid])
    values = {k: v for k, v in FIRM.items() if k != "business_number"}
    client.post(edit, {**values, "phone": "032-1", "version": "1"})

    wrong = client.post(edit, {**values, "name_ko": "", "version": "1"})

    assert wrong.status_code == 422
    assert 'name="version" value="1"' in wrong.content.decode()


def test_a_site_is_added_and_edited(client, firm):
    area = people.area()
    values = {"name": "본사 공장", "address": "인천", "area": area.pk, "has_factory": "on"}
    new = reverse("accounts:site-new", args=[firm.uid])
    assert client.post(new, values).url == reverse("accounts:firm", args=[firm.uid])
    twice = client.post(new, values)
    assert (twice.status_code, list(twice.context["form"].errors)) == (409, ["name"])

    site = firm.sites.get()
    edit = reverse("accounts:site-edit", args=[site.uid])
    assert client.get(edit).status_code == 200
    client.post(edit, {**values, "name": "1공장", "version": "1"})

    site.refresh_from_db()
    assert (site.name, site.version) == ("1공장", 2)
    assert "1공장" in client.get(reverse("accounts:firm", args=[firm.uid])).content.decode()


def test_colleagues_are_invited_and_invitations_cancelled(client, firm):
    invite = reverse("accounts:colleague-invite", args=[firm.uid])
    client.post(invite, {"email": "new@example.com", "name": "", "role": Role.MEMBER})
    invitation = Invitation.objects.get()
    assert "new@example.com" in client.get(reverse("accounts:firm", args=[firm.uid])).content.decode()

    client.post(reverse("accounts:invitation-cancel", args=[invitation.uid]))

    invitation.refresh_from_db()
    assert not invitation.is_open


def test_members_see_the_firm_and_are_not_offered_to_invite(client, firm):
    member = people.user("member@example.com")
    people.member(member, Role.MEMBER, organisation=firm)
    client.force_login(member)

    page = client.get(reverse("accounts:firm", args=[firm.uid]))

    assert page.status_code == 200
    assert reverse("accounts:colleague-invite", args=[firm.uid]) not in page.content.decode()
    assert client.get(reverse("accounts:colleague-invite", args=[firm.uid])).status_code == 403


def test_one_firm_is_opened_at_once_and_none_is_explained(client, person):
    assert client.get(reverse("accounts:firms")).status_code == 200
    client.post(reverse("accounts:register"), FIRM)
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get(reverse("accounts:firms")).status_code == 302


# --- Account ---


def test_account_is_saved_and_speaks_the_chosen_language(client, person):
    answer = client.post(
        reverse("accounts:account"), {"name": "Kim", "phone": "", "language": "en"}, follow=True
    )

    assert "Your account was saved." in answer.content.decode()
    assert client.cookies["django_language"].value == "en"


def test_a_token_is_shown_once_and_can_be_revoked(client, person):
    made = client.post(reverse("accounts:token-create"), {"name": "표"})
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert secret not in client.get(reverse("accounts:account")).content.decode()

    token = ApiToken.objects.get()
    client.post(reverse("accounts:token-revoke", args=[token.pk]))

    token.refresh_from_db()
    assert token.revoked_at is not None
    assert client.post(reverse("accounts:token-revoke", args=[token.pk])).status_code == 404


def test_nobody_revokes_a_token_of_somebody_else(client, person):
    other = ApiToken.objects.create(user=people.user("x@example.com"), name="x", digest="d", hint="h")

    assert client.post(reverse("accounts:token-revoke", args=[other.pk])).status_code == 404


def test_a_token_needs_a_purpose(client, person):
    assert client.post(reverse("accounts:token-create"), {"name": ""}).status_code == 422


def test_last_owner_is_told_why_the_role_stays(client, firm, person):
    own = person.memberships.get()

    answer = client.post(reverse("accounts:membership-end", args=[own.pk]), follow=True)

    assert [message.level_tag for message in answer.context["messages"]][-1] == "error"
    own.refresh_from_db()
    assert own.until is None


def test_owner_ends_a_colleagues_role(client, firm):
    colleague = people.member(people.user("member@example.com"), Role.MEMBER, organisation=firm)

    answer = client.post(reverse("accounts:membership-end", args=[colleague.pk]))

    assert answer.url == reverse("accounts:firm", args=[firm.uid])
    colleague.refresh_from_db()
    assert colleague.until is not None


def test_roles_elsewhere_are_out_of_reach(client, firm):
    foreign = people.member(people.user("x@example.com"), Role.OWNER, organisation=people.organisation(7))

    assert client.post(reverse("accounts:membership-end", args=[foreign.pk])).status_code == 404


# --- Invitations ---


@pytest.fixture
def link() -> str:
    _invitation, secret = services.invite_staff(
        actor=None, email="new@example.com", role=Role.AUDITOR, by_mail=False
    )
    return reverse("accounts:invitation", args=[secret])


def test_a_new_person_makes_an_account_and_accepts(client, link):
    assert client.get(link).status_code == 200
    weak = client.post(link, {"name": "감사관", "phone": "", "password": "1234567890"})
    assert (weak.status_code, list(weak.context["form"].errors)) == (422, ["password"])

    done = client.post(link, {"name": "감사관", "phone": "", "password": people.PASSWORD})

    assert done.url == reverse("account_login")
    assert User.objects.get(email="new@example.com").has_role(Role.AUDITOR)
    assert client.get(link).status_code == 404


def test_who_has_an_account_signs_in_first_and_then_accepts(client, link):
    user = people.user("new@example.com")
    assert client.get(link).context["step"] == "sign_in"
    client.force_login(user)
    assert client.get(link).context["step"] == "accept"

    assert client.post(link).url == reverse("portal:home")
    assert client.post(link).status_code == 404


def test_somebody_else_cannot_accept(client, person, link):
    assert client.get(link).context["step"] == "other_address"
    assert client.post(link).status_code == 200
    assert not person.memberships.exists()


def test_accepting_a_role_one_has_is_refused_in_words(client, link):
    user = people.user("new@example.com")
    people.member(user, Role.AUDITOR)
    client.force_login(user)

    assert client.post(link).status_code == 409


def test_unknown_links_say_what_to_do(client):
    assert client.get(reverse("accounts:invitation", args=["nonsense"])).status_code == 404


# --- Signing up ---


def test_sign_up_keeps_name_phone_and_language_and_mails_our_origin(client, db, settings):
    settings.SITE_ORIGIN = "https://portal.example"
    client.cookies["django_language"] = "en"

    client.post(
        reverse("account_signup"),
        {
            "email": "Fresh@Example.com",
            "name": "새 사람",
            "phone": "032-1",
            "password1": people.PASSWORD,
            "password2": people.PASSWORD,
        },
        headers={"host": "testserver"},
    )

    user = User.objects.get()
    assert (user.email, user.name, user.phone, user.language) == (
        "fresh@example.com",
        "새 사람",
        "032-1",
        "en",
    )
    assert "https://portal.example/account/confirm-email/" in mail.outbox[0].body


def test_reset_links_lead_to_our_origin(client, db, settings):
    settings.SITE_ORIGIN = "https://portal.example"
    people.user("a@example.com").emailaddress_set.create(email="a@example.com", verified=True, primary=True)

    client.post(reverse("account_reset_password"), {"email": "a@example.com"})

    assert "https://portal.example/account/password/reset/key/" in mail.outbox[0].body


def test_signing_in_takes_over_the_language_of_the_account(client, db):
    user = people.user("a@example.com", language="en")
    user.emailaddress_set.create(email="a@example.com", verified=True, primary=True)

    answer = client.post(reverse("account_login"), {"login": "a@example.com", "password": people.PASSWORD})

    assert (answer.status_code, answer.cookies["django_language"].value) == (302, "en")
