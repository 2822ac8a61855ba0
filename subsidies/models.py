"""Step 3: support for improvements: the request with its cost items, the award, evidence, settlement."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from calculations.settlement import SettlementRule as SettlementRuleCode
from journal import clock
from programs.models import SupportRate
from subsidies.querysets import CostItemQuerySet, EvidenceQuerySet, GrantQuerySet
from workflow.models import Record
from workflow.states import GrantState


class Grant(Record):
    """Support for one or more measures of a case (지원금). Amounts are whole won, VAT excluded unless named."""

    workflow_kind: ClassVar[str] = "grant"

    class SettlementRule(models.TextChoices):
        """What share of the accepted cost is public money at settlement (calculations.settlement)."""

        AWARD_SHARE = SettlementRuleCode.AWARD_SHARE.value, _("The share that was awarded")
        SUPPORT_RATE = SettlementRuleCode.SUPPORT_RATE.value, _("The support rate, up to the award")

    state = models.CharField(
        max_length=10, choices=GrantState.choices, default=GrantState.REQUESTED, editable=False
    )
    line = models.ForeignKey("ledger.FundingLine", on_delete=models.PROTECT, related_name="+")
    support_type = models.CharField(max_length=12, choices=SupportRate.SupportType.choices)
    size = models.CharField(max_length=10)
    grade = models.CharField(max_length=1, choices=SupportRate.Grade.choices)
    rate = models.DecimalField(max_digits=4, decimal_places=3)
    ceiling_krw = models.PositiveBigIntegerField()
    own_share_floor = models.DecimalField(max_digits=4, decimal_places=3)
    rounding = models.CharField(max_length=40)
    # None: as much as the rules allow.
    requested_krw = models.PositiveBigIntegerField(null=True, blank=True)
    eligible_krw = models.PositiveBigIntegerField()
    public_krw = models.PositiveBigIntegerField()
    own_krw = models.PositiveBigIntegerField()
    vat_krw = models.PositiveBigIntegerField(default=0)
    ineligible_krw = models.PositiveBigIntegerField(default=0)
    award_krw = models.PositiveBigIntegerField(null=True, blank=True)
    paid_krw = models.PositiveBigIntegerField(default=0)
    final_eligible_krw = models.PositiveBigIntegerField(null=True, blank=True)
    final_public_krw = models.PositiveBigIntegerField(null=True, blank=True)
    final_own_krw = models.PositiveBigIntegerField(null=True, blank=True)
    settlement_rule = models.CharField(
        max_length=12, choices=SettlementRule.choices, default=SettlementRule.AWARD_SHARE
    )
    return_due_krw = models.PositiveBigIntegerField(default=0)
    return_due_on = models.DateField(null=True, blank=True)
    returned_krw = models.PositiveBigIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    # Set by GrantQuerySet.with_items: the cost items that count, with their evidence.
    items: list["CostItem"]

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="grant_state_newest")]
        constraints = [
            models.CheckConstraint(
                name="grant_two_persons",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("requested_by")) & ~Q(approved_by=F("reviewed_by"))),
            ),
            models.CheckConstraint(
                name="grant_split_adds_up", condition=Q(eligible_krw=F("public_krw") + F("own_krw"))
            ),
            models.CheckConstraint(
                name="grant_award_within_public_share",
                condition=Q(award_krw=None) | Q(award_krw__lte=F("public_krw")),
            ),
            models.CheckConstraint(
                name="grant_approved_has_award",
                condition=~Q(state__in=["approved", "claimed", "settled"])
                | Q(award_krw__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_settled_has_final",
                condition=~Q(state="settled")
                | Q(
                    final_public_krw__isnull=False,
                    final_own_krw__isnull=False,
                    final_public_krw__lte=F("award_krw"),
                    settled_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="grant_paid_within_award",
                condition=Q(paid_krw=0) | Q(award_krw__isnull=False, paid_krw__lte=F("award_krw")),
            ),
            models.CheckConstraint(
                name="grant_returned_within_due",
                condition=Q(returned_krw__lte=F("return_due_krw"), return_due_krw__lte=F("paid_krw")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("subsidies:detail", args=[self.uid])

    @property
    def own_share_krw(self) -> int:
        """The firm's share of the eligible cost as things stand: it rises when less is awarded, ends at settlement."""
        if self.final_own_krw is not None:
            return self.final_own_krw
        return self.eligible_krw - (self.public_krw if self.award_krw is None else self.award_krw)

    @property
    def unpaid_krw(self) -> int:
        """What of the award was not paid out yet."""
        return (self.award_krw or 0) - self.paid_krw

    @property
    def return_left_krw(self) -> int:
        """What the firm still has to return."""
        return self.return_due_krw - self.returned_krw


class CostItem(models.Model):
    """One line of a support request: supply price and VAT apart; only what is eligible is shared."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="cost_items")
    measure = models.ForeignKey("diagnostics.Measure", on_delete=models.PROTECT, related_name="cost_items")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("Item"), max_length=100)
    supplier = models.CharField(_("Supplier"), max_length=100, blank=True)
    supply_price_krw = models.PositiveBigIntegerField(_("Supply price (won)"))
    vat_krw = models.PositiveBigIntegerField(_("VAT (won)"))
    eligible = models.BooleanField(_("Eligible"), default=True)
    # A replaced item stays for the record and counts no more.
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Set by CostItemQuerySet.with_evidence: the evidence that was not withdrawn.
    proofs: list["Evidence"]

    objects = CostItemQuerySet.as_manager()

    class Meta:
        ordering = ["grant", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "position"],
                condition=Q(replaced_at=None),
                name="cost_item_position_once_per_grant",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def total_krw(self) -> int:
        """The price with VAT, as on the bill."""
        return self.supply_price_krw + self.vat_krw


class Evidence(models.Model):
    """What proves a cost item: invoice, transfer, with its file (증빙)."""

    class Kind(models.TextChoices):
        TAX_INVOICE = "tax_invoice", _("Electronic tax invoice")
        TRANSFER = "transfer", _("Transfer record")
        CARD = "card", _("Card receipt")
        OTHER = "other", _("Other")

    class Verdict(models.TextChoices):
        PENDING = "pending", _("Not judged yet")
        ACCEPTED = "accepted", pgettext_lazy("evidence", "Accepted")
        STRUCK = "struck", _("Struck")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cost_item = models.ForeignKey(CostItem, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices)
    number = models.CharField(_("Number"), max_length=60)
    supplier = models.CharField(_("Supplier"), max_length=100)
    issued_on = models.DateField(_("Date"))
    supply_price_krw = models.PositiveBigIntegerField(_("Supply price (won)"))
    vat_krw = models.PositiveBigIntegerField(_("VAT (won)"), default=0)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.PENDING)
    reason = models.CharField(max_length=500, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["cost_item", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_struck_has_reason", condition=~Q(verdict="struck") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="evidence_judged_by_somebody",
                condition=Q(verdict="pending") | Q(judged_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["cost_item", "kind", "number"],
                condition=Q(withdrawn_at=None),
                name="evidence_number_once_per_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_before_award(self) -> bool:
        """Dated before the award: nothing spent before it is reimbursed, so the official looks twice."""
        approved_at = self.cost_item.grant.approved_at
        return approved_at is not None and self.issued_on < approved_at.astimezone(clock.SEOUL).date()
