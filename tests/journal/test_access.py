from datetime import UTC, datetime

import pytest

from journal import clock
from journal.access import record_access
from journal.models import AccessRecord
from journal.querysets import AppendOnlyError

MOMENT = datetime(2021, 3, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_record_access_says_who_when_where_whose_what_and_why(actor):
    with clock.travel(MOMENT):
        record_access(
            actor=actor, subject="2021 인천", what="연간 성과", address="203.0.113.9", reason="감사", count=13
        )
    row = AccessRecord.objects.get()
    assert (row.at, row.actor_id, row.actor_label, row.address) == (MOMENT, 7, "홍길동", "203.0.113.9")
    assert (row.subject, row.what, row.reason, row.count) == ("2021 인천", "연간 성과", "감사", 13)


@pytest.mark.django_db
def test_access_records_are_append_only():
    row = record_access(actor=None, subject="김공장", what="신청서")
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        AccessRecord.objects.all().delete()
