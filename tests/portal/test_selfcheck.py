"""The self-check before any account: the call's real conditions, nothing stored, answers carried to the draft."""

import re
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from applications import first_answers
from applications.models import Application, EnergyUse
from journal.models import Event
from portal.selfcheck.check import check
from portal.selfcheck.forms import SelfCheckForm
from tests.factories import accounts as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call", "reference_data")]

ANSWERS = {
    "area": "28200",
    "holds": ["has_factory"],
    "polluting_processes": ["plating"],
    "size": "small",
    "regular_employees": "25",
    "electricity_kwh": "1000000",
    "gas_quantity": "10000",
    "gas_unit": "Nm3",
    "consecutive_years": "1",
    "other_support": "no",
}


@pytest.fixture
def address(round_2021) -> str:
    return reverse("portal:self-check", args=[round_2021.uid])


def _results(round_, answers) -> dict[str, str]:
    form = SelfCheckForm(answers, round_=round_)
    assert form.is_valid(), form.errors
    return {line.code: line.result for line in check(round_, form.cleaned_data).lines}


def test_eight_questions_without_an_account(client, address):
    page = client.get(address).content.decode()

    assert page.count("criterion-") == 0
    assert "8" in re.search(r'class="lead">([^<]*)', page)[1]
    for name in (
        "area",
        "holds",
        "size",
        "regular_employees",
        "electricity_kwh",
        "site_toe",
        "other_support",
    ):
        assert f'name="{name}"' in page
    assert [number in page for number in ("1. ", "6. ", "8. ", "9. ")] == [True, True, True, False]


def test_each_condition_answers_with_reason_and_both_bases(client, address):
    page = client.post(address, ANSWERS).content.decode()

    # 1,000 MWh x 0.229 + 10,000 Nm3 x 1.029/1,000, and with 0.086 for comparison.
    assert "239.29" in page
    assert "96.29" in page
    assert "criterion-employees" in page
    assert "applications/start/?round=" in page


def test_what_fails_says_what_would_change_it(round_2021):
    form = SelfCheckForm({**ANSWERS, "regular_employees": "7", "size": "large"}, round_=round_2021)
    assert form.is_valid()
    found = check(round_2021, form.cleaned_data)

    lines = {line.code: line for line in found.lines}
    assert found.result == "not_met"
    assert "3" in lines["employees"].change
    assert lines["size"].change
    assert lines["size"].hint


def test_limits_are_those_of_the_call(round_2021):
    at_limit = {**ANSWERS, "electricity_kwh": "", "gas_quantity": ""}

    assert _results(round_2021, at_limit | {"site_toe": "1999.999"})["toe"] == "met"
    over = _results(round_2021, at_limit | {"site_toe": "2000"})
    assert (over["toe"], over["energy_audit_computed"]) == ("not_met", "not_met")
    assert _results(round_2021, ANSWERS | {"area": "elsewhere"})["region"] == "not_met"
    assert _results(round_2021, ANSWERS | {"other_support": "yes"})["other_support"] == "person_decides"


def test_the_rules_are_those_that_judge_applications(round_2021, personas):
    """The same answers as an application get the same verdicts."""
    firm = personas["owner"].current_memberships[0].organisation
    from applications import rules, services
    from workflow.acts import Act

    application = services.start(round_2021, firm.sites.get(), Act(personas["owner"]))
    Application.objects.filter(pk=application.pk).update(
        size="small", regular_employees=25, polluting_processes=["plating"], energy_audit_duty=False,
        consecutive_years=1, other_support=False, root_industry=False, baseline_year=2020,
    )  # fmt: skip
    application.refresh_from_db()
    for carrier, quantity, unit in (("electricity", "1000000", "kWh"), ("city_gas_lng", "10000", "Nm3")):
        EnergyUse.objects.create(
            site=application.case.site, carrier_id=carrier, starts_on="2020-01-01", ends_on="2020-12-31",
            quantity=Decimal(quantity), unit=unit, entered_by=personas["owner"],
        )  # fmt: skip

    judged = {line.criterion.code: line.result.value for line in rules.evaluate(application).lines}

    assert _results(round_2021, ANSWERS | {"area": application.case.site.area.code}) == judged


def test_an_untouched_page_answers_nothing(round_2021):
    assert set(_results(round_2021, {}).values()) == {"missing"}


