"""Decisions about an application, without writing: its facts, what the call's conditions say, what is missing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Site
from applications import asked, consents
from applications.asked import ROOT_CONFIRMATION
from applications.models import Application, CriterionVerdict, EnergyUse, Evaluation
from calculations import eligibility
from calculations.eligibility import Kind, Result, Value
from calculations.energy import ELECTRICITY, ElectricityBasis, SiteTotals, Use, site_totals
from calculations.factors import FactorMissing, FactorTable, ResourceKind
from calculations.quantities import Dimension, Unit, UnitError
from documents.models import File
from ledger.models import Entry, FundingLine
from programs import factors
from programs.facts import FACTS, FactKind
from programs.models import (
    Carrier,
    CriteriaSet,
    Criterion,
    FactorSet,
    IndustryCode,
    Region,
    Round,
    RoundRegion,
)
from workflow import corrections as correction_requests
from workflow.errors import BadData, Refused
from workflow.models import Case, CorrectionRequest
from workflow.states import ENDED_STAGES, ApplicationState, CaseStage

# Energy Use Rationalization Act, articles 31 and 32: from 2,000 TOE a year on, an energy audit is a duty.
AUDIT_DUTY_TOE = Decimal(2000)

# What ledger entries of the fee refer to.
DIAGNOSIS_FEE = "diagnosis-fee"

REQUIRED_FIELDS = (
    "size",
    "regular_employees",
    "ksic_code",
    "root_industry",
    "energy_audit_duty",
    "consecutive_years",
    "other_support",
    "baseline_year",
    "contact_name",
    "contact_phone",
    "contact_email",
)


@dataclass(frozen=True, slots=True)
class SiteEnergy:
    """A site's year on the basis that counts in the round, and on the other reading of electricity."""

    counted: SiteTotals
    other: SiteTotals


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion held against the application, as text that can be stored: see ``explanations`` for words."""

    criterion: Criterion
    result: Result
    value: str
    limit: str
    difference: str
    bonus_points: Decimal


@dataclass(frozen=True, slots=True)
class EvaluationPreview:
    """What the conditions say about the application as it stands now."""

    criteria_set: CriteriaSet
    facts: dict[str, Value | None]
    energy: SiteEnergy | None
    lines: tuple[CriterionLine, ...]
    result: Result
    score: Decimal


@dataclass(frozen=True, slots=True)
class Missing:
    """Something without which the application cannot be received. ``field`` is an entry, purpose or consent."""

    section: str
    field: str
    message: str


class Incomplete(BadData):
    """The application lacks something; ``errors`` names each by its field."""

    code = "incomplete"

    def __init__(self, missing: Iterable[Missing]) -> None:
        errors: dict[str, list[str]] = {}
        for item in missing:
            errors.setdefault(item.field, []).append(item.message)
        super().__init__(errors)
        self.message = _("The application is not complete yet.")


# -- facts ---------------------------------------------------------------------------------------------------


def facts(application: Application, energy: SiteEnergy | None = None) -> dict[str, Value | None]:
    """What the criteria may ask about; None is "not answered yet".

    Region and validity of the root-firm confirmation are read on the round's closing day, so that the answer
    does not depend on the day of looking. Years in a row: the larger of what was declared and what agreements
    of earlier rounds show.
    """
    case, round_ = application.case, application.case.round
    site = factory(case)
    energy = energy or site_energy(application)
    toe = energy.counted.toe if energy else None
    declared = application.consecutive_years
    computed = years_in_a_row(case)
    return {
        "site_in_region": round_.region_of(site.area.code) is not None,
        "has_factory": site.has_factory,
        "in_industrial_complex": bool(site.industrial_complex),
        "firm_size": application.size or None,
        "regular_employees": application.regular_employees,
        "site_toe": toe,
        "energy_audit_duty_declared": application.energy_audit_duty,
        "energy_audit_duty_computed": None if toe is None else toe >= AUDIT_DUTY_TOE,
        "consecutive_years": None if declared is None else max(declared, computed),
        "consecutive_years_declared": declared,
        "consecutive_years_computed": computed,
        "other_support_same_kind": application.other_support,
        "polluting_process": bool(application.polluting_processes),
        "root_industry": _root_industry(application, round_.closes_on),
    }


def factory(case: Case) -> Site:
    """The factory of a case; only a case of the regional-plan track has none, and that has no application."""
    if case.site is None:
        raise ValueError(f"Case {case.pk} has no site.")
    return case.site


def industry(application: Application) -> IndustryCode | None:
    """The industry that the entered code names in its revision."""
    return IndustryCode.objects.filter(
        revision=application.ksic_revision, code=application.ksic_code, level="subclass"
    ).first()


def years_in_a_row(case: Case) -> int:
    """Years in a row with this one, by agreements of the programme's earlier rounds (연속 참여).

    Counted by site or by firm as the round says; one year without an agreement begins a new count.
    """
    round_ = case.round
    whose = (
        {"case__site": case.site_id}
        if case.reading("years_counted_by") == Round.CountedBy.SITE
        else {"case__organisation": case.organisation_id}
    )
    years = set(
        Application.objects.agreed()
        .filter(case__round__program=round_.program_id, case__is_test=case.is_test, **whose)
        .values_list("case__round__year", flat=True)
        .order_by()
    )
    count = 1
    while round_.year - count in years:
        count += 1
    return count


def _root_industry(application: Application, day: date) -> bool | None:
    if not application.root_industry:
        return application.root_industry
    until = application.root_confirmation_until
    return until is not None and until >= day


# -- energy --------------------------------------------------------------------------------------------------


def energy_uses(application: Application) -> list[EnergyUse]:
    """The site's uses in the application's baseline year, in the order of the table."""
    if application.baseline_year is None:
        return []
    uses = EnergyUse.objects.filter(site=application.case.site_id).in_year(application.baseline_year)
    return list(uses.with_list_data().order_by("carrier__position", "starts_on"))


def site_energy(application: Application, uses: Iterable[EnergyUse] | None = None) -> SiteEnergy | None:
    """TOE of the baseline year on both bases; None without energy, or where a factor is missing."""
    rows = [_use(row) for row in (energy_uses(application) if uses is None else uses)]
    if not any(use.kind is ResourceKind.ENERGY for use in rows):
        return None
    counted = ElectricityBasis(application.case.reading("electricity_basis"))
    other = next(basis for basis in ElectricityBasis if basis is not counted)
    try:
        table = factors.table(factor_set(application.case))
        return SiteEnergy(site_totals(rows, table, counted), site_totals(rows, table, other))
    except (FactorMissing, UnitError):
        return None


def uncovered_periods(uses: Iterable[EnergyUse], year: int) -> list[tuple[date, date]]:
    """Days of the year for which no electricity is entered, as periods: every factory has a bill for each month."""
    rows = sorted((row for row in uses if row.carrier_id == ELECTRICITY), key=lambda row: row.starts_on)
    if not rows:
        return []
    gaps, next_day = [], date(year, 1, 1)
    for row in rows:
        if row.starts_on > next_day:
            gaps.append((next_day, row.starts_on - timedelta(days=1)))
        next_day = max(next_day, row.ends_on + timedelta(days=1))
    if next_day <= date(year, 12, 31):
        gaps.append((next_day, date(year, 12, 31)))
    return gaps


def units_of(carrier: Carrier) -> list[Unit]:
    """Units in which a carrier may be entered: those of its own dimension; fuels also by their heat."""
    own = Unit(carrier.unit).dimension
    dimensions = {own}
    if carrier.kind == Carrier.Kind.ENERGY and carrier.code != ELECTRICITY:
        dimensions.add(Dimension.HEAT)
    return [unit for unit in Unit if unit.dimension in dimensions]


def without_factor(uses: Iterable[EnergyUse], table: FactorTable) -> list[Carrier]:
    """Energy carriers in use that the round's factors cannot count."""
    carriers = {row.carrier_id: row.carrier for row in uses if row.carrier.kind == Carrier.Kind.ENERGY}
    return [carrier for carrier in carriers.values() if not has_factors(carrier, table)]


