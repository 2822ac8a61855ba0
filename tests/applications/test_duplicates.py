"""Duplicates and serial applicants: found by the machine with the reason, resolved by a person, blocking nobody."""

from datetime import date

import pytest

from accounts.roles import Role
from applications import services
from applications.models import DuplicateFlag, MatchKey
from applications.rules import duplicates as rules
from applications.services import duplicates
from journal.models import Event
from tests.factories import accounts as people
from tests.factories import applicants, cases
from tests.factories import programs as rounds
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.states import ApplicationState, CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

Reason = DuplicateFlag.Reason


def applicant(round_, serial: int, *, firm=None, **fields):
    """A submitted application of a firm whose data nobody else has, unless ``firm`` says otherwise."""
    own = {
        "representative": f"대표{serial}",
        "address": f"인천광역시 남동구 고유로 {serial}",
        "phone": f"032-100-{serial:04d}",
        **(firm or {}),
    }
    organisation = people.organisation(serial, **own)
    people.site(organisation, address=own["address"])
    case = cases.case(round_, organisation, serial=serial)
    phone = fields.pop("contact_phone", f"010-1111-{serial:04d}")
    return cases.application(case, contact_phone=phone, **fields)


def round_of(year: int):
    """The same programme in another year."""
    return rounds.incheon_round(
        year, opens_on=date(year, 7, 1), closes_on=date(year, 7, 16), factor_set="kr-2021"
    )


def found(application) -> list[tuple[str, str]]:
    return sorted((flag.reason, str(flag.other)) for flag in duplicates.find(application))


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("인천광역시 남동구 시험로 12, 3층 (논현동)", "인천 남동구 시험로12"),
        ("대한민국 경기도 안산시 단원구 공단로 1", "경기 안산시 단원구 공단로 1"),
    ],
)
def test_one_address_is_read_from_several_spellings(one, same):
    assert rules.address(one) == rules.address(same)


def test_house_numbers_stay_apart():
    assert rules.address("인천 남동구 시험로 1") != rules.address("인천 남동구 시험로 11")


def test_phone_numbers_are_compared_by_their_digits():
    assert rules.phone("+82-32-123-4567") == rules.phone("032 123 4567") == "0321234567"
    assert rules.phone("000-0000-0000") == "" == rules.phone("1588")


def test_what_is_shown_is_masked():
    assert rules.masked("phone", "032-123-4567") == "032-***-4567"
    assert rules.masked("business_number", "1238112345") == "123***2345"
    assert rules.masked("representative", "홍길동") == "홍*동"


def test_nobody_is_flagged_alone(round_2021):
    applicant(round_2021, 11)
    assert found(applicant(round_2021, 12)) == []


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (
            {"address": "인천광역시 남동구 공장로 5"},
            {"address": "인천 남동구 공장로5 (고잔동)"},
            Reason.ADDRESS,
        ),
        ({"phone": "032-123-4567"}, {"phone": "+82 32-123-4567"}, Reason.PHONE),
        ({"representative": "홍길동"}, {"representative": "홍 길동"}, Reason.REPRESENTATIVE),
        (
            {"corporate_number": "1101110000001"},
            {"corporate_number": "1101110000001"},
            Reason.CORPORATE_NUMBER,
        ),
    ],
)
def test_another_firm_that_shares_something_is_flagged_with_the_reason(round_2021, first, second, reason):
    other = applicant(round_2021, 11, firm=first)
    duplicates.find(other)
    assert found(applicant(round_2021, 12, firm=second)) == [(reason, str(other))]


def test_a_second_site_of_the_firm_is_said_once(round_2021):
    first = applicant(round_2021, 11)
    duplicates.find(first)
    firm = first.case.organisation
    case = cases.case(round_2021, firm, serial=12, site=people.site(firm, "제2공장"))
    assert found(cases.application(case, contact_phone=first.contact_phone)) == [
        (Reason.BUSINESS_NUMBER, str(first))
    ]


def test_who_took_part_the_year_before_is_flagged_under_another_number_too(round_2021):
    before = round_of(2020)
    earlier = applicant(before, 11, firm={"address": "인천광역시 남동구 공장로 5"})
    earlier.state = ApplicationState.AGREED
    earlier.save()
    duplicates.find(earlier)

    again = applicant(round_2021, 12, firm={"address": "인천 남동구 공장로 5"})

    (flag,) = duplicates.find(again)
    assert (flag.reason, flag.other) == (Reason.YEAR_BEFORE, earlier)


def test_who_only_applied_the_year_before_is_not(round_2021):
    before = round_of(2020)
    duplicates.find(applicant(before, 11, firm={"address": "인천광역시 남동구 공장로 5"}))

    assert found(applicant(round_2021, 12, firm={"address": "인천 남동구 공장로 5"})) == []


def test_declared_support_from_elsewhere_is_flagged_without_another_application(round_2021):
    (flag,) = duplicates.find(
        applicant(round_2021, 11, other_support=True, other_support_detail="스마트공장 2020")
    )
    assert (flag.reason, flag.other, flag.matched) == (Reason.OTHER_SUPPORT, None, "스마트공장 2020")


