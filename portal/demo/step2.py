"""Step 2 of the play: thirteen sites are visited and diagnosed; the firms answer the proposals."""

from datetime import datetime, timedelta
from typing import Any

from diagnostics import services
from diagnostics.models import Diagnosis, Measure
from journal import clock
from portal.demo.data import DemoFirm, DemoMeasure
from portal.demo.people import ADMIN, CONSULTANT
from portal.demo.scene import Scene, act, at
from workflow.states import CaseStage, DiagnosisState, MeasureState

# Scores of the draft checklist vary by firm and item, without meaning anything.
SCORES = (2, 3, 1, 2, 4, 3, 2)
FINDINGS = (
    (
        "energy",
        "압축공기실",
        "비가동 시간에도 공기압축기가 돌고 있으며 배관 여러 곳에서 누기가 확인되었습니다.",
    ),
    ("process", "생산 공정", "설비별 전력량계가 없어 공정별 원단위를 산정하기 어렵습니다."),
)


def play(scene: Scene) -> None:
    for turn, firm in scene.selected():
        diagnosis = _assign(scene, firm, turn)
        if diagnosis.state != DiagnosisState.RELEASED:
            diagnosis = _diagnose(scene, firm, diagnosis, turn)
        for measure in diagnosis.measures.filter(state=MeasureState.PROPOSED):
            with at(10, 5, 9, turn=turn):
                services.accept(measure, act(scene.owners[firm]))
    scene.report("13 sites diagnosed, their measures answered")


def _assign(scene: Scene, firm: DemoFirm, turn: int) -> Diagnosis:
    case = scene.applications[firm].case
    case.refresh_from_db()
    if case.stage == CaseStage.AGREEMENT:
        with at(8, 23, 9, turn=turn):
            data = {"consultant": scene.staff[CONSULTANT].email}
            return services.assign(case, act(scene.staff[ADMIN], **data))
    return Diagnosis.objects.get(case=case)


def _diagnose(scene: Scene, firm: DemoFirm, diagnosis: Diagnosis, turn: int) -> Diagnosis:
    consultant, admin, owner = scene.staff[CONSULTANT], scene.staff[ADMIN], scene.owners[firm]
    if diagnosis.state == DiagnosisState.ASSIGNED:
        first_at = datetime(2021, 9, 6, 10, tzinfo=clock.SEOUL) + timedelta(days=turn // 2)
        with at(8, 24, 9, turn=turn):
            proposal = act(consultant, first_at=first_at, second_at=first_at + timedelta(days=7))
            diagnosis = services.propose_visit(diagnosis, proposal)
        with at(8, 25, 9, turn=turn):
            diagnosis = services.confirm_visit(diagnosis, act(owner, chosen="first"))
    if diagnosis.state == DiagnosisState.VISITING:
        diagnosis = _write_report(scene, firm, diagnosis, turn)
    with at(9, 27, 9, turn=turn):
        return services.release(diagnosis, act(admin))


def _write_report(scene: Scene, firm: DemoFirm, diagnosis: Diagnosis, turn: int) -> Diagnosis:
    consultant = scene.staff[CONSULTANT]
    with at(9, 16, 9, turn=turn):
        answers = [
            {"item": item.position, "score": SCORES[(turn + item.position) % len(SCORES)]}
            for item in diagnosis.case.checklist.items.all()
        ]
        diagnosis = services.answer_items(diagnosis, answers, act(consultant))
        if not diagnosis.findings.exists():
            for area, place, text in FINDINGS:
                services.add_finding(diagnosis, {"area": area, "place": place, "text": text}, act(consultant))
        known = set(Measure.objects.filter(diagnosis=diagnosis).values_list("title_ko", flat=True))
        for measure in firm.measures:
            if measure.title_ko not in known:
                services.add_measure(diagnosis, _entries(measure), act(consultant))
    with at(9, 20, 9, turn=turn):
        summary = f"{firm.products} 공정을 진단하여 개선안 {len(firm.measures)}건을 제안합니다."
        report = act(consultant, direction="clean_production", grade="A", summary=summary)
        return services.submit_report(diagnosis, report)


def _entries(measure: DemoMeasure) -> dict[str, Any]:
    return {
        "title_ko": measure.title_ko,
        "title_en": measure.title_en,
        "measure_type": measure.measure_type,
        "capital_cost_krw": measure.cost_krw,
        # Without the rates of conversion behind it: those stand in the folder's README.
        "source": measure.source.partition(";")[0],
        "streams": [
            {
                "carrier": measure.carrier,
                "unit": measure.unit,
                "quantity": measure.quantity,
                "price_krw": measure.price_krw,
            }
        ],
    }
