"""The rule simulator: who flips and why, what it costs, how it is spread; it reads and never writes."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.apps import apps
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from applications.explanations import RESULTS
from applications.services import evaluations
from calculations.funding import split_support
from portal.setup.simulator.applicants import applicants, read_only
from portal.setup.simulator.tables import MONEY
from programs import versions
from programs.models import Round
from programs.services import Edit
from tests.factories import accounts as people
from tests.factories import cases, grants
from tests.factories import programs as rounds
from tests.factories.applicants import applied, decided

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def round_2022(round_2021) -> Round:
    """Next year's round, with the same sets and money for two diagnoses."""
    round_ = rounds.incheon_round(
        2022,
        opens_on=date(2022, 7, 1),
        closes_on=date(2022, 7, 16),
        factor_set="kr-2021",
        status=Round.Status.DRAFT,
    )
    rounds.funding_line(round_, "diagnosis", "national", "diagnosis", 11_000_000)
    rounds.funding_line(round_, "improvement", "national", "improvement", 6_000_000)
    return round_


@pytest.fixture
def crowd(round_2021, personas):
    """Four applicants of 2021: 42 workers, 42 and a root firm, 12 workers, 3 workers."""
    return [
        applied(round_2021, 101),
        applied(round_2021, 102, root_industry=True, root_confirmation_until=date(2023, 1, 1), size="medium"),
        applied(round_2021, 103, regular_employees=12, ksic_code="24199"),
        applied(round_2021, 104, regular_employees=3),
    ]


@pytest.fixture
def admin(client, personas):
    client.force_login(personas["admin"])
    return client


def address(round_: Round, **query: object) -> str:
    return reverse("setup:simulator", args=[round_.uid], query=query)


def page(client, round_: Round, status: int = 200, **query: object):
    response = client.get(address(round_, **query))
    assert response.status_code == status
    return response.context


def rows(context, code: str) -> list[tuple]:
    return list(context["tables"][code].rows(None))


def test_unchanged_rules_flip_nobody(admin, round_2022, crowd):
    shown = page(admin, round_2022)

    assert [row[1:] for row in rows(shown, "results")] == [(3, 3, 0), (0, 0, 0), (0, 0, 0), (1, 1, 0)]
    assert rows(shown, "flips") == []
    assert shown["form"].changes == f"source={crowd[0].round.uid}"


def test_a_flip_names_the_rule_that_did_it(admin, round_2022, crowd):
    shown = page(admin, round_2022, **{"employees.threshold": "20"})

    [flip] = rows(shown, "flips")
    number, firm, region, before, after, rule, value, limit_before, limit_after = flip
    assert (number, firm, region) == (crowd[2].number, "시험금속103", "인천광역시")
    assert (before, after) == tuple(str(RESULTS[code]) for code in ("met", "not_met"))
    assert rule == str(round_2022.criteria_set.criteria.get(code="employees"))
    assert ("12" in value, "10" in limit_before, "20" in limit_after) == (True, True, True)
    assert rows(shown, "rules") == [(rule, 1)]
    assert [row[1:] for row in rows(shown, "results")] == [(3, 2, -1), (0, 0, 0), (0, 0, 0), (1, 2, 1)]


def test_a_row_switched_off_lets_in_whom_it_kept_out(admin, round_2022, crowd):
    shown = page(admin, round_2022, **{"employees.applies": "false"})

    [flip] = rows(shown, "flips")
    assert (flip[0], flip[5]) == (
        crowd[3].number,
        str(round_2022.criteria_set.criteria.get(code="employees")),
    )


def test_a_failure_may_be_left_to_a_person(admin, round_2022, crowd):
    shown = page(admin, round_2022, **{"employees.on_fail": "person_decides"})

    assert [row[2] for row in rows(shown, "results")] == [3, 1, 0, 0]


def test_a_decision_stands_while_its_row_is_unchanged(admin, round_2022, round_2021, personas):
    case = applied(round_2021, 101, other_support=True)
    undecided = page(admin, round_2022)
    assert [row[2] for row in rows(undecided, "results")] == [0, 1, 0, 0]

    decided(case, "other_support", personas["reviewer"], met=True)

    kept = page(admin, round_2022)
    assert [row[2] for row in rows(kept, "results")] == [1, 0, 0, 0]
    changed = page(admin, round_2022, **{"other_support.on_fail": "not_met"})
    assert [row[2] for row in rows(changed, "results")] == [0, 0, 0, 1]


def test_the_last_evaluation_counts_and_drafts_and_test_cases_do_not(admin, round_2022, round_2021, crowd):
    test_case = applied(round_2021, 105)
    type(test_case).objects.filter(pk=test_case.pk).update(is_test=True)
    draft = applied(round_2021, 106)
    type(draft).objects.filter(pk=draft.pk).update(submitted_at=None, number=None)
    application = crowd[3].application_set.get()
    application.regular_employees = 11
    application.save()
    evaluations.freeze(application)

    shown = page(admin, round_2022)

    assert [row[1] for row in rows(shown, "results")] == [4, 0, 0, 0]


