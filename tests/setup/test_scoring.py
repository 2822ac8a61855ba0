"""The committee's scoring sheet: its weights are held against 100."""

import pytest
from django.urls import reverse

from programs.models import ScoringSheet
from tests.setup.pages import sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIELD = "scoring_sheet"
QUERIES_OF_SCORING = 8


@pytest.fixture
def admin(client, personas):
    return signed_in(client, personas["admin"])


@pytest.fixture
def sheet(round_2021):
    round_2021.scoring_sheet = ScoringSheet.objects.create(code="committee", name_ko="평가표")
    round_2021.save()
    return round_2021.scoring_sheet


@pytest.fixture
def url(round_2021):
    return reverse("setup:scoring", args=[round_2021.uid])


def add(client, round_, **values):
    address = reverse("setup:row-add", args=[round_.uid, FIELD])
    return client.post(address, sent(client.get(address), **values))


def test_the_weights_are_summed_up_and_warned_of_until_they_are_100(admin, url, round_2021, sheet):
    add(admin, round_2021, name_ko="의지", weight="60", scale="5")
    page = admin.get(url)
    assert (page.context["total"], page.context["left"]) == (60, 40)
    assert "40.0 are left" in page.content.decode()

    add(admin, round_2021, name_ko="효과", weight="40", scale="10")

    page = admin.get(url)
    assert "are left" not in page.content.decode()
    assert [item.row.position for item in page.context["rows"]] == [1, 2]


def test_a_taken_position_is_refused_and_the_free_one_named(admin, round_2021, sheet):
    add(admin, round_2021, name_ko="의지", weight="60")

    answer = add(admin, round_2021, name_ko="효과", weight="40", position="1")

    assert answer.context["form"].errors == {
        "position": ["Another row stands at this position. The next free one is 2."]
    }


@pytest.mark.parametrize("weight", ["0", "101", "-5", "much"])
def test_a_weight_that_is_none_is_refused(admin, round_2021, sheet, weight):
    answer = add(admin, round_2021, name_ko="의지", weight=weight)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["weight"])
    assert answer.context["form"]["weight"].value() == weight


def test_leaving_out_the_extremes_is_a_switch_of_the_sheet(admin, url, round_2021, sheet):
    assert "All scores count." in admin.get(url).content.decode()
    head = reverse("setup:head-edit", args=[round_2021.uid, FIELD])

    admin.post(head, sent(admin.get(head), drops_extremes="on"))

    sheet.refresh_from_db()
    assert sheet.drops_extremes
    assert "left out where five or more score" in admin.get(url).content.decode()


def test_a_round_without_sheet_gets_one_with_its_first_row(admin, url, round_2021):
    assert "Nothing is set up yet" in admin.get(url).content.decode()

    add(admin, round_2021, name_ko="의지", weight="100")

    round_2021.refresh_from_db()
    assert round_2021.scoring_sheet.criteria.get().weight == 100


def test_three_rows_cost_the_queries_of_one(admin, url, sheet, django_assert_num_queries):
    sheet.criteria.create(position=1, name_ko="a", weight=1)
    with django_assert_num_queries(QUERIES_OF_SCORING):
        admin.get(url)

    for position in (2, 3):
        sheet.criteria.create(position=position, name_ko="b", weight=1)
    with django_assert_num_queries(QUERIES_OF_SCORING):
        admin.get(url)
