"""What the journal clears away by itself."""

from datetime import timedelta

from journal import clock
from journal.models import IdempotencyKey
from journal.schedule import every

# A form left open over a weekend may still be sent twice; stored answers are personal data and go after that.
KEEP_KEYS = timedelta(hours=72)


@every(seconds=3600)
def forget_old_answers() -> None:
    """Delete idempotency keys, with their stored answers, after 72 hours."""
    IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEEP_KEYS).delete()
