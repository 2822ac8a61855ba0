"""The papers of step 4: outcome report (성과보고서) and certificate (인증서), in Korean."""

from datetime import date, datetime
from operator import itemgetter

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications.documents import firm, programme, site
from diagnostics import explanations
from diagnostics.documents import factor_line
from diagnostics.models import Diagnosis
from documents import contexts, registry
from documents.placeholders import COMMON, Placeholder
from journal import clock
from programs.models import Factor
from reports import figures, rules
from reports.models import Outcome
from subsidies.models import Grant
from workflow.models import Calculation, Case
from workflow.states import MeasureState

STATUS = {
    MeasureState.ACCEPTED: "수락",
    MeasureState.IN_PROGRESS: "추진 중",
    MeasureState.IMPLEMENTED: "이행 완료",
    MeasureState.PARTLY: "일부 이행",
    MeasureState.PENDING: "이행 예정",
    MeasureState.NOT_IMPLEMENTED: "미이행",
}
NOTHING: contexts.Effect = {"saved_krw": None, "toe": None, "tco2eq": None}


def certificate(outcome: Outcome) -> contexts.CertificateBody:
    case, application = outcome.case, outcome.case.application_set.get()
    return {
        "case_number": case.number or "",
        "program": programme(case),
        "firm": firm(application),
        "site": site(application),
        "implemented": rules.achieved(case).count(),
        "legal_basis": "",
    }


def outcome_report(outcome: Outcome) -> contexts.OutcomeReportBody:
    case, application = outcome.case, outcome.case.application_set.get()
    rows = figures.of_outcome(outcome)
    totals = figures.outcome_totals(rows)
    money = Grant.objects.filter(case=case).live()
    with translation.override("ko"):
        return {
            "case_number": case.number or "",
            "program": programme(case),
            "firm": firm(application),
            "site": site(application),
            "accepted_on": _day(outcome.accepted_at or clock.now()),
            "milestones": _milestones(outcome),
            "measures": [_measure(row) for row in rows],
            "totals": {
                "investment_krw": figures.investment_krw(rows),
                "payback_years": figures.payback_of(rows),
                "estimated": _effect(totals["estimated"]),
                "reported": _effect(totals["reported"]),
                "verified": _effect(totals["verified"]),
            },
            "key_figures": [],
            "award_krw": sum(grant.award_krw or 0 for grant in money),
            "paid_krw": sum(grant.paid_krw - grant.returned_krw for grant in money),
            "own_share_krw": sum(grant.own_share_krw for grant in money if grant.award_krw is not None),
            "difficulties": outcome.difficulties,
            "next_steps": outcome.next_steps,
            "verifier": str(outcome.verified_by or ""),
            "factors": _factors(case),
        }


def _measure(row: figures.MeasureEffects) -> contexts.OutcomeMeasure:
    result = row.result
    return {
        "number": row.measure.number,
        "title": row.measure.title_ko,
        "status": STATUS[MeasureState(row.measure.state)],
        "reason": (result.reason or result.note) if result else "",
        "completed_on": result.done_on if result else None,
        "investment_krw": row.actual_cost_krw,
        "payback_years": row.payback_years,
        "estimated": _effect(row.estimated),
        "reported": _effect(row.reported),
        "verified": _effect(row.verified),
    }


def _effect(effect: figures.Effect | None) -> contexts.Effect:
    if effect is None:
        return NOTHING
    return {"saved_krw": effect.saved_krw, "toe": effect.toe, "tco2eq": effect.tco2eq}


def _milestones(outcome: Outcome) -> list[contexts.Milestone]:
    """추진 경과: the days that the records of the case name."""
    case = outcome.case
    diagnosis = Diagnosis.objects.filter(case=case).first()
    money = Grant.objects.filter(case=case).live()
    dated: list[tuple[datetime | None, str]] = [
        (case.submitted_at, "참여신청"),
        (diagnosis.released_at if diagnosis else None, "진단보고서 공개"),
        *((grant.approved_at, "개선지원금 교부결정") for grant in money),
        *((grant.settled_at, "개선지원금 정산 확정") for grant in money),
        (outcome.reported_at, "성과 보고"),
        (outcome.verified_at, "성과 검증"),
        (outcome.accepted_at, "성과 승인"),
    ]
    happened = sorted(((at, what) for at, what in dated if at), key=itemgetter(0))
    return [{"on": _day(at), "what": what} for at, what in happened]


def _factors(case: Case) -> list[contexts.FactorLine]:
    """The factor rows behind the reported and verified figures of the case."""
    calculations = Calculation.objects.filter(
        case=case, record_kind="measure", purpose__in=["reported", "verified"]
    )
    used = Factor.objects.filter(pk__in=calculations.values("factors"))
    return [factor_line(name, row) for name, row in explanations.named(used)]


def _day(moment: datetime) -> date:
    """The legal day of a moment."""
    return moment.astimezone(clock.SEOUL).date()


registry.register(
    registry.Paper(
        code="outcome_report",
        title_ko="성과보고서",
        title_en="Outcome report",
        template="documents/outcome_report.html",
        context=outcome_report,
        blocks=(
            registry.Block(
                "figures_note",
                _("Note below the economic effects"),
                "추정은 진단 때, 보고는 기업이, 검증은 진단팀이 확인한 값입니다. 추정값은 실적으로 세지 않습니다.",
            ),
        ),
    )
)
registry.register(
    registry.Paper(
        code="certificate",
        title_ko="인증서",
        title_en="Certificate",
        template="documents/certificate.html",
        context=certificate,
        blocks=(
            registry.Block(
                "sentence",
                _("The sentence of the certificate"),
                "위 기업은 {year}년 {region} {program}에 참여하여 청정생산 진단과 개선 {implemented}건을 "
                "성실히 수행하였으므로 이 증서를 수여합니다.",
            ),
        ),
        placeholders=(*COMMON, Placeholder("implemented", _("Measures carried out"), "implemented")),
    )
)
