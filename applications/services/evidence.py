"""Files that prove what was entered: uploaded or taken from the firm's wallet, dated, taken back.

Each function goes through ``opening.open_for`` (lock, permission, version, state) and records one event. What was
handed in once is never deleted: taken back, it is marked with who and when.
"""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from applications import asked, papers, rules
from applications.asked import Slot
from applications.models import Application, EvidenceFile, WalletItem
from applications.services.opening import open_for, record, touch
from applications.services.wallet import Dates, dates_of, keep, new_item, with_last_day
from documents import files
from documents.models import File, FileShare
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, Refused


@transaction.atomic
def attach_evidence(application: Application, upload: UploadedFile, act: Act) -> EvidenceFile:
    """Keep an uploaded file as evidence; ``act.data["purpose"]`` is one of ``asked.of_case``.

    Further data: ``issued_on`` and ``valid_until`` of the paper; ``keep_in_wallet``: the paper goes into the firm's
    wallet too; ``page_of``: uid of a file of the same document whose next page this is, with its dates and its place
    in the wallet; ``replaces``: uid of a file that is taken back for it.

    Raises FileRefused with what to do when the file cannot be accepted; then nothing is kept.
    """
    fresh = open_for(application, act)
    slot = _slot(fresh, act)
    first = _own_file(fresh, act.data.get("page_of"), slot)
    replaced = _own_file(fresh, act.data.get("replaces"), slot)
    dates = (first.issued_on, first.valid_until) if first else _dates(act, slot)
    file = files.store(
        upload,
        case=fresh.case,
        audience=File.Audience.FIRM,
        purpose=slot.purpose,
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
    )
    row = EvidenceFile.objects.create(
        application=fresh,
        purpose=slot.purpose,
        file=file,
        wallet_item=_in_wallet(fresh, slot, file, first, dates, act),
        issued_on=dates[0],
        valid_until=dates[1],
        handed_in_by=act.actor,
        handed_in_at=clock.now(),
    )
    if replaced:
        _take_back(fresh, [replaced], act)
    touch(fresh)
    return row


@transaction.atomic
def take_from_wallet(application: Application, item: WalletItem, act: Act) -> list[EvidenceFile]:
    """Hand in a paper of the firm's wallet for ``act.data["purpose"]``, with its dates, without copying it.

    Refused with ``lapsed`` when it holds no longer, ``not_current`` when a newer one replaced it, and
    ``already_handed_in``.
    """
    fresh = open_for(application, act)
    slot = _slot(fresh, act)
    stored = WalletItem.objects.get(pk=item.pk)
    if stored.organisation_id != fresh.case.organisation_id:
        raise BadData({"wallet_item": [_("Choose one of the listed values.")]})
    if not stored.is_current:
        raise Refused("not_current", _("This document was already replaced or put away."))
    if stored.valid_until and stored.has_lapsed:
        raise Refused("lapsed", rules.lapsed_text(str(slot.label), stored.valid_until))
    if rules.handed_in(fresh).filter(purpose=slot.purpose, wallet_item=stored).exists():
        raise Refused("already_handed_in", _("This document was already handed in here."))
    rows = [_hand_in(fresh, slot, stored, file, act) for file in stored.files.order_by("pk")]
    record("evidence.take_from_wallet", fresh, act, None, {"purpose": slot.purpose, "item": str(stored.uid)})
    touch(fresh)
    return rows


@transaction.atomic
def date_evidence(application: Application, act: Act) -> list[EvidenceFile]:
    """Say when the papers of ``act.data["purpose"]`` that bear no date were issued (``issued_on``) and until when
    they hold (``valid_until``). The same goes into the wallet where they lie there undated.
    """
    fresh = open_for(application, act)
    slot = _slot(fresh, act)
    issued_on, valid_until = _dates(act, slot)
    if issued_on is None:
        raise BadData({"issued_on": [_("Enter the issue date.")]})
    rows = list(rules.handed_in(fresh).filter(purpose=slot.purpose, issued_on=None))
    if any(row.valid_until and row.valid_until < issued_on for row in rows):
        raise BadData(
            {"issued_on": [_("The last day lies before the issue date. Copy both from the paper.")]}
        )
    for row in rows:
        row.issued_on, row.valid_until = issued_on, valid_until or row.valid_until
        row.save(update_fields=["issued_on", "valid_until"])
    WalletItem.objects.filter(evidence_uses__in=rows, issued_on=None, valid_until=None).update(
        issued_on=issued_on, valid_until=valid_until
    )
    WalletItem.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=issued_on), evidence_uses__in=rows, issued_on=None
    ).update(issued_on=issued_on)
    record("evidence.date", fresh, act, None, {"purpose": slot.purpose, "issued_on": issued_on.isoformat()})
    touch(fresh)
    return rows


