"""Presets: the three programmes of the notices load, add up, and come out again as they went in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from documents import registry, wording
from journal.models import Event
from ledger.models import FundingLine
from portal.presets import library
from portal.presets.export import export
from portal.presets.load import load
from portal.presets.source import PresetError, parse
from programs.models import Checklist, CriteriaSet, FactorSet, Program, RateTable, Region, Round
from programs.services import Edit
from programs.versions import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.site]


def loaded(name: str) -> Round:
    return load(library.read(name)).rounds[0]


def by_source(round_: Round) -> dict[str, int]:
    return dict(round_.funding_lines.values_list("fund_source", "planned_krw").order_by("pk"))


def criterion(round_: Round, code: str):
    return round_.criteria_set.criteria.get(code=code)


def months(round_: Round) -> int:
    start, end = round_.project_from, round_.project_until
    return (end.year - start.year) * 12 + end.month - start.month + 1


# --- The figures of the notices, from the stored rows ---


def test_incheon_2021_says_what_its_notice_says():
    round_ = loaded("incheon-2021")
    lines = {line.purpose: line for line in round_.funding_lines.all()}
    firms = round_.parts.get().targets.get(kind="firms").value

    assert (months(round_), firms, round_.diagnosis_fee_krw) == (10, 13, 5_500_000)
    assert sum(line.planned_krw for line in lines.values()) == 131_500_000
    assert lines["diagnosis"].planned_krw == firms * round_.diagnosis_fee_krw
    assert (lines["diagnosis"].fund_source, lines["improvement"].confidence) == ("national", "gap")
    assert round_.rate_table.own_share_floor == Decimal("0.33")
    assert round_.payback_line_years == 2
    assert [r.code for r in round_.regions.all()] == ["incheon"]
    toe, employees = criterion(round_, "toe"), criterion(round_, "employees")
    assert (toe.operator, toe.threshold, toe.unit) == ("lt", "2000", "TOE/yr")
    assert (employees.operator, employees.threshold) == ("ge", "10")
    assert criterion(round_, "consecutive_years").threshold == "2"
    assert criterion(round_, "size").threshold == "small|medium|mid_size"
    assert criterion(round_, "other_support").on_fail == "person_decides"
    assert criterion(round_, "polluting_process").kind == "priority"
    assert criterion(round_, "root_industry").kind == "bonus"
    audit = round_.criteria_set.criteria.filter(fact__startswith="energy_audit_duty")
    assert sorted(audit.values_list("fact", "operator")) == [
        ("energy_audit_duty_computed", "is_false"),
        ("energy_audit_duty_declared", "is_false"),
    ]


def test_ansan_2012_says_what_its_notice_says():
    round_ = loaded("ansan-2012")

    assert by_source(round_) == {
        "national": 308_000_000,
        "city": 100_000_000,
        "firm": 55_000_000,
        "lead_company": 100_000_000,
    }
    assert sum(by_source(round_).values()) == 563_000_000
    assert all("시연용 가정" in line.remark for line in round_.funding_lines.all())
    assert (round_.project_from, round_.project_until) == (date(2012, 10, 1), date(2013, 7, 31))
    assert (months(round_), round_.program.rounds_planned) == (10, 3)
    assert round_.initial_site_check
    assert (round_.selected_by, round_.plan_confirmed_by_committee) == ("committee", True)
    assert (round_.expected_applicants, round_.parts.get().targets.get().value) == (30, 20)
    assert round_.program.measure_types.count() == 6
    assert sum(c.weight for c in round_.scoring_sheet.criteria.all()) == 100


def test_just_transition_2022_says_what_its_notice_says():
    round_ = loaded("just-transition-2022")
    total_krw = sum(by_source(round_).values())
    shares = {share.fund_source: share.percent for share in round_.source_shares.all()}

    assert total_krw == 2_150_000_000
    assert shares["national"] == 60
    assert by_source(round_)["national"] * 100 == total_krw * shares["national"]
    assert [(s.kind, s.runs_four_steps) for s in round_.strands.all()] == [
        ("planning", False),
        ("consulting", True),
        ("training", False),
    ]
    assert round_.checklist.kind == "carbon_readiness"
    part = round_.parts.get()
    assert part.joint_applicant_ko == "구미시"
    assert {target.kind for target in part.targets.all()} == {"firms", "tco2eq", "trainings"}


# --- Out and in again ---


@pytest.mark.parametrize("name", library.names())
@pytest.mark.parametrize("has_rules", [True, False])
def test_an_export_loads_into_an_empty_database_and_comes_out_the_same(name, has_rules):
    with transaction.atomic():
        first = export(loaded(name).program)
        transaction.set_rollback(True)
    if not has_rules:
        for kind in KINDS.values():
            kind.row_model.objects.all().delete()
            kind.model.objects.all().delete()

    load(parse(first, "export.yaml"))

    assert export(Program.objects.get()) == first
    assert CriteriaSet.objects.count() + FactorSet.objects.count() + RateTable.objects.count() >= 3


def test_amendments_keep_their_day_and_reason():
    text = (library.LIBRARY / "ansan-2012.yaml").read_text(encoding="utf-8")
    change = '{booked_on: 2013-02-01, change_krw: -1000000, reason: "1차 추가경정"}'
    round_ = load(parse(f"{text}        amendments: [{change}]\n", "amended.yaml")).rounds[0]

    assert round_.funding_lines.get(code="lead-company").planned_krw == 99_000_000
    written = parse(export(round_.program), "export.yaml").values["rounds"][0]["lines"]
    lead_company = next(line for line in written if line["code"] == "lead-company")
    assert lead_company["planned_krw"] == 100_000_000
    assert lead_company["amendments"] == [
        {"booked_on": "2013-02-01", "change_krw": -1_000_000, "reason": "1차 추가경정"}
    ]


def test_the_words_of_papers_travel_along():
    program = loaded("ansan-2012").program
    paper = registry.get("certificate")
    usual = wording.of(paper, None)
    block = next(iter(usual.blocks))
    own = replace(usual, blocks={**usual.blocks, block: "안산의 문구"}, sender_ko="안산시장")
    wording.save(program, paper, own, Edit(None, reason="안산의 문구"))
    text = export(program)

    other = text.replace("ansan-eco-innovation", "elsewhere").replace("AS-2012", "EW-2012")
    copied = load(parse(other, "elsewhere.yaml")).program

    assert wording.in_force(copied, paper).blocks[block] == "안산의 문구"
    assert wording.in_force(copied, paper).sender_ko == "안산시장"
    assert export(copied) == other


def test_what_exists_stays_as_it_is():
    first = loaded("ansan-2012")
    Round.objects.filter(pk=first.pk).update(name_ko="손으로 고친 이름")

    again = load(library.read("ansan-2012"))

    assert again.rounds == []
    assert "round AS-2012" in again.kept
    assert Round.objects.get().name_ko == "손으로 고친 이름"
    assert FundingLine.objects.count() == 4


def test_loading_leaves_an_event():
    round_ = loaded("incheon-2021")

    event = Event.objects.get(action="load_preset")
    assert (event.object_id, event.reason) == (round_.pk, "incheon-2021.yaml")


# --- Bad files ---


def refusal(text: str) -> list[str]:
    with pytest.raises(PresetError) as caught:
        load(parse(text, "bad.yaml"))
    assert not Program.objects.exists()
    return caught.value.lines


def edited(old: str, new: str, name: str = "just-transition-2022") -> tuple[str, int]:
    """A preset with one change, and the number of the changed line."""
    text = (library.LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1), text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("    case_prefix: JT-2022", "    colour: red", "rounds.0.colour"),
        ("closes_on: 2022-05-31", "closes_on: 2022-04-30", "rounds.0.closes_on"),
        ("closes_on: 2022-05-31", "closes_on: 31.5.2022", "rounds.0.closes_on"),
        ("planned_krw: 1290000000", "planned_krw: -1", "rounds.0.lines.0.planned_krw"),
        ("planned_krw: 1290000000", "planned_krw: many", "rounds.0.lines.0.planned_krw"),
        ("operator: in\n", "operator: lt\n", "rule_sets.criteria_set.0.rows.1.operator"),
        ("fact: firm_size", "fact: number_of_cats", "rule_sets.criteria_set.0.rows.1.fact"),
        ("criteria_set: just-transition-2022", "criteria_set: nowhere", "rounds.0.rules.criteria_set"),
        ("- region: gyeongbuk-gumi", "- region: nowhere", "rounds.0.regions.0.region"),
    ],
)
def test_errors_name_line_and_path(old, new, where):
    text, line = edited(old, new)

    lines = refusal(text)

    assert any(where in said and str(line) in said for said in lines)


def test_shares_that_do_not_add_up_are_refused():
    text, _line = edited("percent: 40", "percent: 30")

    assert "90" in refusal(text)[0]


def test_unknown_districts_are_named():
    text, _line = edited('"47190"', '"99999"')

    assert "99999" in refusal(text)[0]


def test_a_doubled_key_is_refused():
    text, line = edited("  - year: 2022", "  - year: 2022\n    year: 2023")

    assert str(line + 1) in refusal(text)[0]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "program: [", "program: !!python/object:os.system {}"])
def test_what_is_no_preset_is_refused(text):
    assert refusal(text)


def test_a_set_that_says_something_else_is_refused():
    with transaction.atomic():
        text = export(loaded("just-transition-2022").program)
        transaction.set_rollback(True)
    other = text.replace("text_ko: 직원이 탄소중립 교육을 받는가", "text_ko: 다른 질문")
    load(parse(text, "first.yaml"))

    with pytest.raises(PresetError, match="탄소중립 준비도"):
        load(parse(other, "second.yaml"))

    assert Checklist.objects.get(code="carbon-readiness").items.filter(text_ko__startswith="직원").exists()


# --- The commands ---


def test_commands_load_by_name_and_by_file_and_write_back(tmp_path, capsys):
    call_command("load_program", "ansan-2012")
    capsys.readouterr()
    call_command("export_program", "ansan-2012")
    file = tmp_path / "copy.yaml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")

    call_command("load_program", str(file))

    assert "0 new rounds" in capsys.readouterr().out
    assert Region.objects.filter(rounds__case_prefix="AS-2012").count() == 1


@pytest.mark.parametrize(("command", "name"), [("load_program", "nowhere"), ("export_program", "nowhere")])
def test_commands_name_what_there_is(command, name):
    with pytest.raises(CommandError, match="nowhere"):
        call_command(command, name)
