"""The official's list of 100,000 applications against its floor: first and last page, search, other numbers of rows.

    python benchmarks/official_list.py [applications] [repetitions]

Builds a scratch database of its own with real rows and drops it: SQLite in a temporary folder, or next to the
PostgreSQL database that DATABASE_URL names. Each page is a whole request in this process: session, permissions,
queries, template. The floor is the page's own SQL with cursor.execute, its rows formatted into table cells with one
format string. Pages and floor take turns in one run, because absolute times drift; quote the ratios.
"""

import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanprod.settings.test")
STATE = tempfile.TemporaryDirectory(prefix="cleanprod-benchmark-")
os.environ["STATE_DIR"] = STATE.name

import django  # noqa: E402 - after the settings are chosen

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import Area, Organisation, Site, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from applications import columns  # noqa: E402
from applications.models import Application, SearchGram, SearchText  # noqa: E402
from applications.rules import factory, listing  # noqa: E402
from applications.views.listing import SIZE  # noqa: E402
from calculations import korean_search  # noqa: E402
from calculations.business_number import check_digit  # noqa: E402
from journal import clock  # noqa: E402
from programs import reference  # noqa: E402
from programs.models import IndustryCode, Round  # noqa: E402
from tests.factories import accounts as people  # noqa: E402
from tests.factories import programs as rounds  # noqa: E402
from workflow.models import Case, CaseParticipant  # noqa: E402

BATCH = 2000
FEW = 1000
# One in eight firms has 금속 in its name, one in five thousand 가람: what S13 calls 12 % and rare.
COMMON, RARE = "금속", "가람"
QUERIES_AT_MOST = 10


