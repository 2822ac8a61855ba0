"""Minutes of the committee's meetings, and the confirmation of the plan."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Committee, CommitteeMinutes, PlanConfirmation
from applications.rules import committee as rules
from applications.services.committee.committees import lock, record
from documents import files
from documents.models import File
from journal import clock, events
from programs.models import Region, Round
from workflow.acts import Act
from workflow.errors import BadData, Refused, StaleVersion

FIELDS = ("held_on", "place", "attendees", "text")


@transaction.atomic
def write_minutes(
    committee: Committee,
    act: Act,
    *,
    minutes: CommitteeMinutes | None = None,
    upload: UploadedFile | None = None,
) -> CommitteeMinutes:
    """Write the minutes of a meeting, or correct them; the signed paper may come with them as a file.

    ``act.data`` are ``FIELDS``; ``act.version`` is that of the minutes. Raises FileRefused for a bad upload.
    """
    fresh = lock(committee, Act(actor=act.actor), "committee.manage")
    written = CommitteeMinutes(committee=fresh, version=0)
    if minutes is not None:
        written = CommitteeMinutes.objects.select_for_update().get(pk=minutes.pk, committee=fresh)
        if act.version is not None and act.version != written.version:
            raise StaleVersion(sent=act.version, stored=written.version)
    before = {name: str(getattr(written, name)) for name in FIELDS} if written.pk else None
    values = _values(act)
    for name, value in values.items():
        setattr(written, name, value)
    if upload is not None:
        written.file = _store(upload, fresh.round, "committee-minutes", act)
    written.version += 1
    written.written_at, written.written_by = clock.now(), act.actor
    written.save()
    after = {name: str(value) for name, value in values.items()}
    record("committee.write_minutes", fresh, act, before=before, after=after)
    return written


@transaction.atomic
def confirm_plan(
    round_: Round, region: Region | None, upload: UploadedFile | None, act: Act
) -> PlanConfirmation:
    """Record that a committee confirmed the plan of city and lead company: agreements may be concluded now.

    ``act.data``: ``confirmed_on``, ``votes_for``, ``votes_against``, ``votes_abstained``, ``minutes``. Refused with
    ``already_confirmed``, ``not_asked`` where the round asks for none, ``no_majority``.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    rules.require(act.actor, "committee.manage", scope_of(round_, region))
    if not round_.plan_confirmed_by_committee:
        raise Refused("not_asked", _("This round does not ask for a confirmed plan."))
    if rules.plan_confirmation(round_, region.pk if region else None):
        raise Refused("already_confirmed", _("The plan was confirmed already."))
    values = _plan_values(act)
    if upload is None:
        raise BadData({"file": [_("Choose the file of the plan.")]})
    record = PlanConfirmation(
        round=round_, region=region, recorded_by=act.actor, recorded_at=clock.now(), **values
    )
    record.file = _store(upload, round_, "committee-plan", act)
    record.save()
    events.record(
        action="committee.confirm_plan",
        actor=act.actor,
        obj=record,
        after={name: str(value) for name, value in values.items()},
        address=act.address,
    )
    return record


@transaction.atomic
def revoke_plan_confirmation(confirmation: PlanConfirmation, act: Act) -> PlanConfirmation:
    """Take a confirmation back with a reason: no further agreement until there is another."""
    record = (
        PlanConfirmation.objects.select_for_update().select_related("round__program").get(pk=confirmation.pk)
    )
    rules.require(act.actor, "committee.manage", scope_of(record.round, record.region))
    if not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    if record.revoked_at is not None:
        raise Refused("already_revoked", _("This confirmation was taken back already."))
    record.revoked_at, record.revocation_reason = clock.now(), act.comment.strip()[:300]
    record.save(update_fields=["revoked_at", "revocation_reason"])
    events.record(
        action="committee.revoke_plan",
        actor=act.actor,
        obj=record,
        reason=act.comment,
        address=act.address,
    )
    return record


def scope_of(round_: Round, region: Region | None) -> Committee:
    """What permissions ask about a round's region: an unsaved committee of it."""
    codes = [region.code] if region else list(round_.regions.values_list("code", flat=True)[:2])
    return Committee(
        round=round_, program_code=round_.program.code, region_code=codes[0] if len(codes) == 1 else ""
    )


def _values(act: Act) -> dict[str, Any]:
    values = {name: act.data.get(name, "") for name in FIELDS}
    errors: dict[str, list[str]] = {}
    if not isinstance(values["held_on"], date):
        errors["held_on"] = [_("Enter the day of the meeting.")]
    elif values["held_on"] > clock.today():
        errors["held_on"] = [_("This day has not come yet.")]
    for name, text in (("attendees", _("Say who was there.")), ("text", _("Write what was decided."))):
        if not str(values[name]).strip():
            errors[name] = [text]
    if errors:
        raise BadData(errors)
    return values


def _plan_values(act: Act) -> dict[str, Any]:
    names = ("confirmed_on", "votes_for", "votes_against", "votes_abstained", "minutes")
    values: dict[str, Any] = {name: act.data.get(name) for name in names}
    errors: dict[str, list[str]] = {}
    if not isinstance(values["confirmed_on"], date):
        errors["confirmed_on"] = [_("Enter the day of the meeting.")]
    elif values["confirmed_on"] > clock.today():
        errors["confirmed_on"] = [_("This day has not come yet.")]
    for name in ("votes_for", "votes_against", "votes_abstained"):
        votes = values[name] = values[name] or 0
        if not isinstance(votes, int) or not 0 <= votes <= 100:
            errors[name] = [_("Enter a number of votes from 0 to 100.")]
    if not str(values["minutes"] or "").strip():
        errors["minutes"] = [_("Write what was decided.")]
    if errors:
        raise BadData(errors)
    if values["votes_for"] <= values["votes_against"]:
        text = _("More votes for than against are needed to confirm a plan.")
        raise Refused("no_majority", text, field="votes_for")
    return values


def _store(upload: UploadedFile, round_: Round, purpose: str, act: Act) -> File:
    """Kept with the round, for the committee: only this step's own pages hand it out."""
    return files.store(
        upload, case=None, round_=round_, audience=File.Audience.COMMITTEE, purpose=purpose, actor=act.actor
    )
