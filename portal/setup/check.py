"""The set-up check: what is missing in a round or contradicts itself, before it opens."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Area, Organisation
from applications.rules import has_factors
from documents import wording
from journal import clock
from ledger.models import FundingLine
from programs import factors
from programs.models import Call, Carrier, Criterion, Region, Round, SupportRate

BLOCKING, WARNING = "blocking", "warning"
# The committee's points and the sources' shares are of a hundred.
WHOLE = Decimal(100)
# Shares are given in whole or half percent; the planned won seldom divide exactly.
SHARE_TOLERANCE = Decimal(1)
EXPECTED_DATES = (
    "announced_on",
    "screened_by",
    "selected_on",
    "execution_until",
    "settlement_on",
    "outcome_on",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: in which section (portal.setup.sections), how grave, what to do."""

    section: str
    severity: str
    message: str

    @property
    def is_blocking(self) -> bool:
        return self.severity == BLOCKING


def findings(round_: Round) -> list[Finding]:
    """Everything that the check finds, in the order of the sections; blocking ones keep the round from opening."""
    return [finding for look in CHECKS for finding in look(round_)]


def _block(section: str, message: str) -> Finding:
    return Finding(section, BLOCKING, message)


def _warn(section: str, message: str) -> Finding:
    return Finding(section, WARNING, message)


# -- dates and call ------------------------------------------------------------------------------------------


def dates(round_: Round) -> Iterator[Finding]:
    try:
        round_.clean()
    except ValidationError as error:
        for message in error.messages:
            yield _block("dates", message)
    missing = [Round.label_of(name) for name in EXPECTED_DATES if getattr(round_, name) is None]
    if missing:
        yield _warn(
            "dates", _("Enter the dates that are not known yet: %(dates)s.") % {"dates": ", ".join(missing)}
        )
    if clock.now() >= round_.closes_at:
        text = _("The closing day %(day)s has passed: nobody could apply. Move the dates.")
        yield _warn("dates", text % {"day": round_.closes_on})
    if not round_.contact_ko:
        yield _warn("dates", _("Say whom applicants can ask."))


def call(round_: Round) -> Iterator[Finding]:
    found = Call.objects.filter(round=round_).first()
    if found is None or not found.body_ko.strip():
        yield _block("call", _("Write the text of the call: it is what the public reads."))
    elif found.publish_at is None:
        yield _warn(
            "call", _("Set the hour at which the call is published; until then the page shows dates only.")
        )
    elif found.publish_at > round_.opens_at:
        yield _warn("call", _("The call is published only after applications have opened."))


# -- regions -------------------------------------------------------------------------------------------------


def regions(round_: Round) -> Iterator[Finding]:
    """Each region has areas on the closing day, and no area lies in two."""
    taking_part = list(round_.regions.order_by("code"))
    if not taking_part:
        yield _block("regions", _("Add a region: nobody can apply without one."))
        return
    lying_in: dict[Area, list[str]] = defaultdict(list)
    for region in taking_part:
        areas = list(region.areas.valid_on(round_.closes_on))
        if not areas:
            text = _("%(region)s has no area that exists on %(day)s. Bring its areas up to date.")
            yield _block("regions", text % {"region": region, "day": round_.closes_on})
        for area in areas:
            lying_in[area].append(str(region))
    for area, names in lying_in.items():
        if len(names) > 1:
            text = _("%(area)s lies in several regions at once: %(regions)s. Take it out of all but one.")
            yield _block("regions", text % {"area": area, "regions": ", ".join(names)})


# -- money ---------------------------------------------------------------------------------------------------


def money(round_: Round) -> Iterator[Finding]:
    """Lines have amounts, belong to the round's regions, can pay the diagnoses, and fit the sources' shares."""
    lines = list(round_.funding_lines.select_related("region"))
    if not lines:
        yield _block("money", _("Add a funding line: no diagnosis or support can be promised without one."))
    inside = set(round_.regions.values_list("pk", flat=True))
    for line in lines:
        if line.planned_krw <= 0:
            yield _block(
                "money", _("The line “%(line)s” has no amount. Plan one or remove it.") % {"line": line.code}
            )
        if line.region_id is not None and line.region_id not in inside:
            text = _("The line “%(line)s” belongs to %(region)s, which does not take part.")
            yield _block("money", text % {"line": line.code, "region": line.region})
    if lines and round_.diagnosis_fee_krw and not any(line.purpose == "diagnosis" for line in lines):
        yield _block(
            "money",
            _("Add a line for diagnoses: the fee of %(fee)s won a site has none to be paid from.")
            % {"fee": f"{round_.diagnosis_fee_krw:,}"},
        )
    yield from _shares(round_, lines)


def _shares(round_: Round, lines: list[FundingLine]) -> Iterator[Finding]:
    shares = {share.fund_source: share for share in round_.source_shares.all()}
    if not shares:
        return
    total = sum((share.percent for share in shares.values()), Decimal(0))
    if total != WHOLE:
        text = _("The shares of the sources add up to %(total)s %%; make it 100 %%.")
        yield _block("money", text % {"total": f"{total.normalize():f}"})
    planned: dict[str, int] = defaultdict(int)
    for line in lines:
        planned[line.fund_source] += line.planned_krw
    whole = sum(planned.values())
    if not whole:
        return
    for source, label in FundingLine.Source.choices:
        share = shares[source].percent if source in shares else Decimal(0)
        actual = WHOLE * planned[source] / whole
        if abs(actual - share) > SHARE_TOLERANCE:
            text = _("%(source)s: the lines plan %(actual)s %% of the money, the share says %(share)s %%.")
            yield _block(
                "money",
                text % {"source": label, "actual": f"{actual:.1f}", "share": f"{share.normalize():f}"},
            )