def has_factors(carrier: Carrier, table: FactorTable) -> bool:
    """Whether a set turns a carrier into TOE on both readings of electricity."""
    one = Use(str(carrier.code), Decimal(1), Unit(carrier.unit))
    try:
        for basis in ElectricityBasis:
            site_totals([one], table, basis)
    except FactorMissing:
        return False
    return True


def _use(row: EnergyUse) -> Use:
    return Use(str(row.carrier_id), row.quantity, Unit(row.unit), ResourceKind(row.carrier.kind))


# -- the call's conditions -----------------------------------------------------------------------------------


def criteria_set(case: Case) -> CriteriaSet:
    """The pinned conditions, before submission the round's."""
    return case.criteria_set or case.round.criteria_set


def factor_set(case: Case) -> FactorSet:
    """The pinned factors, before submission the round's."""
    return case.factor_set or case.round.factor_set


def evaluate(application: Application) -> EvaluationPreview:
    """Hold every condition of the call against the application as it stands now."""
    energy = site_energy(application)
    known = facts(application, energy)
    rows = list(criteria_set(application.case).criteria.all())
    verdicts = [eligibility.evaluate(rule(row), known) for row in rows]
    return EvaluationPreview(
        criteria_set=criteria_set(application.case),
        facts=known,
        energy=energy,
        lines=tuple(line(row, verdict) for row, verdict in zip(rows, verdicts, strict=True)),
        result=eligibility.overall(verdicts),
        score=eligibility.bonus_points(verdicts),
    )


