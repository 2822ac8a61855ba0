"""Finding who applied before or twice, and a person's word about it. Nothing here blocks anybody."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, DuplicateFlag, MatchKey
from applications.rules import duplicates as rules
from journal import clock, events
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.states import ApplicationState

Reason, Kind = DuplicateFlag.Reason, MatchKey.Kind

# A telephone exchange or an industrial complex may be shared by hundreds: the newest few are enough to look at.
MOST_PER_REASON = 20
# What says that a factory took part in the year before, whatever it calls itself now.
_LASTING = (Kind.BUSINESS_NUMBER, Kind.CORPORATE_NUMBER, Kind.ADDRESS)
_TOOK_PART = (ApplicationState.SELECTED, ApplicationState.AGREED)


@transaction.atomic
def find(application: Application) -> list[DuplicateFlag]:
    """Note by what an application is met, and flag whom that leads to. Called at each submission.

    Effects: match keys; new flags; open flags whose entries no longer match are marked as gone and stay open. A pair
    that is flagged already, from either side, is not flagged again. Returns the new flags.
    """
    keys = rules.keys(application)
    _store_keys(application, keys)
    wanted = {**_in_round(application, keys), **_elsewhere(application, keys)}
    known = {
        (_other_side(flag, application), flag.reason, flag.digest): flag
        for flag in DuplicateFlag.objects.about(application)
    }
    now = clock.now()
    own = [flag for flag in known.values() if flag.application_id == application.pk and flag.is_open]
    for flag in own:
        matches = (flag.other_id, flag.reason, flag.digest) in wanted
        if matches != (flag.gone_at is None):
            flag.gone_at = None if matches else now
            flag.save(update_fields=["gone_at"])
    return DuplicateFlag.objects.bulk_create(
        DuplicateFlag(
            application=application,
            other_id=other,
            reason=reason,
            digest=digest,
            matched=matched,
            found_at=now,
        )
        for (other, reason, digest), matched in wanted.items()
        if (other, reason, digest) not in known
    )


def _other_side(flag: DuplicateFlag, application: Application) -> int | None:
    return flag.other_id if flag.application_id == application.pk else flag.application_id


Wanted = dict[tuple[int | None, str, str], str]


def _store_keys(application: Application, keys: Iterable[tuple[str, str]]) -> None:
    application.match_keys.all().delete()
    MatchKey.objects.bulk_create(
        MatchKey(application=application, kind=kind, digest=digest) for kind, digest in keys
    )


def _others(application: Application, keys: Iterable[tuple[str, str]]) -> QuerySet[MatchKey]:
    """Keys of submitted applications that meet these, newest first; test cases meet only test cases."""
    digests = defaultdict(list)
    for kind, digest in keys:
        digests[kind].append(digest)
    met = Q(pk__in=[])
    for kind, found in digests.items():
        met |= Q(kind=kind, digest__in=found)
    return (
        MatchKey.objects.filter(met, application__case__is_test=application.case.is_test)
        .exclude(application=application)
        .exclude(application__state__in=(ApplicationState.DRAFT, ApplicationState.WITHDRAWN))
        .order_by("-application_id")
    )


def _in_round(application: Application, keys: dict[tuple[str, str], str]) -> Wanted:
    """Whom one meets in the same call: the same firm with another site, or a firm that shares something."""
    case = application.case
    found: Wanted = {}
    count: dict[str, int] = defaultdict(int)
    met = _others(application, keys).filter(application__case__round=case.round_id)
    same_firm = Q(application__case__organisation=case.organisation_id)
    # What one firm shares with itself is said once, by its business number.
    rows = met.filter(~same_firm | Q(kind=Kind.BUSINESS_NUMBER)).values_list(
        "application_id", "kind", "digest"
    )
    for other, kind, digest in rows[: MOST_PER_REASON * len(Kind)]:
        count[kind] += 1
        if count[kind] <= MOST_PER_REASON:
            found[other, kind, digest] = rules.masked(kind, keys[kind, digest])
    return found


def _elsewhere(application: Application, keys: dict[tuple[str, str], str]) -> Wanted:
    """Whoever took part in the year before, or takes part in another programme now; and what the firm declares."""
    round_ = application.case.round
    lasting = [key for key in keys if key[0] in _LASTING]
    took_part = _others(application, lasting).filter(application__state__in=_TOOK_PART)
    before = took_part.filter(
        application__case__round__program=round_.program_id, application__case__round__year=round_.year - 1
    )
    meanwhile = took_part.exclude(application__case__round__program=round_.program_id).filter(
        application__case__round__project_from__lte=round_.project_until,
        application__case__round__project_until__gte=round_.project_from,
    )
    found = {**_firsts(before, Reason.YEAR_BEFORE, keys), **_firsts(meanwhile, Reason.OTHER_PROGRAMME, keys)}
    if application.other_support:
        detail = application.other_support_detail or _("no details given")
        found[None, Reason.OTHER_SUPPORT, rules.digest(Reason.OTHER_SUPPORT, detail)] = detail[:200]
    return found


def _firsts(met: QuerySet[MatchKey], reason: str, keys: dict[tuple[str, str], str]) -> Wanted:
    """One flag per earlier application, by the strongest thing that leads there."""
    strength: dict[str, int] = {str(kind): place for place, kind in enumerate(_LASTING)}
    rows = met.values_list("application_id", "kind", "digest")[: MOST_PER_REASON * len(_LASTING)]
    best: dict[int, tuple[str, str]] = {}
    for other, kind, digest in rows:
        if other not in best or strength[kind] < strength[best[other][0]]:
            best[other] = kind, digest
    return {
        (other, reason, digest): f"{Kind(kind).label}: {rules.masked(kind, keys[kind, digest])}"[:200]
        for other, (kind, digest) in list(best.items())[:MOST_PER_REASON]
    }


@transaction.atomic
def resolve(flag: DuplicateFlag, act: Act) -> DuplicateFlag:
    """Say what a flag means: data ``state`` is same, different or irrelevant; the comment is the reason.

    Effects: the decision with who and when, an event on the case of the flagged application; a later decision
    replaces it, the events keep both. Nothing happens to either application. Raises NotAllowed, BadData.
    """
    stored = DuplicateFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if not may_resolve(act.actor, stored):
        raise NotAllowed(_("You may not do this in this case."))
    state = act.data.get("state", "")
    errors = {}
    if state not in {value for value in DuplicateFlag.State.values if value != DuplicateFlag.State.OPEN}:
        errors["state"] = [_("Choose one of the answers.")]
    if not act.comment.strip():
        errors["comment"] = [_("Give a reason.")]
    if errors:
        raise BadData(errors)
    before = {"state": stored.state, "reason": stored.decision_reason}
    stored.state, stored.decision_reason = state, act.comment.strip()
    stored.decided_by, stored.decided_at = act.actor, clock.now()
    stored.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    events.record(
        action="application.resolve_flag",
        actor=act.actor,
        obj=stored,
        case_id=stored.application.case_id,
        before=before,
        after={"state": stored.state, "reason": stored.decision_reason, "found": stored.reason},
        reason=act.comment,
        address=act.address,
    )
    return stored


@transaction.atomic
def reopen(flag: DuplicateFlag, act: Act) -> DuplicateFlag:
    """Take a decision about a flag back, with a reason. Effects: the flag is open, an event."""
    stored = DuplicateFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if not may_resolve(act.actor, stored):
        raise NotAllowed(_("You may not do this in this case."))
    if stored.is_open:
        raise Refused("flag_open", _("This flag is open already."))
    if not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    before = {"state": stored.state, "reason": stored.decision_reason}
    stored.state, stored.decision_reason = DuplicateFlag.State.OPEN, ""
    stored.decided_by = stored.decided_at = None
    stored.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    events.record(
        action="application.reopen_flag",
        actor=act.actor,
        obj=stored,
        case_id=stored.application.case_id,
        before=before,
        after={"state": stored.state},
        reason=act.comment,
        address=act.address,
    )
    return stored


def may_resolve(user: User, flag: DuplicateFlag) -> bool:
    """An official of either side."""
    return user.has_perm("applications.decide", flag.application) or (
        flag.other is not None and user.has_perm("applications.decide", flag.other)
    )
