"""Frozen means frozen: whatever is edited around a finished case, it says what it said, to the byte."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Area
from applications import explanations
from applications.models import Application, CriterionVerdict, Evaluation
from applications.services import evaluations
from diagnostics.models import StreamFigure
from documents import registry, wording
from documents import services as papers
from documents.models import IssuedContent, IssuedDocument, PaperWording
from programs import services, versions
from programs.models import FrozenRowError, Operator, Program, Region, Round, RowOfVersion, Versioned
from programs.services import Edit
from programs.versions import KINDS
from reports import figures
from tests.factories.worlds import Team, World, complete
from workflow.models import Calculation, Case

pytestmark = [pytest.mark.django_db, pytest.mark.site, pytest.mark.usefixtures("during_call")]

NEW_NAME = "새로 고친 이름"
# Different on each answer, and without meaning.
NOISE = re.compile(
    r'nonce(-|=")[\w/+=-]+|csrfmiddlewaretoken" value="\w+|X-CSRFToken": "\w+|idempotency_key" value="[\w-]+'
    r'|(id|labelledby|aria-labelledby)="(table|chart)-[^"]*"'
)


@pytest.fixture
def round_2021(round_2021, personas) -> Round:
    """With a set of every kind."""
    for field in ("scoring_sheet", "document_list"):
        versions.save_row(round_2021, field, FIRST_ROWS[field], Edit(personas["admin"]))
    round_2021.refresh_from_db()
    return round_2021


@pytest.fixture
def world(round_2021, personas) -> World:
    """A case from application to certificate: evaluated, every set named and frozen, its papers rendered."""
    team = Team(*(personas[name] for name in ("owner", "consultant", "reviewer", "approver", "admin")))
    made = complete(round_2021, team, "CANARY", serial=1)
    Case.objects.filter(pk=made.case.pk).update(
        scoring_sheet=round_2021.scoring_sheet, document_list=round_2021.document_list
    )
    made.case.refresh_from_db()
    evaluations.freeze(made.objects["application"])
    services.freeze_rules(round_2021)
    for document in IssuedDocument.objects.filter(case=made.case):
        papers.render(document.uid)
    computed = StreamFigure.objects.filter(stream__measure=made.objects["measure"], calculation__isnull=False)
    made.objects["figure"] = computed.latest("pk").calculation
    return made


FIRST_ROWS = {
    "scoring_sheet": {"position": 1, "name_ko": "필요성", "weight": Decimal(100), "scale": 5},
    "document_list": {
        "position": 1,
        "step": "application",
        "code": "registration",
        "name_ko": "사업자등록증",
    },
}


# -- what a finished case says -------------------------------------------------------------------------------


def said(world: World, viewer) -> dict[str, object]:
    """Everything a finished case says: papers, verdicts, calculations with their factors, figures, pages."""
    case = Case.objects.get(pk=world.case.pk)
    return {
        "papers": _rows(IssuedDocument.objects.filter(case=case)),
        "bytes": [bytes(row.data) for row in _contents(case)],
        "sets": {field: versions.dump(kind, getattr(case, field)) for field, kind in KINDS.items()},
        "evaluations": _rows(Evaluation.objects.filter(application__case=case)),
        "verdicts": _rows(CriterionVerdict.objects.filter(evaluation__application__case=case)),
        "words": [
            replace(line, verdict=None, files=())
            for line in explanations.eligibility(Application.objects.get(case=case))["lines"]
        ],
        "calculations": _rows(Calculation.objects.filter(case=case)),
        "factors": [_rows(row.factors.all()) for row in Calculation.objects.filter(case=case)],
        "figures": figures.totals(case.round),
        "streams": _rows(StreamFigure.objects.filter(stream__measure__case=case)),
        "grants": _rows(case.grant_set.all()),
        "pages": pages(world, viewer),
    }


def _rows(queryset) -> str:
    return serializers.serialize("json", queryset.order_by("pk"))


def _contents(case: Case):
    return IssuedContent.objects.filter(document__case=case).order_by("pk")


def pages(world: World, viewer) -> dict[str, str]:
    """The main part of every page of the case, without the names that were changed on purpose."""
    client = Client()
    viewer.__dict__.pop("current_memberships", None)
    client.force_login(viewer)
    found = {}
    for name, subject in PAGES.items():
        response = client.get(reverse(name, args=[world.objects[subject].uid]))
        assert response.status_code == 200, name
        main = response.content.decode().partition("<main")[2].partition("</main>")[0]
        for old in (*OLD_NAMES, NEW_NAME):
            main = main.replace(old, "*")
        found[name] = NOISE.sub("", main)
    return found


PAGES = {
    "applications:detail": "application",
    "diagnostics:detail": "diagnosis",
    "diagnostics:measure": "measure",
    "diagnostics:calculation": "figure",
    "subsidies:detail": "grant",
    "reports:detail": "outcome",
}
OLD_NAMES = (
    "2021년 중소기업 청정공정 확산사업(인천)",
    "중소기업 청정공정 확산사업",
    "한국생산기술연구원 국가청정생산지원센터",
)


# -- what is edited around it --------------------------------------------------------------------------------

# Of each set a text or figure that may change, and a value that differs.
CHANGED_ROWS = {
    "criteria_set": {"wording_ko": "다른 문구", "confidence": "recalled"},
    "factor_set": {"value": Decimal("9.99"), "source": "다른 출처"},
    "checklist": {"text_ko": "다른 문항", "weight": 3},
    "rate_table": {"ceiling_krw": 77_000},
    "scoring_sheet": {"name_ko": "다른 항목"},
    "document_list": {"name_ko": "다른 서류", "valid_days": 30},
}
CHANGED_ROUND = {
    "name_ko": NEW_NAME,
    "electricity_basis": "860kcal",
    "diagnosis_fee_krw": 1,
    "payback_line_years": Decimal("9.0"),
    "years_counted_by": "firm",
    "contact_ko": NEW_NAME,
    "correction_days": 1,
    "objection_days": 1,
}


class Editor:
    """An administrator who changes whatever may be changed around a case."""

    def __init__(self, world: World, actor, chance: random.Random) -> None:
        self.round = Round.objects.get(pk=world.case.round_id)
        self.edit = Edit(actor, reason="시험")
        self.chance = chance

    def kind(self) -> versions.SetKind:
        return self.chance.choice(list(KINDS.values()))

    def current(self, kind: versions.SetKind) -> Versioned:
        self.round.refresh_from_db()
        return getattr(self.round, kind.field)

    def rows(self, kind: versions.SetKind) -> list[RowOfVersion]:
        return list(getattr(self.current(kind), kind.rows).all())

    def a_row(self) -> None:
        kind = self.kind()
        if rows := self.rows(kind):
            key = versions.row_key(kind, self.chance.choice(rows))
            versions.save_row(self.round, kind.field, CHANGED_ROWS[kind.field], self.edit, key=key)

    def remove_a_row(self) -> None:
        kind = self.kind()
        if len(rows := self.rows(kind)) > 1:
            key = versions.row_key(kind, self.chance.choice(rows))
            versions.remove_row(self.round, kind.field, key, self.edit)

    def all_rows(self) -> None:
        kind = self.kind()
        hidden = {"id", kind.owner}
        values = [
            {f.name: getattr(row, f.name) for f in row._meta.fields if f.name not in hidden}
            | CHANGED_ROWS[kind.field]
            for row in self.rows(kind)
        ]
        versions.replace_rows(self.round, kind.field, values, self.edit)

    def a_head(self) -> None:
        versions.change_head(self.round, self.kind().field, {"name_ko": NEW_NAME}, self.edit)

    def another_set(self) -> None:
        """A newer set with other figures, which the round names from now on."""
        kind = self.kind()
        newer = versions.new_version(kind, self.current(kind))
        for row in getattr(newer, kind.rows).all():
            for name, value in CHANGED_ROWS[kind.field].items():
                setattr(row, name, value)
            row.save()
        versions.name_set(self.round, newer, kind.field, self.edit)

    def the_round(self) -> None:
        self.round.refresh_from_db()
        name = self.chance.choice(list(CHANGED_ROUND))
        services.change(self.round, {name: CHANGED_ROUND[name]}, self.edit)

    def the_programme(self) -> None:
        services.change(self.round.program, {"name_ko": NEW_NAME, "summary_ko": NEW_NAME}, self.edit)

    def the_operator(self) -> None:
        values = {"name_ko": NEW_NAME, "signer_ko": NEW_NAME, "address": NEW_NAME, "shows_seal": True}
        services.change(self.round.program.operator, values, self.edit)

    def the_regions(self) -> None:
        region = Region.objects.get(code="incheon")
        region.areas.set(Area.objects.filter(code="26110"))
        Area.objects.filter(code="28200").update(valid_to="2020-12-31")

    def the_wording_of_a_paper(self) -> None:
        paper = self.chance.choice([paper for paper in registry.papers() if paper.blocks])
        stored = wording.in_force(self.round.program, paper)
        blocks = {block.name: f"{NEW_NAME} {self.chance.random()}" for block in paper.blocks}
        wording.save(self.round.program, paper, replace(stored, blocks=blocks, sender_ko=NEW_NAME), self.edit)

    def the_status(self) -> None:
        self.round.refresh_from_db()
        services.set_status(self.round, self.chance.choice(["open", "paused", "closed"]), self.edit)


EDITS: tuple[Callable[[Editor], None], ...] = (
    *(Editor.a_row, Editor.remove_a_row, Editor.all_rows, Editor.a_head, Editor.another_set),
    *(Editor.the_round, Editor.the_programme, Editor.the_operator, Editor.the_regions),
    *(Editor.the_wording_of_a_paper, Editor.the_status),
)


@settings(
    max_examples=15,
    deadline=None,
    # What was drawn is a list of edits already; shrinking it would render the pages hundreds of times.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(data=st.data())
def test_whatever_is_edited_around_a_finished_case_it_says_what_it_said(world, personas, data):
    before = said(world, personas["auditor"])
    order = data.draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=8))
    seed = data.draw(st.integers(0, 2**32))

    with transaction.atomic():
        editor = Editor(world, personas["admin"], random.Random(seed))
        for edit in order:
            edit(editor)
        after = said(world, personas["auditor"])
        transaction.set_rollback(True)

    for part, value in before.items():
        assert after[part] == value, part


def test_each_edit_of_the_list_changes_something(world, personas):
    """The control: an editor whose hands are tied would prove nothing."""
    for edit in EDITS:
        with transaction.atomic():
            before = around()
            for seed in range(5):
                edit(Editor(world, personas["admin"], random.Random(seed)))
            assert around() != before, edit.__name__
            transaction.set_rollback(True)


def around() -> str:
    """Everything that an editor may change."""
    models = [
        *(kind.model for kind in KINDS.values()),
        *(kind.row_model for kind in KINDS.values()),
        *(Round, Program, Operator, Area, PaperWording),
    ]
    return "".join(_rows(model._base_manager.all()) for model in models)


# -- nothing gets past it ------------------------------------------------------------------------------------


@pytest.fixture(params=list(KINDS))
def kind(request) -> versions.SetKind:
    return KINDS[request.param]


@pytest.fixture
def frozen(round_2021, kind) -> Versioned:
    services.freeze_rules(round_2021)
    return getattr(Round.objects.get(pk=round_2021.pk), kind.field)


ON_ROWS: dict[str, Callable] = {
    "save": lambda _rows, row: row.save(),
    "delete": lambda _rows, row: row.delete(),
    "update": lambda rows, row: rows.update(pk=row.pk),
    "delete all": lambda rows, _row: rows.all().delete(),
    "bulk_update": lambda rows, row: rows.bulk_update([row], [type(row).owner_field]),
    "bulk_create": lambda rows, row: rows.bulk_create([row]),
    "update_or_create": lambda rows, row: rows.update_or_create(pk=row.pk, defaults={}),
}


def test_no_row_of_a_frozen_set_changes(frozen, kind):
    rows = getattr(frozen, kind.rows)
    before = _rows(rows.all())

    for act in ON_ROWS.values():
        for way in (rows, kind.row_model.objects):
            with pytest.raises(FrozenRowError), transaction.atomic():
                act(way, rows.first())

    assert _rows(rows.all()) == before


def test_no_frozen_set_changes(frozen, kind):
    sets = kind.model.objects.filter(pk=frozen.pk)
    ways = (
        frozen.save,
        frozen.delete,
        lambda: sets.update(name_ko=NEW_NAME),
        lambda: sets.update(frozen_at=None),
        sets.delete,
        lambda: kind.model.objects.bulk_update([frozen], ["name_ko"]),
    )

    for way in ways:
        with pytest.raises(FrozenRowError), transaction.atomic():
            way()


def test_no_row_moves_into_a_frozen_set(frozen, kind):
    newer = versions.new_version(kind, frozen)
    rows = getattr(newer, kind.rows)

    with pytest.raises(FrozenRowError), transaction.atomic():
        rows.update(**{kind.owner: frozen})
    with pytest.raises(FrozenRowError), transaction.atomic():
        rows.update(**{kind.owner: frozen.pk})
    row = rows.first()
    setattr(row, kind.owner, frozen)
    with pytest.raises(FrozenRowError), transaction.atomic():
        row.save()


@pytest.mark.postgres
def test_the_database_refuses_it_too(frozen, kind):
    sets, rows = kind.model._meta.db_table, kind.row_model._meta.db_table
    owner = kind.row_model._meta.get_field(kind.owner).column
    newer = versions.new_version(kind, frozen)
    statements = (
        f"UPDATE {sets} SET name_ko = 'x' WHERE id = {frozen.pk}",
        f"UPDATE {sets} SET frozen_at = NULL WHERE id = {frozen.pk}",
        f"DELETE FROM {sets} WHERE id = {frozen.pk}",
        f"UPDATE {rows} SET id = id WHERE {owner} = {frozen.pk}",
        f"DELETE FROM {rows} WHERE {owner} = {frozen.pk}",
        f"UPDATE {rows} SET {owner} = {frozen.pk} WHERE {owner} = {newer.pk}",
    )

    for statement in statements:
        with (
            pytest.raises(DatabaseError, match="frozen"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {rows} SET id = id WHERE {owner} = {newer.pk}")
        assert cursor.rowcount > 0


def test_pages_name_the_factor_set_in_its_version(client, world, personas):
    client.force_login(personas["auditor"])
    name = str(world.case.factor_set)

    for page in ("applications:detail", "diagnostics:calculation"):
        shown = client.get(reverse(page, args=[world.objects[PAGES[page]].uid])).content.decode()
        assert name in shown
        assert name.endswith("v1")
