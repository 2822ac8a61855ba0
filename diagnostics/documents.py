"""The diagnosis report (진단보고서). Every figure is read from what was computed, none is typed."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications import documents as application_papers
from applications.models import Application, EnergyUse
from applications.rules import energy_uses, factor_set
from calculations.emissions import emission_line
from calculations.energy import ElectricityBasis, Use, energy_line
from calculations.factors import FactorMissing, FactorTable, ResourceKind
from calculations.quantities import Unit, UnitError
from diagnostics import explanations, rules
from diagnostics.models import Diagnosis, Measure, StreamFigure
from documents import contexts, registry
from journal import clock
from programs import factors
from programs.models import Confidence, Factor
from workflow.models import Calculation

ESTIMATED = StreamFigure.Basis.ESTIMATED
ZERO = Decimal(0)


def report(diagnosis: Diagnosis) -> contexts.DiagnosisReportBody:
    """The report as released: in Korean whatever language the person at the screen reads."""
    with translation.override("ko"):
        return _report(diagnosis)


def _report(diagnosis: Diagnosis) -> contexts.DiagnosisReportBody:
    case = diagnosis.case
    application = Application.objects.select_related("case").get(case=case)
    measures = list(Measure.objects.with_list_data().filter(diagnosis=diagnosis))
    energy = list(_energy(application))
    return {
        "case_number": case.number or "",
        "program": application_papers.programme(case),
        "firm": application_papers.firm(application),
        "site": application_papers.site(application),
        "team": [
            {"name": participant.user.name, "role": "책임", "organisation": ""}
            for participant in rules.current_consultants(case).select_related("user")
        ],
        "visits": _visits(diagnosis),
        "released_on": _released_on(diagnosis),
        "summary": diagnosis.summary,
        "direction": f"주된 개선 방향: {diagnosis.get_direction_display()}",
        "baseline_year": application.baseline_year or case.round.year - 1,
        "energy": energy,
        "energy_totals": _energy_totals(energy),
        "electricity_basis": str(explanations.BASIS_NAMES[case.reading("electricity_basis")]),
        "checklists": [_checklist(diagnosis)],
        "findings": _findings(diagnosis),
        "measures": [_measure(place) for place in rules.ranked(measures)],
        "measure_totals": _measure_totals(measures),
        "linked_support": [],
        "factors": [factor_line(name, row) for name, row in explanations.named(_factors_used(measures))],
    }


def _released_on(diagnosis: Diagnosis) -> date:
    moment = diagnosis.released_at or clock.now()
    return moment.astimezone(clock.SEOUL).date()


def _visits(diagnosis: Diagnosis) -> list[contexts.VisitLine]:
    if diagnosis.visit_at is None:
        return []
    return [{"starts_at": diagnosis.visit_at, "ends_at": None, "purpose": "사업장 진단"}]


# -- energy of the baseline year ---------------------------------------------------------------------------


def _energy(application: Application) -> Iterator[contexts.EnergyLine]:
    """One line for each carrier and unit; what has no factor (water, waste) has no energy and no emissions."""
    table = factors.table(factor_set(application.case))
    basis = ElectricityBasis(application.case.reading("electricity_basis"))
    uses = sorted(energy_uses(application), key=_carrier_and_unit)
    for _key, rows in groupby(uses, key=_carrier_and_unit):
        yield _energy_line(list(rows), table, basis)


def _carrier_and_unit(row: EnergyUse) -> tuple[int, str, str]:
    return (row.carrier.position, row.carrier_id, row.unit)


def _energy_line(rows: list[EnergyUse], table: FactorTable, basis: ElectricityBasis) -> contexts.EnergyLine:
    carrier, unit = rows[0].carrier, Unit(rows[0].unit)
    quantity = sum((row.quantity for row in rows), ZERO)
    costs = [row.cost_krw for row in rows if row.cost_krw is not None]
    energy_mj = toe = tco2eq = None
    use = Use(carrier.code, quantity, unit, ResourceKind(carrier.kind))
    if use.kind is ResourceKind.ENERGY:
        try:
            energy = energy_line(use, table, basis)
            energy_mj, toe = energy.gross_mj, energy.toe
            tco2eq = emission_line(use, table).tco2eq
        except (FactorMissing, UnitError):
            pass  # prints as unknown
    return {
        "carrier": carrier.name_ko,
        "quantity": quantity,
        "unit": unit.value,
        "cost_krw": sum(costs) if costs else None,
        "energy_mj": energy_mj,
        "toe": toe,
        "tco2eq": tco2eq,
    }


def _energy_totals(lines: Iterable[contexts.EnergyLine]) -> contexts.EnergyTotals:
    lines = list(lines)
    return {
        "cost_krw": sum(line["cost_krw"] or 0 for line in lines),
        "energy_mj": sum((line["energy_mj"] or ZERO for line in lines), ZERO),
        "toe": sum((line["toe"] or ZERO for line in lines), ZERO),
        "tco2eq": sum((line["tco2eq"] or ZERO for line in lines), ZERO),
    }


# -- checklist and findings --------------------------------------------------------------------------------


def _checklist(diagnosis: Diagnosis) -> contexts.ChecklistResult:
    """Areas in which nothing applies have no score and are named in the note."""
    checklist, scores = rules.checklist_of(diagnosis), rules.scores(diagnosis)
    left_out = [area.name for area in scores.areas if area.percent is None]
    notes = []
    if checklist.confidence != Confidence.VERIFIED:
        notes.append("이 체크리스트는 공식 점검표가 아니라 자체 초안입니다.")
    if left_out:
        notes.append(f"해당 사항이 없는 영역: {', '.join(left_out)}")
    return {
        "title": checklist.name_ko,
        "version": f"제{checklist.version}판",
        "areas": [_area(area) for area in scores.areas if area.percent is not None],
        "score": scores.total.reached,
        "max_score": scores.total.possible,
        "percent": scores.total.percent or ZERO,
        "note": " ".join(notes),
    }


def _area(area: rules.AreaScore) -> contexts.ChecklistArea:
    return {
        "name": area.name,
        "answered": area.answered,
        "questions": area.items,
        "score": area.reached,
        "max_score": area.possible,
        "percent": area.percent or ZERO,
    }


def _findings(diagnosis: Diagnosis) -> list[contexts.FindingLine]:
    return [
        {
            "number": number,
            "area": str(finding.get_area_display()),
            "title": finding.place or str(finding.get_area_display()),
            "detail": finding.text,
        }
        for number, finding in enumerate(diagnosis.findings.all(), start=1)
    ]


# -- measures ----------------------------------------------------------------------------------------------


def _measure(place: rules.Ranked) -> contexts.MeasureLine:
    measure, figures = place.measure, place.figures
    return {
        "number": place.rank,
        "title": measure.title_ko,
        "kind": str(measure.get_measure_type_display()),
        "problem": "",
        "solution": measure.description,
        "streams": list(_streams(measure)),
        "saved_krw": figures.saved_krw if figures else 0,
        "energy_mj": figures.mj if figures else ZERO,
        "toe": figures.toe if figures else ZERO,
        "tco2eq": figures.tco2eq if figures else ZERO,
        "investment_krw": measure.cost_krw,
        "payback_years": place.payback_years,
        "priority": place.within_line,
    }


def _streams(measure: Measure) -> Iterator[contexts.StreamLine]:
    for stream in measure.streams.all():
        figure = rules.latest_figure(stream, ESTIMATED)
        if figure is not None:
            yield {
                "name": stream.carrier.name_ko,
                "quantity": figure.quantity,
                "unit": stream.unit,
                "price_krw": figure.price_krw,
                "saved_krw": figure.saved_krw,
            }


def _measure_totals(measures: Iterable[Measure]) -> contexts.MeasureTotals:
    measures = list(measures)
    totals = rules.totals(measures)
    return {
        "saved_krw": totals.saved_krw if totals else 0,
        "energy_mj": totals.mj if totals else ZERO,
        "toe": totals.toe if totals else ZERO,
        "tco2eq": totals.tco2eq if totals else ZERO,
        "investment_krw": sum(measure.cost_krw for measure in measures),
        "payback_years": totals.payback_years if totals else None,
    }


# -- factors -----------------------------------------------------------------------------------------------


def _factors_used(measures: Iterable[Measure]) -> list[Factor]:
    """The factor rows behind the estimates that the report states, each once."""
    calculations = Calculation.objects.filter(
        pk__in=StreamFigure.objects.filter(stream__measure__in=measures, basis=ESTIMATED).values(
            "calculation"
        )
    )
    return list(Factor.objects.filter(pk__in=calculations.values("factors")))


def factor_line(name: str, row: Factor) -> contexts.FactorLine:
    """One factor row as the papers of this and the later step state it."""
    since = str(row.valid_from.year) if row.valid_from else ""
    until = str(row.valid_to.year) if row.valid_to else ""
    return {
        "name": name,
        "value": row.value,
        "unit": row.unit,
        "source": row.source,
        "valid": since if since == until else f"{since}–{until}",
    }


registry.register(
    registry.Paper(
        code="diagnosis_report",
        title_ko="진단보고서",
        title_en="Diagnosis report",
        template="documents/diagnosis_report.html",
        context=report,
        blocks=(
            registry.Block(
                "measures_note",
                _("Note below the table of measures"),
                "‘우선’은 투자비를 2년 안에 회수하는 개선안입니다. 회수기간 = 투자비 ÷ 연간 절감액.",
            ),
        ),
    )
)
