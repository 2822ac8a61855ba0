"""The wallet of a firm: a paper is added, replaced by a newer one, or put away; nothing is deleted.

Each is one event. Whoever may type for the firm (``applications.edit``) may do it. FileRefused says which file cannot
be kept and why; then nothing is.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.models import Organisation
from applications import papers
from applications.models import WalletItem
from applications.models.wallet import last_day
from documents import files
from documents.models import File
from journal import clock, events
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused

TEXTS = {"title": 120, "number": 60, "issuer": 120}
MAX_FILES = 20

Dates = tuple[date | None, date | None]


@transaction.atomic
def add_to_wallet(organisation: Organisation, uploads: Sequence[UploadedFile], act: Act) -> WalletItem:
    """Keep a paper with its pages. ``act.data``: ``code``, ``title``, ``issued_on``, ``valid_until``, ``number``,
    ``issuer``. Of a kind that a firm holds once, it replaces the one before.
    """
    firm = _locked(organisation, act)
    item = _new_item(firm, act)
    _require_pages(uploads)
    kept = files.store_all(
        uploads,
        case=None,
        organisation=firm,
        audience=File.Audience.FIRM,
        purpose=item.code,
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
    )
    return keep(item, kept, act)


@transaction.atomic
def replace_in_wallet(item: WalletItem, uploads: Sequence[UploadedFile], act: Act) -> WalletItem:
    """A newer paper in the place of ``item``, which stays as history. Refused with ``not_current``."""
    stored = _locked_item(item, act)
    data = {"code": stored.code, "title": stored.title, **act.data}
    newer = _new_item(stored.organisation, _with(act, data))
    _require_pages(uploads)
    kept = files.store_all(
        uploads,
        case=None,
        organisation=stored.organisation,
        audience=File.Audience.FIRM,
        purpose=newer.code,
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
    )
    return keep(newer, kept, act, replaces=stored)


@transaction.atomic
def put_away(item: WalletItem, act: Act) -> WalletItem:
    """Take a paper out of the wallet. It stays as history and where it was handed in."""
    stored = _locked_item(item, act)
    stored.put_away_at = clock.now()
    stored.save(update_fields=["put_away_at"])
    _record("wallet.put_away", stored, act)
    return stored


def keep(
    item: WalletItem, kept: Sequence[File], act: Act, *, replaces: WalletItem | None = None
) -> WalletItem:
    """Write a new paper and its pages; what it replaces points at it. Inside a transaction that locked the firm."""
    before = replaces or _held_before(item)
    item.save(force_insert=True)
    item.files.set(kept)
    if before is not None:
        before.replaced_by = item
        before.save(update_fields=["replaced_by"])
    _record("wallet.replace" if before else "wallet.add", item, act)
    return item


def _held_before(item: WalletItem) -> WalletItem | None:
    """The current paper of a kind that a firm holds once."""
    if papers.kind_of(item.code).several:
        return None
    return WalletItem.objects.current().filter(organisation=item.organisation, code=item.code).first()


def _new_item(firm: Organisation, act: Act) -> WalletItem:
    errors: dict[str, list[str]] = {}
    if act.data.get("code") not in papers.BY_CODE:
        errors["code"] = [_("Choose one of the listed values.")]
    dates = dates_of(act.data, errors)
    texts = {name: _text(name, act.data.get(name), errors) for name in TEXTS}
    if errors:
        raise BadData(errors)
    return new_item(firm, str(act.data["code"]), dates, act, **texts)


def new_item(
    firm: Organisation, code: str, dates: tuple[date | None, date | None], act: Act, **texts: str
) -> WalletItem:
    """An unsaved paper; where the law says how long its kind holds, the last day follows from the issue date."""
    issued_on, valid_until = with_last_day(papers.kind_of(code), dates)
    return WalletItem(
        organisation=firm,
        code=code,
        issued_on=issued_on,
        valid_until=valid_until,
        added_by=act.actor,
        added_at=clock.now(),
        on_behalf_of=act.on_behalf_of,
        **texts,
    )


def with_last_day(kind: papers.PaperKind | None, dates: Dates) -> Dates:
    """The dates of a paper, its last day computed where the law says how long its kind holds."""
    issued_on, valid_until = dates
    if valid_until is None and issued_on is not None and kind is not None and kind.valid_days is not None:
        valid_until = last_day(issued_on, kind.valid_days)
    return issued_on, valid_until


def dates_of(data: dict[str, Any], errors: dict[str, list[str]]) -> tuple[date | None, date | None]:
    """Issue date and last day as they were typed; what does not fit goes into ``errors`` by its name."""
    issued_on = _day("issued_on", data.get("issued_on"), errors)
    valid_until = _day("valid_until", data.get("valid_until"), errors)
    if issued_on and issued_on > clock.today():
        errors["issued_on"] = [_("The issue date lies in the future. Copy it from the paper.")]
    if issued_on and valid_until and valid_until < issued_on:
        errors["valid_until"] = [_("The last day lies before the issue date. Copy both from the paper.")]
    return issued_on, valid_until


def _day(name: str, value: Any, errors: dict[str, list[str]]) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    try:
        day = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None:
        errors[name] = [_("Enter a date such as 2021-07-08.")]
    return day


def _text(name: str, value: Any, errors: dict[str, list[str]]) -> str:
    text = "" if value is None else value
    if not isinstance(text, str) or "\0" in text or len(text.strip()) > TEXTS[name]:
        errors[name] = [_("Enter at most %(limit)s characters.") % {"limit": TEXTS[name]}]
        return ""
    return text.strip()


def _require_pages(uploads: Sequence[UploadedFile]) -> None:
    if not uploads:
        raise BadData({"files": [_("Choose at least one file.")]})
    if len(uploads) > MAX_FILES:
        text = _("Choose at most %(limit)s files at once. Put several pages into one PDF.")
        raise BadData({"files": [text % {"limit": MAX_FILES}]})


def _locked(organisation: Organisation, act: Act) -> Organisation:
    """The firm, locked so that one paper of a kind replaces one; for whoever may type for it."""
    if not act.actor.has_perm("applications.edit", organisation):
        raise NotAllowed(_("You may not do this for this company."))
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _locked_item(item: WalletItem, act: Act) -> WalletItem:
    firm = _locked(item.organisation, act)
    stored = WalletItem.objects.get(pk=item.pk)
    stored.organisation = firm
    if not stored.is_current:
        raise Refused("not_current", _("This document was already replaced or put away."))
    return stored


def _with(act: Act, data: dict[str, Any]) -> Act:
    return Act(act.actor, act.comment, data, act.version, act.on_behalf_of, act.address)


def _record(action: str, item: WalletItem, act: Act) -> None:
    events.record(
        action=action,
        actor=act.actor,
        obj=item,
        after={
            "code": item.code,
            "title": item.title,
            "issued_on": item.issued_on and item.issued_on.isoformat(),
            "valid_until": item.valid_until and item.valid_until.isoformat(),
            "files": [file.original_name for file in item.files.all()],
        },
        address=act.address,
        on_behalf_of=act.on_behalf_of,
    )
