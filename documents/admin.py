"""Papers and files in the service hatch: to look at, never to change."""

from django.contrib import admin

from documents.models import File, IssuedDocument
from journal.admin import ReadOnlyAdmin


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(ReadOnlyAdmin):
    list_display = ("number", "kind", "case", "state", "issued_at", "revoked_at")
    list_filter = ("kind", "state", "year")
    search_fields = ("number",)
    list_select_related = ("case",)


@admin.register(File)
class FileAdmin(ReadOnlyAdmin):
    list_display = ("original_name", "purpose", "case", "audience", "size", "scan_state", "uploaded_at")
    list_filter = ("purpose", "audience", "scan_state")
    search_fields = ("original_name",)
    list_select_related = ("case",)
