"""Every write on papers: issue, render, retry, revoke."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from documents import contexts, qr, registry, rendering, wording
from documents.choices import PaperState as State
from documents.models import IssuedContent, IssuedDocument, new_verification_code
from journal import clock, counters, events, outbox

if TYPE_CHECKING:
    from accounts.models import User
    from programs.models import Operator

# What has a uid and belongs to a case, such as a workflow.Record; or, without a case, to a round.
Issuable = Any
RENDER_TASK = "documents.render"


class NotInForce(ValidationError):
    """The paper was revoked, or must be revoked before another can stand for it."""


@transaction.atomic
def issue(
    code: str, record: Issuable, *, actor: "User | None", replaces: IssuedDocument | None = None
) -> IssuedDocument:
    """Issue the paper of a record, in the caller's transaction; asked again, return the one in force.

    Effects: gapless number of the operator, kind and Korean year; verification code; frozen snapshot; event;
    outbox row that has the PDF rendered after commit. ``replaces`` names the revoked paper it stands for.
    """
    if replaces is not None and not replaces.is_revoked:
        raise NotInForce(_("Revoke the paper before issuing another in its place."), code="not_revoked")
    in_force = IssuedDocument.objects.in_force().filter(kind=code, record_uid=record.uid)
    if existing := in_force.first():
        return existing
    paper = registry.get(code)
    body = _body(paper, record)
    try:
        with transaction.atomic():  # a second issue of the same record gives its number back
            document = _create(paper, record, body, actor, replaces)
    except IntegrityError:
        if existing := in_force.first():
            return existing
        raise
    events.record(
        action="documents.issue",
        actor=actor,
        obj=document,
        case_id=document.case_id,
        after={"kind": code, "number": document.number},
    )
    _enqueue(document)
    return document


def issue_anew(code: str, record: Issuable, *, actor: "User | None") -> IssuedDocument:
    """``issue``; after a revocation the new paper names the one that it replaces."""
    revoked = IssuedDocument.objects.filter(kind=code, record_uid=record.uid, replaced_by=None)
    last = revoked.exclude(revoked_at=None).order_by("-pk").first()
    return issue(code, record, actor=actor, replaces=last)


def _body(paper: registry.Paper, record: Issuable) -> dict[str, Any]:
    """What the paper says, in the paper's language, whichever one the person at the screen reads."""
    with translation.override(paper.language):
        body = dict(paper.context(record))
        contexts.check_body(paper.code, body)
        return _as_json(body)


def _create(
    paper: registry.Paper,
    record: Issuable,
    body: Mapping[str, Any],
    actor: "User | None",
    replaces: IssuedDocument | None,
) -> IssuedDocument:
    case = getattr(record, "case", None)
    round_ = case.round if case else record.round
    operator = round_.program.operator
    year = clock.today().year
    serial = counters.take(f"paper:{operator.code}:{paper.code}:{year}")
    document = IssuedDocument(
        kind=paper.code,
        case=case,
        record_type=record._meta.label_lower,
        record_uid=record.uid,
        operator_code=operator.code,
        year=year,
        serial=serial,
        number=f"제{year}-{serial:03d}호",
        verification_code=new_verification_code(),
        language=paper.language,
        template_version=paper.version,
        issued_at=clock.now(),
        issued_by=actor,
        replaces=replaces,
    )
    own = wording.in_force(round_.program, paper)
    demo = settings.DEMO or operator.is_demo or (case.is_test if case else round_.is_test)
    document.snapshot = snapshot(paper, body, _head(document, paper), operator, own, demo=demo)
    document.save(force_insert=True)
    return document


def _head(document: IssuedDocument, paper: registry.Paper) -> contexts.PaperHead:
    return {
        "kind": paper.code,
        "title": paper.title_ko,
        "number": document.number,
        "issued_on": clock.today(),
        "language": document.language,
        "template_version": document.template_version,
        "verification_code": document.verification_code,
        "verification_url": qr.verification_url(document.verification_code),
        "replaces": document.replaces.number if document.replaces else "",
    }


