"""The agreement: prepared as a paper, confirmed by each party, concluded, cancelled (협약)."""

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import second_factor
from applications import rules
from applications.documents.agreement import SIDES, parties
from applications.models import Agreement, AgreementParty, Application
from documents import files
from documents import services as papers
from documents.models import File
from journal import canonical, clock, events
from workflow import engine
from workflow.acts import Act
from workflow.errors import NotAllowed, WrongState
from workflow.states import ApplicationState

SIGNED_COPY = "signed_agreement"


@transaction.atomic
def prepare_agreement(application: Application, act: Act) -> Application:
    """Write the agreement, so that every party reads and confirms the same text.

    Effects: agreement paper, a row per party, mail to firm, officials and administrators. Refused with
    ``agreement_prepared`` while one is in force.
    """
    move = engine.apply(application, "prepare_agreement", act, check=rules.require_no_agreement)
    paper = papers.issue_anew("agreement", move.record, actor=act.actor)
    agreement = Agreement.objects.create(
        application=move.record,
        paper=paper,
        content_sha256=canonical.sha256(paper.snapshot),
        prepared_at=clock.now(),
        prepared_by=act.actor,
    )
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, side=side, name=party["name"])
        for side, party in zip(SIDES, parties(move.record.case), strict=True)
    )
    return move.record


@transaction.atomic
def sign_agreement(application: Application, act: Act) -> Application:
    """Confirm the agreement for one's party with the code of one's two-step sign-in (``act.data["code"]``).

    Effects: the party's confirmation with person, time and address; mail. Refused with ``agreement_not_prepared``,
    ``other_party``, ``confirmed_already``, ``no_second_factor`` or ``too_many_codes``.
    """
    told = dict(act.data)
    code = str(told.pop("code", ""))  # a secret: it never reaches the event

    def check(record: Application, data: dict) -> None:
        rules.party_to_sign(rules.require_prepared(record), act.actor, data.get("party", ""))
        second_factor.require_code(act.actor, code)

    move = engine.apply(application, "sign_agreement", replace(act, data=told), check=check)
    agreement = rules.require_prepared(move.record)
    party = rules.party_to_sign(agreement, act.actor, move.data.get("party", ""))
    _confirm(party, AgreementParty.Method.CODE, act)
    return move.record


@transaction.atomic
def attach_signed_copy(application: Application, upload: UploadedFile, act: Act) -> File:
    """Keep a signed copy of the agreement; it confirms the firm's party, or all of them when staff hand it in.

    Effects: file, confirmations, an event. Raises FileRefused with what to do; then nothing is kept.
    """
    _case, fresh = engine.lock(application)
    if not act.actor.has_perm("applications.sign", fresh):
        raise NotAllowed(_("You may not do this in this case."))
    engine.require_version(fresh, act.version)
    if fresh.state != ApplicationState.SELECTED:
        raise WrongState(
            _("This is not possible now: the present state is “%(state)s”.")
            % {"state": fresh.get_state_display()}
        )
    agreement = rules.require_prepared(fresh)
    sides = rules.sides_of(act.actor, fresh.case)
    file = files.store(
        upload, case=fresh.case, audience=File.Audience.FIRM, purpose=SIGNED_COPY, actor=act.actor
    )
    agreement.signed_copy = file
    agreement.save(update_fields=["signed_copy"])
    covered = sides if sides == [AgreementParty.Side.FIRM] else list(SIDES)
    for party in agreement.parties.filter(side__in=covered, signed_at=None):
        _confirm(party, AgreementParty.Method.COPY, act)
    events.record(
        action="application.attach_signed_copy",
        actor=act.actor,
        obj=fresh,
        case_id=fresh.case_id,
        after={"agreement": agreement.paper.number, "parties": covered, "sha256": file.sha256},
        address=act.address,
    )
    return file


@transaction.atomic
def agree(application: Application, act: Act) -> Application:
    """Conclude the agreement that every party has confirmed.

    Effects: state; confirmation paper that names who confirmed, when and how; mail to firm and administrators.
    Refused with ``agreement_not_prepared``, ``not_confirmed``, or ``plan_not_confirmed`` where the round has its plan
    confirmed by a committee first.
    """
    move = engine.apply(application, "agree", act, check=_require_concludable)
    agreement = rules.require_prepared(move.record)
    agreement.concluded_at = clock.now()
    agreement.save(update_fields=["concluded_at"])
    papers.issue("agreement_confirmation", agreement, actor=act.actor)
    return move.record


def _require_concludable(application: Application, data: dict[str, Any]) -> None:
    rules.require_plan_confirmed(application, data)
    rules.require_confirmed(application, data)


@transaction.atomic
def cancel_agreement(application: Application, act: Act) -> Application:
    """Take an agreement back before a consultant is assigned.

    Effects: state; the papers are revoked with the comment as reason; mail to the firm. Refused later
    (``diagnosis_started``): then the case drops out instead.
    """
    move = engine.apply(application, "cancel_agreement", act, check=rules.require_before_diagnosis)
    give_up(move.record, act)
    return move.record


def give_up(application: Application, act: Act) -> None:
    """End the agreement in force, if there is one: its papers are revoked, its confirmations stay as they were."""
    agreement = rules.agreement_in_force(application)
    if agreement is None:
        return
    agreement.cancelled_at = clock.now()
    agreement.save(update_fields=["cancelled_at"])
    reason = act.comment.strip() or _("The agreement was given up.")
    papers.revoke_in_force("agreement", application, actor=act.actor, reason=reason)
    papers.revoke_in_force("agreement_confirmation", agreement, actor=act.actor, reason=reason)


def _confirm(party: AgreementParty, method: str, act: Act) -> None:
    party.method, party.signed_at, party.signed_by, party.address = (
        method,
        clock.now(),
        act.actor,
        act.address,
    )
    party.save(update_fields=["method", "signed_at", "signed_by", "address"])
