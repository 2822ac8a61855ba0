"""Idempotency for API views: the header `Idempotency-Key` on unsafe methods."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.template.response import SimpleTemplateResponse
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from journal import idempotency

HEADER = "Idempotency-Key"

Handler = Callable[..., Response]


class IdempotentMixin(APIView):
    """Carries a request with a key out once per user; stands before the other base classes of a view."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After authentication and permissions, set the key's guard before the handler.

        `dispatch` calls the handler next; setting one on the instance is what viewsets do with their actions.
        """
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if key is None or request.method in SAFE_METHODS or not request.user.is_authenticated:
            return
        method = str(request.method).lower()
        if handler := getattr(self, method, None):
            setattr(self, method, partial(self._once, request.user.pk, key, handler))

    def _once(
        self, user_id: int, key: str, handler: Handler, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if not idempotency.is_key(key):
            detail = _("The header Idempotency-Key takes 1 to 200 visible ASCII characters.")
            return _refusal("idempotency_key_malformed", detail, status.HTTP_400_BAD_REQUEST)
        body = request.data
        try:
            return idempotency.replay_or_run(
                user_id=user_id,
                key=key,
                method=str(request.method),
                path=request.get_full_path(),
                body=dict(body.lists()) if isinstance(body, QueryDict) else body,
                kept=idempotency.SUCCESSES,
                run=lambda: self._answer(handler, request, *args, **kwargs),
            )
        except idempotency.KeyRefused as refusal:
            return _refusal(refusal.code, str(refusal.detail), refusal.status)

    def _answer(self, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """What `dispatch` would answer, rendered so that it can be stored; unknown exceptions pass."""
        try:
            response = handler(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  # as in APIView.dispatch
            response = self.handle_exception(error)
        final = self.finalize_response(request, response, *args, **kwargs)
        if isinstance(final, SimpleTemplateResponse):
            final.render()
        return final


def _refusal(code: str, detail: str, status_code: int) -> Response:
    return Response({"code": code, "detail": detail}, status_code)
