"""Keeping views of the official's list, and taking it out as a file."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications.columns import Column
from applications.models import SavedView
from applications.querysets import ApplicationQuerySet
from journal import access, events
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused

# More than anybody reads in a menu.
VIEWS_AT_MOST = 50


@transaction.atomic
def save_view(user: User, *, name: str, query: str, is_default: bool) -> SavedView:
    """Keep a list under a name; the name of an existing view replaces it. At most one view is the default."""
    locked = list(SavedView.objects.select_for_update().filter(user=user))
    view = next((view for view in locked if view.name == name), None)
    if view is None and len(locked) >= VIEWS_AT_MOST:
        text = _("You keep %(count)s views already. Remove one first.")
        raise Refused("too_many_views", text % {"count": len(locked)}, field="name")
    if is_default:
        SavedView.objects.filter(user=user, is_default=True).update(is_default=False)
    values = {"query": query, "is_default": is_default}
    try:
        with transaction.atomic():
            kept, _created = SavedView.objects.update_or_create(user=user, name=name, defaults=values)
    except IntegrityError:  # the same person at the same moment in another window
        raise Refused("view_changed", _("This view was just saved. Look again."), field="name") from None
    events.record(action="saved_view.save", actor=user, obj=kept, after={"name": name, **values})
    return kept


@transaction.atomic
def remove_view(view: SavedView, *, user: User) -> None:
    """Remove one's own view: a convenience, of which nothing needs to be kept but that it was."""
    if view.user_id != user.pk:
        raise NotAllowed(_("This view belongs to somebody else."))
    events.record(
        action="saved_view.remove", actor=user, obj=view, before={"name": view.name, "query": view.query}
    )
    view.delete()


@transaction.atomic
def set_default_view(view: SavedView, *, user: User, is_default: bool) -> None:
    """Open the list with this view from now on, or with all applications again."""
    if view.user_id != user.pk:
        raise NotAllowed(_("This view belongs to somebody else."))
    SavedView.objects.filter(user=user, is_default=True).update(is_default=False)
    SavedView.objects.filter(pk=view.pk).update(is_default=is_default)
    events.record(action="saved_view.default", actor=user, obj=view, after={"is_default": is_default})


@transaction.atomic
def record_export(
    rows: ApplicationQuerySet, columns: Sequence[Column], act: Act, *, query: str, file_format: str
) -> int:
    """Let somebody take a list out; ``act.comment`` is why, and is asked for. Returns how many rows it has.

    Effects: access record (how many firms, which personal columns, why), event.
    """
    if not act.actor.has_perm("applications.export"):
        raise NotAllowed(_("Only officials, administrators and auditors export the list."))
    if not act.comment.strip():
        raise BadData({"comment": [_("Say what you need the export for.")]})
    count = rows.order_by().count()
    codes = [column.code for column in columns]
    personal = [column.code for column in columns if column.personal]
    access.record_access(
        actor=act.actor,
        subject=f"applications: {query or 'all'}"[:200],
        what=f"list of applications ({file_format}): {', '.join(personal) or 'no personal columns'}"[:200],
        address=act.address,
        reason=act.comment,
        count=count,
    )
    events.record(
        action="applications.export",
        actor=act.actor,
        obj=None,
        reason=act.comment,
        address=act.address,
        data={"rows": count, "query": query, "columns": codes, "format": file_format},
    )
    return count
