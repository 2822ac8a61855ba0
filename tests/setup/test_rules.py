"""Rule sets on pages: rows as data, conflicts of two administrators, versions where cases rely on a set."""

import pytest
from django.urls import reverse
from django.utils import translation

from journal.models import Event
from programs import services
from programs.models import CriteriaSet, Criterion, DocumentList
from programs.sentences import sentence
from tests.setup.pages import foreign_round, sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIELD = "criteria_set"
QUERIES_OF_CRITERIA = 8


@pytest.fixture
def admin(client, personas):
    return signed_in(client, personas["admin"])


def address(name, round_, *args):
    return reverse(f"setup:{name}", args=[round_.uid, *args])


def change(client, round_, key, **changes):
    url = address("row-edit", round_, FIELD, key)
    return client.post(url, sent(client.get(url), **changes))


def test_each_criterion_stands_as_a_sentence_beside_its_data(admin, round_2021):
    page = admin.get(address("criteria", round_2021)).content.decode()

    assert "Regular employees: at least 10 persons" in page
    assert "regular_employees ge 10 persons" in page
    assert "Energy use of the site in a year: less than 2,000 TOE a year" in page


@pytest.mark.parametrize(
    ("fact", "operator", "threshold", "unit", "expected"),
    [
        ("firm_size", "in", "small|medium", "", "Firm size: one of Small, Medium-sized"),
        ("site_in_region", "is_true", "", "", "The site lies in a participating region: yes"),
        ("consecutive_years", "le", "2", "years", "Years in a row, the larger reading: at most 2 years"),
    ],
)
def test_sentences_of_every_kind_of_fact(fact, operator, threshold, unit, expected):
    with translation.override("en"):
        assert sentence(fact, operator, threshold, unit) == expected


def test_a_doubtful_criterion_carries_its_confidence_and_remark(admin, round_2021):
    row = round_2021.criteria_set.criteria.get(code="employees")
    Criterion.objects.filter(pk=row.pk).update(confidence="recalled", remark="Ask the ministry.")

    page = admin.get(address("criteria", round_2021)).content.decode()

    assert "From memory, to be checked" in page
    assert "Ask the ministry." in page


def test_changing_a_threshold_in_a_set_that_nobody_relies_on(admin, round_2021):
    answer = change(admin, round_2021, "employees", threshold="20")

    assert answer.url == address("criteria", round_2021)
    assert round_2021.criteria_set.criteria.get(code="employees").threshold == "20"
    event = Event.objects.filter(action="change_criteria_set").latest("pk")
    assert event.after["rows"][3]["threshold"] == "20"


def test_a_set_in_use_gets_a_new_version_and_the_page_says_so_before(admin, round_2021):
    services.freeze(round_2021.criteria_set)
    old = round_2021.criteria_set
    url = address("row-edit", round_2021, FIELD, "employees")

    page = admin.get(url)
    admin.post(url, sent(page, threshold="20"))

    assert "saving makes a new one" in page.content.decode()
    round_2021.refresh_from_db()
    assert round_2021.criteria_set.version == old.version + 1
    assert old.criteria.get(code="employees").threshold == "10"
    assert round_2021.criteria_set.criteria.get(code="employees").threshold == "20"


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"unit": ""}, "unit", "Enter the unit persons"),
        ({"operator": "is_true"}, "operator", "For this fact choose one of: less than"),
        ({"threshold": "ten"}, "threshold", "Enter a number without unit"),
        ({"threshold": ""}, "threshold", "Enter a number without unit"),
        ({"bonus_points": "5"}, "bonus_points", "Only bonus rows give points"),
        ({"kind": "bonus"}, "bonus_points", "Say how many points"),
    ],
)
def test_what_does_not_fit_stands_next_to_its_field_and_nothing_typed_is_lost(
    admin, round_2021, changes, field, text
):
    answer = change(admin, round_2021, "employees", wording_ko="열 명 이상이어야 합니다.", **changes)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert text in answer.context["form"].errors[field][0]
    assert answer.context["form"]["wording_ko"].value() == "열 명 이상이어야 합니다."


def test_adding_a_criterion_with_evidence_and_an_automatic_code(admin, round_2021):
    url = address("row-add", round_2021, FIELD)
    page = admin.get(url, {"fact": "in_industrial_complex"})
    form = sent(
        page,
        operator="is_true",
        kind="bonus",
        bonus_points="3",
        evidence="factory_registration",
        wording_ko="산업단지에 있으면 가점을 받습니다.",
    )

    answer = admin.post(url, form)

    assert answer.status_code == 302
    row = round_2021.criteria_set.criteria.get(code="in_industrial_complex")
    assert (row.operator, row.bonus_points, row.evidence) == ("is_true", 3, "factory_registration")
    assert row.position == 12


def test_another_fact_draws_its_unit_and_operators_again(admin, round_2021):
    url = address("row-add", round_2021, FIELD)

    part = admin.get(url, {"fact": "site_toe", "wording_ko": "typed"}, headers={"HX-Request": "true"})

    page = part.content.decode()
    assert "<html" not in page
    assert '<option value="TOE/yr" selected>' in page
    assert 'value="typed"' in page
    assert [value for value, _label in part.context["form"].fields["operator"].choices] == [
        "", "lt", "le", "gt", "ge",
    ]  # fmt: skip


def test_a_code_that_the_set_has_is_refused_next_to_it(admin, round_2021):
    url = address("row-add", round_2021, FIELD)
    form = sent(admin.get(url), fact="has_factory", operator="is_true", wording_ko="공장", code="factory")

    answer = admin.post(url, form)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])


