"""Contributions that come in, each with its receipt as a paper."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from documents import services as documents
from documents.models import IssuedDocument
from documents.querysets import CONTRIBUTION_RECEIPT
from ledger import contributions
from ledger.models import ContributionDue
from programs.services import Edit


@transaction.atomic
def receive(due: ContributionDue, received_on: date, edit: Edit) -> ContributionDue:
    """Book a contribution once (ledger.contributions) and issue its receipt, which is made after commit."""
    booked = contributions.receive(due, received_on, edit)
    documents.issue(CONTRIBUTION_RECEIPT, booked, actor=edit.actor)
    return booked


def with_papers(dues: Iterable[ContributionDue]) -> list[tuple[ContributionDue, IssuedDocument | None]]:
    """Each bill with its receipt, if it has one; one query for all."""
    rows = list(dues)
    found = IssuedDocument.objects.in_force().filter(
        kind=CONTRIBUTION_RECEIPT, record_uid__in=[due.uid for due in rows]
    )
    papers = {paper.record_uid: paper for paper in found.defer("snapshot")}
    return [(due, papers.get(due.uid)) for due in rows]
