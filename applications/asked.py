"""The documents that an application is asked for: those of the round's list, else the usual ones."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from programs.models import DocumentAsked, DocumentList
from workflow.models import Case

SIZE_CONFIRMATION = "size_confirmation"
ROOT_CONFIRMATION = "root_confirmation"
OTHER = "other"
EVIDENCE: dict[str, Promise] = {
    SIZE_CONFIRMATION: gettext_lazy("Confirmation of firm size"),
    ROOT_CONFIRMATION: gettext_lazy("Root-firm confirmation"),
    "business_registration": gettext_lazy("Business registration"),
    "factory_registration": gettext_lazy("Factory registration"),
    OTHER: gettext_lazy("Other evidence"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One document: what files of it are kept as, what it is called, where to get it, how old it may be."""

    purpose: str
    label: str | Promise
    is_required: bool = False
    hint: str = ""
    valid_days: int | None = None

    @property
    def age(self) -> str:
        if self.valid_days is None:
            return ""
        text = ngettext(
            "Issued at most %(days)s day ago.", "Issued at most %(days)s days ago.", self.valid_days
        )
        return text % {"days": self.valid_days}


USUAL = tuple(Slot(code, label, is_required=code == SIZE_CONFIRMATION) for code, label in EVIDENCE.items())


@dataclass(frozen=True, slots=True)
class Asked:
    """The slots in their order; ``labels`` also names files that were handed in for an earlier version."""

    slots: tuple[Slot, ...]
    labels: dict[str, str | Promise]


def of_case(case: Case) -> Asked:
    """What the case is asked for: by its pinned list, before submission by the round's."""
    listed = case.document_list_id or case.round.document_list_id
    rows = _rows(listed) if listed else []
    slots = tuple(_slot(row) for row in rows if row.document_list_id == listed)
    if not slots:
        return Asked(USUAL, dict(EVIDENCE))
    if OTHER not in {slot.purpose for slot in slots}:
        slots = (*slots, USUAL[-1])
    earlier = {str(row.code): str(row) for row in rows}
    return Asked(slots, {**EVIDENCE, **earlier, **{slot.purpose: slot.label for slot in slots}})


def _rows(listed: int) -> list[DocumentAsked]:
    """Documents of the application in every version of a list, in their order, the oldest version first."""
    code = DocumentList.objects.filter(pk=listed).values("code")
    rows: Iterable[DocumentAsked] = DocumentAsked.objects.filter(
        document_list__code__in=code, step=DocumentAsked.Step.APPLICATION
    ).order_by("document_list__version", "position", "pk")
    return list(rows)


def _slot(row: DocumentAsked) -> Slot:
    return Slot(str(row.code), str(row), row.is_required, row.hint_ko, row.valid_days)
