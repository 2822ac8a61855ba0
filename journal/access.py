"""접속기록: the log of who saw, changed or downloaded whose personal data.

Required of operators by 개인정보의 안전성 확보조치 기준 제8조. Kept apart from the event log: it is about
reading, is not chained per case, and has its own time of keeping.
"""

from journal import clock
from journal.events import Actor
from journal.models import AccessRecord


def record_access(
    *,
    actor: Actor | None,
    subject: str,
    what: str,
    address: str = "",
    reason: str = "",
    count: int = 1,
) -> AccessRecord:
    """Record that `actor` saw or took `what` of `subject` (the person or firm) from `address`.

    A bulk download names its scope as the subject and the number of people in `count`.
    """
    return AccessRecord.objects.create(
        at=clock.now(),
        actor_id=actor.pk if actor else None,
        actor_label=str(actor)[:200] if actor else "",
        subject=subject[:200],
        what=what[:200],
        reason=reason,
        address=address,
        count=count,
    )
