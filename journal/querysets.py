"""Querysets of the journal: rows that never change, and the outbox as the relay sees it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row that is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet[M]):
    """Reads and creates; every other write raises `AppendOnlyError`.

    The database refuses as well (migration `append_only`); this gives the earlier and clearer message.
    """

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are append-only.")

    update = delete = bulk_update = bulk_create = update_or_create = _refuse


class OutboxQuerySet(models.QuerySet[M]):
    """What the relay and the pages ask about messages."""

    def due(self, at: datetime) -> "OutboxQuerySet[M]":
        """Waiting messages whose time has come, oldest first."""
        return self.filter(state="pending", available_at__lte=at).order_by("available_at", "pk")

    def late(self, since: datetime) -> "OutboxQuerySet[M]":
        """Messages due since then and not over: nobody sends them, or nobody works on them."""
        return self.filter(state__in=("pending", "sent"), available_at__lte=since)

    def stale(self, since: datetime) -> "OutboxQuerySet[M]":
        """Messages sent before `since` of which no try has begun or ended after it."""
        begun = models.Q(started_at__isnull=True) | models.Q(started_at__lte=since)
        return self.filter(begun, state="sent", sent_at__lte=since).order_by("sent_at", "pk")

    def failed(self) -> "OutboxQuerySet[M]":
        """Messages that gave up and wait for a person."""
        return self.filter(state="failed").order_by("pk")

    def by_key(self, keys: Collection[str]) -> "dict[str, M]":
        """Messages by their key, for a page that shows several jobs; one query."""
        return {message.key: message for message in self.filter(key__in=keys)}  # type: ignore[attr-defined]
