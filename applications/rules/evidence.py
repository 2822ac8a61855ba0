"""Which documents an application needs, which it has, and whether they hold on the day that counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import F, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications import asked
from applications.asked import ROOT_CONFIRMATION, Asked, Slot
from applications.models import Application, EvidenceFile
from applications.models.wallet import WARNING_DAYS, last_day
from applications.rules.conditions import rule
from applications.rules.facts import facts
from applications.rules.terms import criteria_set
from calculations import eligibility
from calculations.eligibility import Result
from documents.models import File
from journal import clock


class Standing(StrEnum):
    """How one paper stands, the best last."""

    EXPIRED = "expired"
    UNDATED = "undated"
    ENDING = "ending"
    HOLDS = "holds"


GOOD = frozenset({Standing.ENDING, Standing.HOLDS})


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file for a document, and until when it holds here: what it says itself, and what the round asks."""

    row: EvidenceFile
    ends_on: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class SlotState:
    """One document of the application: whether it must be there, what was handed in, what is lacking."""

    slot: Slot
    required: bool
    papers: tuple[HandedIn, ...]

    @property
    def standing(self) -> Standing | None:
        """That of the best paper; None without any."""
        order = list(Standing)
        return max((paper.standing for paper in self.papers), key=order.index, default=None)

    @property
    def lacks(self) -> str:
        """Why a required document does not count as handed in, in one sentence; empty when it does."""
        if not self.required or self.standing in GOOD:
            return ""
        if self.standing is Standing.EXPIRED:
            return self.expired_text
        if self.standing is Standing.UNDATED:
            text = _("Enter the issue date of “%(evidence)s”: this round takes it only for so many days.")
        else:
            text = _("Upload the evidence “%(evidence)s”.")
        return text % {"evidence": self.slot.label}

    @property
    def expired_text(self) -> str:
        ends = [paper.ends_on for paper in self.papers if paper.ends_on]
        return lapsed_text(str(self.slot.label), max(ends)) if ends else ""


def lapsed_text(name: str, ends_on: date) -> str:
    """What to do about a paper that holds no longer."""
    text = _("“%(evidence)s” was valid until %(day)s. Get a new one and upload that.")
    return text % {"evidence": name, "day": date_format(ends_on, "Y. n. j.")}


def slot_states(application: Application, documents: Asked | None = None) -> list[SlotState]:
    """Every document that is asked for, in its order; files of earlier versions of the list are among the others."""
    documents = documents or asked.of_case(application.case)
    needed = required_evidence(application, documents)
    known = {slot.purpose: slot for slot in documents.slots}
    papers: dict[str, list[HandedIn]] = {}
    for row in handed_in(application):
        slot = known.get(row.purpose, known[asked.OTHER])
        papers.setdefault(slot.purpose, []).append(_judged(row, slot, application))
    return [
        SlotState(slot, slot.purpose in needed, tuple(papers.get(slot.purpose, ())))
        for slot in documents.slots
    ]


def _judged(row: EvidenceFile, slot: Slot, application: Application) -> HandedIn:
    ends = [row.valid_until]
    if slot.valid_days and row.issued_on:
        ends.append(last_day(row.issued_on, slot.valid_days))
    ends_on = min((day for day in ends if day), default=None)
    return HandedIn(row, ends_on, _standing(row, slot, ends_on, _day_that_counts(row, application)))


def _standing(row: EvidenceFile, slot: Slot, ends_on: date | None, day: date) -> Standing:
    if ends_on and ends_on < day:
        return Standing.EXPIRED
    if slot.valid_days and row.issued_on is None:
        return Standing.UNDATED
    if ends_on and ends_on <= day + timedelta(days=WARNING_DAYS[0]):
        return Standing.ENDING
    return Standing.HOLDS


def _day_that_counts(row: EvidenceFile, application: Application) -> date:
    """The day of submission; today before it, and the day of handing in for what came with a correction."""
    submitted_at = application.case.submitted_at
    if submitted_at is None:
        return clock.today()
    return max(submitted_at, row.handed_in_at).astimezone(clock.SEOUL).date()


def handed_in(application: Application) -> QuerySet[EvidenceFile]:
    """Files that count: not taken back, not refused by the virus scan."""
    return EvidenceFile.objects.handed_in().filter(application=application).with_list_data().order_by("pk")


def evidence(application: Application) -> QuerySet[Any]:
    """The same as files; ``handed_in_as`` says for which document each was handed in."""
    return (
        File.objects.filter(evidence_uses__application=application, evidence_uses__taken_back_at=None)
        .exclude(scan_state=File.Scan.REFUSED)
        .annotate(handed_in_as=F("evidence_uses__purpose"))
    )


def required_evidence(application: Application, documents: Asked) -> set[str]:
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


def lacking_evidence(application: Application) -> Iterable[tuple[str, str]]:
    """Purpose and sentence of each required document that does not count as handed in."""
    for state in slot_states(application):
        if state.lacks:
            yield state.slot.purpose, state.lacks
