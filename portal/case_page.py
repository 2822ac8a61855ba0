"""Everything the page of a case shows, read in a constant number of queries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from accounts.roles import Role
from diagnostics.models import Measure
from documents.models import File, IssuedDocument
from portal import acts, history, records
from portal.acts import Offer
from portal.awaited import due_on, open_corrections
from portal.components.timeline import Entry
from reports.models import Certificate
from workflow.models import Case, CorrectionRequest
from workflow.transitions import Transition

# Entries of the history that stand open; the others unfold.
RECENT = 12
RECORD_KINDS = ("application", "diagnosis", "grant", "outcome")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act the case waits for, and whose turn it is."""

    row: Transition
    due: date | None

    @property
    def label(self) -> str | Promise:
        return acts.doer_label(self.row)

    @property
    def roles(self) -> tuple[Role, ...]:
        return acts.doers(self.row)


@dataclass
class CasePage:
    """Read by templates/portal/case.html; each property is one query at most."""

    case: Case
    user: User

    @cached_property
    def records(self) -> list[Any]:
        """Application, diagnosis, support requests, outcome: those there are, in step order."""
        found: list[Any] = []
        for kind in RECORD_KINDS:
            found += records.visible(kind, self.user).filter(case=self.case).order_by("pk")
        return [self._attached(record) for record in found]

    @property
    def labelled_records(self) -> list[tuple[Promise, Any]]:
        return [(records.LABELS[record.workflow_kind], record) for record in self.records]

    @cached_property
    def measures(self) -> list[Measure]:
        found = Measure.objects.visible_to(self.user).filter(case=self.case)
        return [self._attached(m) for m in found.select_related("diagnosis").order_by("number")]

    @cached_property
    def offers(self) -> list[Offer]:
        """Acts on the case and its records; of measures only what is awaited, their own pages offer the rest."""
        offered = [
            offer for record in (self.case, *self.records) for offer in acts.offered(record, self.user)
        ]
        offered += [offer for m in self.measures for offer in acts.offered(m, self.user) if offer.awaited]
        return offered

    @property
    def tasks(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.awaited]

    @property
    def other_acts(self) -> list[Offer]:
        return [offer for offer in self.offers if not offer.awaited]

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Whose turn it is; the same act on several measures is told once."""
        everything = [self.case, *self.records, *self.measures]
        deadlines = open_corrections(everything)
        told: dict[tuple[str, str], Waiting] = {}
        for record in everything:
            for row in acts.awaited_rows(record):
                told.setdefault(row.key, Waiting(row, due_on(row, record, deadlines)))
        return list(told.values())

    @cached_property
    def papers(self) -> list[IssuedDocument]:
        found = IssuedDocument.objects.visible_to(self.user).filter(case=self.case)
        return list(found.with_list_data())

    @cached_property
    def files(self) -> list[File]:
        found = File.objects.visible_to(self.user).of_case(self.case)
        return list(found.select_related("uploaded_by"))

    @cached_property
    def certificates(self) -> list[Certificate]:
        return list(Certificate.objects.filter(case=self.case).select_related("paper"))

    @cached_property
    def corrections(self) -> list[CorrectionRequest]:
        return list(self.case.corrections.with_list_data())

    @property
    def participants(self) -> list[Any]:
        """Who works on the case; who judges it is known to officials alone, not to the firm or to each other."""
        found = list(self.case.participants.all())
        if self.user.has_perm("committee.read", self.case):
            return found
        return [one for one in found if one.role != Role.EVALUATOR or one.user_id == self.user.pk]

    @property
    def recent(self) -> list[Entry]:
        return self.timeline[:RECENT]

    @property
    def earlier(self) -> list[Entry]:
        return self.timeline[RECENT:]

    @cached_property
    def timeline(self) -> list[Entry]:
        return history.entries(self.case, self.user)

    def _attached(self, record: Any) -> Any:
        """Let the record share this case, with its participants already read."""
        record.case = self.case
        return record
