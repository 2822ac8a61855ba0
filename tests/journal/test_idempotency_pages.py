from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from journal import clock, idempotency
from journal.models import IdempotencyKey
from tests.journal import stack
from tests.journal.tasks_for_tests import effects

MOMENT = datetime(2021, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _site():
    with override_settings(**stack.SETTINGS):
        yield


def post(path="/act/", user=1, raising=True, **fields):
    client = Client(raise_request_exception=raising)
    return client.post(path, {"n": 1, "idempotency_key": "k1", **fields}, headers={stack.USER_HEADER: user})


def test_new_keys_are_keys_and_differ():
    assert idempotency.is_key(idempotency.new_key())
    assert idempotency.new_key() != idempotency.new_key()


@pytest.mark.parametrize("text", ["", " ", "a b", "한글", "a\n", "a" * 201, "\x7f"])
def test_other_texts_are_no_keys(text):
    assert not idempotency.is_key(text)


@pytest.mark.django_db
def test_the_same_form_four_times_acts_once():
    first, *later = [post() for _ in range(4)]
    assert len(effects()) == 1
    assert idempotency.REPLAYED not in first
    assert [(r.status_code, r["Location"], r[idempotency.REPLAYED]) for r in later] == [
        (302, "/acts/1/", "true")
    ] * 3


@pytest.mark.django_db
def test_keys_belong_to_their_user():
    assert post(user=1).status_code == post(user=2).status_code == 302
    assert len(effects()) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"n": 2}, {"path": "/other/"}, {"path": "/act/?page=2"}, {"more": "x"}])
def test_the_same_key_for_something_else_is_refused(change):
    post()
    answer = post(**change)
    assert answer.status_code == 422
    assert answer.content.startswith(b"idempotency_key_reused")
    assert len(effects()) == 1


@pytest.mark.django_db
def test_files_count_by_name_and_content():
    def upload(name, content):
        return post(file=SimpleUploadedFile(name, content)).status_code

    assert upload("a.pdf", b"%PDF") == upload("a.pdf", b"%PDF") == 302
    assert upload("a.pdf", b"%PDX") == upload("b.pdf", b"%PDF") == 422


@pytest.mark.django_db
def test_the_forgery_token_may_change():
    assert post(csrfmiddlewaretoken="a").status_code == post(csrfmiddlewaretoken="b").status_code == 302


@pytest.mark.django_db
def test_a_form_with_errors_frees_its_key():
    assert post(wrong="1").status_code == 200
    assert not IdempotencyKey.objects.exists()
    assert post().status_code == 302


@pytest.mark.django_db
def test_an_exception_rolls_back_and_frees_the_key():
    assert post(broken="1", raising=False).status_code == 500
    assert not IdempotencyKey.objects.exists()
    assert effects() == []
    assert post().status_code == 302


@pytest.mark.django_db
def test_a_request_under_way_is_refused_at_once_and_taken_over_when_stale():
    with clock.travel(MOMENT):
        post()
        _forget_answer()
        busy = post()
        assert busy.status_code == 409
        assert busy.content.startswith(b"idempotency_key_running")
        clock.advance(timedelta(seconds=60))
        assert post().status_code == 302
        assert len(effects()) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("referer", "way_back"),
    [("http://testserver/form/?a=1", "http://testserver/form/?a=1"), ("http://evil.test/", "/"), ("", "/")],
)
def test_a_refusal_leads_back_to_our_own_page_only(referer, way_back):
    post()
    _forget_answer()
    data = {"n": 1, "idempotency_key": "k1"}
    answer = Client().post("/act/", data, headers={stack.USER_HEADER: 1, "Referer": referer})
    assert answer.content.decode().endswith(f" {way_back}")


@pytest.mark.django_db
def test_whoever_was_overtaken_is_rolled_back(monkeypatch):
    def overtake():
        IdempotencyKey.objects.update(claim="00000000-0000-0000-0000-000000000000")

    monkeypatch.setitem(stack.__dict__, "before_answer", [overtake])
    assert post().status_code == 409
    assert effects() == []


@pytest.mark.django_db
def test_without_key_or_user_nothing_is_kept():
    post(idempotency_key="")
    post(user="")
    assert len(effects()) == 2
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_malformed_key_is_a_bad_request():
    assert post(idempotency_key="a b").status_code == 400
    assert effects() == []


def _forget_answer():
    """The claim as a process leaves it that was killed before its commit."""
    IdempotencyKey.objects.update(state="running", status=None)
