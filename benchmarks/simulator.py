"""The rule simulator against its floor: reading the same rows with plain SQL (goal: at most 3 times as long).

    python benchmarks/simulator.py [applicants] [repetitions]

Builds a scratch database of its own with real rows (20,000 applicants by default) and drops it: SQLite in a temporary
folder, or next to the PostgreSQL database that DATABASE_URL names. The floor runs the very queries that read the
applicants, their decisions and their grants, with cursor.execute and fetchall. Floor and simulation take turns in one
run, because absolute times drift; quote the ratio.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanprod.settings.test")
STATE = tempfile.TemporaryDirectory(prefix="cleanprod-benchmark-")
os.environ["STATE_DIR"] = STATE.name

import django  # noqa: E402 - after the settings are chosen

django.setup()

from datetime import date  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from accounts.models import Area, Organisation, Site, User  # noqa: E402
from applications.models import Application, CriterionVerdict, Evaluation  # noqa: E402
from applications.rules import line, plain_text, rule  # noqa: E402
from calculations import eligibility  # noqa: E402
from calculations.business_number import check_digit  # noqa: E402
from calculations.funding import split_support  # noqa: E402
from journal import clock  # noqa: E402
from ledger import services as ledger  # noqa: E402
from ledger.models import FundingLine  # noqa: E402
from portal.setup.simulator import applicants, money  # noqa: E402
from portal.setup.simulator.comparison import simulate  # noqa: E402
from portal.setup.simulator.forms import ScratchForm  # noqa: E402
from portal.setup.simulator.tables import tables  # noqa: E402
from programs import reference  # noqa: E402
from programs.models import IndustryCode, Round  # noqa: E402
from subsidies.models import Grant  # noqa: E402
from tests.factories import programs as rounds  # noqa: E402
from workflow.models import Case  # noqa: E402

GOAL = 3
# Thresholds, a row switched off, points and rates at once.
CHANGES = (
    "employees.threshold=20&toe.threshold=1500&energy_audit_declared.applies=false&root_industry.bonus_points=3"
    "&rate_factor=0.9&ceiling_factor=0.8"
)
BATCH = 2000


def main(count: int = 20_000, repetitions: int = 9) -> None:
    connection.settings_dict["TEST"]["NAME"] = (
        str(Path(STATE.name) / "benchmark.sqlite3")
        if connection.vendor == "sqlite"
        else f"cleanprod_benchmark_{os.getpid()}"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        source, scratch = build(count)
        print(f"{connection.vendor}: {count:,} applicants, {repetitions} repetitions")
        measure(source, scratch, repetitions)
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
        connection.close()
        STATE.cleanup()


# -- measuring -----------------------------------------------------------------------------------------------


def measure(source: Round, round_: Round, repetitions: int) -> None:
    form = ScratchForm(round_, [source], QueryDict(f"source={source.uid}&{CHANGES}"))
    assert form.is_valid(), form.errors
    scratch = form.scratch
    assert scratch is not None
    queries = [query.query.sql_with_params() for query in row_queries(source)]

    def floor() -> int:
        with connection.cursor() as cursor:
            return sum(_fetched(cursor, *query) for query in queries)

    def simulation() -> int:
        with applicants.read_only():
            # A fresh round, as every request has: nothing of it is cached.
            found = simulate(Round.objects.get(pk=round_.pk), source, scratch)
            shown = [table.cells for table in tables(found).values()]
        assert len(shown) == len(tables(found))
        return len(found.flipped)

    print(f"{floor():,} rows read; {simulation():,} results flip")
    floors, simulations = [], []
    for _repetition in range(repetitions):
        floors.append(timed(floor))
        simulations.append(timed(simulation))
    ratios = [ours / bare for ours, bare in zip(simulations, floors, strict=True)]
    report("plain SQL", floors, "s")
    report("simulation", simulations, "s")
    report("ratio", ratios, "")
    print(f"goal: at most {GOAL}: {'met' if statistics.median(ratios) <= GOAL else 'MISSED'}")


def row_queries(source: Round) -> Iterator[Any]:
    """What the simulation reads of the applicants."""
    yield applicants.rows(source)
    yield applicants.decisions(source)
    yield money.grant_rows(source)


def _fetched(cursor: Any, sql: str, params: tuple[Any, ...]) -> int:
    cursor.execute(sql, params)
    return len(cursor.fetchall())


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(name: str, values: list[float], unit: str) -> None:
    print(
        f"{name:<11} median {statistics.median(values):.3f} {unit:1}  "
        f"least {min(values):.3f}  most {max(values):.3f}"
    )


# -- building ------------------------------------------------------------------------------------------------


def build(count: int) -> tuple[Round, Round]:
    """An earlier round with so many evaluated applicants, and the next one with the same rules and its money."""
    reference.load_all()
    days = {"opens_on": date(2021, 7, 1), "closes_on": date(2021, 7, 16)}
    source = rounds.incheon_round(2021, factor_set="kr-2021", **days)
    next_days = {name: day.replace(year=2022) for name, day in days.items()}
    round_ = rounds.incheon_round(2022, factor_set="kr-2021", **next_days)
    for each in (source, round_):
        for purpose, planned_krw in (("diagnosis", 22_000_000_000), ("improvement", 60_000_000_000)):
            new = FundingLine.objects.create(
                round=each, code=purpose, fund_source="national", purpose=purpose
            )
            ledger.plan(new, planned_krw, actor=None)
    chance = random.Random(2021)
    user = User.objects.create(email="benchmark@example.com", name="측정")
    divisions = list(
        IndustryCode.objects.filter(revision=10, level="subclass").values_list("code", flat=True)
    )
    people = [invented(chance, divisions) for _ in range(count)]
    cases = _cases(source, people)
    _evaluations(source, _applications(cases, people), people, user, chance)
    _grants(source, cases, people, user, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return source, round_


def invented(chance: random.Random, codes: list[str]) -> dict[str, Any]:
    """The facts of an applicant, spread so that every rule has something to say."""
    toe = Decimal(chance.lognormvariate(6.2, 0.9)).quantize(Decimal("0.000001"))
    years = chance.choice([1, 1, 1, 2, 3])
    return {
        "ksic_code": chance.choice(codes),
        "facts": {
            "site_in_region": chance.random() < 0.98,
            "has_factory": chance.random() < 0.97,
            "in_industrial_complex": chance.random() < 0.5,
            "firm_size": chance.choices(["small", "medium", "mid_size", "large"], [60, 30, 8, 2])[0],
            "regular_employees": int(chance.lognormvariate(3.4, 0.8)),
            "site_toe": toe,
            "energy_audit_duty_declared": toe >= 2000,
            "energy_audit_duty_computed": toe >= 2000,
            "consecutive_years": years,
            "consecutive_years_declared": years,
            "consecutive_years_computed": 1,
            "other_support_same_kind": chance.random() < 0.1,
            "polluting_process": chance.random() < 0.4,
            "root_industry": chance.random() < 0.2,
        },
    }


def _business_number(serial: int) -> str:
    stem = f"1{serial:08d}"
    return stem + str(check_digit(stem))


def _cases(source: Round, people: list[dict[str, Any]]) -> list[Case]:
    area = Area.objects.get(code="28200", valid_from=None)
    region = source.regions.get()
    firms = Organisation.objects.bulk_create(
        (
            Organisation(
                business_number=_business_number(serial),
                name_ko=f"측정금속 {serial}",
                representative="대표자",
                address="인천광역시 남동구 시험로 1",
            )
            for serial in range(len(people))
        ),
        BATCH,
    )
    sites = Site.objects.bulk_create(
        (Site(organisation=firm, name="본사 공장", address=firm.address, area=area) for firm in firms), BATCH
    )
    return Case.objects.bulk_create(
        (
            Case(
                number=f"{source.case_prefix}-{serial:05d}",
                round=source,
                organisation=firm,
                site=site,
                region=region,
                program_code=source.program.code,
                region_code=region.code,
                stage="selection",
                submitted_at=clock.now(),
                criteria_set=source.criteria_set,
                factor_set=source.factor_set,
                checklist=source.checklist,
                rate_table=source.rate_table,
            )
            for serial, (firm, site) in enumerate(zip(firms, sites, strict=True))
        ),
        BATCH,
    )


def _applications(cases: list[Case], people: list[dict[str, Any]]) -> list[Application]:
    return Application.objects.bulk_create(
        (
            Application(
                case=case,
                state="submitted",
                size=person["facts"]["firm_size"],
                regular_employees=person["facts"]["regular_employees"],
                ksic_code=person["ksic_code"],
                baseline_year=2020,
            )
            for case, person in zip(cases, people, strict=True)
        ),
        BATCH,
    )


def _evaluations(
    source: Round,
    applications: list[Application],
    people: list[dict[str, Any]],
    user: User,
    chance: random.Random,
) -> None:
    """As applications.services.evaluations stores them; officials decided half of what was left to them."""
    evaluations = Evaluation.objects.bulk_create(
        (
            Evaluation(
                application=application,
                criteria_set=source.criteria_set,
                facts={name: plain_text(value) for name, value in person["facts"].items()},
                score=0,
            )
            for application, person in zip(applications, people, strict=True)
        ),
        BATCH,
    )
    criteria = [(row, rule(row)) for row in source.criteria_set.criteria.all()]
    verdicts = (
        _verdict(evaluation, line(row, eligibility.evaluate(criterion, person["facts"])), user, chance)
        for evaluation, person in zip(evaluations, people, strict=True)
        for row, criterion in criteria
    )
    CriterionVerdict.objects.bulk_create(verdicts, BATCH)


def _verdict(evaluation: Evaluation, said: Any, user: User, chance: random.Random) -> CriterionVerdict:
    decided = said.result == "person_decides" and chance.random() < 0.5
    return CriterionVerdict(
        evaluation=evaluation,
        criterion=said.criterion,
        result=said.result.value,
        value=said.value,
        limit=said.limit,
        difference=said.difference,
        **({"decided_met": True, "decided_by": user, "reason": "다른 설비"} if decided else {}),
    )


def _grants(
    source: Round, cases: list[Case], people: list[dict[str, Any]], user: User, chance: random.Random
) -> None:
    """One in ten got as far as asking for support."""
    cells = {
        (cell.size, cell.grade): cell for cell in source.rate_table.rates.filter(support_type="equipment")
    }
    found = []
    for case, person in zip(cases, people, strict=True):
        cell = cells.get((person["facts"]["firm_size"], chance.choice("ABC")))
        if cell is None or chance.random() > 0.1:
            continue
        split = split_support(
            eligible_krw=chance.randrange(1_000_000, 12_000_000, 1000),
            support_rate=cell.rate,
            ceiling_krw=cell.ceiling_krw,
        )
        found.append(_grant(source, case, cell, split, user))
    Grant.objects.bulk_create(found, BATCH)


def _grant(source: Round, case: Case, cell: Any, split: Any, user: User) -> Grant:
    return Grant(
        case=case,
        line=source.funding_lines.get(code="improvement"),
        support_type=cell.support_type,
        size=cell.size,
        grade=cell.grade,
        rate=cell.rate,
        ceiling_krw=cell.ceiling_krw,
        own_share_floor=source.rate_table.own_share_floor,
        rounding=source.rate_table.rounding,
        eligible_krw=split.eligible_krw,
        public_krw=split.public_krw,
        own_krw=split.own_krw,
        requested_by=user,
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
