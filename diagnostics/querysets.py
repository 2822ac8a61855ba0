"""Diagnoses and measures: seen with their case; their contents by the firm only once the report is out."""

from typing import Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import Role
from workflow.querysets import RecordQuerySet
from workflow.states import DiagnosisState


class DiagnosisQuerySet(RecordQuerySet):
    def with_list_data(self) -> Self:
        """For lists: case and firm, ``team``, how far checklist and measures are."""
        return (
            super()
            .with_list_data()
            .prefetch_related(_participants())
            .annotate(
                item_count=_count("programs.ChecklistItem", checklist=OuterRef("case__checklist")),
                answered_count=_count(
                    "diagnostics.Answer",
                    Q(not_applicable=True) | Q(score__isnull=False),
                    diagnosis=OuterRef("pk"),
                ),
                measure_count=_count("diagnostics.Measure", diagnosis=OuterRef("pk")),
            )
        )

    def with_scores(self) -> Self:
        """With everything that ``rules.scores`` reads: two more queries for any number of diagnoses."""
        return self.select_related("case__checklist").prefetch_related("answers", "case__checklist__items")

    def mine_first(self, user: User) -> Self:
        """Those that a person works on as consultant before the others, each group newest first."""
        participants = apps.get_model("workflow", "CaseParticipant").objects.current()
        works_on = participants.filter(case=OuterRef("case"), user=user, role=Role.CONSULTANT)
        return self.annotate(is_mine=Exists(works_on)).order_by("-is_mine", "-pk")


class MeasureQuerySet(RecordQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """As the case; people of the firm see measures only after the report was released."""
        measures = super().visible_to(user)
        if not user.is_authenticated:
            return measures
        return measures.filter(
            ~Q(case__organisation__in=user.firm_ids) | Q(diagnosis__state=DiagnosisState.RELEASED)
        )

    def with_list_data(self) -> Self:
        """With everything that ``rules.figures`` and ``rules.ranked`` read."""
        return (
            super()
            .with_list_data()
            .select_related("diagnosis")
            .prefetch_related("streams__carrier", "streams__figures")
        )


def _participants() -> Prefetch:
    """Also what permissions on the case ask for, so that a page asks once."""
    participants = apps.get_model("workflow", "CaseParticipant").objects.select_related("user")
    return Prefetch("case__participants", queryset=participants)


def _count(model: str, *conditions: Q, **filters: object) -> Coalesce:
    """Rows of another table, counted apart: joins would multiply each other."""
    rows = apps.get_model(model).objects.filter(*conditions, **filters).order_by()
    key = next(iter(filters))
    counted = rows.values(key).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