# -- rules ---------------------------------------------------------------------------------------------------


def criteria(round_: Round) -> Iterator[Finding]:
    rows = list(round_.criteria_set.criteria.all())
    if not any(row.kind == Criterion.Kind.CONDITION for row in rows):
        yield _block("criteria", _("Add a condition: without one no application can pass the screening."))
    for row in rows:
        try:
            row.clean()
        except ValidationError as error:
            yield _block("criteria", f"{row}: {' '.join(error.messages)}")
    if round_.document_list is None:
        return
    codes = set(round_.document_list.documents.values_list("code", flat=True))
    for row in rows:
        if row.evidence and row.evidence not in codes:
            text = _(
                "The condition “%(condition)s” asks for the document %(code)s, which is not in the list."
            )
            yield _warn("criteria", text % {"condition": row, "code": row.evidence})


def rates(round_: Round) -> Iterator[Finding]:
    """Whoever the criteria admit finds a rate, whatever the diagnosis team's grade."""
    cells = {(rate.size, rate.support_type, rate.grade) for rate in round_.rate_table.rates.all()}
    sizes = dict(Organisation.Size.choices)
    kinds, grades = dict(SupportRate.SupportType.choices), SupportRate.Grade.values
    for size in admitted_sizes(round_):
        lacking = [
            f"{kinds[kind]} {grade}"
            for kind, grade in product(kinds, grades)
            if (size, kind, grade) not in cells
        ]
        if lacking:
            text = _("Add the support rate of %(size)s for: %(cells)s.")
            yield _block("rates", text % {"size": sizes[size], "cells": ", ".join(lacking)})


def admitted_sizes(round_: Round) -> list[str]:
    """Firm sizes that no condition shuts out."""
    rows = round_.criteria_set.criteria.filter(
        fact="firm_size", kind=Criterion.Kind.CONDITION, on_fail=Criterion.OnFail.NOT_MET
    )
    sizes = [str(size) for size in Organisation.Size.values]
    for row in rows:
        named = set(row.threshold.split("|"))
        sizes = [size for size in sizes if (size in named) != (row.operator == Criterion.Operator.NE)]
    return sizes


def scoring(round_: Round) -> Iterator[Finding]:
    sheet = round_.scoring_sheet
    if sheet is None:
        if round_.selected_by == Round.SelectedBy.COMMITTEE:
            yield _warn("scoring", _("A committee selects, but it has no scoring sheet."))
        return
    total = sum((row.weight for row in sheet.criteria.all()), Decimal(0))
    if total != WHOLE:
        text = _("The weights of the scoring sheet add up to %(total)s; make it 100.")
        yield _block("scoring", text % {"total": f"{total.normalize():f}"})


def checklist(round_: Round) -> Iterator[Finding]:
    if not round_.checklist.items.exists():
        yield _block(
            "checklist", _("Add items to the checklist: the diagnosis could not be finished without.")
        )


def factor_set(round_: Round) -> Iterator[Finding]:
    """Every energy carrier can be turned into TOE."""
    try:
        table = factors.table(round_.factor_set)
    except ValueError as error:
        yield _block("factors", _("A factor cannot be read: %(error)s") % {"error": error})
        return
    carriers = Carrier.objects.filter(kind=Carrier.Kind.ENERGY)
    lacking = [str(carrier) for carrier in carriers if not has_factors(carrier, table)]
    if lacking:
        text = _("The factor set cannot turn these into TOE: %(carriers)s. Add their factors.")
        yield _block("factors", text % {"carriers": ", ".join(lacking)})


def papers(round_: Round) -> Iterator[Finding]:
    """Every paper of the programme has all its words."""
    for paper in wording.missing(round_.program):
        text = _("The paper “%(paper)s” lacks words that it needs. Enter them.")
        yield _block("papers", text % {"paper": paper.title_ko})


def names(round_: Round) -> Iterator[Finding]:
    """After a copy for another city, texts may still speak of the old one."""
    regions_elsewhere = Region.objects.exclude(rounds=round_)
    elsewhere = [name for region in regions_elsewhere for name in (region.name_ko, region.name_en) if name]
    for section, text in _texts(round_):
        for name in elsewhere:
            if name in text:
                message = _("“%(text)s” names %(region)s, which does not take part.")
                yield _warn(section, message % {"text": text[:60], "region": name})


def _texts(round_: Round) -> Iterator[tuple[str, str]]:
    """What the public reads of a round, each text with its section."""
    yield from (("dates", text) for text in (round_.name_ko, round_.name_en))
    for row in round_.criteria_set.criteria.all():
        yield from (("criteria", text) for text in (row.wording_ko, row.wording_en))
    if found := Call.objects.filter(round=round_).first():
        named = (found.title_ko, found.title_en, found.body_ko, found.body_en)
        yield from (("call", text) for text in named)


CHECKS: tuple[Callable[[Round], Iterator[Finding]], ...] = (
    dates, call, regions, money, criteria, rates, scoring, checklist, factor_set, papers, names,
)  # fmt: skip