@transaction.atomic
def take_back_evidence(application: Application, row: EvidenceFile, act: Act) -> EvidenceFile:
    """Hand a file in no longer. The mark says who and when; the file and the wallet keep what they have."""
    fresh = open_for(application, act)
    stored = EvidenceFile.objects.filter(application=fresh, pk=row.pk, taken_back_at=None).first()
    if stored is None:
        raise Refused("already_taken_back", _("This file was already taken back."))
    _take_back(fresh, [stored], act)
    touch(fresh)
    return stored


def _slot(application: Application, act: Act) -> Slot:
    purpose = act.data.get("purpose")
    for slot in asked.of_case(application.case).slots:
        if slot.purpose == purpose:
            return slot
    raise BadData({"purpose": [_("Choose one of the listed values.")]})


def _dates(act: Act, slot: Slot) -> Dates:
    errors: dict[str, list[str]] = {}
    dates = dates_of(act.data, errors)
    if errors:
        raise BadData(errors)
    return with_last_day(papers.kind_for(slot), dates)


def _own_file(application: Application, uid: Any, slot: Slot) -> EvidenceFile | None:
    """A file of this document that still counts, by its uid."""
    if not uid:
        return None
    try:
        return rules.handed_in(application).get(uid=UUID(str(uid)), purpose=slot.purpose)
    except (ValueError, EvidenceFile.DoesNotExist):
        raise BadData({"purpose": [_("This file was already taken back. Load the page again.")]}) from None


def _in_wallet(
    application: Application,
    slot: Slot,
    file: File,
    first: EvidenceFile | None,
    dates: Dates,
    act: Act,
) -> WalletItem | None:
    """Where the upload lies in the wallet: beside the page before, as a paper of its own, or nowhere."""
    if first is not None:
        if first.wallet_item is not None:
            first.wallet_item.files.add(file)
        return first.wallet_item
    if not act.data.get("keep_in_wallet"):
        return None
    firm = Organisation.objects.select_for_update(no_key=True).get(pk=application.case.organisation_id)
    kind = papers.kind_for(slot)
    code, title = (kind.code, "") if kind else (asked.OTHER, str(slot.label)[:120])
    return keep(new_item(firm, code, dates, act, title=title), [file], act)


def _hand_in(application: Application, slot: Slot, item: WalletItem, file: File, act: Act) -> EvidenceFile:
    if file.case_id != application.case_id:
        FileShare.objects.get_or_create(
            file=file, case=application.case, ended_at=None, defaults={"shared_at": clock.now()}
        )
    row, _new = EvidenceFile.objects.get_or_create(
        application=application,
        purpose=slot.purpose,
        file=file,
        taken_back_at=None,
        defaults={
            "wallet_item": item,
            "issued_on": item.issued_on,
            "valid_until": item.valid_until,
            "handed_in_by": act.actor,
            "handed_in_at": clock.now(),
        },
    )
    return row


def _take_back(application: Application, rows: list[EvidenceFile], act: Act) -> None:
    moment = clock.now()
    for row in rows:
        row.taken_back_at, row.taken_back_by = moment, act.actor
        row.save(update_fields=["taken_back_at", "taken_back_by"])
        if not application.evidence_files.filter(file=row.file_id, taken_back_at=None).exists():
            FileShare.objects.filter(file=row.file_id, case=application.case_id, ended_at=None).update(
                ended_at=moment
            )
        before = {"purpose": row.purpose, "name": row.file.original_name}
        record("evidence.take_back", application, act, before, None)
