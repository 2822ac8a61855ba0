"""The screening page: rules with their evidence, decisions and acts on one page, nothing typed is lost."""

import pytest
from django.urls import reverse

from applications.models import Application, CriterionVerdict, DuplicateFlag, Evaluation
from applications.rules import duplicates as rules
from journal import clock
from journal.models import AccessRecord, Event
from tests.applications.conftest import evidence
from tests.factories import applicants
from workflow.models import CorrectionRequest
from workflow.states import ApplicationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

PERSON_DECIDES = "other_support"


@pytest.fixture
def application(round_2021, personas) -> Application:
    """Submitted; the firm declares support of the same kind, which a person weighs."""
    return applicants.applied(round_2021, 11, other_support=True).application_set.get()


@pytest.fixture
def reviewer(client, personas):
    client.force_login(personas["reviewer"])
    return client


def url(application: Application) -> str:
    return reverse("applications:screening", args=[application.uid])


def sent(application: Application, **changes: str) -> dict[str, str]:
    return {
        "version": str(application.version),
        "name": "",
        "comment": "",
        "deadline": "2021-07-20",
        **changes,
    }


def decision(met: str = "yes", reason: str = "내용이 다름") -> dict[str, str]:
    return {f"c-{PERSON_DECIDES}-met": met, f"c-{PERSON_DECIDES}-reason": reason}


def verdict(application: Application) -> CriterionVerdict:
    return (
        Evaluation.objects.filter(application=application)
        .latest()
        .verdicts.get(criterion__code=PERSON_DECIDES)
    )


def flag(application: Application, other: Application | None = None) -> DuplicateFlag:
    return DuplicateFlag.objects.create(
        application=application,
        other=other,
        reason="phone",
        digest=rules.digest("phone", "1"),
        matched="032-***-1234",
    )


def test_evidence_stands_beside_its_rule(reviewer, application, personas):
    proof = evidence(application, personas["reviewer"]).file

    page = reviewer.get(url(application))

    size = next(view for view in page.context["rule_views"] if view.line.fact == "firm_size")
    assert [file.pk for file in size.files] == [proof.pk]
    assert proof.get_absolute_url() in page.content.decode()
    assert proof.pk not in [file.pk for _label, file in page.context["other_files"]]


def test_looking_leaves_a_record_and_changes_nothing(reviewer, application):
    reviewer.get(url(application))
    assert AccessRecord.objects.get().what == f"screening {application}"
    assert not Event.objects.filter(case_id=application.case_id).exists()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("reviewer", 200),
        ("approver", 200),
        ("admin", 200),
        ("auditor", 200),
        ("owner", 403),
        ("consultant", 403),
        ("other_official", 404),
    ],
)
def test_officials_and_who_watches_them_read_it(client, application, personas, name, status):
    client.force_login(personas[name])
    assert client.get(url(application)).status_code == status


def test_the_auditor_reads_without_a_form(client, application, personas):
    client.force_login(personas["auditor"])
    assert client.get(url(application)).context["act_form"] is None
    assert client.post(url(application), sent(application, name="screen")).status_code == 403


def test_a_decision_and_the_act_are_saved_together(reviewer, application, personas):
    answer = reviewer.post(url(application), sent(application, name="screen", **decision()))

    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.SCREENED
    assert (verdict(application).decided_met, verdict(application).decided_by) == (True, personas["reviewer"])


def test_a_refused_act_saves_nothing_and_keeps_what_was_typed(reviewer, application):
    answer = reviewer.post(
        url(application), sent(application, name="screen", comment="확인함", **decision("no"))
    )

    assert answer.status_code == 409
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert verdict(application).decided_met is None
    assert "내용이 다름" in answer.content.decode()
    assert "확인함" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({f"c-{PERSON_DECIDES}-met": "yes"}, f"c-{PERSON_DECIDES}-reason"),
        ({f"c-{PERSON_DECIDES}-reason": "이유"}, f"c-{PERSON_DECIDES}-met"),
        ({"name": "refuse"}, "comment"),
        ({"name": "request_correction", "comment": "보완", "deadline": ""}, "deadline"),
    ],
)
def test_half_an_entry_is_pointed_out(reviewer, application, changes, field):
    answer = reviewer.post(url(application), sent(application, **changes))
    assert answer.status_code == 422
    wrong = [form.add_prefix(name) for form in answer.context["forms"] for name in form.errors]
    assert wrong == [field]