def snapshot(
    paper: registry.Paper,
    body: Mapping[str, Any],
    head: contexts.PaperHead,
    operator: "Operator",
    own: wording.Wording,
    *,
    demo: bool,
) -> dict[str, Any]:
    """All that a paper says, as plain JSON: its body, its head, who issues it, and in which words."""
    said = _as_json({**body, "paper": head, "issuer": _issuer(operator, own), "demo": demo})
    said["wording"] = wording.worded(paper, own, said, shows_seal=operator.shows_seal)
    return said


def _issuer(operator: "Operator", own: wording.Wording) -> contexts.Issuer:
    return {
        "code": operator.code,
        "name": operator.name_ko,
        "signer": own.sender_ko or operator.signer_ko or operator.name_ko,
        "address": operator.address,
        "phone": operator.phone,
        "email": operator.email,
        "seal": operator.shows_seal,
    }


def _as_json(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals and days as text: what is frozen reads the same in ten years."""
    return json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder, ensure_ascii=False))


def _enqueue(document: IssuedDocument) -> None:
    outbox.enqueue(RENDER_TASK, {"document": str(document.uid)}, key=render_key(document))


def render_key(document: IssuedDocument) -> str:
    """Outbox key: one message renders one paper, however often it is asked for."""
    return f"render:{document.uid}"


def render(uid: UUID | str) -> bool:
    """Render an issued paper from its snapshot; True when this call stored the bytes.

    Safe to call again and side by side: only one call ever stores, and stored bytes are never replaced.
    Layout runs outside every transaction. A failure is kept with the paper, visible at once, and raised again
    so that the outbox tries once more.
    """
    document = IssuedDocument.objects.get(uid=uid)
    if not _advance(document, State.RENDERING, error=""):
        return False
    try:
        data = rendering.render_pdf(registry.get(document.kind).template, document.snapshot)
    except Exception as fault:
        _advance(document, State.FAILED, error=f"{type(fault).__name__}: {fault}")
        raise
    return _store(document, data)


@transaction.atomic
def _store(document: IssuedDocument, data: bytes) -> bool:
    stored = _advance(
        document,
        State.READY,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        ready_at=clock.now(),
        error="",
    )
    if stored:
        IssuedContent.objects.create(document=document, data=data)
    return stored


def _advance(document: IssuedDocument, state: State, **values: Any) -> bool:
    """Compare and set: whatever happens beside us, a ready paper stays as it is."""
    rows = IssuedDocument.objects.filter(pk=document.pk).exclude(state=State.READY)
    return rows.update(state=state, **values) == 1


@transaction.atomic
def retry(document: IssuedDocument, *, actor: "User") -> None:
    """Have a failed paper rendered again: queue it and replay its outbox message."""
    if not IssuedDocument.objects.filter(pk=document.pk, state=State.FAILED).update(state=State.QUEUED):
        return
    outbox.replay(outbox.OutboxMessage.objects.get(key=render_key(document)))
    events.record(
        action="documents.retry",
        actor=actor,
        obj=document,
        case_id=document.case_id,
        before={"error": document.error},
    )


@transaction.atomic
def revoke(document: IssuedDocument, *, actor: "User", reason: str) -> IssuedDocument:
    """Declare a paper void, with a reason that the staff see; its bytes and its number stay."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the paper is revoked.")})
    revoked = IssuedDocument.objects.in_force().filter(pk=document.pk)
    if not revoked.update(revoked_at=clock.now(), revoked_by=actor, revocation_reason=reason.strip()):
        raise NotInForce(_("This paper was revoked already."), code="revoked")
    events.record(
        action="documents.revoke",
        actor=actor,
        obj=document,
        case_id=document.case_id,
        after={"number": document.number},
        reason=reason.strip(),
    )
    document.refresh_from_db()
    return document


def revoke_in_force(code: str, record: Issuable, *, actor: "User", reason: str) -> None:
    """Revoke the record's paper of this kind, if there is one in force."""
    for document in IssuedDocument.objects.in_force().filter(kind=code, record_uid=record.uid):
        revoke(document, actor=actor, reason=reason)