def test_a_pair_is_flagged_once_from_either_side(round_2021):
    first = applicant(round_2021, 11, firm={"phone": "032-123-4567"})
    duplicates.find(first)
    second = applicant(round_2021, 12, firm={"phone": "032-123-4567"})
    assert len(duplicates.find(second)) == 1
    assert duplicates.find(first) == duplicates.find(second) == []
    assert DuplicateFlag.objects.about(first).get() == DuplicateFlag.objects.about(second).get()


def test_a_corrected_entry_leaves_the_flag_to_a_person(round_2021):
    duplicates.find(applicant(round_2021, 11, contact_phone="010-2222-3333"))
    second = applicant(round_2021, 12, contact_phone="010-2222-3333")
    (flag,) = duplicates.find(second)

    second.contact_phone = "010-9999-8888"
    second.save()
    duplicates.find(second)

    flag.refresh_from_db()
    assert flag.is_open
    assert flag.gone_at is not None


def test_withdrawn_applications_and_test_cases_meet_nobody(round_2021):
    gone = applicant(round_2021, 11, firm={"phone": "032-123-4567"})
    duplicates.find(gone)
    gone.state, gone.case.stage = ApplicationState.WITHDRAWN, CaseStage.WITHDRAWN
    gone.case.save()
    gone.save()
    trial = applicant(round_2021, 12, firm={"phone": "032-123-4567"})
    trial.case.is_test = True
    trial.case.save()
    duplicates.find(trial)

    assert found(applicant(round_2021, 13, firm={"phone": "032-123-4567"})) == []


def test_finding_costs_the_same_however_many_are_met(round_2021, django_assert_num_queries):
    for serial in range(11, 14):
        duplicates.find(applicant(round_2021, serial, firm={"phone": "032-123-4567"}))
    last = applicant(round_2021, 14, firm={"phone": "032-123-4567"})
    with django_assert_num_queries(QUERIES):
        assert len(duplicates.find(last)) == 3


QUERIES = 9


# -- a person's word -----------------------------------------------------------------------------------------


@pytest.fixture
def flag(round_2021, personas):
    duplicates.find(applicants.applied(round_2021, 11, contact_phone="010-2222-3333").application_set.get())
    second = applicants.applied(round_2021, 12, contact_phone="010-2222-3333").application_set.get()
    DuplicateFlag.objects.all().delete()
    duplicates.find(second)
    return DuplicateFlag.objects.get(reason=Reason.PHONE)


def test_an_official_resolves_with_a_reason(flag, personas):
    act = Act(personas["reviewer"], comment="같은 건물의 다른 회사", data={"state": "different"})
    resolved = duplicates.resolve(flag, act)

    assert (resolved.state, resolved.decided_by, resolved.decision_reason) == (
        "different",
        personas["reviewer"],
        "같은 건물의 다른 회사",
    )
    event = Event.objects.get(action="application.resolve_flag")
    assert event.after["state"] == "different"


@pytest.mark.parametrize(
    ("data", "comment", "wrong"),
    [({"state": "same"}, " ", "comment"), ({}, "이유", "state"), ({"state": "open"}, "이유", "state")],
)
def test_without_reason_or_answer_nothing_is_resolved(flag, personas, data, comment, wrong):
    with pytest.raises(BadData) as error:
        duplicates.resolve(flag, Act(personas["reviewer"], comment=comment, data=data))
    assert list(error.value.errors) == [wrong]
    flag.refresh_from_db()
    assert flag.is_open


@pytest.mark.parametrize("name", ["owner", "consultant", "other_official", "auditor", "admin"])
def test_nobody_else_resolves(flag, personas, name):
    with pytest.raises(NotAllowed):
        duplicates.resolve(flag, Act(personas[name], comment="이유", data={"state": "same"}))


def test_a_decision_can_be_taken_back(flag, personas):
    act = Act(personas["reviewer"], comment="이유", data={"state": "same"})
    duplicates.resolve(flag, act)
    assert duplicates.reopen(flag, Act(personas["approver"], comment="다시 확인")).is_open


def test_open_flags_ask_for_a_reason_and_stop_nobody(flag, personas):
    application = flag.application
    with pytest.raises(Refused) as refused:
        services.screen(application, Act(personas["reviewer"]))
    assert (refused.value.code, refused.value.field) == ("duplicates_open", "comment")

    screened = services.screen(application, Act(personas["reviewer"], comment="전화만 같음, 확인함"))

    assert screened.state == ApplicationState.SCREENED
    flag.refresh_from_db()
    assert flag.is_open


def test_submitting_finds(submitted, round_2021):
    assert MatchKey.objects.filter(application=submitted).exists()


def test_the_firm_reads_no_flags(flag, personas):
    people.member(personas["owner"], Role.OWNER, organisation=flag.application.case.organisation)
    assert not DuplicateFlag.objects.visible_to(personas["owner"]).exists()
    assert flag in DuplicateFlag.objects.visible_to(personas["auditor"])
    assert not DuplicateFlag.objects.visible_to(personas["other_official"]).exists()
