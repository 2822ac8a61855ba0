"""The committee through the API: the same services, codes and secrets as on the pages."""

import json

import pytest
from django.test import Client

from accounts.models import Organisation
from applications.models import Application, Committee
from programs.models import Round
from tests.factories import committees
from tests.factories.committees import cleared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def login(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, method: str, url: str, body: dict | None = None):
    return client.generic(method, url, json.dumps(body or {}), content_type="application/json")


def test_a_committee_from_its_opening_to_the_release(round_2021, personas):
    round_2021.selected_by = Round.SelectedBy.COMMITTEE
    round_2021.scoring_sheet = committees.sheet()
    round_2021.save()
    case = committees.screened(round_2021, 11)
    person = committees.evaluator(1, round_2021)
    client = login(personas["approver"])

    body = {"round": str(round_2021.uid), "name": "위원회", "per_case": 1}
    made = send(client, "POST", "/api/v1/committees/", body)
    assert made.status_code == 201
    base = f"/api/v1/committees/{made.json()['uid']}/"
    assert client.get("/api/v1/committees/").json()["results"][0]["state"] == "preparing"
    assert send(client, "POST", base + "members/", {"emails": ["nobody@example.com"]}).status_code == 400
    assert send(client, "POST", base + "members/", {"emails": [person.email]}).json() == [
        {"email": person.email, "name": person.name}
    ]
    assert send(client, "POST", base + "distribute/").json() == {"made": 1, "short": []}
    place = {"case": str(case.uid), "evaluator": person.email}
    assert send(client, "PUT", base + "assignments/", {"places": [place]}).json() == {
        "made": 0,
        "taken_back": 0,
    }
    assert send(client, "POST", base + "begin/").json()["state"] == "scoring"

    own = login(person)
    [waiting] = own.get("/api/v1/reviews/").json()["results"]
    assert (waiting["firm"], waiting["has_conflict"]) == (case.organisation.name_ko, None)
    review = f"/api/v1/reviews/{waiting['uid']}/"
    assert own.get(review + "dossier/").status_code == 404
    refused = send(own, "POST", review + "declare/", {"has_conflict": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "pledge_missing")
    assert send(own, "POST", review + "declare/", {"has_conflict": False, "pledge": True}).status_code == 200
    assert [c["scale"] for c in own.get(review + "dossier/").json()["criteria"]] == [5, 5, 5]
    marks = {str(position): {"mark": "4"} for position in (1, 2, 3)}
    scored = send(own, "PUT", review + "score/", {"marks": marks, "final": True, "version": 0})
    assert scored.json()["review"]["points"] == "80.0000"
    stale = send(own, "PUT", review + "score/", {"marks": marks, "version": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")

    assert send(client, "POST", base + "close/").json()["state"] == "deciding"
    [row] = client.get(base + "ranking/").json()["rows"]
    assert (row["rank"], row["sum"], row["fits"]) == (1, "80.00", True)
    assert send(client, "POST", base + "proposal/").json()[0]["decision"] == "select"
    bad = send(client, "PUT", base + "decisions/", {"case": str(case.uid), "decision": "refuse"})
    assert bad.json()["code"] == "bad_data"
    [outcome] = send(client, "POST", base + "release/").json()
    assert (outcome["number"], outcome["error_code"]) == (case.number, "")
    assert Application.objects.get(case=case).state == "selected"
    minutes = {"held_on": "2021-07-14", "attendees": "위원장", "text": "심의"}
    assert send(client, "POST", base + "minutes/", minutes).status_code == 201


def test_an_evaluator_reads_no_scores_and_the_blind_one_no_names(round_2021, personas):
    world = committees.begun(committees.world(round_2021, personas["approver"], blind=True))
    Organisation.objects.filter(pk=world.cases[0].organisation_id).update(name_ko="카나리아금속")
    evaluator = world.evaluators[0]
    committees.services.state_ties(world.committee, committees.Act(evaluator, data={"ties": []}))
    places = [cleared(place) for place in world.places(evaluator)]
    client = login(evaluator)

    for address in ("/api/v1/reviews/", *(f"/api/v1/reviews/{p.uid}/dossier/" for p in places)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "카나리아" not in answer.content.decode()
    base = f"/api/v1/committees/{world.committee.uid}/"
    for name in ("", "ranking/"):
        assert client.get(base + name).status_code == 404
    assert client.get(base + "decisions/").status_code == 403
    other = world.places(world.evaluators[1])[0]
    assert client.get(f"/api/v1/reviews/{other.uid}/").status_code == 404

    Committee.objects.update(chair=evaluator)
    assert client.get(base + "ranking/").status_code == 200
    assert "카나리아" not in client.get(base + "ranking/").content.decode()
    assert client.get(base + "members/").status_code == 403
