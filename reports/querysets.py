"""Outcomes and certificates: who sees them, what lists load with them."""

from typing import Self

from django.apps import apps
from django.db.models import Prefetch

from workflow.querysets import RecordQuerySet


class OutcomeQuerySet(RecordQuerySet):
    def with_list_data(self) -> Self:
        return super().with_list_data().select_related("verified_by")

    def with_results(self) -> Self:
        """With the accepted measures of each case and all their figures (reports.figures.of_outcome)."""
        measures = (
            apps.get_model("diagnostics", "Measure")
            .objects.select_related("result")
            .prefetch_related("streams__carrier", "streams__figures")
            .order_by("number")
        )
        return self.with_list_data().prefetch_related(
            Prefetch("case__measure_set", queryset=measures, to_attr="measures")
        )


class CertificateQuerySet(RecordQuerySet):
    def in_force(self) -> Self:
        """Certificates that were not revoked."""
        return self.filter(revoked_at=None)

    def with_list_data(self) -> Self:
        return super().with_list_data().select_related("paper", "issued_by").defer("paper__snapshot")