def test_two_administrators_on_one_row_the_second_sees_both_values(admin, round_2021):
    url = address("row-edit", round_2021, FIELD, "employees")
    mine = admin.get(url)
    admin.post(url, sent(admin.get(url), threshold="20"))

    refused = admin.post(url, sent(mine, threshold="30"))

    assert refused.status_code == 409
    form = refused.context["form"]
    assert form.errors["threshold"] == ["Saved in the meantime: 20"]
    assert form["threshold"].value() == "30"
    assert list(form.errors) == ["__all__", "threshold"]

    assert admin.post(url, sent(refused)).status_code == 302
    assert round_2021.criteria_set.criteria.get(code="employees").threshold == "30"


def test_somebody_elses_save_of_another_row_is_no_conflict(admin, round_2021):
    url = address("row-edit", round_2021, FIELD, "employees")
    mine = admin.get(url)
    change(admin, round_2021, "toe", threshold="1000")

    assert admin.post(url, sent(mine, threshold="30")).status_code == 302
    rows = round_2021.criteria_set.criteria
    assert (rows.get(code="employees").threshold, rows.get(code="toe").threshold) == ("30", "1000")


def test_a_row_removed_in_the_meantime_is_said_and_the_entries_stay(admin, round_2021):
    url = address("row-edit", round_2021, FIELD, "employees")
    mine = admin.get(url)
    token = admin.get(address("criteria", round_2021)).context["seen"]
    admin.post(address("row-remove", round_2021, FIELD, "employees"), {"seen": token})

    answer = admin.post(url, sent(mine, threshold="30"))

    assert answer.status_code == 409
    assert "removed this row in the meantime" in answer.content.decode()
    assert answer.context["form"]["threshold"].value() == "30"
    assert admin.get(url).status_code == 404


def test_removing_asks_first_and_a_stale_page_removes_nothing(admin, round_2021):
    page = admin.get(address("criteria", round_2021))
    assert "data-confirm=" in page.content.decode()
    change(admin, round_2021, "employees", threshold="20")

    url = address("row-remove", round_2021, FIELD, "employees")
    admin.post(url, {"seen": page.context["seen"]})

    assert round_2021.criteria_set.criteria.filter(code="employees").exists()


def test_the_sets_own_entries_and_their_conflict(admin, round_2021):
    url = address("head-edit", round_2021, FIELD)
    mine = admin.get(url)
    admin.post(url, sent(admin.get(url), name_ko="2021 자격요건"))

    refused = admin.post(url, sent(mine, name_ko="다른 이름"))

    assert refused.status_code == 409
    assert refused.context["form"].errors["name_ko"] == ["Saved in the meantime: 2021 자격요건"]
    assert admin.post(url, sent(refused)).status_code == 302
    assert CriteriaSet.objects.get(pk=round_2021.criteria_set_id).name_ko == "다른 이름"


def test_using_another_existing_set(admin, round_2021):
    other = CriteriaSet.objects.create(code="other", name_ko="다른 자격요건")
    url = address("set-choose", round_2021, FIELD)
    form = {"chosen": other.pk, "revision": round_2021.revision}

    admin.post(url, form)
    round_2021.refresh_from_db()
    assert round_2021.criteria_set == other

    admin.post(url, form | {"chosen": CriteriaSet.objects.exclude(pk=other.pk)[0].pk})
    round_2021.refresh_from_db()
    assert round_2021.criteria_set == other


def test_a_set_of_a_round_that_one_does_not_see_cannot_be_chosen(admin, round_2021):
    hidden = CriteriaSet.objects.create(code="hidden", name_ko="남의 것")
    programme = foreign_round(round_2021, criteria_set=hidden)

    page = admin.get(address("criteria", round_2021)).content.decode()

    assert programme.status == "draft"
    assert "남의 것" not in page


def test_an_archived_round_shows_its_rules_and_refuses_changes(admin, round_2021):
    type(round_2021).objects.filter(pk=round_2021.pk).update(status="archived")

    page = admin.get(address("criteria", round_2021)).content.decode()
    answer = change(admin, round_2021, "employees", threshold="20")

    assert "row-actions" not in page
    assert answer.status_code == 409
    assert round_2021.criteria_set.criteria.get(code="employees").threshold == "10"


@pytest.mark.parametrize("name", ["owner", "reviewer", "auditor"])
def test_others_set_up_nothing(client, personas, round_2021, name):
    client.force_login(personas[name])

    assert client.get(address("criteria", round_2021)).status_code == 403
    assert client.post(address("row-add", round_2021, FIELD), {}).status_code == 403


def test_a_round_of_another_programme_is_missing(admin, round_2021):
    foreign = foreign_round(round_2021)

    assert admin.get(address("criteria", foreign)).status_code == 404
    assert admin.post(address("row-add", foreign, FIELD), {}).status_code == 404


def test_three_rows_cost_the_queries_of_one(admin, round_2021, django_assert_num_queries):
    rows = round_2021.criteria_set.criteria
    rows.exclude(code="employees").delete()
    with django_assert_num_queries(QUERIES_OF_CRITERIA):
        admin.get(address("criteria", round_2021))

    for code in ("two", "three"):
        rows.create(code=code, position=9, fact="has_factory", operator="is_true", wording_ko=code)
    with django_assert_num_queries(QUERIES_OF_CRITERIA):
        admin.get(address("criteria", round_2021))


def test_the_first_row_makes_the_set_that_a_round_did_not_have(admin, round_2021):
    url = address("row-add", round_2021, "document_list")
    assert admin.post(url, sent(admin.get(url), name_ko="사업자등록증")).status_code == 302

    round_2021.refresh_from_db()
    assert round_2021.document_list == DocumentList.objects.get()
    assert round_2021.document_list.documents.get().code == "document"
