"""Interviews of management and staff, the firm's team, and the experts' pledge towards the firm."""

from datetime import date

import pytest
from django.urls import reverse

from applications import pledges
from applications.models import Application, CaseContact, Interview, Pledge
from applications.services import interviews, team
from journal.models import AccessRecord, Event
from programs import reference
from programs.models import FrozenRowError, Questionnaire
from tests.factories import applicants, cases
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion
from workflow.states import CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

HEAD = {"audience": "ceo", "person_name": "김대표", "position": "대표이사", "held_on": date(2021, 7, 8)}


@pytest.fixture
def questionnaire(round_2021) -> Questionnaire:
    reference.load_questionnaire()
    round_2021.questionnaire = Questionnaire.objects.get(code="initial-interview")
    round_2021.save()
    return round_2021.questionnaire


@pytest.fixture
def application(round_2021, personas) -> Application:
    """The owner's own application, with its consultant."""
    firm = personas["owner"].current_memberships[0].organisation
    case = cases.case(round_2021, firm)
    cases.participant(case, personas["consultant"])
    return cases.application(case)


@pytest.fixture
def interview(questionnaire, application, personas) -> Interview:
    return interviews.open_interview(application, Act(personas["reviewer"], data=HEAD))


def question(interview: Interview, kind: str):
    return interview.questionnaire.items.filter(audience=interview.audience, kind=kind).first()


# -- the questions -------------------------------------------------------------------------------------------


def test_our_draft_says_that_it_is_one(questionnaire):
    assert questionnaire.confidence == "demo"
    assert set(questionnaire.items.values_list("audience", flat=True)) == {"ceo", "staff"}
    assert set(questionnaire.items.values_list("kind", flat=True)) == {"text", "scale", "choice"}


def test_used_questions_change_no_more(interview):
    item = interview.questionnaire.items.first()
    item.text_ko = "다른 질문"
    with pytest.raises(FrozenRowError):
        item.save()


def test_a_round_without_questions_has_no_interviews(application, personas):
    with pytest.raises(Refused) as refused:
        interviews.open_interview(application, Act(personas["reviewer"], data=HEAD))
    assert refused.value.code == "no_questionnaire"


# -- answers -------------------------------------------------------------------------------------------------


def test_answers_point_to_the_question_in_its_version(interview, personas):
    text, scale, choice = (question(interview, kind) for kind in ("text", "scale", "choice"))
    given = {str(text.position): "매출 감소", str(scale.position): "4", str(choice.position): "0"}

    saved = interviews.save_interview(interview, Act(personas["consultant"], data={"answers": given}))

    stored = {answer.item: answer.text or answer.value for answer in saved.answers.select_related("item")}
    assert stored == {text: "매출 감소", scale: 4, choice: 0}


def test_saving_often_keeps_what_is_not_named_and_takes_back_what_is_empty(interview, personas):
    text, scale = question(interview, "text"), question(interview, "scale")
    act = Act(personas["reviewer"], data={"answers": {str(text.position): "처음", str(scale.position): "3"}})
    interviews.save_interview(interview, act)
    interviews.save_interview(
        interview, Act(personas["reviewer"], data={"answers": {str(text.position): ""}})
    )
    assert [answer.item for answer in interview.answers.all()] == [scale]


def test_answers_that_do_not_fit_are_all_named(interview, personas):
    scale, choice = question(interview, "scale"), question(interview, "choice")
    given = {str(scale.position): "6", str(choice.position): "99", "999": "x"}
    with pytest.raises(BadData) as error:
        interviews.save_interview(interview, Act(personas["reviewer"], data={"answers": given}))
    assert set(error.value.errors) == {
        f"answers.{scale.position}",
        f"answers.{choice.position}",
        "answers.999",
    }
    assert not interview.answers.exists()


