"""One act on many applications: seen before it is done, done once, each by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.roles import Role
from applications import search
from applications.models import Application, BulkAct, BulkRow, CriterionVerdict
from applications.services import bulk, evaluations
from applications.tasks import advance_bulk
from journal import clock
from journal.models import Event, OutboxMessage
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.models import CorrectionRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

NEW = reverse("applications:bulk")


@pytest.fixture
def reviewer(client, personas):
    client.force_login(personas["reviewer"])
    return client


@pytest.fixture
def four(round_2021, personas) -> list[Application]:
    """Two that can pass screening, one that is screened already, one in another region's hands."""
    made = []
    for serial, state in enumerate(("submitted", "submitted", "screened", "submitted"), start=1):
        firm = people.organisation(80 + serial)
        people.site(firm)
        case = cases.case(round_2021, firm, serial=serial)
        application = cases.application(case, state)
        cases.energy_use(case)
        evaluations.freeze(application)
        search.refresh(application)
        made.append(application)
    CriterionVerdict.objects.exclude(result="met").update(result="met")
    made[3].case.__class__.objects.filter(pk=made[3].case_id).update(region_code="busan")
    return made


def rows_of(act: BulkAct) -> list[tuple[str, str, str]]:
    return list(act.rows.order_by("pk").values_list("state", "code", "target"))


def states(applications) -> list[str]:
    return [Application.objects.get(pk=application.pk).state for application in applications]


def prepared(person, applications, name="screen", **act) -> BulkAct:
    made = bulk.prepare([application.pk for application in applications], name, Act(person, **act))
    return bulk.advance(made)


def test_the_preview_says_what_would_happen_and_does_nothing(personas, four):
    events, mails = Event.objects.count(), OutboxMessage.objects.count()

    act = prepared(personas["reviewer"], four)

    assert act.state == "checked"
    assert rows_of(act) == [
        ("possible", "", "screened"),
        ("possible", "", "screened"),
        ("refused", "wrong_state", ""),
        ("refused", "not_allowed", ""),
    ]
    assert states(four) == ["submitted", "submitted", "screened", "submitted"]
    assert (Event.objects.count(), OutboxMessage.objects.count()) == (events, mails)


def test_what_is_confirmed_is_done_once(personas, four):
    act = prepared(personas["reviewer"], four)
    before = Event.objects.filter(action="application.screen").count()

    done = bulk.advance(bulk.confirm(act, user=personas["reviewer"]))
    again = bulk.advance(bulk.confirm(act, user=personas["reviewer"]))

    assert (done.state, again.state) == ("done", "done")
    assert states(four) == ["screened", "screened", "screened", "submitted"]
    assert Event.objects.filter(action="application.screen").count() == before + 2
    assert Event.objects.filter(action="applications.bulk").count() == 1
    assert [row[0] for row in rows_of(done)] == ["done", "done", "refused", "refused"]


def test_what_has_changed_meanwhile_is_checked_again(personas, four):
    act = prepared(personas["reviewer"], four[:2])
    Application.objects.filter(pk=four[0].pk).update(state="withdrawn")

    done = bulk.advance(bulk.confirm(act, user=personas["reviewer"]))

    assert [row[:2] for row in rows_of(done)] == [("refused", "wrong_state"), ("done", "")]


def test_the_same_correction_is_asked_of_several(reviewer, personas, four):
    sent = {"act": "request_correction", "row": [str(four[0].uid), str(four[1].uid)]}
    page = reviewer.get(NEW, sent)
    assert page.status_code == 200
    deadline = clock.today() + timedelta(days=5)
    preview = reviewer.post(
        NEW,
        {
            **sent,
            "comment": "공통 보완 사항입니다.",
            "deadline": f"{deadline:%Y-%m-%d}",
            "requests": "사업자등록증을 다시 올려 주세요.\n전력 사용량을 확인해 주세요.",
        },
    )
    assert not CorrectionRequest.objects.exists()

    result = reviewer.post(preview.url)

    assert result.url == preview.url
    assert states(four[:2]) == ["correction", "correction"]
    assert CorrectionRequest.objects.filter(deadline=deadline).count() == 4
    text = reviewer.get(preview.url).content.decode()
    assert "IC-2021-0001" in text
    assert "전력 사용량을 확인해 주세요." in text


