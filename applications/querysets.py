"""Site data of a period; applications as the lists of each role ask for them."""

from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from journal import clock
from workflow.querysets import RecordQuerySet
from workflow.states import ENDED_STAGES, ApplicationState


class ApplicationQuerySet(RecordQuerySet):
    def live(self) -> Self:
        """Applications whose case has not ended as refused, withdrawn or dropped."""
        return self.exclude(case__stage__in=ENDED_STAGES)

    def agreed(self) -> Self:
        """Applications that led to an agreement: the firm took part, however the case ended."""
        return self.filter(state=ApplicationState.AGREED)

    def with_progress(self) -> Self:
        """What the acts depend on beside the state: is an agreement prepared and confirmed, is an objection open."""
        agreements = apps.get_model("applications", "Agreement").objects.filter(
            application=OuterRef("pk"), cancelled_at=None
        )
        objections = apps.get_model("applications", "Objection").objects.filter(
            application=OuterRef("pk"), state="filed"
        )
        return self.annotate(
            has_agreement=Exists(agreements),
            has_unsigned_agreement=Exists(agreements.filter(parties__signed_at=None)),
            objection_answer_by=Subquery(objections.values("answer_by")[:1]),
        )

    def with_page_data(self) -> Self:
        """For the pages of one application: everything its rules and acts read."""
        return self.with_progress().select_related(
            "case__organisation",
            "case__region",
            "case__round__program__operator",
            "case__round__criteria_set",
            "case__round__factor_set",
            "case__criteria_set",
            "case__factor_set",
            "case__site__area",
        )


class EnergyUseQuerySet(models.QuerySet):
    def in_year(self, year: int) -> Self:
        """Uses whose period begins in a calendar year."""
        return self.filter(starts_on__gte=date(year, 1, 1), starts_on__lte=date(year, 12, 31))

    def with_list_data(self) -> Self:
        return self.select_related("carrier")


class GracePeriodQuerySet(models.QuerySet):
    def running(self) -> Self:
        """Those in which the present instant lies."""
        return self.filter(starts_at__lte=clock.now(), ends_at__gt=clock.now())