def test_two_tablets_do_not_overwrite_each_other(interview, personas):
    interviews.save_interview(interview, Act(personas["reviewer"], version=1, data={"answers": {}}))
    with pytest.raises(StaleVersion):
        interviews.save_interview(interview, Act(personas["reviewer"], version=1, data={"answers": {}}))


def test_events_keep_no_answers(interview, personas):
    text = question(interview, "text")
    interviews.save_interview(
        interview, Act(personas["reviewer"], data={"answers": {str(text.position): "비밀"}})
    )
    assert all("비밀" not in str(event.after) for event in Event.objects.all())


def test_after_the_end_nothing_is_added(interview, personas):
    type(interview.application.case).objects.update(stage=CaseStage.REFUSED)
    interview.application.case.refresh_from_db()
    with pytest.raises(Refused) as refused:
        interviews.save_interview(Interview.objects.get(), Act(personas["reviewer"], data={"answers": {}}))
    assert refused.value.code == "case_closed"


# -- who reads them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("reviewer", 200),
        ("consultant", 200),
        ("auditor", 200),
        ("admin", 200),
        ("owner", 403),
        ("other_consultant", 404),
        ("other_official", 404),
    ],
)
def test_the_firm_and_strangers_do_not_read_what_was_said(client, interview, personas, name, status):
    client.force_login(personas[name])
    assert client.get(reverse("applications:interview", args=[interview.uid])).status_code == status


@pytest.mark.parametrize("name", ["owner", "auditor", "other_consultant", "other_official"])
def test_who_may_not_ask(questionnaire, application, personas, name):
    with pytest.raises(NotAllowed):
        interviews.open_interview(application, Act(personas[name], data=HEAD))


def test_an_interview_is_held_on_the_pages(client, questionnaire, application, personas):
    client.force_login(personas["consultant"])
    begun = client.post(reverse("applications:interviews", args=[application.uid]), HEAD)
    interview = Interview.objects.get()
    assert begun.url == reverse("applications:interview", args=[interview.uid])

    sent = {"person_name": "김대표", "position": "대표이사", "held_on": "2021-07-08", "version": "1"}
    text = question(interview, "text")
    answer = client.post(begun.url, {**sent, f"q{text.position}": "인력 부족"})

    assert answer.status_code == 302
    assert "인력 부족" in client.get(begun.url).content.decode()
    assert AccessRecord.objects.filter(what__startswith="interview").exists()

    stale = client.post(begun.url, {**sent, f"q{text.position}": "다시 적음"})
    assert stale.status_code == 409
    assert "다시 적음" in stale.content.decode()


def test_a_future_day_is_pointed_out_and_nothing_typed_is_lost(client, questionnaire, application, personas):
    client.force_login(personas["reviewer"])
    sent = {**HEAD, "held_on": "2021-12-31"}
    answer = client.post(reverse("applications:interviews", args=[application.uid]), sent)
    assert answer.status_code == 400
    assert "held_on" in answer.context["form"].errors
    assert "김대표" in answer.content.decode()


@pytest.mark.parametrize("audience", ["ceo", "staff"])
def test_the_blank_sheet_has_each_question(client, questionnaire, application, personas, audience):
    client.force_login(personas["reviewer"])
    page = client.get(
        reverse("applications:interview-sheet", args=[application.uid, audience])
    ).content.decode()
    for item in questionnaire.items.all():
        assert (f"{item.position}. {item}" in page) == (item.audience == audience)


def test_no_other_sheet_exists(client, questionnaire, application, personas):
    client.force_login(personas["reviewer"])
    assert client.get(reverse("applications:interview-sheet", args=[application.uid, "x"])).status_code == 404


# -- the firm's team -----------------------------------------------------------------------------------------

PERSON = {"role": "energy", "name": "박환경", "position": "과장", "phone": "032-123-4567", "email": ""}