def test_nothing_is_stored_and_no_session_begins(client, address):
    before = (Event.objects.count(), User.objects.count(), Application.objects.count())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.post(address, ANSWERS)

    assert not [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert (Event.objects.count(), User.objects.count(), Application.objects.count()) == before
    assert "sessionid" not in response.cookies
    assert set(response.cookies) <= {"csrftoken"}


def test_wrong_input_stays_and_says_why(client, address):
    response = client.post(address, {**ANSWERS, "site_toe": "5", "regular_employees": "-4"})

    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="1000000"' in page
    assert 'value="-4"' in page


def test_only_questions_that_a_condition_asks_about_are_put(round_2021):
    round_2021.criteria_set.criteria.exclude(fact__in=("firm_size", "site_toe")).delete()

    form = SelfCheckForm(round_=round_2021)

    assert set(form.fields) == {"size", "electricity_kwh", "gas_quantity", "gas_unit", "site_toe"}
    assert form.questions == 2


def test_a_round_in_preparation_is_not_there(client, round_2021, address):
    type(round_2021).objects.filter(pk=round_2021.pk).update(status="draft")

    assert client.get(address).status_code == 404
    assert client.post(f"/api/v1/rounds/{round_2021.uid}/self-check/", {}).status_code == 404


def test_the_api_answers_the_same_without_an_account(client, round_2021):
    url = f"/api/v1/rounds/{round_2021.uid}/self-check/"
    body = {**ANSWERS, "other_support": False, "regular_employees": 25}

    answer = client.post(url, body, content_type="application/json")

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["result"] == "met"
    assert told["energy"]["toe"] == "239.290"
    assert {line["code"]: line["result"] for line in told["lines"]} == _results(round_2021, ANSWERS)
    wrong = client.post(url, {"size": "huge", "regular_employees": [1]}, content_type="application/json")
    assert (wrong.status_code, set(wrong.json()["errors"])) == (400, {"size", "regular_employees"})


def test_the_api_is_throttled_by_address(client, round_2021, settings):
    settings.SELF_CHECK_RATE = "2/min"
    url = f"/api/v1/rounds/{round_2021.uid}/self-check/"

    answers = [client.post(url, {}, content_type="application/json").status_code for _ in range(3)]

    assert answers == [200, 200, 429]


# --- On to an application ---


def _apply_url(client, address) -> str:
    page = client.post(address, ANSWERS).content.decode()
    return re.search(r'href="(/applications/start/[^"]+)"', page)[1].replace("&amp;", "&")


def test_the_answers_become_the_first_entries(client, round_2021, address, personas):
    url = _apply_url(client, address)
    client.force_login(personas["owner"])
    site = personas["owner"].current_memberships[0].organisation.sites.get()

    client.post(url, {"round": round_2021.uid, "site": site.uid})

    draft = Application.objects.get()
    assert (draft.size, draft.regular_employees, draft.polluting_processes) == ("small", 25, ["plating"])
    assert (draft.other_support, draft.energy_audit_duty, draft.root_industry) == (False, False, False)


def _nexts(page: str) -> list[str]:
    found = re.findall(r'name="next"\s+value="([^"]+)"', page)
    return [address.replace("&amp;", "&") for address in found]


def test_from_the_check_through_sign_up_and_firm_to_the_draft(client, round_2021, address, settings):
    """Nobody knows the person when they begin; in the end there is a draft with their answers."""
    url = _apply_url(client, address)
    login = client.get(url)
    assert login.status_code == 302
    signup = re.search(r'href="(/account/signup/[^"]+)"', client.get(login["Location"]).content.decode())[1]
    form = client.get(signup.replace("&amp;", "&")).content.decode()
    assert url in _nexts(form)
    password = "clean-2021-test"  # pragma: allowlist secret
    person = {"email": "new@example.com", "password1": password, "password2": password, "name": "새사람"}
    client.post("/account/signup/", {**person, "next": url})
    confirm = re.search(r"https?://[^/]+(/account/\S+)", mail.outbox[-1].body)[1]
    page = client.get(confirm).content.decode()
    assert url in _nexts(page)
    client.post(re.search(r'action="([^"]+confirm[^"]+)"', page)[1], {"next": url})
    if not client.session.get("_auth_user_id"):
        client.post("/account/login/", {"login": person["email"], "password": password, "next": url})

    start = client.get(url).content.decode()
    register = re.search(r'href="(/people/firms/new/[^"]+)"', start)[1].replace("&amp;", "&")
    firm = {"business_number": "120-81-47521", "name_ko": "시험", "representative": "김", "address": "인천"}
    add_site = client.post(register, firm)["Location"]
    area = Area.objects.get(code="28200")
    assert f'<option value="{area.pk}" selected>' in client.get(add_site).content.decode()
    back = client.post(add_site, {"name": "1공장", "address": "인천", "area": area.pk, "has_factory": "on"})
    assert back["Location"] == url
    site = User.objects.get(email=person["email"]).memberships.get().organisation.sites.get()
    client.post(url, {"round": round_2021.uid, "site": site.uid})

    assert Application.objects.get().regular_employees == 25


def test_a_forged_foreign_or_old_token_carries_nothing(round_2021):
    token = first_answers.sign(round_2021, {"size": "small", "area": "28200", "regular_employees": None})

    assert first_answers.entries_of(token, round_2021) == {"size": "small"}
    assert first_answers.entries_of(token[:-2] + "xx", round_2021) == {}
    round_2021.uid = "another"
    assert first_answers.entries_of(token, round_2021) == {}


def test_the_return_after_registering_stays_in_the_portal(client):
    client.force_login(people.user("x@example.com"))
    firm = {"business_number": "120-81-47521", "name_ko": "시험", "representative": "김", "address": "인천"}
    page = client.post("/people/firms/new/?next=https://evil.example/", firm)["Location"]
    area = Area.objects.get(code="28200")

    there = client.post(page, {"name": "1공장", "address": "인천", "area": area.pk})["Location"]

    assert there.startswith("/people/firms/")
