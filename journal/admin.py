"""The journal in the admin: everything to read, nothing to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from journal.models import (
    AccessRecord,
    Chain,
    Counter,
    Event,
    IdempotencyKey,
    OutboxMessage,
    ScheduledRun,
)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django has no generic one at run time
    """Lists and shows; no form, no action writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Chain)
class ChainAdmin(ReadOnlyAdmin):
    list_display = ("key", "length", "last_hash")
    search_fields = ("key",)
    ordering = ("key",)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = (
        "at",
        "chain",
        "position",
        "action",
        "who",
        "on_behalf_of",
        "object_type",
        "object_id",
    )
    list_filter = ("action", "object_type")
    list_select_related = ("chain",)
    search_fields = ("chain__key", "actor_label", "reason")
    ordering = ("-pk",)


@admin.register(AccessRecord)
class AccessRecordAdmin(ReadOnlyAdmin):
    list_display = (
        "at",
        "actor_label",
        "address",
        "subject",
        "what",
        "count",
        "reason",
    )
    search_fields = ("actor_label", "subject", "what")
    ordering = ("-pk",)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = (
        "created_at",
        "task",
        "key",
        "state",
        "attempts",
        "finished_at",
        "last_error",
    )
    list_filter = ("state", "task")
    search_fields = ("key", "uid")
    ordering = ("-pk",)


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    """Without the stored answers, which are other people's pages."""

    list_display = ("created_at", "user_id", "method", "path", "state", "status")
    list_filter = ("state",)
    fields = (*list_display, "key", "claimed_at")
    ordering = ("-pk",)


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    list_display = ("name", "value")
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(ScheduledRun)
class ScheduledRunAdmin(ReadOnlyAdmin):
    list_display = ("name", "last_run")
    ordering = ("name",)
