"""Letters tell what was decided; a refusal can be objected to in time, once, and is answered."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import services
from applications.models import Objection
from documents.models import IssuedDocument
from journal import clock
from programs.models import Round
from workflow.acts import Act
from workflow.errors import NotAllowed, Refused
from workflow.states import ApplicationState, CaseStage

pytestmark = pytest.mark.django_db
ENTRIES = {"purpose": "다시 심사해 주세요.", "grounds": "7월 사용량의 단위가 MWh입니다."}


@pytest.fixture
def refused(submitted, personas):
    return services.refuse(submitted, Act(personas["approver"], comment="연간 2,000 TOE 이상입니다."))


def letter(kind: str) -> IssuedDocument:
    return IssuedDocument.objects.in_force().get(kind=kind)


def test_each_decision_has_its_letter(screened, personas):
    reserve = services.put_on_reserve(screened, Act(personas["approver"], data={"reserve_rank": "2"}))
    assert letter("reserve_notice").snapshot["reserve_rank"] == "2"

    conditions = "계측기를 설치할 것\n자료를 제출할 것"
    services.select(reserve, Act(personas["approver"], data={"conditions": conditions}))
    said = letter("selection_notice").snapshot
    assert said["conditions"] == ["계측기를 설치할 것", "자료를 제출할 것"]
    assert said["agree_by"] == (clock.today() + timedelta(days=14)).isoformat()


def test_a_cancelled_selection_voids_its_letters(selected, personas):
    services.cancel_selection(selected, Act(personas["approver"], comment="착오"))

    assert not IssuedDocument.objects.in_force().filter(kind="selection_notice").exists()


def test_the_refusal_says_why_and_until_when_one_may_object(refused):
    said = letter("refusal_notice").snapshot

    assert said["reason"] == "연간 2,000 TOE 이상입니다."
    assert refused.objection_until == clock.today() + timedelta(days=30)
    assert said["objection_until"] == refused.objection_until.isoformat()


def test_an_objection_is_filed_with_its_paper_and_its_clock(refused, personas):
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))

    objection = Objection.objects.get()
    assert objection.answer_by == clock.today() + timedelta(days=14)
    assert objection.against == letter("refusal_notice")
    assert letter("objection").snapshot["grounds"] == ENTRIES["grounds"]


@pytest.mark.parametrize(("seconds", "in_time"), [(-1, True), (0, False), (1, False)])
def test_the_servers_clock_ends_the_time_for_objections(refused, personas, seconds, in_time):
    end = clock.end_of_day(refused.objection_until)
    with clock.travel(end + timedelta(seconds=seconds)):
        if in_time:
            services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
        else:
            with pytest.raises(Refused) as error:
                services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
            assert error.value.code == "objection_late"


def test_no_objection_where_the_round_offers_none(submitted, personas):
    Round.objects.update(objection_days=None)
    refused = services.refuse(submitted, Act(personas["approver"], comment="조건 미달"))

    with pytest.raises(Refused) as error:
        services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    assert error.value.code == "no_objection_offered"


def test_only_the_owner_objects_and_only_officials_answer(refused, personas):
    for name in ("member", "other_owner", "reviewer", "consultant"):
        with pytest.raises(NotAllowed):
            services.file_objection(refused, Act(personas[name], data=ENTRIES))
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    for name in ("owner", "consultant", "admin", "other_official"):
        with pytest.raises(NotAllowed):
            services.dismiss_objection(refused, Act(personas[name], comment="유지"))


def test_a_dismissed_objection_is_answered_by_letter_and_not_filed_again(refused, personas):
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    services.dismiss_objection(refused, Act(personas["reviewer"], comment="고지서와 같습니다."))

    said = letter("objection_decision").snapshot
    assert (said["result"], said["reason"]) == ("기각", "고지서와 같습니다.")
    refused.refresh_from_db()
    assert refused.state == ApplicationState.REFUSED
    with pytest.raises(Refused) as error:
        services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    assert error.value.code == "objection_answered"


def test_an_upheld_objection_reopens_the_case_and_voids_the_refusal(refused, personas):
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    upheld = services.uphold_objection(refused, Act(personas["approver"], comment="단위를 잘못 읽었습니다."))

    assert (upheld.state, upheld.case.stage) == (ApplicationState.SUBMITTED, CaseStage.SCREENING)
    assert upheld.objection_until is None
    assert letter("objection_decision").snapshot["result"] == "인용"
    assert not IssuedDocument.objects.in_force().filter(kind="refusal_notice").exists()


def test_a_withdrawn_objection_may_be_filed_anew(refused, personas):
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    services.withdraw_objection(refused, Act(personas["owner"], comment="다시 쓰겠습니다."))
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))

    assert list(Objection.objects.values_list("state", flat=True)) == ["filed", "withdrawn"]


def test_a_refusal_after_a_reopening_may_be_objected_to_again(refused, personas):
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    services.dismiss_objection(refused, Act(personas["reviewer"], comment="유지"))
    reopened = services.reopen(refused, Act(personas["approver"], comment="새 자료"))
    again = services.refuse(reopened, Act(personas["approver"], comment="그래도 넘습니다."))

    services.file_objection(again, Act(personas["owner"], data=ENTRIES))

    assert Objection.objects.filter(state="filed").count() == 1


def test_the_officials_see_that_an_objection_waits(client, refused, personas):
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    client.force_login(personas["reviewer"])

    tasks = client.get(reverse("portal:home")).context["worklist"].tasks

    waiting = next(task for task in tasks if task.row.name == "dismiss_objection")
    assert waiting.due == Objection.objects.get().answer_by


def test_the_firm_objects_on_a_page_and_loses_nothing_it_typed(client, refused, personas):
    client.force_login(personas["owner"])
    url = reverse("portal:act", args=["application", refused.uid, "file_objection"])

    page = client.post(url, {"purpose": "", "grounds": ENTRIES["grounds"], "version": refused.version})
    assert page.status_code == 422
    assert ENTRIES["grounds"] in page.content.decode()
    assert client.post(url, {**ENTRIES, "version": refused.version}).status_code == 302
    assert Objection.objects.get().purpose == ENTRIES["purpose"]


def test_the_api_shows_objections(client, refused, personas):
    services.file_objection(refused, Act(personas["owner"], data=ENTRIES))
    client.force_login(personas["owner"])

    shown = client.get(f"/api/v1/applications/{refused.uid}/objections/").json()

    assert [(row["state"], row["purpose"]) for row in shown] == [("filed", ENTRIES["purpose"])]
