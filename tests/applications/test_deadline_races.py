"""The last second: handing in against freezing, saving against freezing. Exactly one of the two happens."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from applications import services
from applications.models import Application, DraftCopy
from applications.services import deadline
from journal import clock
from workflow.acts import Act
from workflow.errors import ActError

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("during_call"),
]
ROUNDS = 6


def at(moment: Any, work: Callable[[], Any]) -> Callable[[], Any]:
    """Work in a thread of its own whose clock stands at ``moment``; refusals come back as their code."""

    def run() -> Any:
        try:
            with clock.travel(moment):
                return work()
        except ActError as error:
            return error.code
        finally:
            connection.close()

    return run


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(work)) as pool:
        return [f.result() for f in [pool.submit(copy_context().run, one) for one in work]]


def test_a_draft_is_handed_in_or_frozen_never_both(complete, round_2021, personas):
    before, after = (round_2021.closes_at + timedelta(seconds=s) for s in (-1, 1))
    submit = at(before, lambda: services.submit(complete, Act(personas["owner"])).state)
    freeze = at(after, lambda: deadline.freeze(complete, round_2021.closes_at) is not None)

    at_once([submit, *[freeze] * ROUNDS])

    stored = Application.objects.get(pk=complete.pk)
    copies = DraftCopy.objects.filter(application=complete).count()
    # Whoever comes first holds the lock: handed in and not frozen, or frozen once; a submission in time still counts.
    assert copies <= 1
    assert stored.state in {"submitted", "draft"}
    assert (stored.state, copies) != ("draft", 0)


def test_many_sweeps_make_one_copy(complete, round_2021):
    after = round_2021.closes_at + timedelta(seconds=1)

    at_once([at(after, services.freeze_drafts)] * ROUNDS)

    assert DraftCopy.objects.filter(application=complete).count() == 1


def test_a_copy_is_confirmed_once_however_many_press(complete, round_2021, personas):
    with clock.travel(round_2021.closes_at + timedelta(hours=10)):
        services.open_grace(
            round_2021,
            ends_at=clock.now() + timedelta(hours=24),
            act=Act(personas["admin"], comment="서버 장애"),
        )
    moment = round_2021.closes_at + timedelta(hours=11)
    confirm = at(moment, lambda: services.confirm_copy(complete, Act(personas["owner"])).state)

    results = at_once([confirm] * ROUNDS)

    assert sorted(results) == ["submitted", *["wrong_state"] * (ROUNDS - 1)]
    assert Application.objects.get(pk=complete.pk).case.number == "IC-2021-0001"
