"""Factor sets on pages: what a figure must be, and what another set does to a site."""

from decimal import Decimal

import pytest
from django.urls import reverse

from programs import services
from programs.models import Carrier, Factor, FactorSet
from tests.setup.pages import sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIELD = "factor_set"
QUERIES_OF_FACTORS = 11
QUERIES_OF_COMPARISON = 16


@pytest.fixture
def admin(client, personas):
    return signed_in(client, personas["admin"])


@pytest.fixture
def compare(round_2021):
    return reverse("setup:factors-compare", args=[round_2021.uid])


def row_url(round_, key):
    return reverse("setup:row-edit", args=[round_.uid, FIELD, key])


def two_sets():
    return {"a": FactorSet.objects.get(code="kr-2021").pk, "b": FactorSet.objects.get(code="kr-2026").pk}


def test_figures_stand_with_source_confidence_and_validity(admin, round_2021):
    page = admin.get(reverse("setup:factors", args=[round_2021.uid])).content.decode()

    assert "Energy Act Enforcement Rule, annex (2017-12-28)" in page
    assert "2017. 12. 28. – 2022. 11. 20." in page
    assert "From memory, to be checked" in page
    assert "TOE of electricity, consumption basis" in page


@pytest.mark.parametrize(
    ("key", "changes", "field", "text"),
    [
        ("heat_gross_mj--diesel", {"unit": "toe/L"}, "unit", "Write it as MJ/"),
        ("heat_gross_mj--diesel", {"unit": "MJ/pint"}, "unit", "Write it as MJ/"),
        ("heat_gross_mj--diesel", {"unit": "MJ"}, "unit", "Write it as MJ/"),
        ("heat_gross_mj--diesel", {"value": "-1"}, "value", "0 or more"),
        ("heat_gross_mj--diesel", {"carrier": ""}, "carrier", "Choose the carrier"),
        ("heat_gross_mj--diesel", {"carrier": "kerosene"}, "valid_from", "Overlaps with"),
        ("heat_gross_mj--diesel", {"valid_to": "2010-01-01"}, "valid_to", "before the first one"),
        ("gwp_ch4--", {"carrier": "diesel"}, "carrier", "holds for every carrier"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused_next_to_its_field(
    admin, round_2021, key, changes, field, text
):
    url = row_url(round_2021, key)

    answer = admin.post(url, sent(admin.get(url), **changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert text in answer.context["form"].errors[field][0]


def test_a_second_figure_for_another_time_belongs_into_another_set(admin, round_2021):
    url = reverse("setup:row-add", args=[round_2021.uid, FIELD])
    form = sent(
        admin.get(url),
        kind="heat_gross_mj",
        carrier="diesel",
        unit="MJ/L",
        value="37",
        valid_from="2023-01-01",
    )

    answer = admin.post(url, form)

    assert "A set holds one figure each" in answer.context["form"].errors["carrier"][0]


def test_an_unknown_kind_is_refused_by_the_model(round_2021):
    row = Factor(factor_set=round_2021.factor_set, kind="luck", unit="MJ/L", value=Decimal(1))

    with pytest.raises(services.BadData) as bad:
        services.validate(row)

    assert list(bad.value.errors) == ["kind"]


def test_every_figure_that_comes_with_the_portal_holds(db):
    for row in Factor.objects.select_related("factor_set"):
        row.full_clean()


def test_changing_a_figure_of_a_set_in_use_makes_a_version(admin, round_2021):
    services.freeze(round_2021.factor_set)
    url = row_url(round_2021, "toe_electricity_consumption--electricity")

    admin.post(url, sent(admin.get(url), value="0.23"))

    round_2021.refresh_from_db()
    assert round_2021.factor_set.version == 2
    assert FactorSet.objects.get(code="kr-2021", version=1).factors.get(
        kind="toe_electricity_consumption"
    ).value == Decimal("0.229")


def test_a_frozen_set_is_marked_and_can_be_chosen(admin, round_2021):
    newer = FactorSet.objects.get(code="kr-2026")
    services.freeze(newer)
    page = admin.get(reverse("setup:factors", args=[round_2021.uid]))
    assert "Factors for 2026 v1 (in use, frozen)" in page.content.decode()

    choose = reverse("setup:set-choose", args=[round_2021.uid, FIELD])
    admin.post(choose, {"chosen": newer.pk, "revision": round_2021.revision})

    round_2021.refresh_from_db()
    assert round_2021.factor_set == newer


def test_two_sets_side_by_side_with_what_they_do_to_a_site(admin, compare):
    page = admin.get(compare, two_sets())

    effects = [(effect.first, effect.second, effect.percent) for effect in page.context["effects"]]
    # kr-2021: 1,200 x 0.229 = 274.80; 80 x 1.029 = 82.32; 10 x 0.903 = 9.03; with 1,200 x 0.086 = 103.20 instead
    assert effects[0][0] == Decimal("366.15")
    assert effects[1][0] == Decimal("194.55")
    assert all(second is not None for _first, second, _percent in effects)
    electricity = next(
        pair for pair in page.context["pairs"] if pair.label == "Emission factor of electricity · Electricity"
    )
    assert electricity.differs
    assert electricity.percent == round((electricity.second.value / electricity.first.value - 1) * 100, 1)
    differing = [pair.differs for pair in page.context["pairs"]]
    assert differing == sorted(differing, reverse=True)


def test_a_site_of_ones_own_is_compared(admin, compare):
    page = admin.get(compare, {**two_sets(), "electricity": "1000", "city_gas": "0", "diesel": "0"})

    assert page.context["effects"][0].first == Decimal("229.00")


def test_a_set_that_lacks_a_factor_says_so(admin, compare, round_2021):
    small = FactorSet.objects.create(code="small", name_ko="작은 세트")
    small.factors.create(kind="gwp_ch4", unit="kgCO2eq/kg", value=21)

    page = admin.get(compare, {"a": round_2021.factor_set_id, "b": small.pk})

    assert "a factor is missing" in page.content.decode()
    assert "not in the set" in page.content.decode()


@pytest.mark.parametrize("query", [{"a": "9999999"}, {"electricity": "-1"}, {"diesel": "much"}])
def test_a_comparison_that_makes_no_sense_is_said(admin, compare, query):
    page = admin.get(compare, two_sets() | query)

    assert (page.status_code, list(page.context["form"].errors)) == (422, list(query))


def test_three_figures_cost_the_queries_of_one(admin, compare, round_2021, django_assert_num_queries):
    rows = round_2021.factor_set.factors
    rows.exclude(kind="gwp_ch4").delete()
    page = reverse("setup:factors", args=[round_2021.uid])
    with django_assert_num_queries(QUERIES_OF_FACTORS):
        admin.get(page)
    with django_assert_num_queries(QUERIES_OF_COMPARISON):
        admin.get(compare, two_sets())

    for carrier in Carrier.objects.filter(kind="energy")[:2]:
        rows.create(kind="price_krw", carrier=carrier.code, unit="KRW/kg", value=1)
    with django_assert_num_queries(QUERIES_OF_FACTORS):
        admin.get(page)
    with django_assert_num_queries(QUERIES_OF_COMPARISON):
        admin.get(compare, two_sets())
