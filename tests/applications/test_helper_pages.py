"""A helper at work: from the invitation to entries and evidence, always labelled, never acting for the firm."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts import services as people_services
from accounts import tasks
from accounts.roles import Role
from applications import services
from applications.models import Application
from documents.models import File
from journal.models import Event, OutboxMessage
from tests.factories import accounts as people
from tests.factories import grants
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def helper(personas, firm):
    """Comes by the owner's invitation, as the page sends it."""
    person = people.user("clerk@example.com", "박사무")
    people_services.invite_colleague(firm, actor=personas["owner"], email=person.email, role=Role.HELPER)
    tasks.send_invitation.run(OutboxMessage.objects.get(task="accounts.send_invitation").payload)
    secret = re.search(r"/invitations/([\w-]+)/", mail.outbox[-1].body)[1]
    people_services.accept_invitation(secret, user=person)
    return person


@pytest.fixture
def draft(round_2021, firm, personas) -> Application:
    return services.start(round_2021, firm.sites.get(), Act(personas["owner"]))


def test_a_helper_types_and_uploads_in_the_firms_name(client, helper, firm, draft):
    client.force_login(helper)
    url = f"/api/v1/applications/{draft.uid}/"

    assert client.patch(url, {"products": "도금 부품"}, content_type="application/json").status_code == 200
    services.attach_evidence(
        draft, grants.picture("확인서.png"), Act(helper, data={"purpose": "size_confirmation"})
    )

    by_helper = Event.objects.filter(actor_id=helper.pk, case_id=draft.case_id)
    assert {"application.edit", "documents.upload"} <= {event.action for event in by_helper}
    assert {event.on_behalf_of for event in by_helper} == {firm.name_ko}
    assert File.objects.get(case=draft.case).on_behalf_of == firm.name_ko


def test_a_helper_reads_every_section(client, helper, draft):
    client.force_login(helper)
    for name in ("firm", "management", "processes", "wishes", "energy", "evidence", "consents", "check"):
        assert client.get(reverse(f"applications:{name}", args=[draft.uid])).status_code == 200, name


def test_a_helper_is_stopped_at_the_firms_own_acts(client, helper, draft):
    client.force_login(helper)
    api = f"/api/v1/applications/{draft.uid}/"

    for name in ("submit", "withdraw"):
        act = {"name": name, "comment": "x"}
        answer = client.post(f"{api}transitions/", act, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), name
    assert client.get(f"{api}transitions/").json()["transitions"] == []
    consents = {"answers": {"privacy": True}}
    assert client.post(f"{api}consents/", consents, content_type="application/json").status_code == 403
    assert client.post(reverse("applications:consents", args=[draft.uid]), {}).status_code == 403
    assert not draft.consents.exists()


def test_the_answers_of_a_self_check_start_a_draft_through_the_api(client, round_2021, firm, personas):
    client.force_login(personas["owner"])
    check = client.post(
        f"/api/v1/rounds/{round_2021.uid}/self-check/",
        {"size": "small", "regular_employees": 31},
        content_type="application/json",
    ).json()
    token = check["apply"].partition("answers=")[2]

    body = {"round": str(round_2021.uid), "site": str(firm.sites.get().uid), "answers": token}
    made = client.post("/api/v1/applications/", body, content_type="application/json")

    assert made.status_code == 201
    assert (made.json()["size"], made.json()["regular_employees"]) == ("small", 31)
