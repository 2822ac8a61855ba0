"""The documents asked for: an administrator's list becomes what the firm is asked, and what it must hand in."""

import pytest
from django.urls import reverse

from applications import asked, rules, services
from journal import clock
from programs import services as programs
from programs.models import Criterion, DocumentAsked, DocumentList
from tests.factories.grants import picture
from tests.setup.pages import sent, signed_in
from workflow.acts import Act
from workflow.errors import BadData

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

QUERIES_OF_DOCUMENTS = 8


@pytest.fixture
def admin(client, personas):
    return signed_in(client, personas["admin"])


@pytest.fixture
def listed(round_2021):
    """A list with one required and one voluntary document of step 1, and one of step 3."""
    documents = DocumentList.objects.create(code="asked-2021", name_ko="2021 제출서류")
    rows = [
        ("application", "tax_clearance", "납세증명서", True, 30),
        ("application", "root_confirmation", "뿌리기업 확인서", True, None),
        ("application", "profile", "회사 소개서", False, None),
        ("support", "quote", "견적서", True, 90),
    ]
    for position, (step, code, name, required, days) in enumerate(rows, start=1):
        documents.documents.create(
            position=position, step=step, code=code, name_ko=name, is_required=required, valid_days=days
        )
    round_2021.document_list = documents
    round_2021.save()
    return documents


@pytest.fixture
def application(round_2021, personas):
    firm = personas["owner"].current_memberships[0].organisation
    return services.start(round_=round_2021, site=firm.sites.first(), act=Act(personas["owner"]))


def lacking(application):
    return [item.field for item in rules.missing(application) if item.section == "evidence"]


def page_url(round_):
    return reverse("setup:documents", args=[round_.uid])


def test_the_list_stands_with_steps_and_validity(admin, round_2021, listed):
    page = admin.get(page_url(round_2021)).content.decode()

    assert "납세증명서" in page
    assert "issued at most 30 days ago" in page
    assert "Support" in page


def test_without_a_list_the_usual_documents_are_asked_and_the_page_says_which(admin, round_2021, application):
    page = admin.get(page_url(round_2021)).content.decode()

    assert "The round asks for the usual documents" in page
    assert lacking(application) == ["size_confirmation"]
    assert [slot.purpose for slot in asked.of_case(application.case).slots] == list(asked.EVIDENCE)


def test_adding_a_document_on_the_page_asks_the_firm_for_it(admin, round_2021, listed, application):
    url = reverse("setup:row-add", args=[round_2021.uid, "document_list"])
    form = sent(admin.get(url), name_ko="4대보험 가입자 명부", valid_days="60", is_required="on")

    assert admin.post(url, form).url == page_url(round_2021)

    row = DocumentAsked.objects.get(name_ko="4대보험 가입자 명부")
    assert (row.step, row.code, row.position, row.valid_days) == ("application", "document", 5, 60)
    application.refresh_from_db()
    assert lacking(application) == ["tax_clearance", "document"]


def test_a_code_that_the_step_has_is_refused_next_to_it(admin, round_2021, listed):
    url = reverse("setup:row-add", args=[round_2021.uid, "document_list"])

    answer = admin.post(url, sent(admin.get(url), name_ko="납세", code="tax_clearance"))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])


def test_the_firm_sees_its_rounds_documents_with_hint_and_age(client, personas, listed, application):
    listed.documents.filter(code="tax_clearance").update(hint_ko="홈택스에서 발급")
    signed_in(client, personas["owner"])

    page = client.get(reverse("applications:evidence", args=[application.uid]))

    assert [slot["document"].purpose for slot in page.context["slots"]] == [
        "tax_clearance", "root_confirmation", "profile", "other",
    ]  # fmt: skip
    assert [slot["required"] for slot in page.context["slots"]] == [True, False, False, False]
    text = page.content.decode()
    assert "홈택스에서 발급" in text
    assert "Issued at most 30 days ago." in text
    assert "견적서" not in text


def test_a_handed_in_document_is_no_longer_missing(personas, listed, application):
    act = Act(personas["owner"], data={"purpose": "tax_clearance", "issued_on": clock.today()})

    services.attach_evidence(application, picture("납세증명.png"), act)

    assert lacking(application) == []
    assert [file.handed_in_as for file in rules.evidence(application)] == ["tax_clearance"]


def test_a_document_that_the_round_does_not_ask_for_is_refused(personas, listed, application):
    act = Act(personas["owner"], data={"purpose": "size_confirmation"})

    with pytest.raises(BadData):
        services.attach_evidence(application, picture(), act)


def test_the_root_confirmation_is_asked_of_those_who_claim_it(listed, application):
    assert "root_confirmation" not in lacking(application)

    application.root_industry = True

    assert "root_confirmation" in lacking(application)


def test_a_criterion_asks_for_its_evidence_where_the_entries_meet_it(round_2021, listed, application):
    Criterion.objects.filter(criteria_set=round_2021.criteria_set, code="employees").update(
        evidence="profile"
    )
    assert "profile" not in lacking(application)

    application.regular_employees = 25
    assert "profile" in lacking(application)

    application.regular_employees = 5
    assert "profile" not in lacking(application)


def test_a_file_of_an_earlier_version_keeps_its_name(personas, round_2021, listed, application, client):
    services.attach_evidence(
        application, picture("소개.png"), Act(personas["owner"], data={"purpose": "profile"})
    )
    programs.freeze(listed)
    signed_in(client, personas["admin"])
    remove = reverse("setup:row-remove", args=[round_2021.uid, "document_list", "application--profile"])
    client.post(remove, {"seen": f"{listed.version}.{listed.revision}"})
    application = type(application).objects.get(pk=application.pk)

    documents = asked.of_case(application.case)

    assert "profile" not in {slot.purpose for slot in documents.slots}
    assert documents.labels["profile"] == "회사 소개서"
    assert rules.evidence(application).count() == 1


def test_a_submitted_case_keeps_the_list_of_its_day(round_2021, listed, application):
    application.case.document_list = listed
    round_2021.document_list = DocumentList.objects.create(code="newer", name_ko="새 목록")
    round_2021.save()

    assert asked.of_case(application.case).slots[0].purpose == "tax_clearance"


def test_three_documents_cost_the_queries_of_one(admin, round_2021, listed, django_assert_num_queries):
    listed.documents.exclude(code="quote").delete()
    with django_assert_num_queries(QUERIES_OF_DOCUMENTS):
        admin.get(page_url(round_2021))

    for code in ("two", "three"):
        listed.documents.create(position=9, code=code, name_ko=code)
    with django_assert_num_queries(QUERIES_OF_DOCUMENTS):
        admin.get(page_url(round_2021))