def main(count: int = 100_000, repetitions: int = 31) -> None:
    connection.settings_dict["TEST"]["NAME"] = (
        str(Path(STATE.name) / "benchmark.sqlite3")
        if connection.vendor == "sqlite"
        else f"cleanprod_benchmark_{os.getpid()}"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        crowd = Crowd()
        crowd.grow(min(FEW, count))
        few = {name: median(page, repetitions) for name, page in crowd.pages().items()}
        began = time.perf_counter()
        crowd.grow(count)
        print(f"{connection.vendor}: {count:,} applications, built in {time.perf_counter() - began:.0f} s")
        measure(crowd, few, repetitions)
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
        connection.close()
        STATE.cleanup()


# -- measuring -----------------------------------------------------------------------------------------------


def measure(crowd: "Crowd", few: dict[str, float], repetitions: int) -> None:
    pages = {"raw floor": crowd.floor(), **crowd.pages(), **crowd.searches()}
    times: dict[str, list[float]] = {name: [] for name in pages}
    for page in pages.values():
        page()
    for _repetition in range(repetitions):
        for name, page in pages.items():
            times[name].append(timed(page))
    medians = {name: statistics.median(values) * 1000 for name, values in times.items()}
    for name, values in times.items():
        queries = f"{counted(pages[name]):>3} queries" if name != "raw floor" else ""
        print(f"{name:<22} median {medians[name]:8.2f} ms  least {min(values) * 1000:8.2f}  {queries}")
    list_ms = medians["list"]
    print()
    goal("S9  list ÷ raw floor", list_ms / medians["raw floor"], 10)
    goal("S12 last page ÷ first", medians["last page"] / list_ms, 1.5)
    goal("S13 rare search ÷ list", medians[f"search {RARE} (rare)"] / list_ms, 1.5)
    goal("S13 common search ÷ list", medians[f"search {COMMON} (12 %)"] / list_ms, 4)
    goal("S14 list ÷ at 1,000", list_ms / (few["list"] * 1000), 1.5)
    goal("S14 tasks ÷ at 1,000", medians["tasks"] / (few["tasks"] * 1000), 1.5)
    most = max(counted(page) for name, page in pages.items() if name != "raw floor")
    goal("S10 queries of a page", most, QUERIES_AT_MOST)


def goal(name: str, ratio: float, most: float) -> None:
    print(f"{name:<26} {ratio:6.2f}  goal: at most {most}: {'met' if ratio <= most else 'MISSED'}")


def median(page: Callable[[], Any], repetitions: int) -> float:
    page()
    return statistics.median(timed(page) for _repetition in range(repetitions))


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def counted(page: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        page()
    return len(captured)


# -- the crowd -----------------------------------------------------------------------------------------------

STEMS = (
    *(
        "한강",
        "대성",
        "미래",
        "동양",
        "삼진",
        "우진",
        "신화",
        "태양",
        "보성",
        "남광",
        "세림",
        "유일",
        "제일",
        "명신",
    ),
    *(
        "광명",
        "성원",
        "하나",
        "두리",
        "청솔",
        "백마",
        "금호",
        "은성",
        "현대",
        "국제",
        "중앙",
        "영진",
        "경인",
        "서해",
    ),
)
BRANCHES = ("금속", "정밀", "화학", "산업", "테크", "기계", "전자", "공업")
PRODUCTS = (
    "도금 부품",
    "주조품",
    "사출 성형품",
    "염색 원단",
    "인쇄 회로",
    "열처리 기어",
    "도장 강판",
    "세척 부품",
)
ROADS = ("남동대로", "가좌로", "논현로", "백범로", "호구포로", "은봉로", "청능대로", "앵고개로")
STATES = ("submitted", "submitted", "submitted", "correction", "screened", "selected", "refused")
STAGES = {"screened": "selection", "selected": "agreement", "refused": "refused"}


class Crowd:
    """So many applications in one region, with their search index, and the official who lists them."""

    def __init__(self) -> None:
        reference.load_all()
        self.round = rounds.incheon_round(
            2021, factor_set="kr-2021", opens_on=date(2021, 7, 1), closes_on=date(2021, 7, 16)
        )
        self.area = Area.objects.get(code="28200", valid_from=None)
        self.codes = list(
            IndustryCode.objects.filter(revision=10, level="subclass").values_list("code", flat=True)
        )
        self.chance = random.Random(2021)
        self.official = people.user("benchmark@example.com", "측정")
        people.member(self.official, Role.REVIEWER, program=self.round.program.code, region="incheon")
        self.client = Client()
        self.client.force_login(self.official)
        self.size = 0

    # -- pages

    def pages(self) -> dict[str, Callable[[], Any]]:
        return {"list": self._page(), "tasks": self._page("portal:home"), "last page": self._page(last=1)}

    def searches(self) -> dict[str, Callable[[], Any]]:
        return {
            f"search {RARE} (rare)": self._page(q=RARE),
            f"search {COMMON} (12 %)": self._page(q=COMMON),
            "search 한강금속 (long)": self._page(q="한강금속"),
            "most bonus points": self._page(sort="score"),
            "score, last page": self._page(sort="score", last=1),
            "last submitted": self._page(sort="submitted"),
            "mine": self._page(officer="mine"),
            "a person decides": self._page(verdict="person_decides"),
        }

    def _page(self, url_name: str = "applications:list", **query: Any) -> Callable[[], Any]:
        address = reverse(url_name)

        def get() -> Any:
            response = self.client.get(address, query)
            assert response.status_code == 200, response.status_code
            return response

        return get

    def floor(self) -> Callable[[], Any]:
        """The rows of the first page with the page's own SQL, formatted by hand."""
        user = User.objects.get(pk=self.official.pk)
        found = listing.narrowed(listing.handed_in(user), {}, user)
        rows = found.order.sorted(columns.loaded(found.rows, columns.chosen([])))[: SIZE + 1]
        sql, params = rows.query.sql_with_params()

        def fetch() -> str:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return "".join(
                    "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>"
                    for row in cursor.fetchall()
                )

        return fetch

    # -- rows

    def grow(self, count: int) -> None:
        """As many applications as are wanted, then fresh statistics."""
        for begin in range(self.size, count, 20_000):
            self._add(range(begin, min(begin + 20_000, count)))
        self.size = count
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _add(self, serials: range) -> None:
        region = self.round.regions.get()
        firms = Organisation.objects.bulk_create(map(self._firm, serials), BATCH)
        sites = Site.objects.bulk_create(
            (
                Site(organisation=firm, name="본사 공장", address=firm.address, area=self.area)
                for firm in firms
            ),
            BATCH,
        )
        states = [self.chance.choice(STATES) for _serial in serials]
        cases = Case.objects.bulk_create(
            (
                self._case(region, firm, site, state, serial)
                for firm, site, state, serial in zip(firms, sites, states, serials, strict=True)
            ),
            BATCH,
        )
        made = Application.objects.bulk_create(map(self._application, cases, states), BATCH)
        CaseParticipant.objects.bulk_create(
            (
                CaseParticipant(case=case, user=self.official, role=Role.REVIEWER)
                for case in cases
                if self.chance.random() < 0.002
            ),
            BATCH,
        )
        texts = [
            SearchText(
                application=application, text=_text(application), organisation_version=1, site_version=1
            )
            for application in made
        ]
        SearchText.objects.bulk_create(texts, BATCH)
        _store_grams(
            (gram, text.application_id) for text in texts for gram in korean_search.grams_of(text.text)
        )

    def _firm(self, serial: int) -> Organisation:
        stem = f"1{serial:08d}"
        name = RARE if serial % 5000 == 7 else self.chance.choice(STEMS)
        return Organisation(
            business_number=stem + str(check_digit(stem)),
            name_ko=f"㈜{name}{self.chance.choice(BRANCHES)}",
            representative="대표자",
            address=f"인천광역시 남동구 {self.chance.choice(ROADS)} {self.chance.randrange(1, 400)}",
        )

    def _case(self, region: Any, firm: Organisation, site: Site, state: str, serial: int) -> Case:
        round_: Round = self.round
        return Case(
            number=f"{round_.case_prefix}-{serial + 1:06d}",
            round=round_,
            organisation=firm,
            site=site,
            region=region,
            program_code=round_.program.code,
            region_code=region.code,
            stage=STAGES.get(state, "screening"),
            submitted_at=clock.now() - timedelta(seconds=self.chance.randrange(10**6)),
            criteria_set=round_.criteria_set,
            factor_set=round_.factor_set,
            checklist=round_.checklist,
            rate_table=round_.rate_table,
        )

    def _application(self, case: Case, state: str) -> Application:
        chance = self.chance
        return Application(
            case=case,
            state=state,
            size=chance.choices(["small", "medium", "mid_size"], [60, 32, 8])[0],
            regular_employees=int(chance.lognormvariate(3.4, 0.8)) + 10,
            ksic_code=chance.choice(self.codes),
            products=chance.choice(PRODUCTS),
            root_industry=chance.random() < 0.2,
            polluting_processes=["plating"] if chance.random() < 0.4 else [],
            verdict=chance.choices(["met", "not_met", "person_decides"], [80, 15, 5])[0],
            bonus_score=chance.choice([0, 0, 1, 2, 3]),
            baseline_year=2020,
        )


def _text(application: Application) -> str:
    """As applications.search makes it."""
    case = application.case
    firm, site = case.organisation, factory(case)
    fields = (case.number, firm.name_ko, firm.business_number, firm.address, site.name, site.address)
    return korean_search.searchable((*map(str, fields), application.products))


def _store_grams(pairs: Iterator[tuple[str, int]]) -> None:
    """Millions of rows: with COPY where the database has it."""
    table = SearchGram._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = io.StringIO("".join(f"{gram}\t{key}\n" for gram, key in pairs))
            cursor.copy_expert(f"COPY {table} (gram, application_id) FROM STDIN", lines)
        else:
            cursor.executemany(f"INSERT INTO {table} (gram, application_id) VALUES (%s, %s)", list(pairs))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
