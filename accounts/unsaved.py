"""What somebody typed while their login ran out: kept in the new session until they are back on the page.

A form that asks for it carries a signed token of its reader and its address. A save of such a form by nobody (the
session has ended) is kept beside the redirect to the login: only with a valid token, only for half an hour, only up
to a size, and shown again, not saved, only to the same person at the same address. Nothing of it is stored elsewhere.
"""

import json
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, QueryDict

from journal import clock

KEY = "unsaved"
SALT = "accounts.unsaved"
LIFETIME = timedelta(minutes=30)
FORM_LIFETIME = timedelta(days=2)
LARGEST = 200_000
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "idempotency_key", KEY})


def token(request: HttpRequest) -> str:
    """For the hidden field ``unsaved`` of a form that is saved at the address it is read at."""
    return signing.dumps([request.user.pk, request.path], salt=SALT)


def keep(request: HttpRequest) -> None:
    """Keep a form that nobody is logged in for; anything but a form of ours is left alone."""
    try:
        user, path = signing.loads(request.POST.get(KEY, ""), salt=SALT, max_age=FORM_LIFETIME)
    except (signing.BadSignature, ValueError, TypeError):
        return
    data = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_KEPT}
    if path == request.path and len(json.dumps(data)) <= LARGEST:
        request.session[KEY] = {"user": user, "path": path, "at": clock.now().isoformat(), "data": data}


def restore(request: HttpRequest) -> QueryDict | None:
    """What this person typed at this address before the login ran out; None if nothing, or too long ago."""
    kept = request.session.get(KEY)
    if not kept or kept["user"] != request.user.pk or kept["path"] != request.path:
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > LIFETIME:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["data"].items():
        typed.setlist(name, values)
    return typed


def forget(request: HttpRequest) -> None:
    """It was saved now."""
    request.session.pop(KEY, None)
