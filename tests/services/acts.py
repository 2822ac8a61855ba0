"""What the tests have done inside the installation, in a process with its settings (`Installation.call`)."""

import json
from datetime import timedelta

from django.db import transaction

from accounts.roles import Role
from documents import services as papers
from journal import clock
from tests.factories import accounts as people
from tests.factories import cases
from tests.factories import programs as presets
from tests.factories import programs as rounds

STAFF = {
    "consultant": Role.CONSULTANT,
    "reviewer": Role.REVIEWER,
    "approver": Role.APPROVER,
    "admin": Role.ADMIN,
}


@transaction.atomic
def open_round() -> None:
    """A round open today with its money, its staff, and somebody who has no firm yet; prints what a client needs."""
    today = clock.today()
    round_ = presets.incheon_round(
        today.year, opens_on=today, closes_on=today + timedelta(days=1), factor_set="kr-2021"
    )
    rounds.funding_line(round_, "national-diagnosis", "national", "diagnosis", 11_000_000)
    rounds.funding_line(round_, "national-improvement", "national", "improvement", 10_000_000)
    for name, role in STAFF.items():
        region = "incheon" if role in (Role.REVIEWER, Role.APPROVER) else ""
        people.member(people.user(f"{name}@example.com"), role, program=round_.program.code, region=region)
    people.user("owner@example.com", "김대표")
    print(json.dumps({"round_uid": str(round_.uid), "business_number": people.business_number(900)}))


@transaction.atomic
def issue_receipts(first: int, last: int) -> None:
    """Receipts of firms number `first` to `last`, their cases put straight into the database."""
    round_ = rounds.incheon_2021()
    for serial in range(first, last + 1):
        case = cases.case(round_, people.organisation(serial), serial=serial)
        papers.issue("receipt", cases.application(case), actor=None)
