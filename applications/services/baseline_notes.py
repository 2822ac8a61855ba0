"""The firm's word on a warning about its bills: it puts the warning away, and can be taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application, BaselineNote
from applications.services.opening import open_for, record, touch
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, Refused

LONGEST_NOTE = BaselineNote._meta.get_field("note").max_length or 300


@transaction.atomic
def note_warning(application: Application, act: Act) -> BaselineNote:
    """Write why a warning is in order: ``code`` and ``key`` of the warning, ``note``. An empty note takes it back.

    Effects: the note with who and when, version, one event. Raises Refused ``no_such_warning`` where the bills say
    nothing of the kind (any more).
    """
    fresh = open_for(application, act)
    code, key, text = (str(act.data.get(name) or "").strip() for name in ("code", "key", "note"))
    if "\x00" in text or len(text) > LONGEST_NOTE:
        raise BadData({"note": [_("Enter at most %(most)s characters of text.") % {"most": LONGEST_NOTE}]})
    note = BaselineNote.objects.filter(application=fresh, code=code, key=key).first()
    if note is None:
        note = _new(fresh, code, key, text)
    before = note.note
    if before == text:
        return note
    note.note, note.noted_by, note.noted_at = text, act.actor, clock.now()
    note.save()
    touch(fresh)
    about = {"code": code, "key": key}
    record(
        "application.note_warning",
        fresh,
        act,
        {**about, "note": before} if before else None,
        {**about, "note": text},
    )
    return note


def _new(application: Application, code: str, key: str, text: str) -> BaselineNote:
    if not text:
        raise BadData({"note": [_("Write why this is in order.")]})
    known = {(w.finding.code.value, w.finding.key) for w in rules.baseline_warnings(application)}
    if (code, key) not in known:
        raise Refused(
            "no_such_warning", _("This warning is gone: the bills have changed. Load the page again.")
        )
    return BaselineNote(application=application, code=code, key=key)