def test_a_site_that_applied_twice_counts_once(admin, round_2022, round_2021, crowd):
    type(crowd[0]).objects.filter(pk=crowd[0].pk).update(stage="refused")
    again = cases.case(round_2021, crowd[0].organisation, serial=200)
    evaluations.freeze(cases.application(again, regular_employees=5))

    people_ = applicants(round_2021)

    assert len(people_) == 4
    assert again.pk in people_.cases
    assert crowd[0].pk not in people_.cases


def test_the_comparison_with_the_rules_of_then(admin, round_2022, round_2021, crowd, personas):
    """The new round's set was changed already: the saved rules flip nobody, those of then do."""
    versions.save_row(
        round_2022, "criteria_set", {"threshold": "20"}, Edit(personas["admin"]), key="employees"
    )

    assert rows(page(admin, round_2022), "flips") == []
    [flip] = rows(page(admin, round_2022, compared_with="then"), "flips")
    assert flip[0] == crowd[2].number


# -- money ---------------------------------------------------------------------------------------------------


def test_the_fee_is_needed_for_those_the_line_carries(admin, round_2022, crowd):
    """Three meet the conditions, the line carries two: bonus points come first, then who applied earlier."""
    shown = page(admin, round_2022, **{"employees.threshold": "2"})

    before, after = rows(shown, "places")
    assert (before[2:5], after[2:5]) == ((3, "2", 2), (4, "2", 2))
    fee, _improvement = rows(shown, "money")
    assert fee[2:] == (11_000_000, 11_000_000, 11_000_000, 0)
    assert [(row[0], row[1]) for row in rows(shown, "ranking")][:2] == [
        (1, crowd[1].number),
        (2, crowd[0].number),
    ]
    assert after[5:] == (Decimal(0), 2)


def test_a_quota_of_the_region_limits_the_places(admin, round_2022, crowd):
    round_2022.parts.update(quota_firms=1)

    before, after = rows(page(admin, round_2022), "places")

    assert (before[2:], after[2:]) == ((3, "2", 1, Decimal(5), 0),) * 2


def test_bonus_points_order_the_list(admin, round_2022, crowd):
    shown = page(admin, round_2022, **{"root_industry.applies": "false"})

    assert [row[1] for row in rows(shown, "ranking")] == [case.number for case in crowd[:3]]


def test_improvement_money_is_known_from_grants_and_estimated_for_others(
    admin, round_2022, round_2021, personas, crowd
):
    granted = grants.improvement_case(
        round_2021, people.organisation(110), personas["consultant"], serial=110, site=None
    )
    cases.energy_use(granted)
    evaluations.freeze(granted.application_set.get())
    owner = people.user("owner110@example.com")
    people.member(owner, "owner", organisation=granted.organisation)
    measure = grants.accepted_measure(granted, personas["consultant"])
    grant = grants.request(granted, owner, [grants.cost_item(measure, 6_000_000)])
    query = {"employees.threshold": "42", "root_industry.applies": "false", "rate_factor": "0.5"}

    shown = page(admin, round_2022, **query)
    shown_all = page(admin, round_2022, **query, **{"consecutive_years.applies": "false"})

    def share(rate: str) -> int:
        return split_support(
            eligible_krw=6_000_000, support_rate=Decimal(rate), ceiling_krw=5_000_000
        ).public_krw

    # Two places: the first two of the crowd have no grant, so that nothing is known of them.
    assert [row[3:] for row in rows(shown, "money")][1] == (0, 0, 6_000_000)
    assert shown_all["estimate"] == shown["estimate"]
    rounds.ledger.amend(
        round_2022.funding_lines.get(code="diagnosis"), 22_000_000, reason="추경", actor=personas["admin"]
    )
    shown = page(admin, round_2022, **query)
    before, after = share("0.67"), share("0.335")
    assert grant.public_krw == before
    sides = shown["simulation"].before.improvements, shown["simulation"].after.improvements
    assert [side.known_krw for side in sides] == [before, after]
    assert [side.mean_krw for side in sides] == [before, after]
    improvement = rows(shown, "money")[1]
    assert improvement[3] == before * (1 + sides[0].estimated)
    assert improvement[4] == after * (1 + sides[1].estimated)


# -- distribution --------------------------------------------------------------------------------------------


def test_the_distribution_by_region_industry_and_size(admin, round_2022, crowd):
    shown = page(admin, round_2022, **{"employees.threshold": "20", "size.threshold": "medium"})

    assert [row[1:] for row in rows(shown, "regions")] == [(4, 3, 1, -2)]
    assert [(row[0][:2], *row[1:]) for row in rows(shown, "industries")] == [
        ("25", 3, 2, 1, -1),
        ("24", 1, 1, 0, -1),
    ]
    assert [row[1:] for row in rows(shown, "sizes")] == [(3, 2, 0, -2), (1, 1, 1, 0)]


# -- the page ------------------------------------------------------------------------------------------------


