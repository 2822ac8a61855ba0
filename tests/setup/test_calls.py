"""The public call: scheduled text, attachments that only a published call hands out, questions and answers."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.errors import Refused
from documents.models import File
from journal import clock
from journal.models import AccessRecord, Event, OutboxMessage
from programs import questions
from programs.models import Call, Question, Round
from programs.services import Edit
from programs.tasks import send_answer
from tests.documents import uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Uploads of a test lie in its own folder."""
    storages = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}},
    }
    settings.STORAGES = storages
    return tmp_path


@pytest.fixture
def call(round_2021):
    """The call of the round, published a day ago."""
    return Call.objects.create(
        round=round_2021,
        title_ko="2021년 공고",
        body_ko="첫 문단\n\n둘째 문단",
        publish_at=clock.now() - timedelta(days=1),
    )


def entries(**changed) -> dict[str, str]:
    return {"title_ko": "2021년 공고", "body_ko": "본문", "publish_at": "", "revision": "", **changed}


# -- text and hour -------------------------------------------------------------------------------------------


def test_a_call_is_written_and_becomes_public_at_its_hour(client, personas, round_2021):
    public = reverse("portal:round", args=[round_2021.uid])
    url = reverse("setup:call", args=[round_2021.uid])
    client.force_login(personas["admin"])

    client.post(url, entries(publish_at="2021-07-15T09:00", number_ko="제2021-7호"))
    assert Call.objects.get().publish_at == datetime(2021, 7, 15, 9, tzinfo=clock.SEOUL)
    assert "2021-07-15T09:00" in client.get(url).content.decode()
    client.logout()
    assert client.get(public).status_code == 404
    assert client.get(reverse("portal:front")).context["open_calls"] == []

    with clock.travel(datetime(2021, 7, 15, 9, 0, tzinfo=clock.SEOUL)):
        page = client.get(public)
    assert page.status_code == 200
    assert "제2021-7호" in page.content.decode()


def test_two_administrators_write_one_call(client, personas, round_2021, call):
    url = reverse("setup:call", args=[round_2021.uid])
    client.force_login(personas["admin"])
    client.post(url, entries(body_ko="첫째", revision=1))

    stale = client.post(url, entries(body_ko="둘째", revision=1))

    assert stale.status_code == 409
    assert "첫째" in str(stale.context["form"].errors["body_ko"])
    assert client.post(url, entries(body_ko="둘째", revision=stale.context["revision"])).status_code == 302
    call.refresh_from_db()
    assert call.body_ko == "둘째"


def test_a_call_needs_a_title(client, personas, round_2021):
    client.force_login(personas["admin"])

    answer = client.post(reverse("setup:call", args=[round_2021.uid]), entries(title_ko="", body_ko="쓴 글"))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title_ko"])
    assert "쓴 글" in answer.content.decode()


# -- attachments ---------------------------------------------------------------------------------------------


def hang(client, round_: Round, name: str = "공고문.pdf", data: bytes | None = None):
    upload = uploads.upload(name, uploads.pdf() if data is None else data)
    return client.post(reverse("setup:attachment-add", args=[round_.uid]), {"files": [upload]})


def test_everybody_downloads_what_hangs_on_a_published_call(client, personas, round_2021, call):
    client.force_login(personas["admin"])
    data = uploads.pdf()
    hang(client, round_2021, data=data)
    file = File.objects.get()
    client.logout()

    page = client.get(reverse("portal:round", args=[round_2021.uid])).content.decode()
    assert "공고문.pdf" in page
    assert file.get_absolute_url() in page
    download = client.get(file.get_absolute_url())

    assert download.status_code == 200
    assert download.getvalue() == data
    assert "attachment" in download.headers["Content-Disposition"]
    assert not AccessRecord.objects.exists()
    # The door for files of cases stays shut.
    assert client.get(reverse("documents:file", args=[file.uid])).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"publish_at": None},
        {"publish_at": datetime(2021, 7, 20, tzinfo=clock.SEOUL)},
        {"status": "draft"},
        {"is_test": True},
    ],
)
def test_of_an_unpublished_call_only_administrators_download(client, personas, round_2021, call, change):
    client.force_login(personas["admin"])
    hang(client, round_2021)
    url = File.objects.get().get_absolute_url()
    (Call if "publish_at" in change else Round).objects.update(**change)

    assert client.get(url).status_code == 200
    for name in ("owner", "reviewer", "auditor"):
        client.force_login(personas[name])
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404


def test_a_removed_attachment_is_kept_and_offered_to_nobody(
    client, personas, round_2021, call, private_files
):
    client.force_login(personas["admin"])
    hang(client, round_2021)
    file = File.objects.get()

    client.post(reverse("setup:attachment-remove", args=[round_2021.uid, file.uid]))

    assert client.get(file.get_absolute_url()).status_code == 404
    assert "공고문.pdf" not in client.get(reverse("setup:call", args=[round_2021.uid])).content.decode()
    assert File.objects.get().removed_at is not None
    assert len([path for path in private_files.rglob("*") if path.is_file()]) == 1
    assert Event.objects.filter(action="take_off_attachment").count() == 1
    again = client.post(reverse("setup:attachment-remove", args=[round_2021.uid, file.uid]))
    assert again.status_code == 404


def test_a_file_that_is_refused_says_what_to_do(client, personas, round_2021, call):
    client.force_login(personas["admin"])

    answer = hang(client, round_2021, "공고문.pdf", b"MZ no pdf")

    assert answer.status_code == 422
    assert "공고문.pdf" in str(answer.context["attachment_form"].errors)
    assert not File.objects.exists()