def rule(row: Criterion) -> eligibility.Criterion:
    """A stored row as the calculations read it."""
    operator = eligibility.Operator(row.operator)
    return eligibility.Criterion(
        code=row.code,
        fact=row.fact,
        operator=operator,
        threshold=eligibility.parse_threshold(operator, row.threshold),
        unit=row.unit,
        on_fail=eligibility.OnFail(row.on_fail),
        kind=Kind(row.kind),
        bonus_points=row.bonus_points,
    )


def line(row: Criterion, verdict: eligibility.Verdict) -> CriterionLine:
    """A verdict as text that can be stored and worded."""
    yes_no = {eligibility.Operator.IS_TRUE.value: "yes", eligibility.Operator.IS_FALSE.value: "no"}
    change = verdict.change
    difference = change.difference if change else None
    return CriterionLine(
        criterion=row,
        result=verdict.result,
        value=plain_text(verdict.value),
        limit=yes_no.get(row.operator, row.threshold),
        difference="" if difference is None else plain_text(difference),
        bonus_points=verdict.bonus_points,
    )


def plain_text(value: Value | None) -> str:
    """A fact as it is stored: "yes" and "no", plain digits, nothing for what is not answered."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def fact_value(fact: str, text: str) -> Value | None:
    """The way back from ``plain_text``: a fact as an evaluation stored it."""
    return fact_reader(fact)(text) if text else None


def fact_reader(fact: str) -> Callable[[str], Value]:
    """How the stored text of a fact is read, where there is one."""
    return _READERS[FACTS[fact].kind]


_READERS: dict[FactKind, Callable[[str], Value]] = {
    FactKind.NUMBER: Decimal,
    FactKind.YES_NO: "yes".__eq__,
    FactKind.CHOICE: str,
}


# -- what is missing -----------------------------------------------------------------------------------------


def missing(application: Application) -> list[Missing]:
    """Everything that stands between the draft and its submission, in page order."""
    return [
        *_missing_entries(application),
        *_missing_energy(application),
        *_missing_evidence(application),
        *_missing_consents(application),
    ]


def _missing_entries(application: Application) -> Iterable[Missing]:
    required = list(REQUIRED_FIELDS)
    if application.root_industry:
        required.append("root_confirmation_until")
    if application.other_support:
        required.append("other_support_detail")
    for name in required:
        if getattr(application, name) in (None, ""):
            yield Missing("entries", name, _("“%(entry)s” is not filled in yet.") % {"entry": label(name)})


def label(entry: str) -> str:
    """What an entry of the application is called."""
    field = Application._meta.get_field(entry)
    return str(getattr(field, "verbose_name", entry))


def _missing_energy(application: Application) -> Iterable[Missing]:
    if application.baseline_year is None:
        return
    uses = energy_uses(application)
    if not any(row.carrier.kind == Carrier.Kind.ENERGY for row in uses):
        text = _("Enter the energy use of the year %(year)s.")
        yield Missing("energy", "energy_uses", text % {"year": application.baseline_year})
        return
    for carrier in without_factor(uses, factors.table(factor_set(application.case))):
        text = _("The round has no factor for %(carrier)s. Ask the operator.")
        yield Missing("energy", "energy_uses", text % {"carrier": carrier})


def _missing_evidence(application: Application) -> Iterable[Missing]:
    documents = asked.of_case(application.case)
    needed = required_evidence(application, documents)
    present = set(_files(application, documents).values_list("purpose", flat=True).order_by())
    for slot in documents.slots:
        if slot.purpose in needed - present:
            text = _("Upload the evidence “%(evidence)s”.") % {"evidence": slot.label}
            yield Missing("evidence", slot.purpose, text)


def required_evidence(application: Application, documents: asked.Asked) -> set[str]:
    """Documents that must be there: of every firm, for what this one claims, and for the conditions it meets."""
    needed = {slot.purpose for slot in documents.slots if slot.is_required} - {ROOT_CONFIRMATION}
    if application.root_industry:
        needed.add(ROOT_CONFIRMATION)
    return needed | _proofs(application)


def _proofs(application: Application) -> set[str]:
    """Documents that the criteria ask for where the entries meet them."""
    rows = list(criteria_set(application.case).criteria.exclude(evidence=""))
    if not rows:
        return set()
    known = facts(application)
    return {row.evidence for row in rows if eligibility.evaluate(rule(row), known).result is Result.MET}


def evidence(application: Application) -> QuerySet[File]:
    """Files that the firm handed in with the application, without those that the virus scan refused."""
    return _files(application, asked.of_case(application.case))


def _files(application: Application, documents: asked.Asked) -> QuerySet[File]:
    return File.objects.filter(case=application.case_id, purpose__in=documents.labels).exclude(
        scan_state=File.Scan.REFUSED
    )


def _missing_consents(application: Application) -> Iterable[Missing]:
    given = given_consents(application)
    for text in consents.REQUIRED:
        if not given.get(text.code):
            yield Missing("consents", text.code, _("“%(text)s” is not agreed to yet.") % {"text": text.title})


def given_consents(application: Application) -> dict[str, bool]:
    """The last answer to each text in its current version, by code."""
    return {
        consent.text_code: consent.given
        for consent in application.consents.order_by("pk")
        if (text := consents.BY_CODE.get(consent.text_code)) and consent.text_version == text.version
    }


# -- the diagnosis fee ----------------------------------------------------------------------------------------------


def diagnosis_line(case: Case) -> FundingLine | None:
    """The line that pays the diagnosis: of the case's region if it has its own, else of the whole round."""
    lines = FundingLine.objects.filter(round=case.round_id, purpose=FundingLine.Purpose.DIAGNOSIS).order_by(
        "code"
    )
    return lines.filter(region=case.region_id).first() or lines.filter(region=None).first()


