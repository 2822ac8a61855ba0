"""The diagnosis report says what was recorded and computed, in Korean, and renders."""

import subprocess
from decimal import Decimal

import pytest
from django.utils import translation

from diagnostics import documents, services
from documents import contexts, registry, rendering
from documents.models import IssuedDocument
from tests.diagnostics.conftest import FINDING, MEASURE, fresh
from tests.documents.samples import contains_words
from tests.factories import cases
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def test_report_holds_energy_checklist_findings_and_ranked_measures(answered, personas):
    cases.energy_use(answered.case)
    cases.energy_use(answered.case, "water", "1200", "m3")
    slow = {**MEASURE, "title_ko": "느린 개선", "capital_cost_krw": 60_000_000}
    services.add_measure(answered, slow, Act(personas["consultant"]))

    body = documents.report(fresh(answered))

    contexts.check_body("diagnosis_report", dict(body))
    assert [line["number"] for line in body["measures"]] == [1, 2]
    assert [line["priority"] for line in body["measures"]] == [True, False]
    assert body["measure_totals"]["investment_krw"] == 67_500_000
    electricity, water = body["energy"]
    assert (electricity["toe"], water["toe"]) == (Decimal(229), None)
    assert body["energy_totals"]["cost_krw"] == 240_000_000
    assert body["checklists"][0]["percent"] == 75
    assert "자체 초안" in body["checklists"][0]["note"]
    assert body["findings"][0]["detail"] == FINDING["text"]
    assert {row["unit"] for row in body["factors"]} >= {"toe/MWh", "tCO2eq/MWh"}
    assert body["visits"][0]["ends_at"] is None


def test_report_names_areas_in_which_nothing_applies(visited, personas):
    answers = [{"item": item, "not_applicable": True} for item in range(5, 9)]
    answers += [{"item": item, "score": 2} for item in (1, 2, 3, 4)]
    services.answer_items(visited, answers, Act(personas["consultant"]))

    checklist = documents.report(fresh(visited))["checklists"][0]

    assert "법규 준수" in checklist["note"]
    assert "법규 준수" not in [area["name"] for area in checklist["areas"]]


def test_report_is_korean_whatever_the_reader_reads(answered):
    answered.measures.update(title_en="Compressed-air leaks")
    with translation.override("en"):
        body = documents.report(answered)
    assert body["measures"][0]["title"] == MEASURE["title_ko"]
    assert body["checklists"][0]["areas"][0]["name"] == "방침·조직"


def test_issued_report_renders(released):
    paper = IssuedDocument.objects.get(kind="diagnosis_report")
    assert paper.case == released.case

    pdf = rendering.render_pdf(registry.get(paper.kind).template, paper.snapshot)

    text = _text(pdf)
    assert contains_words(text, "청정생산 진단보고서", MEASURE["title_ko"], "6,000,000", "11.45", "1.3")


def _text(pdf: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
