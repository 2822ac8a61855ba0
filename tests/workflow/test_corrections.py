"""Correction requests: several at once, each for itself; more time; going on despite them; reminders."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from applications import services
from documents.models import IssuedDocument  # noqa: F401 - papers of the submission
from journal import clock
from journal.models import Event, OutboxMessage
from tests.applications.conftest import complete, draft, firm, site, submitted  # noqa: F401
from workflow import corrections, mails, notices, sweeps
from workflow.acts import Act
from workflow.errors import BadData, Refused, WrongState
from workflow.models import CorrectionRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

TWO = [
    {"about": "중소기업 확인서", "text": "유효기간이 지났습니다.", "deadline": "2021-07-22"},
    {"about": "전력 사용량", "text": "3월이 비어 있습니다."},
]


@pytest.fixture
def asked(submitted, personas):  # noqa: F811
    """An application with two open requests, due on 22 and 24 July."""
    data = {"deadline": "2021-07-24", "requests": TWO}
    return services.request_correction(
        submitted, Act(personas["reviewer"], comment="보완해 주세요.", data=data)
    )


def states(application) -> list[str]:
    return list(corrections.of_record(application).order_by("pk").values_list("state", flat=True))


def one(application, about: str) -> CorrectionRequest:
    return corrections.of_record(application).get(about=about)


def on(request: CorrectionRequest, **data) -> dict:
    return {"correction": str(request.uid), **data}


def test_one_act_asks_several_each_with_its_own_deadline(asked):
    rows = corrections.open_requests(asked)

    assert [(row.about, row.deadline) for row in rows] == [
        ("중소기업 확인서", date(2021, 7, 22)),
        ("전력 사용량", date(2021, 7, 24)),
    ]
    assert asked.state == "correction"


def test_more_can_be_asked_while_others_are_open(asked, personas):
    data = {"deadline": "2021-07-30"}
    services.request_correction(asked, Act(personas["reviewer"], comment="도면도 필요합니다.", data=data))

    assert states(asked) == ["asked", "asked", "asked"]


def test_a_single_deadline_in_the_past_refuses_all(submitted, personas):  # noqa: F811
    rows = [{"text": "하나"}, {"text": "둘", "deadline": "2021-07-13"}]
    with pytest.raises(Refused) as refused:
        services.request_correction(
            submitted,
            Act(personas["reviewer"], comment="보완", data={"deadline": "2021-07-24", "requests": rows}),
        )

    assert refused.value.code == "deadline_past"
    assert states(submitted) == []


def test_requests_are_answered_one_by_one_and_the_last_hands_the_application_back(asked, personas):
    owner = personas["owner"]
    first, second = corrections.open_requests(asked)

    part = services.answer_request(asked, Act(owner, comment="새로 올렸습니다.", data=on(first)))
    assert (part.state, states(asked)) == ("correction", ["answered", "asked"])
    assert not part.is_corrected
    whole = services.answer_request(asked, Act(owner, comment="넣었습니다.", data=on(second)))

    assert (whole.state, states(asked)) == ("submitted", ["answered", "answered"])
    assert whole.is_corrected
    assert whole.evaluations.count() == 2
    assert one(asked, "전력 사용량").answer == "넣었습니다."


def test_all_are_answered_at_once_with_words_of_their_own(asked, personas):
    first, _second = corrections.open_requests(asked)
    answers = [{"correction": str(first.uid), "answer": "새 확인서입니다."}]

    services.answer_correction(
        asked, Act(personas["owner"], comment="모두 고쳤습니다.", data={"answers": answers})
    )

    found = corrections.of_record(asked).order_by("pk").values_list("answer", flat=True)
    assert list(found) == ["새 확인서입니다.", "모두 고쳤습니다."]


def test_withdrawing_one_keeps_the_others(asked, personas):
    first, second = corrections.open_requests(asked)
    reviewer = personas["reviewer"]

    part = services.withdraw_request(asked, Act(reviewer, comment="확인했습니다.", data=on(first)))
    assert (part.state, states(asked)) == ("correction", ["withdrawn", "asked"])
    assert one(asked, "중소기업 확인서").text == "유효기간이 지났습니다."
    whole = services.withdraw_request(asked, Act(reviewer, comment="확인했습니다.", data=on(second)))

    assert (whole.state, states(asked)) == ("submitted", ["withdrawn", "withdrawn"])


def test_a_request_of_another_application_is_unknown(asked, personas):
    stranger = CorrectionRequest.objects.create(
        case=asked.case, record_kind="grant", record_uid=asked.case.uid, text="남의 것",
        deadline=clock.today(), asked_by=personas["reviewer"],
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        services.answer_request(asked, Act(personas["owner"], comment="?", data=on(stranger)))

    assert refused.value.code == "unknown_correction"


def test_an_answer_is_accepted_singly_and_the_rest_by_going_on(asked, personas):
    services.answer_correction(asked, Act(personas["owner"], comment="고쳤습니다."))
    first = one(asked, "중소기업 확인서")

    services.accept_answer(asked, Act(personas["reviewer"], data=on(first)))
    assert states(asked) == ["accepted", "answered"]
    services.screen(asked, Act(personas["reviewer"], comment="확인"))

    assert states(asked) == ["accepted", "accepted"]


# -- the next step -------------------------------------------------------------------------------------------


def test_an_open_request_blocks_screening_until_a_reason_is_given(asked, personas):
    reviewer = personas["reviewer"]
    with pytest.raises(Refused) as refused:
        services.screen(asked, Act(reviewer, comment="확인"))
    assert refused.value.code == "correction_open"
    assert states(asked) == ["asked", "asked"]

    reason = "다른 서류로 확인했습니다."
    done = services.screen(asked, Act(reviewer, comment="확인", data={"override_reason": reason}))

    assert (done.state, states(asked)) == ("screened", ["withdrawn", "withdrawn"])
    assert Event.objects.get(action="application.screen").data["override_reason"] == reason


def test_a_round_may_let_open_requests_pass_without_a_reason(asked, personas, round_2021):
    type(round_2021).objects.update(corrections_block=False)

    assert services.screen(asked, Act(personas["reviewer"], comment="확인")).state == "screened"


def test_an_override_judges_by_what_the_firm_has_changed_meanwhile(asked, personas):
    services.edit(asked, Act(personas["owner"], data={"regular_employees": 3}))

    with pytest.raises(Refused) as refused:
        services.screen(asked, Act(personas["reviewer"], comment="확인", data={"override_reason": "급함"}))

    assert refused.value.code == "conditions_not_met"
    assert states(asked) == ["asked", "asked"]


# -- more time -----------------------------------------------------------------------------------------------


def extend(asked, personas, days: int = 5):
    first = one(asked, "중소기업 확인서")
    return services.ask_extension(
        asked, Act(personas["owner"], comment="발급 대기", data=on(first, days=days))
    )


def decide(asked, personas, *, comment: str = "", **data):
    first = one(asked, "중소기업 확인서")
    return services.decide_extension(
        asked, Act(personas["reviewer"], comment=comment, data=on(first, **data))
    )


def test_a_granted_wish_moves_the_deadline_by_the_days_that_were_named(asked, personas):
    extend(asked, personas, days=5)
    decide(asked, personas, granted=True)

    request = one(asked, "중소기업 확인서")
    assert request.deadline == date(2021, 7, 27)
    assert request.extensions.get().state == "granted"


def test_a_declined_wish_needs_its_reason_and_leaves_the_deadline(asked, personas):
    extend(asked, personas)
    with pytest.raises(BadData):
        decide(asked, personas, granted=False)

    decide(asked, personas, granted=False, comment="일정상 어렵습니다.")

    assert one(asked, "중소기업 확인서").deadline == date(2021, 7, 22)


def test_more_time_is_asked_for_twice_at_most_and_one_wish_at_a_time(asked, personas):
    extend(asked, personas)
    with pytest.raises(Refused) as waiting:
        extend(asked, personas)
    decide(asked, personas, granted=True)
    extend(asked, personas)
    decide(asked, personas, granted=False, comment="더는 어렵습니다.")
    with pytest.raises(Refused) as used:
        extend(asked, personas)

    assert (waiting.value.code, used.value.code) == ("extension_asked", "extensions_used")


def test_a_wish_lapses_with_its_request(asked, personas):
    extend(asked, personas)
    services.answer_correction(asked, Act(personas["owner"], comment="고쳤습니다."))

    assert one(asked, "중소기업 확인서").extensions.get().state == "lapsed"
    with pytest.raises(WrongState):
        decide(asked, personas, granted=True)


# -- by themselves -------------------------------------------------------------------------------------------


def at(day: int, hour: int = 9):
    return clock.travel(clock.end_of_day(date(2021, 7, day), hour))


def test_the_firm_is_reminded_once_two_days_before(asked, mailoutbox):
    with at(19):
        assert sweeps.remind_of_corrections() == 0
    with at(20):
        assert (sweeps.remind_of_corrections(), sweeps.remind_of_corrections()) == (1, 0)
        message = OutboxMessage.objects.get(task="workflow.send_correction_mail")
        mails.send_correction(message.payload, message_id="m")

    assert {address for mail in mailoutbox for address in mail.to} == {
        "owner@example.com",
        "member@example.com",
    }
    assert "중소기업 확인서" in mailoutbox[0].body


@pytest.mark.parametrize(("seconds", "overdue"), [(-1, False), (0, True), (1, True)])
def test_a_deadline_ends_at_midnight_in_seoul(asked, seconds, overdue):
    with clock.travel(clock.end_of_day(date(2021, 7, 22)) + timedelta(seconds=seconds)):
        assert one(asked, "중소기업 확인서").is_overdue is overdue
        assert sweeps.mark_overdue_corrections() == overdue
        assert sweeps.mark_overdue_corrections() == 0
    assert Event.objects.filter(action="correction.overdue").count() == overdue


def test_a_new_deadline_is_reminded_of_anew(asked, personas):
    with at(21):
        sweeps.remind_of_corrections()
        extend(asked, personas, days=10)
        decide(asked, personas, granted=True)
    with at(31):
        assert sweeps.remind_of_corrections() == 1


def test_the_mail_names_every_request(asked, mailoutbox):
    event = Event.objects.get(action="application.request_correction")
    payload = {"case": asked.case_id, "event": event.pk, "on": "application", "name": "request_correction"}

    notices.send(payload, message_id="m")

    assert "중소기업 확인서: 유효기간이 지났습니다." in mailoutbox[0].body
    assert "전력 사용량" in mailoutbox[0].body


# -- the page ------------------------------------------------------------------------------------------------


def form(**rows: str) -> dict:
    return {
        "requests-TOTAL_FORMS": "2", "requests-INITIAL_FORMS": "0", "deadline": "2021-07-24", "comment": "",
        **rows,
    }  # fmt: skip


def test_the_page_asks_several_and_leaves_empty_rows_out(client, submitted, personas):  # noqa: F811
    client.force_login(personas["reviewer"])
    url = reverse("portal:corrections", args=["application", submitted.uid])

    assert client.get(url).status_code == 200
    answer = client.post(
        url, form(**{"requests-0-about": "공장등록증", "requests-0-text": "대표자가 다릅니다."})
    )

    assert answer.status_code == 302
    assert [row.about for row in corrections.open_requests(submitted)] == ["공장등록증"]


def test_the_page_says_what_is_lacking_and_keeps_what_was_typed(client, submitted, personas):  # noqa: F811
    client.force_login(personas["reviewer"])
    url = reverse("portal:corrections", args=["application", submitted.uid])

    nothing = client.post(url, form())
    half = client.post(url, form(**{"requests-0-about": "공장등록증"}))
    late = client.post(url, form(**{"requests-0-text": "고치세요", "deadline": "2021-07-01"}))
    more = client.post(url, form(more="1", **{"requests-1-text": "그대로 남을 글"}))

    assert (nothing.status_code, half.status_code, late.status_code) == (422, 422, 409)
    assert "공장등록증" in half.content.decode()
    assert "고치세요" in late.content.decode()
    assert "그대로 남을 글" in more.content.decode()
    assert 'name="requests-4-text"' in more.content.decode()
    assert states(submitted) == []


def test_who_may_not_ask_is_refused_and_who_may_not_see_finds_nothing(client, submitted, personas):  # noqa: F811
    url = reverse("portal:corrections", args=["application", submitted.uid])
    for name, status in (("owner", 403), ("auditor", 403), ("other_owner", 404), ("other_official", 404)):
        client.force_login(personas[name])
        assert client.get(url).status_code == status
        assert client.post(url, form()).status_code == status


def test_each_reader_finds_the_acts_that_are_theirs_beside_a_request(client, asked, personas):
    urls = {}
    for name in ("owner", "reviewer", "auditor"):
        client.force_login(personas[name])
        urls[name] = client.get(asked.case.get_absolute_url()).content.decode()

    uid = corrections.open_requests(asked)[0].uid
    assert f"answer_request/?correction={uid}" in urls["owner"]
    assert f"ask_extension/?correction={uid}" in urls["owner"]
    assert f"withdraw_request/?correction={uid}" in urls["reviewer"]
    assert "?correction=" not in urls["auditor"]


def test_the_firm_answers_one_request_on_the_act_page(client, asked, personas):
    client.force_login(personas["owner"])
    first = corrections.open_requests(asked)[0]
    url = reverse("portal:act", args=["application", asked.uid, "answer_request"])

    page = client.get(url, {"correction": str(first.uid)})
    assert "중소기업 확인서" in page.content.decode()
    done = client.post(
        url, {"version": asked.version, "correction": str(first.uid), "comment": "새로 올렸습니다."}
    )

    assert done.status_code == 302
    assert states(asked) == ["answered", "asked"]