def test_all_that_the_filters_leave_is_meant_and_nothing_else(reviewer, four):
    preview = reviewer.post(
        NEW, {"act": "refuse", "all": "1", "filter": "state=submitted", "comment": "예산 소진"}
    )
    act = BulkAct.objects.get()
    assert preview.url == act.get_absolute_url()
    assert {row.application_id for row in act.rows.all()} == {four[0].pk, four[1].pk}
    assert act.scope == "state=submitted"


def test_an_officer_is_put_in_charge_of_several(reviewer, personas, four):
    colleague = people.user("colleague@example.com", "동료")
    people.member(colleague, Role.REVIEWER, program=four[0].case.program_code, region="incheon")
    preview = reviewer.post(
        NEW,
        {
            "act": "put_in_charge",
            "row": [str(four[0].uid), str(four[2].uid)],
            "officer": str(colleague.uid),
            "comment": "업무 분장",
        },
    )
    reviewer.post(preview.url)

    in_charge = four[0].case.participants.current().get(role=Role.REVIEWER)
    assert in_charge.user == colleague
    assert [row[0] for row in rows_of(BulkAct.objects.get())] == ["done", "done"]


def test_a_reason_that_lacks_is_asked_for_and_nothing_is_lost(reviewer, four):
    answer = reviewer.post(NEW, {"act": "refuse", "row": [str(four[0].uid)], "comment": ""})
    assert answer.status_code == 422
    assert str(four[0].uid) in answer.content.decode()
    assert not BulkAct.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"act": "nonsense", "all": "1"}, 422),
        ({"all": "1"}, 422),
        ({"act": "refuse", "all": "1", "filter": "submitted_from=gestern"}, 422),
    ],
)
def test_what_cannot_be_read_acts_on_nothing(reviewer, four, sent, status):
    assert reviewer.post(NEW, {**sent, "comment": "사유"}).status_code == status
    assert not BulkAct.objects.exists()


def test_nothing_chosen_and_too_many_are_refused(personas, four, monkeypatch):
    act = Act(personas["reviewer"], comment="사유")
    with pytest.raises(Refused) as refused:
        bulk.prepare([], "refuse", act)
    assert refused.value.code == "nothing_chosen"
    monkeypatch.setattr(bulk, "ROWS_AT_MOST", 2)
    with pytest.raises(Refused) as refused:
        bulk.prepare([application.pk for application in four], "refuse", act)
    assert refused.value.code == "too_many"
    with pytest.raises(Refused) as refused:
        bulk.prepare([four[0].pk], "select", act)
    assert refused.value.code == "unknown_act"
    with pytest.raises(BadData):
        bulk.prepare([four[0].pk], "refuse", Act(personas["reviewer"]))


def test_who_may_not_act_prepares_nothing(personas, four):
    for name in ("auditor", "owner", "consultant"):
        with pytest.raises(NotAllowed):
            bulk.prepare([four[0].pk], "refuse", Act(personas[name], comment="사유"))


def test_somebody_elses_preparation_looks_missing(client, personas, four):
    act = prepared(personas["reviewer"], four)
    client.force_login(personas["approver"])
    assert client.get(act.get_absolute_url()).status_code == 404
    assert client.post(act.get_absolute_url()).status_code == 404
    with pytest.raises(NotAllowed):
        bulk.confirm(act, user=personas["approver"])


