"""Money: every won belongs to a funding line; entries are append-only; each line carries its balances.

The balances are changed only by ``ledger.services`` with one conditional UPDATE, under the constraints below;
``manage.py check_ledger`` compares them with the sums of the entries.
"""

import uuid
from decimal import Decimal
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from journal import clock
from ledger.querysets import ContributionDueQuerySet, EntryQuerySet, FundingLineQuerySet
from programs.models import Edited, Round, Sourced


class FundingLine(Edited, Sourced):
    """One source and purpose of a round's money (재원), under the law and in the system it is accounted in."""

    class Source(models.TextChoices):
        NATIONAL = "national", _("National funds")
        CITY = "city", _("City funds")
        LEAD_COMPANY = "lead_company", _("Lead company")
        FIRM = "firm", _("Firms")

    class Purpose(models.TextChoices):
        DIAGNOSIS = "diagnosis", _("Diagnosis")
        IMPROVEMENT = "improvement", _("Improvement")
        OPERATION = "operation", _("Operation")
        TRAINING = "training", _("Training")
        UNASSIGNED = "unassigned", _("Not assigned")

    class Law(models.TextChoices):
        SUBSIDY_ACT = "subsidy_act", _("Subsidies Act (보조금법)")
        LOCAL_SUBSIDY_ACT = "local_subsidy_act", _("Local Subsidies Act (지방보조금법)")
        NONE = "none", _("No public subsidy")

    class System(models.TextChoices):
        ENARA = "enara", _("e나라도움")
        BOTAME = "botame", _("보탬e")
        NONE = "none", _("None")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey("programs.Round", on_delete=models.PROTECT, related_name="funding_lines")
    region = models.ForeignKey(
        "programs.Region",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Region"),
        help_text=_("Empty: for all regions of the round."),
    )
    code = models.SlugField(_("Code"), max_length=40)
    fund_source = models.CharField(_("Source of funds"), max_length=12, choices=Source.choices)
    purpose = models.CharField(_("Purpose"), max_length=12, choices=Purpose.choices)
    law = models.CharField(_("Law"), max_length=20, choices=Law.choices, default=Law.NONE)
    external_system = models.CharField(
        _("External system"), max_length=10, choices=System.choices, default=System.NONE
    )
    external_number = models.CharField(
        _("Number in the external system"),
        max_length=40,
        blank=True,
        help_text=_("The project's number there; each payment keeps its own."),
    )
    planned_krw = models.BigIntegerField(default=0, editable=False)
    committed_krw = models.BigIntegerField(default=0, editable=False)
    paid_krw = models.BigIntegerField(default=0, editable=False)
    returned_krw = models.BigIntegerField(default=0, editable=False)
    contributed_krw = models.BigIntegerField(default=0, editable=False)

    objects = FundingLineQuerySet.as_manager()

    class Meta:
        ordering = ["round", "code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="funding_line_code_once_per_round"),
            models.CheckConstraint(
                name="funding_line_commits_within_plan",
                condition=Q(committed_krw__gte=0, committed_krw__lte=F("planned_krw")),
            ),
            models.CheckConstraint(
                name="funding_line_pays_within_commitment",
                condition=Q(paid_krw__gte=0, paid_krw__lte=F("committed_krw") + F("returned_krw")),
            ),
            models.CheckConstraint(
                name="funding_line_returns_within_payment",
                condition=Q(returned_krw__gte=0, returned_krw__lte=F("paid_krw")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fund_source_display()} · {self.get_purpose_display()}"

    def clean(self) -> None:
        """The code is free, the region takes part in the round, the system is that of the law."""
        errors: dict[str, str] = {}
        same = FundingLine.objects.filter(round=self.round_id, code=self.code).exclude(pk=self.pk)
        if self.code and same.exists():
            errors["code"] = now("This round has a line %(code)s already. Choose another code.") % {
                "code": self.code
            }
        if self.region_id and not self.round.parts.filter(region=self.region_id).exists():
            errors["region"] = now("This region takes no part in the round. Add it to the round first.")
        fitting = {self.System.NONE.value, SYSTEM_OF.get(self.law, self.System.NONE.value)}
        if self.external_system not in fitting:
            errors["external_system"] = now("Money under this law is accounted in: %(system)s.") % {
                "system": " · ".join(str(self.System(code).label) for code in sorted(fitting))
            }
        elif self.external_number and self.external_system == self.System.NONE:
            errors["external_number"] = now(
                "Choose the system that this number belongs to, or leave it empty."
            )
        if errors:
            raise ValidationError(errors)

    @property
    def left_krw(self) -> int:
        """What may still be committed."""
        return self.planned_krw - self.committed_krw


# Which system the money of a law is accounted in.
SYSTEM_OF: dict[str, str] = {
    FundingLine.Law.SUBSIDY_ACT.value: FundingLine.System.ENARA.value,
    FundingLine.Law.LOCAL_SUBSIDY_ACT.value: FundingLine.System.BOTAME.value,
}


class SourceShare(models.Model):
    """What part of a round's money a source is to give (분담비율); the shares of a round add up to 100 %."""

    round = models.ForeignKey("programs.Round", on_delete=models.PROTECT, related_name="source_shares")
    fund_source = models.CharField(_("Source of funds"), max_length=12, choices=FundingLine.Source.choices)
    percent = models.DecimalField(_("Share in percent"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "fund_source"], name="source_share_once_per_round"),
            models.CheckConstraint(
                name="source_share_is_a_percentage", condition=Q(percent__gt=0, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fund_source_display()} {self.percent.normalize():f} %"

    def clean(self) -> None:
        if self.percent is not None and not 0 < self.percent <= Decimal(100):
            raise ValidationError({"percent": now("Enter a share above 0 and up to 100 percent.")})


class ContributionDue(Edited):
    """What a firm or lead company owes a line of the programme (부담금): billed, received, receipted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(FundingLine, on_delete=models.PROTECT, related_name="contributions_due")
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Firm"),
    )
    payer = models.CharField(_("Who pays"), max_length=100)
    amount_krw = models.PositiveBigIntegerField(_("Amount in won"))
    billed_on = models.DateField(_("Billed on"))
    due_on = models.DateField(_("Due on"))
    received_on = models.DateField(_("Received on"), null=True, blank=True)
    receipt_number = models.CharField(_("Receipt number"), max_length=40, blank=True)
    entry = models.OneToOneField(
        "ledger.Entry", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    # Who pays into a programme; public money is allotted, never billed.
    PAYING_SOURCES = (FundingLine.Source.FIRM, FundingLine.Source.LEAD_COMPANY)

    objects = ContributionDueQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.CheckConstraint(name="contribution_due_is_money", condition=Q(amount_krw__gt=0)),
            models.CheckConstraint(
                name="contribution_due_after_bill", condition=Q(due_on__gte=F("billed_on"))
            ),
            models.CheckConstraint(
                name="contribution_received_has_its_entry",
                condition=Q(received_on=None, entry=None, receipt_number="")
                | Q(received_on__isnull=False, entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.amount_krw:,}"

    def clean(self) -> None:
        errors: dict[str, str] = {}
        if self.line_id and self.line.fund_source not in self.PAYING_SOURCES:
            errors["line"] = now(
                "Choose a line of the firms or of a lead company: public money is not billed."
            )
        if self.amount_krw == 0:
            errors["amount_krw"] = now("Enter an amount above zero.")
        if self.billed_on and self.due_on and self.due_on < self.billed_on:
            errors["due_on"] = now("This is before the day of the bill (%(day)s).") % {"day": self.billed_on}
        if errors:
            raise ValidationError(errors)

    @property
    def round(self) -> Round:
        return self.line.round

    @property
    def is_overdue(self) -> bool:
        """Not received, and the day it was due on is over in Korea."""
        return self.received_on is None and self.due_on < clock.today()


class Entry(models.Model):
    """One movement on a line. Never changed, never deleted; a mistake is answered by another entry."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Planned")
        AMEND = "amend", _("Amended")
        COMMIT = "commit", _("Committed")
        RELEASE = "release", _("Released")
        PAY = "pay", _("Paid")
        RETURN = "return", _("Returned")
        CONTRIBUTION = "contribution", _("Contribution")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(FundingLine, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount_krw = models.BigIntegerField()
    # The case is a layer above: its id and number stand here, without a foreign key.
    case_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    reference = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(max_length=100)
    at = models.DateTimeField(default=clock.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                name="entry_amount_is_positive_unless_amending",
                condition=Q(kind="amend") | Q(amount_krw__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_krw:,}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Ledger entries are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Ledger entries are append-only.")
