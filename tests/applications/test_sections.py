"""The sections of the form as services: entries, production, permits, figures, month-end numbers, dated entries."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from applications import services
from journal import clock
from journal.models import Event
from workflow.acts import Act
from workflow.errors import BadData, StaleVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

MADE = {"product": "도금 볼트", "quantity": "1200.5", "unit": "톤"}
AIR = {"kind": "air", "pollution_class": 4, "number": "인천-대기-2019-12", "issued_on": "2019-05-02"}


@pytest.fixture
def owner(personas):
    return personas["owner"]


def rows(owner, *given, **more):
    return Act(owner, data={"rows": list(given), **more})


# -- production ----------------------------------------------------------------------------------------------


def test_production_of_the_baseline_year_is_stored_with_its_unit(draft, owner, site):
    services.set_productions(draft, rows(owner, MADE))

    made = site.productions.get()
    assert (made.year, made.product, made.quantity, made.unit) == (2020, "도금 볼트", Decimal("1200.5"), "톤")
    event = Event.objects.filter(action="application.set_productions").get()
    assert event.after["added"][0]["product"] == "도금 볼트"


def test_the_list_replaces_what_it_names_no_more_of_its_year_only(draft, owner, site):
    services.set_productions(draft, rows(owner, MADE, year=2019))
    kept, gone = services.set_productions(draft, rows(owner, MADE, {**MADE, "product": "와셔"}))

    services.set_productions(draft, rows(owner, {**MADE, "uid": str(kept.uid), "quantity": "7"}))

    assert list(site.productions.filter(year=2020).values_list("product", "quantity")) == [("도금 볼트", 7)]
    assert site.productions.filter(year=2019).exists()
    assert gone.uid not in set(site.productions.values_list("uid", flat=True))


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({**MADE, "quantity": "-1"}, "rows.0.quantity"),
        ({**MADE, "unit": ""}, "rows.0.unit"),
        ({"quantity": "1", "unit": "톤"}, "rows.0.product"),
        ({**MADE, "price": 1}, "rows.0.price"),
    ],
)
def test_a_row_that_cannot_stand_is_named_and_nothing_is_saved(draft, owner, site, row, path):
    with pytest.raises(BadData) as refused:
        services.set_productions(draft, rows(owner, row))

    assert path in refused.value.errors
    assert not site.productions.exists()


def test_a_product_stands_once_a_year(draft, owner):
    with pytest.raises(BadData) as refused:
        services.set_productions(draft, rows(owner, MADE, MADE))

    assert set(refused.value.errors) == {"rows.1.product"}


# -- permits -------------------------------------------------------------------------------------------------


def test_a_permit_is_kept_as_its_paper_says(draft, owner, site):
    services.set_permits(draft, rows(owner, AIR))

    permit = site.permits.get()
    assert (permit.kind, permit.pollution_class, permit.number) == ("air", 4, "인천-대기-2019-12")
    assert permit.issued_on.isoformat() == "2019-05-02"


def test_noise_has_no_class(draft, owner):
    with pytest.raises(BadData) as refused:
        services.set_permits(draft, rows(owner, {"kind": "noise", "pollution_class": 1}))

    assert set(refused.value.errors) == {"rows.0.pollution_class"}


def test_two_permits_without_a_number_may_stand(draft, owner, site):
    services.set_permits(draft, rows(owner, {"kind": "waste"}, {"kind": "waste", "remark": "지정폐기물"}))

    assert site.permits.count() == 2


# -- employees -----------------------------------------------------------------------------------------------


def test_month_end_numbers_give_their_mean_without_parts_of_a_person(draft, owner):
    months = [10, 10, 10, 10, 10, 10, 9, 9, 9, 9, 9, 9]

    services.edit(draft, Act(owner, data={"monthly_employees": months, "regular_employees": 50}))

    draft.refresh_from_db()
    assert draft.regular_employees == 9


def test_a_mean_against_the_month_end_numbers_is_refused(draft, owner):
    services.edit(draft, Act(owner, data={"monthly_employees": [12] * 12}))

    with pytest.raises(BadData) as refused:
        services.edit(draft, Act(owner, data={"regular_employees": 40}))

    assert set(refused.value.errors) == {"regular_employees"}


@pytest.mark.parametrize("months", [[1], [1] * 13, ["a"] * 12, [-1] * 12, [1.5] * 12, "12"])
def test_month_end_numbers_are_twelve_whole_numbers(draft, owner, months):
    with pytest.raises(BadData):
        services.edit(draft, Act(owner, data={"monthly_employees": months}))


# -- dated entries -------------------------------------------------------------------------------------------


def test_an_entry_keeps_the_day_on_which_it_was_stated(draft, owner):
    services.edit(draft, Act(owner, data={"products": "볼트"}))

    draft.refresh_from_db()
    assert draft.stated_on["products"] == clock.today().isoformat()
    assert "wishes" not in draft.stated_on


# -- two people ----------------------------------------------------------------------------------------------


def test_what_only_one_of_two_changed_is_saved_beside_the_other(draft, owner, personas):
    seen = {"products": "", "wishes": ""}
    services.edit(draft, Act(personas["member"], data={"products": "볼트", "wishes": ""}), seen=seen)

    services.edit(draft, Act(owner, data={"products": "", "wishes": "세척수"}, version=1), seen=seen)

    draft.refresh_from_db()
    assert (draft.products, draft.wishes) == ("볼트", "세척수")


def test_what_both_changed_is_stale_with_both_values(draft, owner, personas):
    seen = {"products": ""}
    services.edit(draft, Act(personas["member"], data={"products": "볼트"}), seen=seen)

    with pytest.raises(StaleVersion) as stale:
        services.edit(draft, Act(owner, data={"products": "너트"}), seen=seen)

    draft.refresh_from_db()
    assert draft.products == "볼트"
    assert (stale.value.current, stale.value.given) == ({"products": "볼트"}, {"products": "너트"})


def test_rows_of_two_people_stand_beside_each_other(draft, owner, personas, site):
    (row,) = services.set_productions(draft, rows(owner, MADE))
    seen = {row.uid: {"product": "도금 볼트", "quantity": "1200.5", "unit": "톤"}}
    changed = {**MADE, "uid": str(row.uid), "quantity": "900"}
    services.set_productions(draft, rows(personas["member"], changed, {**MADE, "product": "와셔"}), seen=seen)

    services.set_productions(draft, rows(owner, {**MADE, "uid": str(row.uid), "unit": "t"}), seen=seen)
    with pytest.raises(StaleVersion) as stale:
        services.set_productions(draft, rows(owner, {**changed, "quantity": "5"}), seen=seen)

    row.refresh_from_db()
    assert (row.quantity, row.unit) == (900, "t")
    assert site.productions.count() == 2
    assert stale.value.current == {"rows.0.quantity": 900}


def test_a_row_that_somebody_changed_is_not_taken_away_unseen(draft, owner, personas, site):
    (row,) = services.set_productions(draft, rows(owner, MADE))
    seen = {row.uid: {"product": "도금 볼트", "quantity": "1200.5", "unit": "톤"}}
    services.set_productions(
        draft, rows(personas["member"], {**MADE, "uid": str(row.uid), "quantity": "900"})
    )

    services.set_productions(draft, rows(owner), seen=seen)

    assert site.productions.get().quantity == 900


# -- API -----------------------------------------------------------------------------------------------------


@pytest.fixture
def api(personas):
    client = APIClient()
    client.force_authenticate(personas["owner"])
    return client


def address(draft, name=""):
    return f"/api/v1/applications/{draft.uid}/{name}"


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("productions/", MADE),
        ("permits/", AIR),
        ("figures/", {"fiscal_year": 2020, "sales_krw": 3_000_000_000, "employees": 42}),
    ],
)
def test_tables_are_put_as_a_whole_and_read_back(api, draft, name, row):
    saved = api.put(address(draft, name), {"rows": [row], "version": draft.version}, format="json")
    stale = api.put(address(draft, name), {"rows": [], "version": draft.version}, format="json")

    (shown,) = api.get(address(draft, name)).data
    assert saved.status_code == 200
    assert {key: str(shown[key]).removesuffix("00") for key in row} == {
        key: str(value).removesuffix("00") for key, value in row.items()
    }
    assert (stale.status_code, stale.data["code"]) == (409, "stale_version")


def test_a_bad_row_is_named_by_its_place(api, draft):
    answer = api.put(address(draft, "permits/"), {"rows": [AIR, {"kind": "fire"}]}, format="json")

    assert (answer.status_code, answer.data["code"]) == (400, "bad_data")
    assert set(answer.data["errors"]) == {"rows.1.kind"}


def test_a_stale_patch_carries_both_values_field_by_field(api, draft, personas):
    services.edit(draft, Act(personas["member"], data={"products": "볼트"}))
    body = {"products": "너트", "wishes": "세척수", "version": 1}

    strict = api.patch(address(draft), body, format="json")
    merged = api.patch(address(draft), body | {"seen": {"products": "", "wishes": ""}}, format="json")
    fitting = api.patch(address(draft), {"wishes": "세척수", "seen": {"wishes": ""}}, format="json")

    assert strict.data["conflicts"]["products"] == {"sent": "너트", "stored": "볼트"}
    assert (merged.status_code, merged.data["conflicts"]) == (
        409,
        {"products": {"sent": "너트", "stored": "볼트"}},
    )
    assert (fitting.status_code, fitting.data["wishes"]) == (200, "세척수")


def test_an_entry_from_an_earlier_case_is_confirmed(api, draft):
    type(draft).objects.filter(pk=draft.pk).update(
        stated_on={"products": "2020-07-03", "wishes": "2020-07-03"},
        taken_from={"products": "IC-2020-0007", "wishes": "IC-2020-0007"},
    )

    answer = api.post(address(draft, "confirm-entries/"), {"entries": ["products"]}, format="json")
    unknown = api.post(address(draft, "confirm-entries/"), {"entries": ["colour"]}, format="json")

    draft.refresh_from_db()
    assert (answer.status_code, unknown.status_code) == (204, 400)
    assert draft.stated_on == {"products": clock.today().isoformat(), "wishes": "2020-07-03"}
    assert draft.taken_from == {"wishes": "IC-2020-0007"}
