"""How a programme words its papers: versions that are only ever added to, and what stands in the code until then."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import BadData, StaleVersion
from documents import placeholders, registry
from documents.models import PaperWording
from documents.rendering import PNG_PREFIX
from journal import clock, events
from programs.models import Program
from programs.services import Edit

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Wording:
    """What a paper of a programme says in its own words; version 0 is that of the code."""

    version: int
    blocks: Mapping[str, str] = field(default_factory=dict)
    sender_ko: str = ""
    seal: bytes = b""


def in_force(program: Program, paper: registry.Paper) -> Wording:
    """The newest wording; blocks that it does not know yet read as in the code."""
    newest = PaperWording.objects.filter(program=program, kind=paper.code).order_by("-version").first()
    return of(paper, newest)


def of(paper: registry.Paper, stored: PaperWording | None) -> Wording:
    defaults = {block.name: block.default_ko for block in paper.blocks}
    if stored is None:
        return Wording(0, defaults)
    own = {name: text for name, text in stored.blocks.items() if name in defaults}
    return Wording(stored.version, {**defaults, **own}, stored.sender_ko, bytes(stored.seal or b""))


def at_version(program: Program, paper: registry.Paper, version: int) -> Wording | None:
    """A wording of the past, 0 for that of the code; None where there is none of that number."""
    if version == 0:
        return of(paper, None)
    stored = PaperWording.objects.filter(program=program, kind=paper.code, version=version).first()
    return of(paper, stored) if stored else None


def missing(program: Program) -> list[registry.Paper]:
    """The papers that would be issued with a hole: a block that has no words in the code nor of the programme."""
    newest: dict[str, PaperWording] = {}
    for stored in PaperWording.objects.filter(program=program).order_by("version").defer("seal"):
        newest[stored.kind] = stored
    return [
        paper
        for paper in registry.papers()
        if any(
            block.is_required and not _text(block, newest.get(paper.code)).strip() for block in paper.blocks
        )
    ]


def _text(block: registry.Block, stored: PaperWording | None) -> str:
    return stored.blocks.get(block.name, block.default_ko) if stored else block.default_ko


@transaction.atomic
def save(
    program: Program, paper: registry.Paper, wording: Wording, edit: Edit, *, seen: int | None = None
) -> Wording:
    """Word a paper anew. Effects: another version, an event; papers that were issued keep theirs.

    ``seen`` is the version that the form showed. Nothing is written when nothing differs. Raises StaleVersion with
    what is stored, BadData for placeholders the paper does not know, for an empty block and without a reason.
    """
    Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    current = in_force(program, paper)
    if seen is not None and seen != current.version:
        stored = {**current.blocks, "sender_ko": current.sender_ko}
        raise StaleVersion(sent=seen, stored=current.version, current=stored)
    if _content(wording) == _content(current):
        return current
    if errors := _faults(paper, wording, edit):
        raise BadData(errors)
    made = PaperWording.objects.create(
        program=program,
        kind=paper.code,
        version=current.version + 1,
        blocks=dict(wording.blocks),
        sender_ko=wording.sender_ko,
        seal=wording.seal or None,
        created_by=edit.actor,
        created_at=clock.now(),
        reason=edit.reason[:REASON_LENGTH],
    )
    events.record(
        action="word_paper",
        actor=edit.actor,
        obj=made,
        before=_shown(current),
        after=_shown(of(paper, made)),
        reason=edit.reason,
        address=edit.address,
        data={"program": program.code, "kind": paper.code},
    )
    return of(paper, made)


def worded(
    paper: registry.Paper, wording: Wording, snapshot: Mapping[str, Any], *, shows_seal: bool
) -> dict[str, Any]:
    """What an issued paper keeps (``contexts.Worded``): its words with the values put in, and their version."""
    return {
        "version": wording.version,
        "blocks": {
            block.name: placeholders.fill(wording.blocks[block.name], paper.placeholders, snapshot)
            for block in paper.blocks
        },
        "seal": _as_address(wording.seal) if shows_seal and wording.seal else "",
    }


def _as_address(png: bytes) -> str:
    return PNG_PREFIX + base64.b64encode(png).decode("ascii")


def _content(wording: Wording) -> tuple[dict[str, str], str, bytes]:
    return dict(wording.blocks), wording.sender_ko, wording.seal


def _shown(wording: Wording) -> dict[str, Any]:
    """For events: that there is a seal, not its picture."""
    return {
        "version": wording.version,
        "blocks": dict(wording.blocks),
        "sender_ko": wording.sender_ko,
        "has_seal": bool(wording.seal),
    }


def _faults(paper: registry.Paper, wording: Wording, edit: Edit) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for block in paper.blocks:
        text = wording.blocks[block.name]
        if found := placeholders.faults(text, paper.placeholders):
            errors[block.name] = found
        elif block.is_required and not text.strip():
            errors[block.name] = [
                _("The paper needs these words. Enter them, or take the present ones back.")
            ]
    if not edit.reason:
        errors["reason"] = [_("Say why the wording changes.")]
    return errors
