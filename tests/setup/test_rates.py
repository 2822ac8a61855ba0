"""Support rates on pages: the matrix, the calculator beside it, and the same rules in a real request."""

import pytest
from django.urls import reverse

from programs.models import RateTable, SupportRate
from tests.setup.pages import sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIELD = "rate_table"
QUERIES_OF_RATES = 8
CELL = {"size": "small", "support_type": "equipment", "grade": "B"}


@pytest.fixture
def admin(client, personas):
    return signed_in(client, personas["admin"])


@pytest.fixture
def url(round_2021):
    return reverse("setup:rates", args=[round_2021.uid])


def row_url(round_, key="small--equipment--B"):
    return reverse("setup:row-edit", args=[round_.uid, FIELD, key])


def set_rules(round_, **rules):
    RateTable.objects.filter(pk=round_.rate_table_id).update(**rules)


def awards(page):
    return [
        (line.quote_krw, line.split.public_krw, line.split.own_krw, line.split.limited_by.value)
        for line in page.context["lines"]
    ]


def test_the_table_as_a_matrix_with_an_address_for_every_empty_cell(admin, url, round_2021):
    round_2021.rate_table.rates.filter(**CELL).delete()

    page = admin.get(url)

    first = page.context["matrix"][0]
    assert (first["size"], first["support_type"]) == ("small", "equipment")
    assert [(grade, bool(item)) for grade, item, _url in first["cells"]] == [
        ("A", True), ("B", False), ("C", True),
    ]  # fmt: skip
    form = admin.get(first["cells"][1][2]).context["form"]
    assert (form["size"].value(), form["grade"].value()) == ("small", "B")


def test_the_three_quotes_of_a_cell(admin, url):
    page = admin.get(url, CELL)

    assert awards(page) == [
        (3_000_000, 1_800_000, 1_200_000, "rate"),
        (7_500_000, 4_500_000, 3_000_000, "rate"),
        (20_000_000, 5_000_000, 15_000_000, "ceiling"),
    ]
    text = page.content.decode()
    assert "Support rate of 60 %" in text
    assert "Ceiling of 5,000,000" in text


def test_an_amount_of_ones_own_is_drawn_alone(admin, url):
    part = admin.get(url, {**CELL, "amount": "3333333"}, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert awards(part)[-1] == (3_333_333, 1_999_999, 1_333_334, "rate")


def test_a_bad_amount_is_said(admin, url):
    page = admin.get(url, {**CELL, "amount": "-5"})

    assert page.status_code == 200
    assert page.context["lines"] == []
    assert list(page.context["calculator"].errors) == ["amount"]


def test_a_cell_without_row_is_no_support(admin, url, round_2021):
    round_2021.rate_table.rates.filter(**CELL).delete()

    assert "such a request is refused" in admin.get(url, CELL).content.decode()


def test_every_rule_of_the_table_shows_in_the_calculator(admin, url, round_2021):
    set_rules(
        round_2021, rounding=RateTable.Rounding.TEN_THOUSAND, own_cash_floor="0.1", vat="unless_deductible"
    )
    SupportRate.objects.filter(**CELL).update(minimum_krw=2_000_000)

    page = admin.get(url, {**CELL, "cannot_deduct": "on"})

    # 3,300,000 x 0.6 = 1,980,000, less than the smallest award.
    assert awards(page)[0] == (3_000_000, 0, 3_300_000, "minimum")
    assert "nothing is paid" in page.content.decode()
    assert awards(page)[1] == (7_500_000, 4_950_000, 3_300_000, "rate")
    assert page.context["lines"][1].split.own_cash_krw == 330_000
    assert page.context["lines"][1].split.vat_krw == 0


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"rate": "0.7"}, "rate", "At most 0.67"),
        ({"rate": "67"}, "rate", "Enter a fraction of at most 1"),
        ({"minimum_krw": "6000000"}, "ceiling_krw", "below the smallest award of 6,000,000"),
        ({"ceiling_krw": ""}, "ceiling_krw", "required"),
        ({"grade": "A"}, "grade", "has a row for this already"),
    ],
)
def test_a_rate_that_cannot_stand_is_refused_next_to_its_field(admin, round_2021, changes, field, text):
    address = row_url(round_2021)

    answer = admin.post(address, sent(admin.get(address), **changes))

    assert answer.status_code == 422
    assert text in answer.context["form"].errors[field][0]
    for name, value in changes.items():
        assert answer.context["form"][name].value() == value


def test_a_floor_that_a_rate_breaks_is_refused_next_to_it(admin, round_2021):
    address = reverse("setup:head-edit", args=[round_2021.uid, FIELD])

    answer = admin.post(address, sent(admin.get(address), own_share_floor="0.5"))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["own_share_floor"])


def test_changing_a_rate_changes_what_the_calculator_gives(admin, url, round_2021):
    address = row_url(round_2021)
    assert admin.post(address, sent(admin.get(address), rate="0.4")).url == url

    assert awards(admin.get(url, CELL))[0] == (3_000_000, 1_200_000, 1_800_000, "rate")


def test_three_cells_cost_the_queries_of_one(admin, url, round_2021, django_assert_num_queries):
    rates = round_2021.rate_table.rates
    rates.exclude(**CELL).delete()
    with django_assert_num_queries(QUERIES_OF_RATES):
        admin.get(url)

    for grade in "AC":
        rates.create(**CELL | {"grade": grade}, rate="0.5", ceiling_krw=1)
    with django_assert_num_queries(QUERIES_OF_RATES):
        admin.get(url)
