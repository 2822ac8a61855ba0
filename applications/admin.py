"""The service hatch: step 1 to look at. States and figures are written by the services alone."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from applications.models import (
    Application,
    Consent,
    CriterionVerdict,
    EnergyUse,
    Evaluation,
    YearFigures,
)


class ReadOnly(admin.ModelAdmin):
    """Every field shown, none changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    list_display = ("case", "state", "size", "regular_employees", "updated_at")
    list_filter = ("state", "size")
    list_select_related = ("case",)
    search_fields = ("case__number", "case__organisation__name_ko")


@admin.register(EnergyUse)
class EnergyUseAdmin(ReadOnly):
    list_display = ("site", "carrier", "starts_on", "ends_on", "quantity", "unit")
    list_filter = ("carrier",)
    list_select_related = ("site", "carrier")


@admin.register(YearFigures)
class YearFiguresAdmin(ReadOnly):
    list_display = ("organisation", "fiscal_year", "sales_krw", "employees")
    list_select_related = ("organisation",)


class VerdictInline(admin.TabularInline):
    model = CriterionVerdict
    extra = 0
    can_delete = False
    readonly_fields = ("criterion", "result", "value", "limit", "difference", "decided_met", "decided_by")
    fields = (*readonly_fields, "reason")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnly):
    list_display = ("application", "evaluated_at", "toe", "toe_other_basis", "score")
    list_select_related = ("application__case",)
    inlines = (VerdictInline,)


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ("application", "text_code", "text_version", "given", "user", "at")
    list_filter = ("text_code", "given")
    list_select_related = ("application__case", "user")
