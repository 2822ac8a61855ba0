"""The pages of a round's money: lines, amendments, shares, for those who set up the programme."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from ledger import services as ledger
from ledger.models import FundingLine
from programs.models import Round
from tests.factories import accounts as people
from tests.factories.programs import funding_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

NEW = {
    "fund_source": "city",
    "purpose": "training",
    "planned_krw": "30,000,000",
    "law": "local_subsidy_act",
    "external_system": "botame",
    "external_number": "2021-0042",
    "confidence": "verified",
}


@pytest.fixture
def admin(client, personas):
    client.force_login(personas["admin"])
    return client


@pytest.fixture
def line(round_2021):
    return funding_line(round_2021, "city", "city", "training", 10_000_000)


def url(name: str, *objects) -> str:
    return reverse(f"setup:{name}", args=[record.uid for record in objects])


def text(answer) -> str:
    return answer.content.decode()


def test_the_page_shows_lines_totals_and_amendments(admin, round_2021, line):
    ledger.commit(line, 4_000_000, actor=None)
    ledger.amend(line, -1_000_000, actor=None, reason="1차 추가경정")

    page = text(admin.get(url("money", round_2021)))

    for figure in ("71,500,000", "60,000,000", "9,000,000", "4,000,000", "140,500,000", "1차 추가경정"):
        assert figure in page


@pytest.mark.parametrize("lines", [1, 3])
def test_queries_do_not_grow_with_lines(admin, round_2021, lines):
    for number in range(lines):
        extra = funding_line(round_2021, f"city-{number}", "city", "training", 1_000_000)
        ledger.amend(extra, 1, actor=None, reason="증액")
    admin.get(url("money", round_2021))

    with CaptureQueriesContext(connection) as queries:
        admin.get(url("money", round_2021))

    assert len(queries) == 8


def test_adding_a_line(admin, round_2021):
    answer = admin.post(url("line-add", round_2021), NEW)

    line = FundingLine.objects.get(code="city-training")
    assert answer.url == url("money", round_2021)
    assert (line.planned_krw, line.external_number) == (30_000_000, "2021-0042")
    assert "2021-0042" in text(admin.get(url("money", round_2021)))


def test_a_refused_line_keeps_what_was_typed(admin, round_2021):
    answer = admin.post(url("line-add", round_2021), {**NEW, "external_system": "enara"})

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["external_system"])
    assert form["external_number"].value() == "2021-0042"
    assert not FundingLine.objects.filter(fund_source="city").exists()


def test_editing_a_line_and_losing_a_race(admin, round_2021, line):
    values = {**NEW, "code": "city", "revision": "1"}
    first = admin.post(url("line-edit", round_2021, line), values)
    second = admin.post(url("line-edit", round_2021, line), {**values, "external_number": "2021-0099"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "2021-0042" in str(second.context["form"].errors["external_number"])
    assert second.context["revision"] == "2"
    again = {**values, "external_number": "2021-0099", "revision": "2"}
    assert admin.post(url("line-edit", round_2021, line), again).status_code == 302
    line.refresh_from_db()
    assert (line.external_number, line.planned_krw) == ("2021-0099", 10_000_000)


@pytest.mark.parametrize(
    ("how", "amount", "planned_krw"), [("new", "12,000,000", 12_000_000), ("change", "△3,000,000", 7_000_000)]
)
def test_amending_by_amount_or_by_change(admin, round_2021, line, how, amount, planned_krw):
    values = {"how": how, "planned_krw": amount, "reason": "1차 추가경정", "revision": "1"}

    answer = admin.post(url("line-amend", round_2021, line), values)

    line.refresh_from_db()
    assert (answer.status_code, line.planned_krw) == (302, planned_krw)


def test_a_cut_below_the_commitments_is_refused_at_the_amount(admin, round_2021, line):
    ledger.commit(line, 6_000_000, actor=None)
    values = {"how": "new", "planned_krw": "5,000,000", "reason": "감액", "revision": "1"}

    answer = admin.post(url("line-amend", round_2021, line), values)

    form = answer.context["form"]
    assert answer.status_code == 409
    assert "6,000,000" in str(form.errors["planned_krw"])
    assert (form["planned_krw"].value(), form["reason"].value()) == ("5,000,000", "감액")


def test_an_amendment_needs_a_reason_and_a_fresh_page(admin, round_2021, line):
    values = {"how": "new", "planned_krw": "11,000,000", "reason": "", "revision": "1"}
    assert list(admin.post(url("line-amend", round_2021, line), values).context["form"].errors) == ["reason"]
    admin.post(url("line-amend", round_2021, line), {**values, "reason": "증액"})

    late = admin.post(
        url("line-amend", round_2021, line), {**values, "planned_krw": "9,000,000", "reason": "감액"}
    )

    assert (late.status_code, late.context["revision"]) == (409, "2")
    assert "11,000,000" in str(late.context["form"].errors["planned_krw"])


def test_removing_a_line_with_entries_says_what_to_do(admin, round_2021, line):
    answer = admin.post(url("line-remove", round_2021, line), follow=True)

    assert str(
        _("%(line)s has entries in the ledger, which are kept. Amend it to 0 won instead.") % {"line": line}
    ) in text(answer)
    assert FundingLine.objects.filter(pk=line.pk).exists()


def test_shares_are_refused_with_their_sum_and_then_saved(admin, round_2021):
    form = {"national": "60", "city": "30", "seen": ""}
    refused = admin.post(url("shares", round_2021), form)

    assert refused.status_code == 400
    assert "90" in str(refused.context["form"].non_field_errors())
    assert refused.context["form"]["national"].value() == "60"
    assert admin.post(url("shares", round_2021), {**form, "city": "40"}).status_code == 302
    stale = admin.post(url("shares", round_2021), {**form, "national": "70"})
    assert stale.status_code == 409
    assert stale.context["seen"] == "city:40.00;national:60.00"
    assert "60 %" in text(admin.get(url("money", round_2021))).replace("60.00 %", "60 %")


def test_an_archived_round_offers_no_changes(admin, round_2021, line):
    Round.objects.filter(pk=round_2021.pk).update(status="archived")

    assert url("line-amend", round_2021, line) not in text(admin.get(url("money", round_2021)))
    values = {"how": "new", "planned_krw": "1", "reason": "x", "revision": "1"}
    assert admin.post(url("line-amend", round_2021, line), values).status_code == 409


@pytest.mark.parametrize("name", ["owner", "consultant", "reviewer", "approver", "auditor"])
def test_others_are_refused(client, personas, round_2021, line, name):
    client.force_login(personas[name])

    for page in (
        url("money", round_2021),
        url("line-add", round_2021),
        url("line-edit", round_2021, line),
        url("line-amend", round_2021, line),
        url("shares", round_2021),
    ):
        assert client.get(page).status_code == 403
    assert client.post(url("line-remove", round_2021, line)).status_code == 403


def test_another_programme_s_money_is_missing(client, personas, round_2021, line):
    other = people.user("other-admin@example.com")
    people.member(other, Role.ADMIN, program="another-programme")
    client.force_login(other)

    assert client.get(url("money", round_2021)).status_code == 404
    assert client.get(url("line-amend", round_2021, line)).status_code == 404


def test_officials_read_law_number_and_amendments(client, personas, round_2021, line):
    FundingLine.objects.filter(pk=line.pk).update(
        law="local_subsidy_act", external_system="botame", external_number="B-77"
    )
    ledger.amend(line, 500_000, actor=personas["admin"], reason="2차 추가경정")
    client.force_login(personas["reviewer"])

    page = text(client.get(reverse("subsidies:funding", args=[round_2021.uid])))

    for word in ("지방보조금법", "보탬e", "B-77", "2차 추가경정"):
        assert word in page
    assert url("line-amend", round_2021, line) not in page
