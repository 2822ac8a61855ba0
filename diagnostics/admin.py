"""Step 2 in the service hatch: everything to read, nothing to change."""

from django.contrib import admin

from diagnostics.models import Answer, Diagnosis, Finding, Measure, MeasureStream, StreamFigure
from journal.admin import ReadOnlyAdmin


@admin.register(Diagnosis)
class DiagnosisAdmin(ReadOnlyAdmin):
    list_display = ("case", "state", "visit_at", "released_at")
    list_filter = ("state",)
    list_select_related = ("case",)
    search_fields = ("case__number", "uid")
    ordering = ("-pk",)


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("diagnosis", "item", "score", "not_applicable", "answered_at")
    list_select_related = ("diagnosis__case", "item")
    search_fields = ("diagnosis__case__number",)
    ordering = ("-pk",)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("diagnosis", "area", "place", "found_at")
    list_filter = ("area",)
    list_select_related = ("diagnosis__case",)
    search_fields = ("diagnosis__case__number", "text")
    ordering = ("-pk",)


@admin.register(Measure)
class MeasureAdmin(ReadOnlyAdmin):
    list_display = ("case", "number", "title_ko", "state", "capital_cost_krw")
    list_filter = ("state", "measure_type")
    list_select_related = ("case",)
    search_fields = ("case__number", "title_ko", "uid")
    ordering = ("-pk",)


@admin.register(MeasureStream)
class MeasureStreamAdmin(ReadOnlyAdmin):
    list_display = ("measure", "carrier", "unit")
    list_filter = ("carrier",)
    list_select_related = ("measure", "carrier")
    ordering = ("-pk",)


@admin.register(StreamFigure)
class StreamFigureAdmin(ReadOnlyAdmin):
    list_display = ("stream", "basis", "period_from", "quantity", "saved_krw", "saved_toe", "saved_tco2eq")
    list_filter = ("basis",)
    list_select_related = ("stream__carrier", "stream__measure")
    ordering = ("-pk",)