def test_an_archived_round_takes_no_file(client, personas, round_2021, call):
    Round.objects.update(status="archived")
    client.force_login(personas["admin"])

    assert hang(client, round_2021).status_code == 422
    assert not File.objects.exists()


def test_public_is_only_what_hangs_on_a_round(personas, round_2021):
    fields = {
        "audience": "public", "purpose": "call", "original_name": "a.pdf", "content_type": "application/pdf",
        "size": 1, "sha256": "x", "storage_name": "a/b", "scan_state": "unscanned", "uploaded_by": personas["admin"],
    }  # fmt: skip
    firm = personas["owner"].current_memberships[0].organisation

    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.create(organisation=firm, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.create(**{**fields, "audience": "staff"})


def test_the_api_hands_out_attachments_to_whoever_may_see_them(client, personas, round_2021, call):
    client.force_login(personas["admin"])
    hang(client, round_2021)
    client.force_login(personas["owner"])

    listed = client.get("/api/v1/files/").json()["results"]

    assert [(file["original_name"], file["round"]) for file in listed] == [
        ("공고문.pdf", str(round_2021.uid))
    ]
    assert client.get(f"/api/v1/files/{listed[0]['uid']}/content/").status_code == 200


# -- questions -----------------------------------------------------------------------------------------------


def test_a_question_is_answered_by_mail_and_on_the_page(client, personas, round_2021, call):
    ask = reverse("portal:ask", args=[round_2021.uid])
    public = reverse("portal:round", args=[round_2021.uid])
    assert client.get(ask).status_code == 302
    client.force_login(personas["owner"])
    client.post(ask, {"text": "도금 공정도 됩니까?"})
    question = Question.objects.get()
    assert "도금 공정도 됩니까?" in client.get(public).content.decode()
    client.force_login(personas["other_owner"])
    assert "도금 공정도 됩니까?" not in client.get(public).content.decode()

    client.force_login(personas["admin"])
    listed = client.get(reverse("setup:questions", args=[round_2021.uid]))
    assert list(listed.context["waiting"]) == [question]
    url = reverse("setup:question-answer", args=[round_2021.uid, question.uid])
    assert client.post(url, {"answer": "", "is_public": "on"}).status_code == 422
    client.post(url, {"answer": "네, 됩니다.", "is_public": "on"})

    client.logout()
    page = client.get(public).content.decode()
    assert "네, 됩니다." in page
    assert personas["owner"].name not in page
    message = OutboxMessage.objects.get(task="programs.send_answer")
    send_answer.run(message.payload)
    assert [sent.to for sent in mail.outbox] == [["owner@example.com"]]
    assert "네, 됩니다." in mail.outbox[0].body
    assert public in mail.outbox[0].body


def test_an_answer_that_is_not_published_goes_to_who_asked(client, personas, round_2021, call):
    question = questions.ask(round_2021, "우리 회사만의 질문", Edit(actor=personas["owner"]))
    questions.answer(question, "개별 답변", Edit(actor=personas["admin"]), is_public=False)
    public = reverse("portal:round", args=[round_2021.uid])

    assert "개별 답변" not in client.get(public).content.decode()
    client.force_login(personas["owner"])
    assert "개별 답변" in client.get(public).content.decode()


def test_publishing_alone_sends_no_second_mail(personas, round_2021, call):
    question = questions.ask(round_2021, "질문", Edit(actor=personas["owner"]))
    admin = Edit(actor=personas["admin"])
    questions.answer(question, "답변", admin, is_public=False)
    questions.answer(question, "답변", admin, is_public=True)
    questions.answer(question, "답변", admin, is_public=True)

    assert OutboxMessage.objects.filter(task="programs.send_answer").count() == 1
    assert Event.objects.filter(action="answer_question").count() == 2
    questions.answer(question, "고친 답변", admin, is_public=True)
    assert OutboxMessage.objects.filter(task="programs.send_answer").count() == 2


def test_five_open_questions_are_enough(client, personas, round_2021, call):
    edit = Edit(actor=personas["owner"])
    asked = [questions.ask(round_2021, f"질문 {number}", edit) for number in range(questions.MAX_OPEN)]

    with pytest.raises(Refused) as refused:
        questions.ask(round_2021, "하나 더", edit)
    assert refused.value.code == "too_many"
    client.force_login(personas["owner"])
    answer = client.post(reverse("portal:ask", args=[round_2021.uid]), {"text": "하나 더"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["text"])
    assert "하나 더" in answer.content.decode()
    questions.answer(asked[0], "답", Edit(actor=personas["admin"]), is_public=False)

    assert questions.ask(round_2021, "하나 더", edit).pk


def test_a_question_of_another_round_is_missing(client, personas, round_2021, call):
    question = questions.ask(round_2021, "질문", Edit(actor=personas["owner"]))
    other = Round.objects.get(pk=round_2021.pk)
    other.pk, other.uid, other.case_prefix = None, Question().uid, "XX"
    other.save(force_insert=True)
    client.force_login(personas["admin"])

    url = reverse("setup:question-answer", args=[other.uid, question.uid])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_questions_cost_the_same_for_three_as_for_one(
    client, personas, round_2021, call, number, django_assert_num_queries
):
    for serial in range(number):
        questions.ask(round_2021, f"질문 {serial}", Edit(actor=personas["owner"]))
    client.force_login(personas["admin"])

    with django_assert_num_queries(6):
        client.get(reverse("setup:questions", args=[round_2021.uid]))


def test_no_question_about_a_round_that_is_not_public(client, personas, round_2021):
    Round.objects.update(status="draft")
    client.force_login(personas["owner"])

    assert client.post(reverse("portal:ask", args=[round_2021.uid]), {"text": "?"}).status_code == 404
