"""Saving by itself, two people on one page, and a login that ends while somebody types."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from applications import services
from applications.models import Application
from journal import clock
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]
AUTOSAVE = {"headers": {"X-Autosave": "1"}}


@pytest.fixture
def owner(client, personas):
    client.force_login(personas["owner"])
    return client


@pytest.fixture
def member(personas):
    other = Client()
    other.force_login(personas["member"])
    return other


def page(application: Application, name: str) -> str:
    return reverse(f"applications:{name}", args=[application.uid])


def read(client, address):
    """The section's form as a browser would send it back."""
    return fields(client.get(address).content)


def fields(content):
    form = html.fromstring(content.decode()).xpath("//form[@data-autosave]")[0]
    sent: dict[str, object] = {}
    for name, value in form.form_values():
        value = value.removeprefix("\n")  # a browser does not count the line break after <textarea>
        sent[name] = [*sent[name], value] if isinstance(sent.get(name), list) else value
    sent.pop("idempotency_key", None)
    return sent


# -- saving by itself ----------------------------------------------------------------------------------------


def test_a_save_by_itself_answers_with_the_time_of_the_server(owner, draft):
    typed = read(owner, page(draft, "wishes")) | {"wishes": "세척수를 다시 쓰고 싶습니다."}

    answer = owner.post(page(draft, "wishes"), typed, **AUTOSAVE)

    draft.refresh_from_db()
    said = answer.json()
    assert answer.status_code == 200
    assert draft.wishes == "세척수를 다시 쓰고 싶습니다."
    assert said["version"] == draft.version
    assert clock.now().astimezone(clock.SEOUL).strftime("%H:%M") in said["message"]
    assert said["errors"] == {}


def test_what_fits_is_saved_and_the_rest_is_named(owner, draft):
    typed = read(owner, page(draft, "wishes")) | {"consecutive_years": "둘", "difficulties": "악취"}

    answer = owner.post(page(draft, "wishes"), typed, **AUTOSAVE)

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"consecutive_years"}
    assert (draft.difficulties, draft.consecutive_years) == ("악취", None)


def test_a_repeated_save_makes_no_second_row(owner, draft, site):
    typed = read(owner, page(draft, "management"))
    typed |= {"productions-0-product": "볼트", "productions-0-quantity": "1,200", "productions-0-unit": "톤"}

    for _time in range(2):
        assert owner.post(page(draft, "management"), typed, **AUTOSAVE).status_code == 200

    assert site.productions.get().quantity == 1200


def test_a_save_by_itself_takes_no_row_away(owner, draft, site, personas):
    made = {"product": "볼트", "quantity": "1", "unit": "톤"}
    services.set_productions(draft, Act(personas["owner"], data={"rows": [made]}))
    typed = read(owner, page(draft, "management"))

    owner.post(page(draft, "management"), typed | {"productions-0-product": ""}, **AUTOSAVE)
    owner.post(page(draft, "management"), typed | {"productions-0-remove": "on"}, **AUTOSAVE)
    assert site.productions.exists()

    owner.post(page(draft, "management"), typed | {"productions-0-remove": "on"})
    assert not site.productions.exists()


def test_figures_and_month_end_numbers_are_saved_with_the_page(owner, draft, firm):
    typed = read(owner, page(draft, "management")) | {"figures-0-sales_krw": "3,000,000,000"}
    typed |= {f"month_{month}": "12" for month in range(1, 13)}

    answer = owner.post(page(draft, "management"), typed)

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert firm.year_figures.get().sales_krw == 3_000_000_000
    assert draft.regular_employees == 12


def test_what_was_taken_over_says_from_when_and_where_until_it_is_confirmed(owner, draft):
    Application.objects.filter(pk=draft.pk).update(
        wishes="폐열", stated_on={"wishes": "2020-07-03"}, taken_from={"wishes": "IC-2020-0007"}
    )
    text = owner.get(page(draft, "wishes")).content.decode()
    assert "2020. 7. 3." in text
    assert "IC-2020-0007" in text

    owner.post(page(draft, "wishes"), read(owner, page(draft, "wishes")) | {"still_right": "yes"})

    draft.refresh_from_db()
    assert draft.taken_from == {}
    assert "IC-2020-0007" not in owner.get(page(draft, "wishes")).content.decode()


# -- two people on one page ----------------------------------------------------------------------------------


def test_two_people_save_different_entries_of_one_page(owner, member, draft):
    mine, theirs = read(owner, page(draft, "wishes")), read(member, page(draft, "wishes"))

    member.post(page(draft, "wishes"), theirs | {"difficulties": "악취"})
    answer = owner.post(page(draft, "wishes"), mine | {"wishes": "세척수"})

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.difficulties, draft.wishes) == ("악취", "세척수")


@pytest.fixture
def clash(owner, member, draft):
    """The owner's page after the member saved the same entry first."""
    mine = read(owner, page(draft, "wishes"))
    member.post(page(draft, "wishes"), read(member, page(draft, "wishes")) | {"wishes": "악취"})
    return owner.post(page(draft, "wishes"), mine | {"wishes": "세척수", "difficulties": "소음"})


