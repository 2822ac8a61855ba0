"""A retry is not a second act: one key, one effect, the same answer.

The key is claimed by an INSERT that is committed before the work; the work and the stored answer are
committed together. So a process killed after the commit replays, and one killed before it has done nothing:
its claim may be taken over when it is stale. Only a success is kept: after a refusal the key is free for a
corrected body.

Pages send a hidden field `idempotency_key` (`new_key()`), answered here; the API sends a header
(`journal.api`).
"""

import hashlib
import uuid
from collections.abc import Callable, Container
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from journal import canonical, clock
from journal.models import IdempotencyKey

FIELD = "idempotency_key"
REPLAYED = "Idempotent-Replayed"
KEPT_HEADERS = ("Content-Type", "Location")
# Fields that differ between two sendings of the same form, or are the key itself.
NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}

REDIRECTS = range(300, 400)
SUCCESSES = range(200, 300)

State = IdempotencyKey.State


class KeyRefused(Exception):
    """The request gets no answer of its own: `status`, `code` and a sentence for the user."""

    status = 409
    code = "idempotency_key_running"
    detail = _("This request is still being carried out. Wait a moment, then look at the result.")


class KeyReused(KeyRefused):
    """The key belongs to another request."""

    status = 422
    code = "idempotency_key_reused"
    detail = _("This key was already used for other content. Load the page again and repeat your entry.")


class ClaimLost(KeyRefused):
    """Another process took the claim over while this one worked; its work is rolled back."""


def new_key() -> str:
    """A fresh key for a form's hidden field."""
    return uuid.uuid4().hex


def is_key(text: str) -> bool:
    """1 to 200 visible ASCII characters."""
    return 0 < len(text) <= 200 and all("!" <= character <= "~" for character in text)


def fingerprint_of(method: str, path: str, body: Any) -> str:
    """SHA-256 of what is asked for; `body` is parsed JSON, or lists by form field, and may hold files."""
    return canonical.sha256([method, path, _content(body)])


def replay_or_run(
    *,
    user_id: int,
    key: str,
    method: str,
    path: str,
    body: Any,
    kept: Container[int],
    run: Callable[[], HttpResponse],
) -> HttpResponse:
    """The stored answer of this key, or the answer of `run`, carried out at most once.

    `run` is called in one transaction with the storing of its answer, which happens if its status is in
    `kept`. Another answer frees the key; an exception, or a status of 500 and above, rolls back and frees
    it. `body` is parsed data (JSON, or lists by form field) and may hold files. Raises `KeyRefused`.
    """
    request = {
        "method": method,
        "path": path,
        "fingerprint": fingerprint_of(method, path, body),
    }
    claim = _claim(user_id, key, request)
    if claim.state == State.FINISHED:
        return _stored(claim)
    try:
        return _run_once(claim, kept, run)
    except BaseException:
        _mine(claim).delete()
        raise


class IdempotencyMiddleware:
    """Keeps a form with a key from being carried out twice by the same user.

    Stands last: the checks of the other middlewares (forgery, login, policy) come first, and sessions and
    flash messages stay outside the transaction. What the view raises goes straight to Django's handler.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        key = request.POST.get(FIELD) if request.method == "POST" else None
        if not key or not request.user.is_authenticated:
            return None
        if not is_key(key):
            raise BadRequest("The idempotency key is malformed.")
        body = {**dict(request.POST.lists()), **dict(request.FILES.lists())}
        try:
            return replay_or_run(
                user_id=request.user.pk,
                key=key,
                method="POST",
                path=request.get_full_path(),
                body=body,
                kept=REDIRECTS,
                run=lambda: view(request, *args, **kwargs),
            )
        except KeyRefused as refusal:
            context = {"code": refusal.code, "detail": refusal.detail, "back_url": _page_before(request)}
            return render(request, f"errors/{refusal.status}.html", context, status=refusal.status)


def _page_before(request: HttpRequest) -> str:
    """The page of ours that the form stood on; the address it was sent to may have no page."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if ours else "/"


def _claim(user_id: int, key: str, request: dict[str, str]) -> IdempotencyKey:
    """This run's claim, or the finished one of the same request. Never waits for a run under way."""
    moment = clock.now()
    claim, created = IdempotencyKey.objects.get_or_create(
        user_id=user_id,
        key=key,
        defaults={**request, "claimed_at": moment, "created_at": moment},
    )
    if created or _take_over(claim, request):
        return claim
    if claim.fingerprint != request["fingerprint"]:
        raise KeyReused
    if claim.state == State.RUNNING:
        raise KeyRefused
    return claim


def _take_over(claim: IdempotencyKey, request: dict[str, str]) -> bool:
    """Whether the claim was stale (its process presumably dead) and is ours now; one taker succeeds."""
    moment = clock.now()
    stale = moment - timedelta(seconds=settings.IDEMPOTENCY_STALE_SECONDS)
    if claim.state != State.RUNNING or claim.claimed_at > stale:
        return False
    taken = _mine(claim).filter(state=State.RUNNING).update(claim=uuid.uuid4(), claimed_at=moment, **request)
    claim.refresh_from_db()
    return bool(taken)


def _run_once(claim: IdempotencyKey, kept: Container[int], run: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        response = run()
        if response.status_code in kept:
            _keep(claim, response)
        elif response.status_code >= 500:
            transaction.set_rollback(True)
    if response.status_code not in kept:
        _mine(claim).delete()
    return response


def _keep(claim: IdempotencyKey, response: HttpResponse) -> None:
    kept = _mine(claim).update(
        state=State.FINISHED,
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=response.content,
    )
    if not kept:
        raise ClaimLost


def _stored(claim: IdempotencyKey) -> HttpResponse:
    response = HttpResponse(bytes(claim.body), status=claim.status)
    del response["Content-Type"]
    for name, value in {**claim.headers, REPLAYED: "true"}.items():
        response[name] = value
    return response


def _mine(claim: IdempotencyKey) -> Any:
    """The claim's row while this run holds it."""
    return IdempotencyKey.objects.filter(pk=claim.pk, claim=claim.claim)


def _content(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _content(value) for name, value in body.items() if name not in NOT_CONTENT}
    if isinstance(body, list | tuple):
        return [_content(value) for value in body]
    if isinstance(body, UploadedFile):
        return {"name": body.name, "size": body.size, "sha256": _file_hash(body)}
    return body


def _file_hash(upload: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