def test_a_sent_form_becomes_an_address_with_the_changes_alone(admin, round_2022, crowd):
    form = page(admin, round_2022)["form"]
    sent = {key: form.data.getlist(key) for key in form.fields}
    sent = {key: ["on"] if values == ["true"] else values for key, values in sent.items()}
    del sent["factory.applies"]
    sent |= {"employees.threshold": ["20"], "size.threshold": ["small"]}

    response = admin.post(address(round_2022), sent)

    assert response.status_code == 302
    query = response.url.partition("?")[2].partition("#")[0]
    assert (
        query
        == f"source={crowd[0].round.uid}&factory.applies=false&size.threshold=small&employees.threshold=20"
    )
    assert len(rows(admin.get(response.url).context, "flips")) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("employees.threshold", "many"),
        ("employees.threshold", ""),
        ("size.threshold", "huge"),
        ("root_industry.bonus_points", "0"),
        ("own_share_floor", "1.2"),
        ("small-equipment-A.rate", "0.9"),
        ("small-equipment-A.ceiling_krw", "-1"),
        ("rate_factor", "x"),
    ],
)
def test_wrong_input_is_refused_next_to_the_field(admin, round_2022, crowd, field, value):
    form = page(admin, round_2022)["form"]
    sent = {key: form.data.getlist(key) for key in form.fields} | {"toe.threshold": "1500", field: value}

    response = admin.post(address(round_2022), sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'value="1500"' in response.content.decode()
    assert "simulation" not in response.context


def test_a_factor_that_breaks_the_floor_is_refused_at_the_cells(admin, round_2022, crowd):
    errors = page(admin, round_2022, 422, rate_factor="1.2")["form"].errors

    assert "small-equipment-A.rate" in errors


@pytest.mark.parametrize("name", ["owner", "consultant", "reviewer", "approver", "auditor"])
def test_others_find_no_simulator(client, personas, round_2022, name):
    client.force_login(personas[name])

    for page_name in ("setup:simulator", "setup:simulator-xlsx"):
        assert client.get(reverse(page_name, args=[round_2022.uid])).status_code == 403


def test_applicants_of_other_programmes_are_not_offered(client, round_2022, crowd):
    stranger = people.user("stranger@example.com")
    people.member(stranger, "admin", program="another-programme")
    client.force_login(stranger)

    assert client.get(address(round_2022)).status_code == 404


def test_without_applicants_the_page_says_so(admin, round_2022):
    assert "simulation" not in page(admin, round_2022)


def test_the_workbook_shows_the_figures_of_the_page(admin, round_2022, crowd):
    type(crowd[2].organisation).objects.filter(pk=crowd[2].organisation_id).update(name_ko="=1+1 금속")
    query = {"employees.threshold": "20", "rate_factor": "0.9"}
    shown = page(admin, round_2022, **query)

    response = admin.get(reverse("setup:simulator-xlsx", args=[round_2022.uid], query=query))

    book = load_workbook(BytesIO(response.content))
    tables = list(shown["tables"].values())
    assert len(book.sheetnames) == len(tables) + 1
    for table, sheet in zip(tables, book.worksheets[1:], strict=True):
        found = [tuple(cell for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert found == [tuple(value if value != "" else None for value in row) for row in table.rows(None)]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1 금속" for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    page_text = admin.get(address(round_2022, **query)).content.decode()
    money = [
        value
        for table in tables
        for row in table.shown
        for column, value in zip(table.columns, row, strict=True)
        if column.kind == MONEY
    ]
    assert all(f"{value:,}" in page_text for value in money)


def test_a_wrong_address_of_the_workbook_leads_to_the_page(admin, round_2022, crowd):
    response = admin.get(reverse("setup:simulator-xlsx", args=[round_2022.uid], query={"rate_factor": "x"}))

    assert response.url == address(round_2022, rate_factor="x")


# -- it reads and never writes -------------------------------------------------------------------------------


def dump() -> str:
    """Every row of every table."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return json.dumps(
        [
            serializers.serialize("json", model._base_manager.order_by("pk"))
            for model in models
            if model._meta.label != "sessions.Session"
        ]
    )


def test_nothing_is_written(admin, round_2022, crowd):
    before = dump()

    query = {"employees.threshold": "20", "rate_factor": "0.9"}
    page(admin, round_2022, **query)
    admin.get(reverse("setup:simulator-xlsx", args=[round_2022.uid], query=query))
    admin.post(address(round_2022), query)

    assert dump() == before


@pytest.mark.postgres  # SQLite has no read-only transaction
def test_postgresql_refuses_to_write_within(round_2022):
    with pytest.raises(DatabaseError), transaction.atomic(), read_only():
        Round.objects.update(name_en="")
    assert Round.objects.update(name_en="") > 0


def test_the_number_of_queries_does_not_grow(admin, round_2022, round_2021, personas, is_postgres):
    counts = []
    for serials in ((101,), (102, 103)):
        for serial in serials:
            case = applied(round_2021, serial, other_support=True)
            decided(case, "other_support", personas["reviewer"], met=True)
        with CaptureQueriesContext(connection) as queries:
            page(admin, round_2022, **{"employees.threshold": "50"})
        counts.append(len(queries))
    assert counts == [21 + is_postgres] * 2
