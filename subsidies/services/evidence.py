"""What proves the cost: entered and withdrawn by the firm, handed in, returned, judged."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from documents import files
from documents.choices import Audience
from documents.models import File
from journal import clock, events
from subsidies import rules, schemas
from subsidies.models import CostItem, Evidence, Grant
from subsidies.services import money
from workflow import engine, schema
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, WrongState
from workflow.states import GrantState


@transaction.atomic
def add_evidence(item: CostItem, act: Act, *, file: UploadedFile | File) -> Evidence:
    """Prove a cost item of an approved grant. ``act.version`` is the grant's, ``file`` an upload or a stored file.

    Effects: file stored, evidence, new version of the grant, event.
    """
    grant = _lock_for_evidence(item.grant, act)
    if not grant.cost_items.live().filter(pk=item.pk).exists():
        raise Refused("item_replaced", _("This cost item was replaced. Look at the grant again."))
    data = schema.clean(schemas.EVIDENCE, act.data)
    if data["issued_on"] > clock.today():
        raise BadData({"issued_on": [_("This day is still to come.")]})
    try:
        with transaction.atomic():
            evidence = Evidence.objects.create(cost_item=item, file=_stored(file, grant, act), **data)
    except IntegrityError:
        raise BadData(
            {"number": [_("This cost item has evidence of this kind and number already.")]}
        ) from None
    _bump(grant, act, "evidence.add", evidence, data=schema.to_json(data))
    return evidence


@transaction.atomic
def withdraw_evidence(evidence: Evidence, act: Act) -> Evidence:
    """Take evidence back before it is handed in; it stays on record and counts no more."""
    grant = _lock_for_evidence(evidence.cost_item.grant, act)
    withdrawn = Evidence.objects.live().filter(pk=evidence.pk).update(withdrawn_at=clock.now())
    if not withdrawn:
        raise Refused("evidence_withdrawn", _("This evidence was withdrawn already."))
    evidence.refresh_from_db()
    _bump(grant, act, "evidence.withdraw", evidence)
    return evidence


@transaction.atomic
def claim(grant: Grant, act: Act) -> Grant:
    """Hand in the evidence for settlement; every eligible cost item needs some."""
    return engine.apply(grant, "claim", act, check=rules.require_evidence).record


@transaction.atomic
def return_claim(grant: Grant, act: Act) -> Grant:
    """Give the evidence back to be completed; what was judged stays judged."""
    return engine.apply(grant, "return_claim", act).record


@transaction.atomic
def judge_evidence(grant: Grant, act: Act) -> Grant:
    """Accept or strike one piece of evidence; a strike needs its reason. May be repeated until the settlement."""
    move = engine.apply(grant, "judge_evidence", act, check=money.decision(act.actor))
    struck = move.data["verdict"] == Evidence.Verdict.STRUCK
    reason = (move.data["reason"] or act.comment).strip()
    if struck and not reason:
        raise BadData({"reason": [_("Say why it is struck.")]})
    of_grant = Evidence.objects.counting().filter(cost_item__grant=move.record)
    evidence = of_grant.filter(uid=move.data["evidence"]).first()
    if evidence is None:
        raise BadData({"evidence": [_("This grant has no such evidence.")]})
    of_grant.filter(pk=evidence.pk).update(
        verdict=move.data["verdict"], reason=reason[:500] if struck else "", judged_by=act.actor
    )
    return move.record


def _lock_for_evidence(grant: Grant, act: Act) -> Grant:
    """The grant, locked, if this person may change its evidence now and saw its present version."""
    _case, locked = engine.lock(grant)
    if not act.actor.has_perm("subsidies.claim", locked):
        raise NotAllowed(_("You may not do this in this case."))
    engine.require_version(locked, act.version)
    if locked.state != GrantState.APPROVED:
        raise WrongState(
            _(
                "Evidence can be changed only between the award and handing it in; the present state is “%(state)s”."
            )
            % {"state": locked.get_state_display()}
        )
    return locked


def _bump(
    grant: Grant, act: Act, action: str, evidence: Evidence, *, data: dict[str, Any] | None = None
) -> None:
    """A write beside the states: the grant gets a new version, the case's log an event."""
    money.update(grant, version=grant.version + 1, updated_at=clock.now())
    events.record(
        action=action,
        actor=act.actor,
        obj=evidence,
        case_id=grant.case_id,
        reason=act.comment,
        address=act.address,
        on_behalf_of=act.on_behalf_of,
        data={"grant": str(grant.uid), **(data or {})},
    )


def _stored(file: UploadedFile | File, grant: Grant, act: Act) -> File:
    if isinstance(file, File):
        if file.case_id != grant.case_id:
            raise BadData({"file": [_("Choose a file of this case.")]})
        return file
    return files.store(
        file,
        case=grant.case,
        audience=Audience.FIRM,
        purpose="evidence",
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
    )