def promised_fee(case: Case) -> dict[FundingLine, int]:
    """Won promised to the case for its diagnosis and not released, by line."""
    kinds = {Entry.Kind.COMMIT: 1, Entry.Kind.RELEASE: -1}
    entries = Entry.objects.filter(case_id=case.pk, reference=DIAGNOSIS_FEE, kind__in=kinds)
    sums: dict[FundingLine, int] = defaultdict(int)
    for entry in entries.select_related("line"):
        sums[entry.line] += kinds[Entry.Kind(entry.kind)] * entry.amount_krw
    return {line: amount for line, amount in sums.items() if amount}


# -- checks of acts ------------------------------------------------------------------------------------------


def require_submittable(application: Application, data: dict[str, Any]) -> None:
    """The server's clock decides about the closing time; then everything must be there."""
    require_accepting(application.case.round)
    require_complete(application, data)


def require_accepting(round_: Round) -> None:
    """The round is open, by the server's clock. A paused one says so: its drafts are kept."""
    if round_.status == Round.Status.PAUSED:
        raise Refused("round_paused", paused_message(round_), field="round")
    if not round_.accepts_applications():
        raise Refused("round_closed", _("Applications are not accepted at this time."), field="round")


def paused_message(round_: Round) -> str:
    return _(
        "“%(round)s” is paused: no application is accepted until it goes on. Drafts are kept. Questions: %(contact)s"
    ) % {"round": round_, "contact": round_.contact_ko or round_.program.operator}


