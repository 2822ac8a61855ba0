"""Processes that die at the worst moments, and requests that meet; on PostgreSQL, with real processes."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test import Client, override_settings

from journal import clock, idempotency, outbox, relay
from journal.models import IdempotencyKey, OutboxMessage
from tests.journal import stack, tasks_for_tests
from tests.journal.tasks_for_tests import effects

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CRASHED = 9
LATER = timedelta(seconds=61)


def crash(act):
    """Run `act` in a child process that ends by `os._exit` whatever happens, as a killed one does."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            act()
        finally:
            os._exit(CRASHED)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == CRASHED


def die():
    os._exit(CRASHED)


def enqueue(number):
    with transaction.atomic():
        return outbox.enqueue("tests.effect", {"n": number})


def after_commit(number):
    enqueue(number)


def between_claim_and_send(number):
    enqueue(number)
    relay.run_once(send=lambda _message: die())


def when_a_try_began(number):
    message = enqueue(number)
    relay.claim()
    outbox._begin(message.pk)


def after_the_effect_before_its_commit(number):
    message = enqueue(number)
    relay.claim()
    outbox._begin(message.pk)
    with transaction.atomic():
        tasks_for_tests.leave_effect({"n": number})
        die()


def after_the_effect_was_committed(number):
    message = enqueue(number)
    relay.claim()
    tasks_for_tests.effect(message_id=message.pk)


@pytest.mark.parametrize(
    ("window", "state", "attempts", "effects_so_far"),
    [
        (after_commit, "pending", 0, 0),
        (between_claim_and_send, "sent", 0, 0),
        (when_a_try_began, "sent", 1, 0),
        (after_the_effect_before_its_commit, "sent", 1, 0),
        (after_the_effect_was_committed, "done", 1, 100),
    ],
)
def test_100_crashes_lose_and_double_nothing(window, state, attempts, effects_so_far):
    """Goal T3: 100 of 100 effects, each once, without a gap in their numbers."""
    for number in range(100):
        crash(lambda number=number: window(number))
    assert {*OutboxMessage.objects.values_list("state", "attempts")} == {(state, attempts)}
    assert len(effects()) == effects_so_far

    with clock.travel(clock.now() + LATER):
        relay.sweep()
        relay.drain()

    done = effects()
    assert sorted(effect["n"] for effect in done) == [*range(100)]
    assert sorted(effect["number"] for effect in done) == [*range(1, 101)]
    assert not OutboxMessage.objects.exclude(state=OutboxMessage.State.DONE).exists()


def test_a_crash_before_the_commit_leaves_no_work():
    def uncommitted():
        with transaction.atomic():
            outbox.enqueue("tests.effect", {"n": 1})
            die()

    crash(uncommitted)
    assert not OutboxMessage.objects.exists()


def test_two_relays_send_each_message_once():
    for number in range(200):
        enqueue(number)
    sent, start = [], threading.Barrier(4)

    def send(message):
        sent.append(message.payload["n"])
        outbox._finish(message)

    def relay_all(_):
        with closing(connection):
            start.wait()
            while relay.run_once(send):
                pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(relay_all, range(4)))

    assert sorted(sent) == [*range(200)]


def test_a_message_that_arrives_twice_at_once_takes_effect_once():
    message = enqueue(1)
    relay.claim()
    start = threading.Barrier(10)

    def perform(_):
        with closing(connection):
            start.wait()
            tasks_for_tests.effect(message_id=message.pk)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(perform, range(10)))

    assert effects() == [{"n": 1, "number": 1}]


def test_a_message_that_a_worker_is_at_is_not_swept():
    message = enqueue(1)
    relay.claim()
    began, end = threading.Event(), threading.Event()

    def hold():
        with closing(connection), transaction.atomic():
            outbox._lock_sent(message.pk)
            began.set()
            end.wait(10)

    with ThreadPoolExecutor(1) as pool, clock.travel(clock.now() + LATER):
        held = pool.submit(hold)
        began.wait(10)
        relay.sweep()
        assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT
        end.set()
        held.result()
        relay.sweep()
        assert OutboxMessage.objects.get().state == OutboxMessage.State.PENDING


# --- The same request again (goal M5) ---------------------------------------------------------------------


@pytest.fixture
def site():
    with override_settings(**stack.SETTINGS):
        yield


def post_page(key="k1"):
    answer = Client().post("/act/", {"n": 1, "idempotency_key": key}, headers={stack.USER_HEADER: 1})
    return answer.status_code, answer.get("Location")


def post_api(key="k1"):
    headers = {stack.USER_HEADER: 1, "Idempotency-Key": key}
    answer = Client().post("/api/act/", {"n": 1}, content_type="application/json", headers=headers)
    return answer.status_code, answer.get("Location")


FACES = pytest.mark.parametrize(
    ("post", "success"),
    [(post_page, (302, "/acts/1/")), (post_api, (201, "/api/act/1/"))],
    ids=["page", "api"],
)


@FACES
def test_20_concurrent_requests_act_once(site, post, success):
    start = threading.Barrier(20)

    def request(_):
        with closing(connection):
            start.wait()
            return post()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(request, range(20)))

    assert len(effects()) == 1
    assert success in answers
    assert {status for status, _location in answers} <= {success[0], 409}
    assert post() == success


@FACES
def test_while_one_is_at_it_another_is_refused_at_once(site, post, success, monkeypatch):
    began, end = threading.Event(), threading.Event()

    def pause():
        began.set()
        end.wait(10)

    monkeypatch.setattr(stack, "before_answer", [pause])

    def winner():
        with closing(connection):
            return post()

    with ThreadPoolExecutor(1) as pool:
        won = pool.submit(winner)
        began.wait(10)
        asked = time.monotonic()
        assert post()[0] == 409
        assert time.monotonic() - asked < 1
        end.set()
        assert won.result() == success
    assert post() == success
    assert len(effects()) == 1


@FACES
def test_killed_after_the_commit_the_answer_is_replayed(site, post, success):
    crash(post)
    assert len(effects()) == 1
    assert post() == success
    assert len(effects()) == 1


@FACES
def test_killed_before_the_commit_the_work_is_done_later(site, post, success, monkeypatch):
    monkeypatch.setattr(stack, "before_answer", [die])
    crash(post)
    monkeypatch.undo()
    assert effects() == []
    assert post()[0] == 409

    with clock.travel(clock.now() + LATER):
        assert post() == success
    assert len(effects()) == 1


def test_only_one_takes_a_stale_claim_over(site):
    post_page()
    IdempotencyKey.objects.update(state="running", status=None, claimed_at=clock.now() - LATER)
    start = threading.Barrier(10)

    def request(_):
        with closing(connection):
            start.wait()
            return post_page()[0]

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(request, range(10)))

    assert {302} <= set(answers) <= {302, 409}
    assert len(effects()) == 2


def test_the_claim_is_committed_before_the_work(site, monkeypatch):
    seen = []

    def look():
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(claims).result())

    def claims():
        with closing(connection):
            return [*IdempotencyKey.objects.values_list("state", flat=True)]

    monkeypatch.setattr(stack, "before_answer", [look])
    post_page(idempotency.new_key())
    assert seen == [["running"]]