def test_a_correction_is_asked_right_here(reviewer, application):
    reviewer.post(
        url(application), sent(application, name="request_correction", comment="7월 고지서가 없습니다")
    )
    asked = CorrectionRequest.objects.get()
    assert (asked.text, str(asked.deadline)) == ("7월 고지서가 없습니다", "2021-07-20")


def test_a_flag_is_resolved_right_here(reviewer, application, personas):
    found = flag(application)
    changes = {f"f-{found.pk}-state": "different", f"f-{found.pk}-reason": "다른 회사"}
    assert reviewer.post(url(application), sent(application, **changes)).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("different", personas["reviewer"])


def test_the_other_side_is_named_only_to_who_may_read_it(client, round_2021, application, personas):
    hidden = applicants.applied(round_2021, 12, name="감춘금속")
    type(hidden).objects.filter(pk=hidden.pk).update(region_code="busan")
    flag(application, hidden.application_set.get())

    client.force_login(personas["reviewer"])
    assert "감춘금속" not in client.get(url(application)).content.decode()
    client.force_login(personas["admin"])
    assert "감춘금속" in client.get(url(application)).content.decode()


def test_a_stale_page_is_refused_and_can_be_sent_again(reviewer, application):
    Application.objects.filter(pk=application.pk).update(version=7)

    answer = reviewer.post(url(application), sent(application, name="refuse", comment="사유"))

    assert answer.status_code == 409
    assert b'name="version" value="7"' in answer.content
    assert "사유" in answer.content.decode()


def test_save_and_next_leads_through_the_queue(reviewer, round_2021, application):
    second = applicants.applied(round_2021, 12, other_support=True).application_set.get()

    first_page = reviewer.get(url(application))
    assert (first_page.context["previous"], first_page.context["next"]) == (None, second)
    assert (first_page.context["place"], first_page.context["waiting"]) == (1, 2)

    answer = reviewer.post(url(application), sent(application, next="yes", **decision()))
    assert answer.url == url(second)
    last = reviewer.post(url(second), sent(second, next="yes", name="refuse", comment="사유"))
    assert last.url == reverse("applications:list")


def test_other_rounds_are_another_queue(reviewer, round_2021, application):
    assert reviewer.get(url(application)).context["waiting"] == 1
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.SCREENED)
    assert reviewer.get(url(application)).context["waiting"] == 0


def test_the_page_costs_the_same_however_much_stands_on_it(
    reviewer, round_2021, application, django_assert_num_queries, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(80) as counted:
            reviewer.get(url(application))
        return len(counted)

    flag(application, applicants.applied(round_2021, 14).application_set.get())
    queries()
    few = queries()
    for serial in (12, 13):
        other = applicants.applied(round_2021, serial).application_set.get()
        flag(application, other)
    assert queries() == few


def test_the_list_of_flags_leads_to_the_page(reviewer, application, django_assert_max_num_queries):
    found = flag(application)
    page = reviewer.get(reverse("applications:flags"))
    assert f"{url(application)}#flag-{found.pk}" in page.content.decode()
    DuplicateFlag.objects.filter(pk=found.pk).update(
        state="same", decision_reason="이유", decided_at=clock.now(), decided_by_id=page.context["user"].pk
    )
    assert url(application) not in reviewer.get(reverse("applications:flags")).content.decode()
    assert url(application) in reviewer.get(reverse("applications:flags") + "?state=same").content.decode()


def test_the_list_of_flags_costs_the_same_for_one_and_three(
    reviewer, round_2021, application, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(40) as counted:
            reviewer.get(reverse("applications:flags"))
        return len(counted)

    flag(application)
    queries()
    few = queries()
    for serial in (12, 13):
        flag(application, applicants.applied(round_2021, serial).application_set.get())
    assert queries() == few