def require_within_quota(application: Application, data: dict[str, Any]) -> None:
    """No more firms of a region are selected than its quota; the region's part is locked, so that two approvers
    cannot both take the last place. Who gave up or dropped out has left the place free."""
    case = application.case
    part = RoundRegion.objects.select_for_update().filter(round=case.round_id, region=case.region_id).first()
    if part is None or part.quota_firms is None or case.is_test:
        return
    if selected_in(case.round, case.region) >= part.quota_firms:
        text = _("%(region)s takes part with at most %(quota)s firms, and so many are selected already.")
        raise Refused("quota_reached", text % {"region": case.region, "quota": part.quota_firms})


def selected_in(round_: Round, region: Region) -> int:
    """How many places of a region's quota are taken."""
    chosen = Application.objects.filter(state__in=(ApplicationState.SELECTED, ApplicationState.AGREED))
    return (
        chosen.filter(case__round=round_, case__region=region, case__is_test=False)
        .exclude(case__stage__in=ENDED_STAGES)
        .count()
    )


def require_complete(application: Application, data: dict[str, Any]) -> None:
    if lacking := missing(application):
        raise Incomplete(lacking)


def latest_verdicts(application: Application) -> list[CriterionVerdict]:
    """The lines of the evaluation that stands, with their criteria."""
    evaluation = Evaluation.objects.filter(application=application).order_by("-pk").first()
    if evaluation is None:
        return []
    return list(evaluation.verdicts.select_related("criterion", "decided_by").order_by("criterion__position"))


def corrections(application: Application) -> QuerySet[CorrectionRequest]:
    """All correction requests about the application, newest first."""
    return correction_requests.of_record(application).select_related("asked_by", "answered_by")


def require_decidable(application: Application, data: dict[str, Any]) -> None:
    """A person decides only where the notice leaves it to a person."""
    verdict = next((v for v in latest_verdicts(application) if v.criterion.code == data["criterion"]), None)
    if verdict is None:
        raise Refused("unknown_criterion", _("This criterion is not known here."), field="criterion")
    if verdict.result != CriterionVerdict.Result.PERSON_DECIDES:
        text = _("The entries decide this criterion; no person can.")
        raise Refused("not_for_persons", text, field="criterion")


def require_screenable(application: Application, data: dict[str, Any]) -> None:
    """Every condition is met, by rule or by decision, and no correction request is open."""
    if corrections(application).filter(state=CorrectionRequest.State.ASKED).exists():
        raise Refused("correction_open", _("A correction request is still open."))
    verdicts = latest_verdicts(application)
    conditions = [verdict for verdict in verdicts if verdict.criterion.kind == Criterion.Kind.CONDITION]
    if not conditions:
        raise Refused("not_evaluated", _("The application was not evaluated."))
    undecided = [str(v.criterion) for v in conditions if v.awaits_person]
    if undecided:
        text = _("A person must decide first: %(criteria)s") % {"criteria": " ".join(undecided)}
        raise Refused("undecided", text)
    unmet = [str(v.criterion) for v in conditions if not v.stands_met]
    if unmet:
        text = _("Not every condition is met: %(criteria)s") % {"criteria": " ".join(unmet)}
        raise Refused("conditions_not_met", text)


def require_before_diagnosis(application: Application, data: dict[str, Any]) -> None:
    """An agreement is cancelled only while no consultant works on it."""
    if application.case.stage != CaseStage.AGREEMENT:
        raise Refused("diagnosis_started", _("The diagnosis has begun: the agreement stands."))


def require_no_other_case(application: Application, data: dict[str, Any]) -> None:
    """One open case per site and round."""
    case = application.case
    if other := live_case(case.round, case.site_id, other_than=case):
        raise already_applied(other)


def live_case(round_: Round, site_id: int | None, *, other_than: Case | None = None) -> Case | None:
    """The case that a site has open in a round."""
    cases = Case.objects.filter(round=round_, site=site_id).exclude(stage__in=ENDED_STAGES)
    return next((case for case in cases if case != other_than), None)


def already_applied(case: Case) -> Refused:
    text = _("This site has applied already (%(number)s). You find it under your applications.")
    return Refused("already_applied", text % {"number": case}, field="site")
