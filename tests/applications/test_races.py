"""Two people at the same moment: one application per site, numbers without gaps."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from django.db import connection

from accounts.roles import Role
from applications import services
from applications.models import Application
from tests.applications.conftest import CONSENTS, ELECTRICITY, ENTRIES, evidence
from tests.factories import accounts as people
from workflow.acts import Act
from workflow.errors import Refused

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("during_call"),
]


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """Run everything in threads of their own, each under the test's clock; refusals come back as results."""

    def run(one: Callable[[], Any]) -> Any:
        try:
            return one()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return [f.result() for f in [pool.submit(copy_context().run, run, one) for one in work]]


def test_a_site_applies_once_however_many_press_at_once(round_2021, personas, site):
    people_at_once = [personas["owner"], personas["member"]] * 4

    results = at_once([lambda p=p: services.start(round_2021, site, Act(p)) for p in people_at_once])

    assert Application.objects.count() == 1
    assert sorted(r for r in results if isinstance(r, str)) == ["already_applied"] * 7


def test_numbers_have_no_gaps_and_no_doubles(round_2021, personas):
    drafts = [_complete(round_2021, serial) for serial in range(8)]

    at_once([lambda d=d, o=o: services.submit(d, Act(o)) for d, o in drafts])

    numbers = Application.objects.values_list("case__number", flat=True)
    assert sorted(numbers) == [f"IC-2021-{serial:04d}" for serial in range(1, 9)]


def _complete(round_, serial):
    owner = people.user(f"race-{serial}@example.com")
    firm = people.organisation(300 + serial)
    people.member(owner, Role.OWNER, organisation=firm)
    draft = services.start(round_, people.site(firm), Act(owner))
    services.edit(draft, Act(owner, data=ENTRIES))
    services.add_energy_use(draft, Act(owner, data=ELECTRICITY))
    evidence(draft, owner)
    services.give_consents(draft, Act(owner, data=CONSENTS))
    return draft, owner
