"""The document wallet of a firm (서류함): papers that several applications need, kept once, with their validity."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.paper_querysets import WalletItemQuerySet
from journal import clock

# How long before its end a paper turns yellow; the mails go out then and once more three days before.
WARNING_DAYS = (14, 3)


class WalletItem(models.Model):
    """One paper: which one, when it was issued, until when it holds, and its pages as files.

    A newer paper of the same kind replaces it, or it is put away; both stay as history.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="wallet_items"
    )
    # One of ``papers.KINDS``.
    code = models.SlugField(_("Document"), max_length=60)
    # What it is called where its kind does not say it.
    title = models.CharField(_("Name of the document"), max_length=120, blank=True)
    issued_on = models.DateField(_("Issue date"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    issuer = models.CharField(_("Issuer"), max_length=120, blank=True)
    files = models.ManyToManyField("documents.File", related_name="wallet_items")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaces", null=True, blank=True, editable=False
    )
    put_away_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WalletItemQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-added_at", "-pk"]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(replaced_by=None, put_away_at=None),
                name="wallet_item_lapses",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="wallet_item_valid_after_issue",
                condition=Q(valid_until=None) | Q(issued_on=None) | Q(valid_until__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="wallet_item_replaced_or_put_away",
                condition=Q(replaced_by=None) | Q(put_away_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    def get_absolute_url(self) -> str:
        return reverse("applications:wallet-item", args=[self.uid])

    @property
    def is_current(self) -> bool:
        return self.replaced_by_id is None and self.put_away_at is None

    @property
    def has_lapsed(self) -> bool:
        return self.valid_until is not None and self.valid_until < clock.today()

    @property
    def lapses_soon(self) -> bool:
        """Still valid, and for at most so many days as the first warning goes ahead."""
        if self.valid_until is None or self.has_lapsed:
            return False
        return self.valid_until <= clock.today() + timedelta(days=WARNING_DAYS[0])


def last_day(issued_on: date, valid_days: int) -> date:
    """The last day on which a paper holds: the day of issue is the first of ``valid_days`` (발급일 산입)."""
    return issued_on + timedelta(days=valid_days - 1)