def test_both_values_stand_side_by_side_and_nothing_is_overwritten(clash, draft, personas):
    text = clash.content.decode()

    draft.refresh_from_db()
    assert clash.status_code == 409
    assert (draft.wishes, draft.difficulties) == ("악취", "소음")
    assert 'name="pick-wishes" value="mine"' in " ".join(text.split())
    assert personas["member"].name in text
    assert "세척수" in text


def test_saving_again_without_picking_asks_again(clash, owner, draft):
    answer = owner.post(page(draft, "wishes"), fields(clash.content))

    draft.refresh_from_db()
    assert answer.status_code == 409
    assert draft.wishes == "악취"


@pytest.mark.parametrize(("pick", "stored"), [("mine", "세척수"), ("theirs", "악취")])
def test_the_picked_value_stands(clash, owner, draft, pick, stored):
    answer = owner.post(page(draft, "wishes"), fields(clash.content) | {"pick-wishes": pick})

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.wishes == stored


def test_a_third_change_while_picking_is_shown_again(clash, owner, draft, personas):
    services.edit(draft, Act(personas["member"], data={"wishes": "폐열"}))

    answer = owner.post(page(draft, "wishes"), fields(clash.content) | {"pick-wishes": "mine"})

    draft.refresh_from_db()
    assert answer.status_code == 409
    assert draft.wishes == "폐열"


def test_a_save_by_itself_does_not_take_back_what_a_colleague_saved(owner, member, draft):
    mine = read(owner, page(draft, "wishes"))
    member.post(page(draft, "wishes"), read(member, page(draft, "wishes")) | {"difficulties": "악취"})

    said = owner.post(page(draft, "wishes"), mine | {"wishes": "세척수"}, **AUTOSAVE).json()
    again = mine | {"wishes": "세척수 재이용", "seen": said["seen"], "version": said["version"]}
    owner.post(page(draft, "wishes"), again, **AUTOSAVE)

    draft.refresh_from_db()
    assert (draft.difficulties, draft.wishes) == ("악취", "세척수 재이용")


def test_a_cell_that_two_people_changed_is_picked_too(owner, member, draft, site, personas):
    made = {"product": "볼트", "quantity": "1", "unit": "톤"}
    services.set_productions(draft, Act(personas["owner"], data={"rows": [made]}))
    mine, theirs = read(owner, page(draft, "management")), read(member, page(draft, "management"))
    member.post(page(draft, "management"), theirs | {"productions-0-quantity": "7"})

    answer = owner.post(page(draft, "management"), mine | {"productions-0-quantity": "9"})
    assert answer.status_code == 409
    assert site.productions.get().quantity == 7

    owner.post(page(draft, "management"), fields(answer.content) | {"pick-productions-0-quantity": "mine"})
    assert site.productions.get().quantity == 9


# -- the login ends ------------------------------------------------------------------------------------------


def test_what_was_typed_while_the_login_ended_stands_on_the_page_again(owner, draft, personas):
    typed = read(owner, page(draft, "wishes")) | {"wishes": "세척수"}
    owner.cookies.pop("sessionid", None)
    owner.logout()

    answer = owner.post(page(draft, "wishes"), typed)
    assert reverse("account_login") in answer.url
    draft.refresh_from_db()
    assert draft.wishes == ""

    owner.force_login(personas["owner"])
    shown = owner.get(page(draft, "wishes"))
    restored = fields(shown.content)
    assert restored["wishes"] == "세척수"

    owner.post(page(draft, "wishes"), restored)
    draft.refresh_from_db()
    assert draft.wishes == "세척수"
    assert fields(owner.get(page(draft, "wishes")).content)["wishes"] == "세척수"


def test_nobody_else_and_no_other_page_sees_it(owner, draft, personas):
    typed = read(owner, page(draft, "wishes")) | {"wishes": "세척수"}
    owner.logout()
    owner.post(page(draft, "wishes"), typed)
    owner.force_login(personas["member"])

    assert fields(owner.get(page(draft, "wishes")).content)["wishes"] == ""


def test_a_form_that_is_not_ours_is_not_kept(client, draft):
    client.post(page(draft, "wishes"), {"wishes": "x", "unsaved": "made:up"})

    assert "unsaved" not in client.session


def test_it_is_forgotten_after_half_an_hour(owner, draft, personas):
    typed = read(owner, page(draft, "wishes")) | {"wishes": "세척수"}
    owner.logout()
    owner.post(page(draft, "wishes"), typed)
    owner.force_login(personas["owner"])

    with clock.travel(clock.now() + timedelta(minutes=31)):
        assert fields(owner.get(page(draft, "wishes")).content)["wishes"] == ""


def test_nonsense_in_what_was_seen_leaves_the_version_to_decide(owner, draft, personas):
    typed = read(owner, page(draft, "wishes")) | {"wishes": "세척수"}
    services.edit(draft, Act(personas["member"], data={"products": "볼트"}))

    for seen in ("{", "[]", json.dumps({"tables": 3}), "x" * 70_000):
        assert owner.post(page(draft, "wishes"), typed | {"seen": seen}).status_code == 409
