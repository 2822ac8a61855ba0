"""Gapless numbers for papers and cases."""

from django.db import transaction
from django.db.models import F

from journal.models import Counter


def take(name: str) -> int:
    """The next number of the series `name`: 1, 2, 3 …

    Locks the series until the caller's transaction ends; a rollback gives the number back, so that there
    are no gaps. Put into the name whatever starts the series anew, such as the Korean year.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken in the transaction that uses it.")
    series = Counter.objects.filter(name=name)
    if not series.update(value=F("value") + 1):
        Counter.objects.get_or_create(name=name)
        series.update(value=F("value") + 1)
    return series.values_list("value", flat=True).get()
