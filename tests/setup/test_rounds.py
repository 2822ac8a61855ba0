"""Programmes and rounds: the index, making and changing them, copying one with everything, the preview."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.roles import Role
from ledger.models import Entry, SourceShare
from portal.setup import copying
from programs.models import Call, Operator, Program, Region, RegionTarget, Round, Strand
from programs.services import Edit
from tests.factories import accounts as people
from tests.factories import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def chief(round_2021):
    """Administers every programme."""
    person = people.user("chief@example.com")
    people.member(person, Role.ADMIN)
    return person


def full_round(round_: Round) -> Round:
    """The round with everything that a copy takes over."""
    part = round_.parts.get()
    part.quota_firms, part.text_ko, part.joint_applicant_ko = 13, "인천의 안내", "인천테크노파크"
    part.save()
    RegionTarget.objects.create(part=part, kind="toe", value=Decimal("120.5"))
    Strand.objects.create(round=round_, kind="consulting", name_ko="컨설팅", runs_four_steps=True)
    SourceShare.objects.create(round=round_, fund_source="national", percent=100)
    Call.objects.create(
        round=round_,
        title_ko="2021년 공고",
        number_ko="제2021-1호",
        body_ko="공고 본문",
        publish_at=round_.opens_at,
    )
    return round_


def entries(round_: Round, **changed) -> dict[str, str]:
    """What the form of a round posts."""
    names = (
        *("name_ko", "name_en", "year", "case_prefix", *Round.DATES, "closing_hour", "electricity_basis"),
        *("years_counted_by", "diagnosis_fee_krw", "correction_days", "payback_line_years", "contact_ko"),
        *("selected_by", "expected_applicants", "note_ko"),
        *("agreement_days", "objection_days", "objection_answer_days"),
    )
    values = {name: getattr(round_, name) for name in names} | {"revision": round_.revision} | changed
    return {name: "" if value is None else str(value) for name, value in values.items()}


# -- index and programmes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["owner", "reviewer", "approver", "consultant", "auditor", "other_official"])
def test_only_administrators_set_up(client, personas, round_2021, name):
    client.force_login(personas[name])

    assert client.get(reverse("setup:index")).status_code == 403
    assert client.get(reverse("setup:round", args=[round_2021.uid])).status_code == 403


def test_a_round_of_another_programme_is_missing(client, personas, round_2021):
    other = Program.objects.create(code="other", operator=Operator.objects.get(), name_ko="다른 사업")
    Round.objects.filter(pk=round_2021.pk).update(program=other)
    client.force_login(personas["admin"])

    assert client.get(reverse("setup:index")).context["programs"].count() == 1
    for name in ("round", "round-edit", "round-copy", "round-preview", "call", "regions", "questions"):
        assert client.get(reverse(f"setup:{name}", args=[round_2021.uid])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_index_asks_the_database_as_often_for_three_rounds_as_for_one(
    client, personas, round_2021, number, django_assert_num_queries
):
    for year in range(2022, 2022 + number - 1):
        copying.copy(round_2021, new_round(round_2021, year), Edit(actor=personas["admin"]))
    client.force_login(personas["admin"])

    with django_assert_num_queries(5):
        page = client.get(reverse("setup:index"))

    assert [len(program.rounds.all()) for program in page.context["programs"]] == [number]


def test_a_new_programme_and_its_first_round(client, chief, personas, round_2021):
    form = {
        "code": "busan-clean",
        "operator": round_2021.program.operator.pk,
        "name_ko": "부산 청정공정 사업",
    }
    client.force_login(personas["admin"])
    assert client.post(reverse("setup:program-new"), form).status_code == 403
    client.force_login(chief)

    client.post(reverse("setup:program-new"), form)
    program = Program.objects.get(code="busan-clean")
    first = entries(round_2021, case_prefix="BS-2021", name_ko="부산 2021") | {
        "factor_set": round_2021.factor_set_id,
        "checklist": round_2021.checklist_id,
    }
    answer = client.post(reverse("setup:round-new", args=[program.uid]), first)

    made = program.rounds.get()
    assert answer.url == reverse("setup:round", args=[made.uid])
    assert (made.status, made.factor_set) == ("draft", round_2021.factor_set)
    assert not made.criteria_set.criteria.exists()
    assert made.criteria_set.code == "bs-2021-criteria-set"


def test_the_code_of_a_programme_stays(client, personas, round_2021):
    program = round_2021.program
    client.force_login(personas["admin"])

    form = {
        "code": "changed",
        "operator": program.operator.pk,
        "name_ko": "새 이름",
        "revision": program.revision,
    }
    client.post(reverse("setup:program-edit", args=[program.uid]), form)

    program.refresh_from_db()
    assert (program.code, program.name_ko) == ("incheon-clean-process", "새 이름")


# -- name and dates ------------------------------------------------------------------------------------------


def test_dates_in_the_wrong_order_are_refused_next_to_the_field(client, personas, round_2021):
    client.force_login(personas["admin"])
    typed = entries(round_2021, closes_on="2021-06-01", contact_ko="새 담당자")

    answer = client.post(reverse("setup:round-edit", args=[round_2021.uid]), typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["closes_on"])
    assert "새 담당자" in answer.content.decode()
    round_2021.refresh_from_db()
    assert round_2021.closes_on == date(2021, 7, 16)


def test_two_administrators_on_one_form(client, personas, round_2021):
    """The second sees both values, and saving again works."""
    url = reverse("setup:round-edit", args=[round_2021.uid])
    client.force_login(personas["admin"])
    first = entries(round_2021, contact_ko="첫째")
    second = entries(round_2021, contact_ko="둘째")

    assert client.post(url, first).status_code == 302
    stale = client.post(url, second)
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "둘째" in page
    assert any("첫째" in error for error in stale.context["form"].errors["contact_ko"])
    assert client.post(url, {**second, "revision": stale.context["revision"]}).status_code == 302

    round_2021.refresh_from_db()
    assert round_2021.contact_ko == "둘째"


def test_year_and_prefix_stay_once_cases_are_numbered_by_them(client, personas, round_2021):
    cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    client.force_login(personas["admin"])

    client.post(
        reverse("setup:round-edit", args=[round_2021.uid]), entries(round_2021, case_prefix="XX-1", year=1999)
    )

    round_2021.refresh_from_db()
    assert (round_2021.case_prefix, round_2021.year) == ("IC-2021", 2021)


# -- copying -------------------------------------------------------------------------------------------------


def new_round(source: Round, year: int = 2022, **changes) -> copying.NewRound:
    values = {
        "year": year,
        "name_ko": f"{year}년 사업",
        "name_en": "",
        "case_prefix": f"IC-{year}",
        "regions": list(source.regions.all()),
    }
    return copying.NewRound(**{**values, **changes})


def test_a_copy_has_everything_but_what_was_booked(personas, round_2021):
    source = full_round(round_2021)

    copied = copying.copy(source, new_round(source), Edit(actor=personas["admin"]))

    copied.refresh_from_db()
    assert (copied.status, copied.opens_on, copied.closes_on) == (
        "draft",
        date(2022, 7, 1),
        date(2022, 7, 16),
    )
    for name in ("criteria_set", "factor_set", "checklist", "rate_table", "diagnosis_fee_krw", "contact_ko"):
        assert getattr(copied, name) == getattr(source, name)
    part = copied.parts.get()
    assert (part.quota_firms, part.text_ko, part.joint_applicant_ko) == (13, "인천의 안내", "인천테크노파크")
    assert [(target.kind, target.value) for target in part.targets.all()] == [("toe", Decimal("120.5"))]
    assert [strand.name_ko for strand in copied.strands.all()] == ["컨설팅"]
    assert [(s.fund_source, s.percent) for s in copied.source_shares.all()] == [("national", 100)]
    planned = {line.code: line.planned_krw for line in copied.funding_lines.all()}
    assert planned == {"national-diagnosis": 71_500_000, "national-improvement": 60_000_000}
    assert all(line.committed_krw == 0 for line in copied.funding_lines.all())
    kinds = Entry.objects.filter(line__round=copied).values_list("kind", flat=True)
    assert list(kinds) == ["plan", "plan"]
    call = copied.call
    assert (call.title_ko, call.body_ko, call.number_ko, call.publish_at) == (
        "2022년 공고",
        "공고 본문",
        "",
        None,
    )


def test_a_copy_for_another_city_begins_with_its_own_part(personas, round_2021):
    source = full_round(round_2021)
    source.funding_lines.filter(code="national-diagnosis").update(region=source.regions.get())
    busan = Region.objects.get(code="busan")

    copied = copying.copy(source, new_round(source, regions=[busan]), Edit(actor=personas["admin"]))

    part = copied.parts.get()
    assert (part.region, part.quota_firms, part.text_ko) == (busan, None, "")
    assert not part.targets.exists()
    # Busan takes Incheon's place one for one: the line of Incheon becomes the line of Busan.
    assert copied.funding_lines.get(code="national-diagnosis").region == busan


def test_the_29th_of_february_becomes_the_28th():
    assert copying.moved(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert copying.moved(None, 1) is None


def test_copying_on_the_page_proposes_the_next_year(client, personas, round_2021):
    client.force_login(personas["admin"])
    url = reverse("setup:round-copy", args=[round_2021.uid])

    form = client.get(url).context["form"]
    assert (form["year"].value(), form["case_prefix"].value()) == (2022, "IC-2022")
    posted = {
        "year": 2022,
        "name_ko": "새 차수",
        "case_prefix": "IC-2021",
        "regions": form["regions"].value()[0],
    }
    assert list(client.post(url, posted).context["form"].errors) == ["case_prefix"]
    client.post(url, {**posted, "case_prefix": "IC-2022"})

    made = Round.objects.get(case_prefix="IC-2022")
    assert (made.status, made.name_ko, list(made.regions.all())) == (
        "draft",
        "새 차수",
        list(round_2021.regions.all()),
    )


# -- preview -------------------------------------------------------------------------------------------------


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("status", ["draft", "open", "paused"])
def test_the_preview_evaluates_and_leaves_nothing_behind(client, personas, round_2021, status):
    Round.objects.filter(pk=round_2021.pk).update(status=status)
    client.force_login(personas["admin"])
    url = reverse("setup:round-preview", args=[round_2021.uid])
    facts = {
        "area": people.area().pk, "size": "small", "regular_employees": 20, "electricity_kwh": 1_000_000,
        "city_gas_nm3": 5000, "has_factory": "yes", "in_industrial_complex": "no", "root_industry": "yes",
        "polluting_process": "yes", "energy_audit_duty": "no", "other_support": "no", "consecutive_years": 1,
    }  # fmt: skip
    client.get(url)
    before = counts()

    small = client.post(url, facts)
    large = client.post(url, {**facts, "size": "large"})

    assert counts() == before
    assert (small.status_code, small.context["overall"]) == (200, "met")
    assert len(small.context["lines"]) == round_2021.criteria_set.criteria.count()
    assert large.context["overall"] == "not_met"
    # 1,000 MWh × 0.229 toe/MWh and 5,000 Nm3 of city gas.
    assert small.context["energy"].toe > Decimal(229)


def test_an_incomplete_preview_says_what_is_missing(client, personas, round_2021):
    client.force_login(personas["admin"])

    answer = client.post(reverse("setup:round-preview", args=[round_2021.uid]), {"size": "small"})

    assert answer.status_code == 422
    assert answer.context.get("overall") is None


def test_a_site_elsewhere_is_told_so(client, personas, round_2021):
    client.force_login(personas["admin"])
    outside = people.area("26110", "부산광역시 중구")

    answer = client.post(
        reverse("setup:round-preview", args=[round_2021.uid]),
        {"area": outside.pk, "size": "small", "regular_employees": 20, "electricity_kwh": 1, "city_gas_nm3": 0,
         "consecutive_years": 1},
    )  # fmt: skip

    inside = next(line for line in answer.context["lines"] if line.fact == "site_in_region")
    assert inside.result == "not_met"
