"""What the database itself refuses (RELIABILITY M4)."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from subsidies.models import CostItem, Evidence, Grant
from tests.factories import grants

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.mark.parametrize(
    "bad",
    [
        {"public_krw": F("public_krw") + 1},
        {"award_krw": F("public_krw") + 1},
        {"award_krw": None},
        {"approved_by": None},
        {"paid_krw": F("award_krw") + 1},
        {"returned_krw": 1},
        {"return_due_krw": 1},
        {"state": "settled"},
        {"public_krw": -1, "own_krw": F("eligible_krw") + 1},
    ],
)
def test_a_grant_that_does_not_add_up_is_refused(approved, bad):
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=approved.pk).update(**bad)


def test_two_live_cost_items_share_no_position(approved, measure):
    with pytest.raises(IntegrityError), transaction.atomic():
        CostItem.objects.create(
            grant=approved, measure=measure, position=1, name="또", supply_price_krw=1, vat_krw=0
        )


def test_a_strike_needs_reason_and_judge(approved, personas):
    grants.prove(approved, personas["owner"])

    for bad in ({"verdict": "struck"}, {"verdict": "accepted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.update(**bad)