def test_the_firm_names_its_people_and_takes_them_off(application, personas):
    contact = team.add_contact(application.case, Act(personas["owner"], data=PERSON))
    changed = team.change_contact(contact, Act(personas["member"], data={"phone": "032-765-4321"}, version=1))
    assert (changed.phone, changed.name) == ("032-765-4321", "박환경")
    team.end_contact(changed, Act(personas["owner"]))
    assert CaseContact.objects.get().until is not None
    assert Event.objects.filter(action__endswith="_contact").count() == 3


@pytest.mark.parametrize("name", ["consultant", "reviewer", "other_owner"])
def test_nobody_else_names_the_firms_people(application, personas, name):
    with pytest.raises(NotAllowed):
        team.add_contact(application.case, Act(personas[name], data=PERSON))


def test_a_person_needs_name_and_matter(application, personas):
    with pytest.raises(BadData) as error:
        team.add_contact(application.case, Act(personas["owner"], data={"email": "x"}))
    assert set(error.value.errors) == {"name", "role", "email"}


def test_the_team_page(client, application, personas):
    url = reverse("applications:team", args=[application.uid])
    client.force_login(personas["owner"])
    assert client.post(url, PERSON).status_code == 302
    contact = CaseContact.objects.get()
    change = reverse("applications:contact", args=[contact.uid])
    assert client.post(change, {**PERSON, "name": "", "version": "1"}).status_code == 422
    client.force_login(personas["consultant"])
    page = client.get(url)
    assert "박환경" in page.content.decode()
    assert page.context["form"] is None
    assert client.get(change).status_code == 403
    client.force_login(personas["other_owner"])
    assert client.get(url).status_code == 404
    assert client.get(change).status_code == 404


# -- the pledge ----------------------------------------------------------------------------------------------


def test_a_consultant_promises_once_and_the_firm_sees_it(client, application, personas):
    url = reverse("applications:pledge", args=[application.uid])
    client.force_login(personas["consultant"])
    assert str(pledges.TEXT[0]) in client.get(url).content.decode()
    assert pledges.is_missing(personas["consultant"], application.case)

    for _time in range(2):
        client.post(url, {"text_version": pledges.VERSION})

    pledge = Pledge.objects.get()
    assert (pledge.user, pledge.text_version, pledge.address) == (
        personas["consultant"],
        pledges.VERSION,
        "127.0.0.1",
    )
    assert not pledges.is_missing(personas["consultant"], application.case)
    client.force_login(personas["owner"])
    page = client.get(reverse("applications:team", args=[application.uid])).content.decode()
    assert str(personas["consultant"]) in page


def test_another_text_than_the_one_read_is_refused(application, personas):
    with pytest.raises(Refused) as refused:
        team.give_pledge(application.case, Act(personas["consultant"], data={"text_version": "1999"}))
    assert refused.value.code == "text_changed"


@pytest.mark.parametrize("name", ["owner", "reviewer", "other_consultant"])
def test_only_who_diagnoses_pledges(application, personas, name):
    with pytest.raises(NotAllowed):
        team.give_pledge(application.case, Act(personas[name], data={"text_version": pledges.VERSION}))


def test_lists_of_interviews_cost_the_same(
    client, questionnaire, application, personas, django_assert_max_num_queries
):
    client.force_login(personas["reviewer"])
    url = reverse("applications:interviews", args=[application.uid])

    def queries() -> int:
        with django_assert_max_num_queries(40) as counted:
            client.get(url)
        return len(counted)

    interviews.open_interview(application, Act(personas["reviewer"], data=HEAD))
    queries()
    few = queries()
    for _time in range(2):
        interviews.open_interview(application, Act(personas["reviewer"], data=HEAD))
    assert queries() == few


def test_who_applied_elsewhere_is_another_case(round_2021, questionnaire, personas):
    other = applicants.applied(round_2021, 11).application_set.get()
    with pytest.raises(NotAllowed):
        interviews.open_interview(other, Act(personas["consultant"], data=HEAD))
