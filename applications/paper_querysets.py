"""Papers of a firm's wallet, and the files of its applications."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models

from journal import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class WalletItemQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """A wallet is its firm's own; officials meet its papers only where they were handed in."""
        return self.filter(organisation__in=user.firm_ids) if user.is_authenticated else self.none()

    def current(self) -> Self:
        """Neither replaced nor put away."""
        return self.filter(replaced_by=None, put_away_at=None)

    def lapsing_by(self, day: date) -> Self:
        """Current papers, still valid today, whose last day is at most ``day``."""
        return self.current().filter(valid_until__gte=clock.today(), valid_until__lte=day)

    def with_list_data(self) -> Self:
        pages = apps.get_model("documents", "File").objects.order_by("pk")
        return self.select_related("added_by", "organisation").prefetch_related(
            models.Prefetch("files", queryset=pages)
        )


class EvidenceFileQuerySet(models.QuerySet):
    def handed_in(self) -> Self:
        """Not taken back, and not refused by the virus scan."""
        return self.filter(taken_back_at=None).exclude(file__scan_state="refused")

    def with_list_data(self) -> Self:
        return self.select_related("file", "handed_in_by", "wallet_item")
