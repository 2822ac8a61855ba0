"""The annual result of a round, row by row: how it is counted, in a fixed number of queries (연간실적)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Sum

from applications.models import Application, Evaluation
from calculations.savings import payback_years
from diagnostics.models import Measure, StreamFigure
from programs.models import IndustryCode
from reports.figures import BASES, COLUMNS, Effect, counts_on, current_figures
from reports.models import Certificate, Result
from reports.rules import ACHIEVED
from subsidies.models import Grant
from workflow.models import Case
from workflow.querysets import CaseQuerySet
from workflow.states import DiagnosisState

Basis = StreamFigure.Basis
NOTHING = Effect(0, Decimal(0), Decimal(0))


@dataclass(slots=True)
class AnnualRow:
    """One case of the round. Money is whole won; effects are a year's (reports.figures says what counts)."""

    case: Case
    industry: str = ""
    size: str = ""
    score: Decimal | None = None
    proposed: int = 0
    accepted: int = 0
    implemented: int = 0
    award_krw: int = 0
    paid_krw: int = 0
    returned_krw: int = 0
    own_share_krw: int = 0
    effects: dict[str, Effect] = field(default_factory=dict)
    cost_krw: int = 0
    cost_saved_krw: int = 0
    certificate: str = ""

    def effect(self, basis: str) -> Effect:
        return self.effects.get(basis, NOTHING)

    @property
    def verified(self) -> Effect:
        return self.effect(Basis.VERIFIED)

    @property
    def payback_years(self) -> Decimal | None:
        """Actual cost ÷ yearly saving over the measures of which both are known."""
        return payback_years(self.cost_krw, self.cost_saved_krw)


def annual_rows(cases: CaseQuerySet) -> list[AnnualRow]:
    """A row for each of these cases, in the order of their numbers."""
    found = cases.with_list_data().order_by("number")
    rows = {case.pk: AnnualRow(case) for case in found}
    _add_applications(rows)
    _add_measures(rows)
    _add_money(rows)
    _add_effects(rows)
    _add_certificates(rows)
    return list(rows.values())


def total_row(rows: Iterable[AnnualRow]) -> AnnualRow:
    """The sums; its ``case`` is an unsaved placeholder."""
    total = AnnualRow(Case())
    for row in rows:
        for name in ("proposed", "accepted", "implemented", "award_krw", "paid_krw", "returned_krw"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
        total.own_share_krw += row.own_share_krw
        total.cost_krw += row.cost_krw
        total.cost_saved_krw += row.cost_saved_krw
        for basis in BASES:
            total.effects[basis.value] = _sum(total.effect(basis), row.effect(basis))
    return total


def _sum(one: Effect, other: Effect) -> Effect:
    return Effect(one.saved_krw + other.saved_krw, one.toe + other.toe, one.tco2eq + other.tco2eq)


def _add_applications(rows: Mapping[int, AnnualRow]) -> None:
    newest = Evaluation.objects.filter(application=OuterRef("pk")).order_by("-pk").values("score")[:1]
    applications = list(Application.objects.filter(case__in=rows).annotate(score=Subquery(newest)))
    industries = {
        (industry.revision, industry.code): industry.name_ko
        for industry in IndustryCode.objects.filter(code__in={a.ksic_code for a in applications})
    }
    for application in applications:
        row = rows[application.case_id]
        name = industries.get((application.ksic_revision, application.ksic_code), "")
        row.industry = f"{application.ksic_code} {name}".strip()
        row.size = str(application.get_size_display())
        row.score = application.score


def _add_measures(rows: Mapping[int, AnnualRow]) -> None:
    counted = (
        Measure.objects.filter(case__in=rows, diagnosis__state=DiagnosisState.RELEASED)
        .order_by()
        .values("case")
        .annotate(
            proposed=Count("pk"),
            accepted=Count("pk", filter=counts_on(Basis.ESTIMATED)),
            implemented=Count("pk", filter=counts_on(Basis.REPORTED)),
        )
    )
    for counts in counted:
        row = rows[counts["case"]]
        row.proposed, row.accepted = counts["proposed"], counts["accepted"]
        row.implemented = counts["implemented"]


def _add_money(rows: Mapping[int, AnnualRow]) -> None:
    for grant in Grant.objects.live().filter(case__in=rows, award_krw__isnull=False):
        row = rows[grant.case_id]
        row.award_krw += grant.award_krw or 0
        row.paid_krw += grant.paid_krw
        row.returned_krw += grant.returned_krw
        row.own_share_krw += grant.own_share_krw


def _add_effects(rows: Mapping[int, AnnualRow]) -> None:
    by_measure: dict[int, dict[str, Effect]] = defaultdict(dict)
    for basis in BASES:
        for found in _sums_by_measure(rows, basis):
            effect = Effect(found["saved_krw"], found["toe"], found["tco2eq"])
            row = rows[found["stream__measure__case"]]
            row.effects[basis.value] = _sum(row.effect(basis), effect)
            by_measure[found["stream__measure"]][basis.value] = effect
    results = Result.objects.filter(
        measure__case__in=rows, measure__state__in=ACHIEVED, actual_cost_krw__isnull=False
    )
    for measure, case, cost in results.values_list("measure", "measure__case", "actual_cost_krw"):
        effects = by_measure[measure]
        if known := effects.get(Basis.VERIFIED) or effects.get(Basis.REPORTED):
            rows[case].cost_krw += cost or 0
            rows[case].cost_saved_krw += known.saved_krw


def _sums_by_measure(rows: Mapping[int, AnnualRow], basis: str) -> Iterable[Any]:
    figures = current_figures(basis).filter(stream__measure__case__in=rows).order_by()
    grouped = figures.values("stream__measure", "stream__measure__case")
    return grouped.annotate(**{name: Sum(column) for name, column in COLUMNS.items()})


def _add_certificates(rows: Mapping[int, AnnualRow]) -> None:
    certificates = Certificate.objects.in_force().filter(case__in=rows)
    for case, number in certificates.values_list("case", "paper__number"):
        rows[case].certificate = number
