"""What each paper says: the shape of its snapshot, one ``TypedDict`` per paper.

A step's context builder (``registry.Paper.context``) returns the *body* described here; ``services.issue``
checks it with ``check_body``, turns it into JSON (``Decimal`` → text, ``date`` and ``datetime`` → ISO text),
adds the ``Envelope`` (number, dates, verification address, issuer, demo mark) and freezes the whole.
Templates format; builders hand over plain values:

* money is whole KRW (``int``); figures are ``Decimal`` in the unit that the key names;
* days are ``date``, moments aware ``datetime``; business numbers are the ten digits;
* every key must be present; "nothing" is ``""``, ``None`` where the type allows it, or an empty list;
* text is Korean as it shall stand on the paper: pass the words of a choice, not its code.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from django.utils.functional import Promise

from documents.contexts.application import (
    ApplicationAttachment,
    ApplicationCopyBody,
    CarrierLine,
    ConsentLine,
    EntryLine,
    EntrySection,
    FiguresLine,
    PermitLine,
    ProductionLine,
)
from documents.contexts.envelope import Envelope, Issuer, PaperHead, Worded
from documents.contexts.shared import Contact, FactorLine, Firm, Programme, Site
from documents.contexts.step1 import (
    AgreementBody,
    AgreementConfirmationBody,
    AgreementSignature,
    BudgetLine,
    CorrectionLine,
    CorrectionRequestBody,
    DecisionNoticeBody,
    ObjectionBody,
    ObjectionDecisionBody,
    Party,
    ReceiptAttachment,
    ReceiptBody,
)
from documents.contexts.step2 import (
    ChecklistArea,
    ChecklistResult,
    DiagnosisReportBody,
    EnergyLine,
    EnergyTotals,
    FindingLine,
    MeasureLine,
    MeasureTotals,
    StreamLine,
    TeamMember,
    VisitLine,
)
from documents.contexts.step3 import (
    AwardLetterBody,
    ContributionReceiptBody,
    CostLine,
    SettlementBody,
    SettlementEvidence,
    SettlementItem,
)
from documents.contexts.step4 import (
    CertificateBody,
    Effect,
    KeyFigure,
    Milestone,
    OutcomeMeasure,
    OutcomeReportBody,
    OutcomeTotals,
)


class BodyIncomplete(TypeError):
    """A context builder left out a key, or gave a value of the wrong type; the paper is not issued."""


BODIES: dict[str, type] = {
    "receipt": ReceiptBody,
    "application_copy": ApplicationCopyBody,
    "correction_request": CorrectionRequestBody,
    "selection_notice": DecisionNoticeBody,
    "reserve_notice": DecisionNoticeBody,
    "refusal_notice": DecisionNoticeBody,
    "objection": ObjectionBody,
    "objection_decision": ObjectionDecisionBody,
    "agreement": AgreementBody,
    "agreement_confirmation": AgreementConfirmationBody,
    "diagnosis_report": DiagnosisReportBody,
    "award_letter": AwardLetterBody,
    "settlement": SettlementBody,
    "outcome_report": OutcomeReportBody,
    "certificate": CertificateBody,
    "contribution_receipt": ContributionReceiptBody,
}


def check_body(code: str, body: dict[str, Any]) -> None:
    """Raise ``BodyIncomplete`` naming every key of the paper that is missing, unknown or of a wrong type.

    A hole would print as a blank in an official paper, so it is refused when the paper is issued.
    """
    faults = list(_faults(body, BODIES[code], code))
    if faults:
        raise BodyIncomplete("; ".join(faults))


def _faults(value: Any, expected: Any, where: str) -> Iterator[str]:
    if is_typeddict(expected):
        yield from _dict_faults(value, expected, where)
    elif get_origin(expected) is list:
        yield from _list_faults(value, get_args(expected)[0], where)
    elif get_origin(expected) in (Union, UnionType):
        if not any(_is_a(value, option) for option in get_args(expected)):
            yield f"{where}: {type(value).__name__} instead of {expected}"
    elif not _is_a(value, expected):
        yield f"{where}: {type(value).__name__} instead of {expected.__name__}"


def _dict_faults(value: Any, expected: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {type(value).__name__} instead of a dict"
        return
    hints = get_type_hints(expected)
    for key in sorted(hints.keys() - value.keys()):
        yield f"{where}.{key}: missing"
    for key in sorted(value.keys() - hints.keys()):
        yield f"{where}.{key}: unknown"
    for key in hints.keys() & value.keys():
        yield from _faults(value[key], hints[key], f"{where}.{key}")


def _list_faults(value: Any, expected: Any, where: str) -> Iterator[str]:
    if not isinstance(value, list | tuple):
        yield f"{where}: {type(value).__name__} instead of a list"
        return
    for position, entry in enumerate(value):
        yield from _faults(entry, expected, f"{where}[{position}]")


def _is_a(value: Any, expected: type) -> bool:
    """``isinstance`` with two particulars: a bool is no number, and a whole number is a good ``Decimal``."""
    if isinstance(value, bool):
        return expected is bool
    if expected is Decimal:
        return isinstance(value, Decimal | int)
    if expected is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if expected is str:
        return isinstance(value, str | Promise)
    return isinstance(value, expected)


__all__ = [
    "BODIES",
    "AgreementBody",
    "AgreementConfirmationBody",
    "AgreementSignature",
    "ApplicationAttachment",
    "ApplicationCopyBody",
    "AwardLetterBody",
    "BodyIncomplete",
    "BudgetLine",
    "CarrierLine",
    "CertificateBody",
    "ChecklistArea",
    "ChecklistResult",
    "ConsentLine",
    "Contact",
    "ContributionReceiptBody",
    "CorrectionLine",
    "CorrectionRequestBody",
    "CostLine",
    "DecisionNoticeBody",
    "DiagnosisReportBody",
    "Effect",
    "EnergyLine",
    "EnergyTotals",
    "EntryLine",
    "EntrySection",
    "Envelope",
    "FactorLine",
    "FiguresLine",
    "FindingLine",
    "Firm",
    "Issuer",
    "KeyFigure",
    "MeasureLine",
    "MeasureTotals",
    "Milestone",
    "ObjectionBody",
    "ObjectionDecisionBody",
    "OutcomeMeasure",
    "OutcomeReportBody",
    "OutcomeTotals",
    "PaperHead",
    "Party",
    "PermitLine",
    "ProductionLine",
    "Programme",
    "ReceiptAttachment",
    "ReceiptBody",
    "SettlementBody",
    "SettlementEvidence",
    "SettlementItem",
    "Site",
    "StreamLine",
    "TeamMember",
    "VisitLine",
    "Worded",
    "check_body",
]
