"""Grants, their cost items and the evidence: who sees them, which count."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch, Sum
from django.db.models.functions import Coalesce

from workflow.models import Case
from workflow.querysets import RecordQuerySet
from workflow.states import GrantState

if TYPE_CHECKING:
    from accounts.models import User

DEAD = (GrantState.REJECTED, GrantState.CANCELLED)


class GrantQuerySet(RecordQuerySet):
    def live(self) -> Self:
        """Neither rejected nor cancelled: they bind a measure and count against the firm's ceiling."""
        return self.exclude(state__in=DEAD)

    def unsettled(self) -> Self:
        """Live ones whose account is still open."""
        return self.live().exclude(state=GrantState.SETTLED)

    def of_firm_in_round(self, case: Case) -> Self:
        """Every grant of the case's firm in its round, on whichever of its sites."""
        return self.filter(case__organisation=case.organisation_id, case__round=case.round_id)

    def public_sum_krw(self) -> int:
        """Public money in these grants: the final amount, else the award, else what was computed."""
        amount = Coalesce("final_public_krw", "award_krw", "public_krw")
        return self.aggregate(total=Coalesce(Sum(amount), 0))["total"]

    def with_list_data(self) -> Self:
        return super().with_list_data().select_related("line")

    def with_items(self) -> Self:
        """With the cost items that count and their evidence, for a detail."""
        items = apps.get_model("subsidies", "CostItem")
        return self.with_list_data().prefetch_related(
            Prefetch("cost_items", queryset=items.objects.live().with_evidence(), to_attr="items")
        )


class CostItemQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Items that were not replaced when a correction was answered."""
        return self.filter(replaced_at=None)

    def visible_to(self, user: "User") -> Self:
        """As their grant."""
        return self.filter(grant__case__in=Case.objects.visible_to(user))

    def with_evidence(self) -> Self:
        """With the evidence that was not withdrawn."""
        evidence = apps.get_model("subsidies", "Evidence")
        return self.select_related("measure").prefetch_related(
            Prefetch(
                "evidence",
                queryset=evidence.objects.live().select_related("file", "judged_by", "cost_item__grant"),
                to_attr="proofs",
            )
        )


class EvidenceQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Evidence that was not withdrawn."""
        return self.filter(withdrawn_at=None)

    def counting(self) -> Self:
        """Live evidence of cost items that still count."""
        return self.live().filter(cost_item__replaced_at=None)

    def visible_to(self, user: "User") -> Self:
        """As the grant of their cost item."""
        return self.filter(cost_item__grant__case__in=Case.objects.visible_to(user))
