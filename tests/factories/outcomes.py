"""Cases in step 4, made by the real services."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from diagnostics.models import Measure
from reports import services
from reports.models import Outcome
from workflow.acts import Act
from workflow.models import Case


def opened(case: Case, owner: User) -> Outcome:
    return services.open_outcome(case, Act(owner))


def actual(measure: Measure, quantity: str = "45000", **row: Any) -> list[dict[str, Any]]:
    """The same quantity for each resource of a measure."""
    return [
        {"stream": str(stream.uid), "quantity": Decimal(quantity), **row} for stream in measure.streams.all()
    ]


def implemented(measure: Measure, owner: User, quantity: str = "45000", **data: Any) -> Measure:
    defaults = {
        "done_on": date(2021, 7, 14),
        "actual_cost_krw": 7_000_000,
        "streams": actual(measure, quantity),
    }
    return services.report_implemented(measure, Act(owner, data=defaults | data))


def reported(case: Case, owner: User, quantity: str = "45000") -> Outcome:
    """Opened, every measure implemented, handed in."""
    outcome = opened(case, owner)
    for measure in Measure.objects.filter(case=case, state="accepted"):
        implemented(measure, owner, quantity)
    return services.submit_report(outcome, Act(owner))


def accepted(case: Case, owner: User, consultant: User, official: User) -> Outcome:
    outcome = reported(case, owner)
    outcome = services.verify(outcome, Act(consultant))
    return services.accept(outcome, Act(official))
