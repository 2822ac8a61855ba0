"""What the public learns about a paper from its code: whether it is valid, and enough to compare it with."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from documents.models import IssuedDocument
from journal.clock import SEOUL


class Verdict(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """Nothing of the code asked for is in it: malformed and unknown codes get one and the same answer."""

    verdict: Verdict
    facts: list[tuple[str, Any]]
    demo: bool = False


def verify(code: str) -> Answer:
    """The answer about a code. Why a paper was revoked is not for the public."""
    paper = IssuedDocument.objects.filter(verification_code=code).select_related("replaced_by").first()
    if paper is None:
        return Answer(Verdict.UNKNOWN, [])
    return Answer(
        Verdict.REVOKED if paper.is_revoked else Verdict.VALID, _facts(paper), demo=paper.snapshot["demo"]
    )


def _facts(paper: IssuedDocument) -> list[tuple[str, Any]]:
    facts = [
        (_("Paper"), paper.title),
        (_("Number"), paper.number),
        (_("Issued to"), paper.snapshot["firm"]["name"]),
        (_("Issued by"), paper.snapshot["issuer"]["name"]),
        (_("Issued on"), formats.date_format(paper.issued_at.astimezone(SEOUL))),
        (_("SHA-256 of the file"), paper.sha256 or _("The file is still being made.")),
    ]
    if paper.revoked_at:
        facts.append((_("Revoked on"), formats.date_format(paper.revoked_at.astimezone(SEOUL))))
    if replacement := getattr(paper, "replaced_by", None):
        facts.append((_("Replaced by"), replacement.number))
    return facts