def test_many_are_done_by_the_worker_in_portions(reviewer, personas, four, monkeypatch):
    monkeypatch.setattr("applications.services.bulk.AT_ONCE", 1)
    preview = reviewer.post(NEW, {"act": "screen", "all": "1"})
    act = BulkAct.objects.get()
    assert act.state == "checking"
    assert "progress" in reviewer.get(preview.url).content.decode()
    assert reviewer.post(preview.url).status_code == 409  # not before all were tried

    advance_bulk.run({"bulk": act.pk})
    act.refresh_from_db()
    assert act.state == "checked"

    reviewer.post(preview.url)
    advance_bulk.run({"bulk": act.pk})
    advance_bulk.run({"bulk": act.pk})  # a message that arrives twice
    act.refresh_from_db()
    assert act.state == "done"
    assert OutboxMessage.objects.filter(task=bulk.TASK).count() == 2
    assert Event.objects.filter(action="application.screen").count() == 2


def test_a_crash_between_rows_leaves_no_row_half_done(personas, four, monkeypatch):
    act = bulk.confirm(prepared(personas["reviewer"], four[:2]), user=personas["reviewer"])
    kind = bulk.KINDS["screen"]
    calls = []

    def dies_at_the_second(application, acted):
        calls.append(application)
        if len(calls) == 2:
            raise MemoryError
        return kind.perform(application, acted)

    monkeypatch.setitem(bulk.KINDS, "screen", bulk.Kind("screen", "", kind.permission, dies_at_the_second))
    with pytest.raises(MemoryError):
        bulk.advance(act)
    assert [row[0] for row in rows_of(act)] == ["done", "possible"]

    monkeypatch.setitem(bulk.KINDS, "screen", kind)
    bulk.advance(act)

    assert states(four[:2]) == ["screened", "screened"]
    assert Event.objects.filter(action="application.screen").count() == 2


def test_the_page_costs_the_same_for_any_number_of_rows(
    reviewer, personas, four, django_assert_max_num_queries
):
    act = prepared(personas["reviewer"], four)
    with django_assert_max_num_queries(10):
        reviewer.get(act.get_absolute_url())


# -- through the API -----------------------------------------------------------------------------------------


def test_the_api_tries_first_and_does_it_when_asked(personas, four):
    api = APIClient()
    api.force_authenticate(personas["reviewer"])
    body = {"act": "screen", "filter": "state=submitted", "all": True}

    tried = api.post("/api/v1/applications/bulk/", body)
    assert (tried.status_code, tried.data["state"]) == (200, "checked")
    assert [row["target"] for row in tried.data["rows"]] == ["screened", "screened"]
    assert states(four[:2]) == ["submitted", "submitted"]

    confirmed = api.post(f"/api/v1/applications/bulk/{tried.data['uid']}/")
    assert confirmed.data["state"] == "done"
    assert states(four[:2]) == ["screened", "screened"]


def test_the_api_repeats_nothing(personas, four):
    api = APIClient()
    api.force_authenticate(personas["reviewer"])
    body = {"act": "refuse", "uids": [str(four[0].uid)], "comment": "사유", "dry_run": False}

    first = api.post("/api/v1/applications/bulk/", body, headers={"Idempotency-Key": "k1"})
    again = api.post("/api/v1/applications/bulk/", body, headers={"Idempotency-Key": "k1"})

    assert first.json()["uid"] == again.json()["uid"]
    assert BulkRow.objects.count() == 1
    assert states(four[:1]) == ["refused"]


def test_the_api_names_why_not(personas, four):
    api = APIClient()
    api.force_authenticate(personas["reviewer"])
    body = {"act": "screen", "uids": [str(four[2].uid)]}
    rows = api.post("/api/v1/applications/bulk/", body).data["rows"]
    assert [(row["state"], row["code"]) for row in rows] == [("refused", "wrong_state")]
    assert api.post("/api/v1/applications/bulk/", {**body, "act": "refuse"}).data["code"] == "bad_data"
    unknown = {**body, "act": "put_in_charge", "comment": "분장", "data": {"officer": "nobody"}}
    rows = api.post("/api/v1/applications/bulk/", unknown).data["rows"]
    assert [(row["state"], row["code"]) for row in rows] == [("refused", "bad_data")]
