"""What a site made in a year, product by product (생산량): what energy and waste are later divided by (원단위)."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal import clock


class Production(models.Model):
    """A product of a site with its quantity in a calendar year, in the unit that the firm counts it in."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey("accounts.Site", on_delete=models.PROTECT, related_name="productions")
    year = models.PositiveSmallIntegerField(
        _("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    product = models.CharField(_("Product"), max_length=80)
    quantity = models.DecimalField(
        _("Quantity made"), max_digits=16, decimal_places=3, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("Unit"), max_length=20)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["site", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "year", "product"], name="production_once_per_product_and_year"
            ),
            models.CheckConstraint(name="production_quantity_not_negative", condition=Q(quantity__gte=0)),
            models.CheckConstraint(name="production_has_product", condition=~Q(product="")),
            models.CheckConstraint(name="production_has_unit", condition=~Q(unit="")),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.quantity.normalize():f} {self.unit}"
