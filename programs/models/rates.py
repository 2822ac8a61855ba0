"""Support rates: what share of an improvement the programme pays."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from programs.models.base import RowOfVersion, Sourced, Versioned, one_version

A_SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]


class RateTable(Versioned, Sourced):
    """Support rates by firm size, support type and the diagnosis team's grade, with the own share's floor."""

    class Rounding(models.TextChoices):
        WON = "public_share_down_to_won", _("Public share down to whole won")
        THOUSAND = "public_share_down_to_thousand_won", _("Public share down to thousand won")
        TEN_THOUSAND = "public_share_down_to_ten_thousand_won", _("Public share down to ten thousand won")

    class Vat(models.TextChoices):
        EXCLUDED = "excluded", _("Never eligible: the firm bears it")
        UNLESS_DEDUCTIBLE = "unless_deductible", _("Eligible where the firm cannot deduct it")

    own_share_floor = models.DecimalField(
        _("Own share at least"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.33"),
        validators=A_SHARE,
        help_text=_("As a fraction: 0.33 is 33 %."),
    )
    own_cash_floor = models.DecimalField(
        _("Of the own share in cash at least"),
        max_digits=4,
        decimal_places=3,
        default=Decimal(0),
        validators=A_SHARE,
        help_text=_("As a fraction; the rest may be brought in kind."),
    )
    rounding = models.CharField(_("Rounding"), max_length=40, choices=Rounding.choices, default=Rounding.WON)
    vat = models.CharField(_("Value added tax"), max_length=20, choices=Vat.choices, default=Vat.EXCLUDED)

    class Meta(Versioned.Meta):
        constraints = [
            one_version("rate_table_version_once"),
            models.CheckConstraint(
                name="rate_table_floors_are_shares",
                condition=Q(
                    own_share_floor__gte=0,
                    own_share_floor__lte=1,
                    own_cash_floor__gte=0,
                    own_cash_floor__lte=1,
                ),
            ),
        ]

    def clean(self) -> None:
        """No rate of the table may leave the firm less than its floor."""
        highest = (
            self.rates.order_by("-rate").first() if self.pk and self.own_share_floor is not None else None
        )
        if highest and highest.rate + self.own_share_floor > 1:
            raise ValidationError(
                {
                    "own_share_floor": now(
                        "A rate of %(rate)s leaves the firm %(most)s. Lower that rate first, or this floor."
                    )
                    % {"rate": f"{highest.rate:.0%}", "most": f"{1 - highest.rate:.0%}"}
                }
            )


class SupportRate(RowOfVersion):
    """One cell of a rate table: the public share at most, its ceiling, and the smallest amount that is paid."""

    class Grade(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    class SupportType(models.TextChoices):
        EQUIPMENT = "equipment", _("Equipment")
        PROCESS = "process", _("Process change")

    owner_field = "rate_table"

    rate_table = models.ForeignKey(RateTable, on_delete=models.PROTECT, related_name="rates")
    size = models.CharField(_("Firm size"), max_length=10, choices=Organisation.Size.choices)
    support_type = models.CharField(_("Support type"), max_length=12, choices=SupportType.choices)
    grade = models.CharField(_("Grade"), max_length=1, choices=Grade.choices)
    rate = models.DecimalField(
        _("Public share"),
        max_digits=4,
        decimal_places=3,
        validators=A_SHARE,
        help_text=_("As a fraction: 0.67 is 67 %."),
    )
    ceiling_krw = models.PositiveBigIntegerField(_("Ceiling in won"))
    minimum_krw = models.PositiveBigIntegerField(
        _("Smallest award in won"), default=0, help_text=_("Less is not paid; 0 for none.")
    )

    class Meta:
        ordering = ["rate_table", "size", "support_type", "grade"]
        constraints = [
            models.UniqueConstraint(
                fields=["rate_table", "size", "support_type", "grade"], name="support_rate_cell_once"
            ),
            models.CheckConstraint(name="support_rate_is_a_share", condition=Q(rate__gte=0, rate__lte=1)),
            models.CheckConstraint(
                name="support_rate_ceiling_above_minimum", condition=Q(minimum_krw__lte=F("ceiling_krw"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.size}/{self.support_type}/{self.grade}: {self.rate}"

    def clean(self) -> None:
        """The rate leaves the firm its own share; the ceiling is not below the smallest award."""
        errors: dict[str, str] = {}
        floor = self.rate_table.own_share_floor
        if self.rate is not None and self.rate + floor > 1:
            errors["rate"] = now("At most %(most)s: the firm bears at least %(floor)s.") % {
                "most": f"{1 - floor:.3f}".rstrip("0"),
                "floor": f"{floor:.0%}",
            }
        if None not in (self.ceiling_krw, self.minimum_krw) and self.ceiling_krw < self.minimum_krw:
            errors["ceiling_krw"] = now("The ceiling is below the smallest award of %(minimum)s won.") % {
                "minimum": f"{self.minimum_krw:,}"
            }
        if errors:
            raise ValidationError(errors)
