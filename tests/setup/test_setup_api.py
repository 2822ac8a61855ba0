"""Rounds, calls, rules, lines and factor sets through the API: read by whoever may, written with the pages' rules."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.roles import Role
from journal import clock
from journal.models import Event
from ledger import services as ledger
from ledger.models import FundingLine
from programs import services
from programs.models import Call, FactorSet, Round
from programs.versions import token
from tests.factories import accounts as people
from tests.factories.programs import funding_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

SETS = ("criteria", "rates", "documents", "scoring", "checklist")


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def admin(api, personas):
    api.force_authenticate(personas["admin"])
    return api


@pytest.fixture
def root(round_2021) -> str:
    return f"/api/v1/rounds/{round_2021.uid}/"


@pytest.fixture
def line(round_2021):
    return funding_line(round_2021, "city", "city", "training", 10_000_000)


# -- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "criteria/", "rates/"])
def test_everybody_reads_published_rounds_conditions_and_rates(api, root, name):
    assert api.get(f"{root}{name}").status_code == 200


def test_the_public_reads_no_wording_for_staff(api, personas, root, round_2021):
    round_2021.criteria_set.criteria.update(staff_wording_ko="담당자 문구")

    assert "담당자 문구" not in api.get(root).content.decode()
    assert "담당자 문구" not in api.get(f"{root}criteria/").content.decode()
    api.force_authenticate(personas["reviewer"])
    assert "담당자 문구" in api.get(f"{root}criteria/").content.decode()


def test_a_round_in_preparation_is_its_administrators(api, personas, root, round_2021):
    Round.objects.filter(pk=round_2021.pk).update(status="draft")

    assert [api.get(f"{root}{name}").status_code for name in ("", "criteria/", "rates/")] == [404] * 3
    api.force_authenticate(personas["admin"])
    assert [api.get(f"{root}{name}").status_code for name in ("", "criteria/", "rates/")] == [200] * 3


@pytest.mark.parametrize("name", ["scoring", "checklist"])
def test_how_is_judged_is_read_by_staff_alone(api, personas, root, name):
    assert api.get(f"{root}{name}/").status_code == 401
    api.force_authenticate(personas["owner"])
    assert api.get(f"{root}{name}/").status_code == 403
    api.force_authenticate(personas["consultant"])
    assert api.get(f"{root}{name}/").status_code in (200, 404)  # this round has no scoring sheet


def test_a_call_is_read_from_its_hour_on(api, personas, root, round_2021):
    call = Call.objects.create(round=round_2021, title_ko="공고", publish_at=clock.now() + timedelta(hours=1))
    api.force_authenticate(personas["admin"])
    assert api.get(f"{root}call/").json()["title_ko"] == "공고"
    api.force_authenticate(None)
    assert api.get(f"{root}call/").status_code == 404
    Call.objects.filter(pk=call.pk).update(publish_at=clock.now())
    assert api.get(f"{root}call/").json()["title_ko"] == "공고"


@pytest.mark.parametrize(
    ("name", "code"),
    [("admin", 200), ("reviewer", 200), ("auditor", 200), ("owner", 403), ("consultant", 403)],
)
def test_lines_are_read_in_their_scope(api, personas, root, line, name, code):
    api.force_authenticate(personas[name])

    assert api.get(f"{root}lines/").status_code == code


def test_an_official_of_another_region_sees_only_lines_of_all(api, personas, root, round_2021, line):
    FundingLine.objects.filter(pk=line.pk).update(region=round_2021.regions.get(code="incheon"))
    api.force_authenticate(personas["other_official"])

    codes = [row["code"] for row in api.get(f"{root}lines/").json()]

    assert codes == ["national-diagnosis", "national-improvement"]


def test_factor_sets_are_public_with_source_and_confidence(api):
    (listed,) = api.get("/api/v1/factor-sets/?code=kr-2021").json()["results"]
    one = api.get(f"/api/v1/factor-sets/kr-2021/{listed['version']}/").json()

    assert {"kind", "carrier", "unit", "value", "source", "confidence"} <= set(one["rows"][0])
    assert api.get("/api/v1/factor-sets/kr-2021/99/").status_code == 404


# -- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["owner", "consultant", "reviewer", "approver", "auditor", "anonymous"])
def test_only_administrators_write(api, personas, root, line, name):
    if name != "anonymous":
        api.force_authenticate(personas[name])
    refused = 401 if name == "anonymous" else 403

    answers = [
        api.post("/api/v1/rounds/", {}),
        api.patch(root, {}),
        api.post(f"{root}copy/", {}),
        api.post(f"{root}status/", {}),
        api.put(f"{root}call/", {}),
        *(api.put(f"{root}{kind}/", {}) for kind in SETS),
        api.post(f"{root}lines/", {}),
        api.patch(f"{root}lines/{line.uid}/", {}),
        api.post(f"{root}lines/{line.uid}/amend/", {}),
        api.post("/api/v1/factor-sets/", {}),
    ]

    assert {answer.status_code for answer in answers} == {refused}


def test_another_programme_s_round_is_missing_to_write(api, root, line):
    other = people.user("other-admin@example.com")
    people.member(other, Role.ADMIN, program="another-programme")
    api.force_authenticate(other)

    answers = [
        api.patch(root, {"note_ko": "x"}),
        api.put(f"{root}criteria/", {"rows": []}),
        api.post(f"{root}lines/{line.uid}/amend/", {"planned_krw": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


# -- rounds ------------------------------------------------------------------------------------------------


def test_changing_a_round_and_losing_a_race(admin, root, round_2021):
    first = admin.patch(root, {"revision": 1, "contact_ko": "032-1", "reason": "이전"})
    late = admin.patch(root, {"revision": 1, "contact_ko": "032-2"})

    assert (first.status_code, first.json()["contact_ko"], first.json()["revision"]) == (200, "032-1", 2)
    assert (late.status_code, late.json()["code"]) == (409, "stale_version")
    assert (late.json()["sent_version"], late.json()["stored_version"]) == (1, 2)
    assert late.json()["stored"]["contact_ko"] == "032-1"
    assert Event.objects.get(action="change_round").reason == "이전"


def test_a_round_s_own_rules_hold(admin, root):
    wrong = admin.patch(root, {"closes_on": "2021-06-30", "nonsense": 1})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["nonsense"])
    order = admin.patch(root, {"closes_on": "2021-06-30"})
    assert (order.status_code, order.json()["code"]) == (400, "bad_data")
    assert "closes_on" in order.json()["errors"]


def test_a_round_names_another_factor_set(admin, root, round_2021):
    services.freeze(round_2021.factor_set)
    other = FactorSet.objects.exclude(pk=round_2021.factor_set_id).first()

    answer = admin.patch(root, {"factor_set": f"{other.code}/{other.version}"})

    assert (answer.status_code, answer.json()["factor_set"]) == (200, f"{other.code}/{other.version}")
    wrong = admin.patch(root, {"factor_set": "kr-1900/1"})
    assert list(wrong.json()["errors"]) == ["factor_set"]


def test_a_round_is_made_copied_opened_and_closed(admin, root, round_2021):
    new = {
        "program": round_2021.program.code,
        "regions": ["incheon"],
        "year": 2022,
        "case_prefix": "IC-2022",
        "name_ko": "2022년 사업",
        "opens_on": "2022-03-01",
        "closes_on": "2022-03-31",
        "project_from": "2022-03-01",
        "project_until": "2022-12-31",
        "diagnosis_fee_krw": 5_500_000,
        "factor_set": "kr-2021/1",
        "checklist": f"{round_2021.checklist.code}/{round_2021.checklist.version}",
    }
    made = admin.post("/api/v1/rounds/", new)
    copied = admin.post(f"{root}copy/", {"year": 2023, "name_ko": "2023년 사업", "case_prefix": "IC-2023"})

    assert (made.status_code, made.json()["regions"]) == (201, ["incheon"])
    assert (copied.status_code, copied.json()["status"], copied.json()["year"]) == (201, "draft", 2023)
    assert Round.objects.get(case_prefix="IC-2023").funding_lines.count() == 2
    empty = admin.post(f"/api/v1/rounds/{made.json()['uid']}/status/", {"name": "open"})
    assert (empty.status_code, empty.json()["code"]) == (409, "not_ready")
    unsaid = admin.post(f"{root}status/", {"name": "close"})
    assert (unsaid.status_code, list(unsaid.json()["errors"])) == (409, ["reason"])
    closed = admin.post(f"{root}status/", {"name": "close", "reason": "예산 소진", "revision": 1})
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")


def test_a_programme_of_others_is_unknown(admin, personas):
    answer = admin.post("/api/v1/rounds/", {"program": "another-programme"})

    assert answer.status_code == 400
    assert {"program", "year", "factor_set"} <= set(answer.json()["errors"])


def test_the_same_key_copies_once(admin, root):
    body = {"year": 2023, "name_ko": "2023년 사업", "case_prefix": "IC-2023"}

    answers = [admin.post(f"{root}copy/", body, headers={"Idempotency-Key": "copy-1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["uid"] == answers[1].json()["uid"]
    assert Round.objects.filter(year=2023).count() == 1


def test_a_call_is_written_and_rewritten(admin, root):
    first = admin.put(f"{root}call/", {"title_ko": "공고", "body_ko": "본문"})
    second = admin.put(f"{root}call/", {"title_ko": "정정 공고", "revision": 1, "reason": "정정"})
    late = admin.put(f"{root}call/", {"title_ko": "또", "revision": 1})

    assert (first.json()["revision"], second.json()["revision"]) == (1, 2)
    assert (late.status_code, late.json()["stored"]["title_ko"]) == (409, "정정 공고")


# -- rule sets ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["criteria", "rates", "checklist"])
def test_a_set_is_put_back_as_it_was_read(admin, root, kind):
    read = admin.get(f"{root}{kind}/").json()

    answer = admin.put(f"{root}{kind}/", {"seen": read["seen"], "rows": read["rows"]})

    assert (answer.status_code, answer.json()["rows"]) == (200, read["rows"])


def test_putting_conditions_changes_the_round_s_set_and_not_a_pinned_one(admin, root, round_2021):
    services.freeze(round_2021.criteria_set)
    read = admin.get(f"{root}criteria/").json()
    rows = [{**row, "threshold": "1500"} if row["code"] == "toe" else row for row in read["rows"]]

    answer = admin.put(f"{root}criteria/", {"seen": read["seen"], "rows": rows, "reason": "완화"})

    assert answer.json()["version"] == read["version"] + 1
    assert round_2021.criteria_set.criteria.get(code="toe").threshold == "2000"
    round_2021.refresh_from_db()
    assert round_2021.criteria_set.criteria.get(code="toe").threshold == "1500"
    late = admin.put(f"{root}criteria/", {"seen": read["seen"], "rows": rows})
    assert (late.status_code, late.json()["stored"]) == (409, {"seen": token(round_2021.criteria_set)})


def test_each_wrong_row_is_named_by_its_path(admin, root):
    rows = admin.get(f"{root}criteria/").json()["rows"]
    number = next(n for n, row in enumerate(rows) if row["code"] == "toe")
    unitless = [{**row, "unit": ""} if row["code"] == "toe" else row for row in rows]
    misspelt = [{**rows[0], "operatr": "lt"}, *rows[1:]]

    first = admin.put(f"{root}criteria/", {"rows": unitless})
    second = admin.put(f"{root}criteria/", {"rows": misspelt})

    assert (first.status_code, list(first.json()["errors"])) == (400, [f"rows.{number}.unit"])
    assert (second.status_code, list(second.json()["errors"])) == (400, ["rows.0.operatr"])
    assert admin.get(f"{root}criteria/").json()["rows"] == rows


def test_rates_and_floor_change_together(admin, root):
    read = admin.get(f"{root}rates/").json()
    rows = [{**row, "rate": "0.500"} for row in read["rows"]]

    too_high = admin.put(f"{root}rates/", {"rows": read["rows"], "own_share_floor": "0.5"})
    done = admin.put(f"{root}rates/", {"rows": rows, "own_share_floor": "0.5"})

    assert (too_high.status_code, next(iter(too_high.json()["errors"])).split(".")[0]) == (400, "rows")
    assert (done.status_code, done.json()["own_share_floor"]) == (200, "0.500")


def test_a_round_gets_its_first_scoring_sheet(admin, root):
    rows = [
        {"position": 1, "name_ko": "필요성", "weight": "60"},
        {"position": 2, "name_ko": "효과", "weight": "40"},
    ]

    made = admin.put(f"{root}scoring/", {"seen": "", "drops_extremes": True, "rows": rows})

    assert (made.status_code, made.json()["drops_extremes"], len(made.json()["rows"])) == (200, True, 2)


# -- money -------------------------------------------------------------------------------------------------


def test_a_line_is_added_described_and_amended(admin, root, personas):
    new = {"fund_source": "city", "purpose": "training", "region": "incheon", "planned_krw": 30_000_000}
    made = admin.post(f"{root}lines/", new)
    url = f"{root}lines/{made.json()['uid']}/"
    described = admin.patch(
        url,
        {"law": "local_subsidy_act", "external_system": "botame", "external_number": "B-1", "revision": 1},
    )
    amended = admin.post(f"{url}amend/", {"planned_krw": 20_000_000, "reason": "감액", "revision": 2})

    assert (made.status_code, made.json()["code"]) == (201, "city-training-incheon")
    assert (described.status_code, described.json()["external_number"]) == (200, "B-1")
    assert (amended.json()["planned_krw"], amended.json()["left_krw"]) == (20_000_000, 20_000_000)
    late = admin.post(f"{url}amend/", {"planned_krw": 1, "reason": "감액", "revision": 2})
    assert (late.status_code, late.json()["stored"]) == (409, {"planned_krw": 20_000_000})


def test_money_has_the_same_floor_as_on_the_page(admin, root, line):
    ledger.commit(line, 6_000_000, actor=None)
    url = f"{root}lines/{line.uid}/"

    cut = admin.post(f"{url}amend/", {"planned_krw": 5_000_000, "reason": "감액"})
    silent = admin.post(f"{url}amend/", {"planned_krw": 7_000_000})
    wrong = admin.patch(url, {"external_number": "B-1"})

    assert (cut.status_code, cut.json()["code"]) == (409, "below_commitments")
    assert "6,000,000" in cut.json()["errors"]["planned_krw"][0]
    assert list(silent.json()["errors"]) == ["reason"]
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["external_number"])


@pytest.mark.parametrize("lines", [1, 3])
def test_queries_do_not_grow_with_lines(admin, root, round_2021, lines):
    for number in range(lines):
        funding_line(round_2021, f"city-{number}", "city", "training", 1_000_000)
    admin.get(f"{root}lines/")

    with CaptureQueriesContext(connection) as queries:
        admin.get(f"{root}lines/")

    assert len(queries) == 2


@pytest.mark.parametrize("rounds", [1, 3])
def test_queries_do_not_grow_with_rounds(admin, root, round_2021, rounds):
    for number in range(rounds):
        admin.post(
            f"{root}copy/", {"year": 2030 + number, "name_ko": "사업", "case_prefix": f"IC-{2030 + number}"}
        )
    admin.get("/api/v1/rounds/")

    with CaptureQueriesContext(connection) as queries:
        admin.get("/api/v1/rounds/")

    assert len(queries) == 2


# -- factor sets -------------------------------------------------------------------------------------------


def test_a_new_version_of_a_factor_set_leaves_the_old_one(admin):
    old = admin.get("/api/v1/factor-sets/kr-2021/1/").json()
    rows = [{**row, "value": "1.5"} if number == 0 else row for number, row in enumerate(old["rows"])]

    made = admin.post("/api/v1/factor-sets/", {"code": "kr-2021", "name_ko": old["name_ko"], "rows": rows})

    assert (made.status_code, made.json()["version"]) == (201, old["version"] + 1)
    assert admin.get("/api/v1/factor-sets/kr-2021/1/").json()["rows"] == old["rows"]
    assert Event.objects.filter(action="add_factor_set").count() == 1
    twice = admin.post(
        "/api/v1/factor-sets/", {"code": "x", "name_ko": "x", "rows": [old["rows"][0], old["rows"][0]]}
    )
    assert twice.status_code == 400
    assert not FactorSet.objects.filter(code="x").exists()


# -- schema ------------------------------------------------------------------------------------------------


def test_the_schema_is_built_without_warnings():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())
