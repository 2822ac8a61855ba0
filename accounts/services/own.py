"""One's own account."""

from django.db import transaction

from accounts.models import User
from accounts.services.values import ACCOUNT_FIELDS, Values, known, stored
from journal import events


@transaction.atomic
def edit_account(user: User, *, values: Values, address: str = "") -> User:
    """Change one's own name, phone and language."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    before = stored(fresh, ACCOUNT_FIELDS)
    for name, value in known(values, ACCOUNT_FIELDS).items():
        setattr(fresh, name, value)
    fresh.save(update_fields=ACCOUNT_FIELDS)
    events.record(
        action="account.edit",
        actor=fresh,
        obj=fresh,
        before=before,
        after=stored(fresh, ACCOUNT_FIELDS),
        address=address,
    )
    return fresh
