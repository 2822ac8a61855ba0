import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from journal import idempotency
from journal.models import IdempotencyKey
from tests.journal import stack
from tests.journal.tasks_for_tests import effects


@pytest.fixture(autouse=True)
def _site():
    with override_settings(**stack.SETTINGS):
        yield


def post(data=None, key="k1", user=1, content_type="application/json", raising=True):
    client = Client(raise_request_exception=raising)
    headers = {stack.USER_HEADER: user, "Idempotency-Key": key}
    return client.post("/api/act/", data or {"n": 1}, content_type=content_type, headers=headers)


@pytest.mark.django_db
def test_the_same_request_four_times_acts_once_and_answers_alike():
    first, *later = [post() for _ in range(4)]
    assert len(effects()) == 1
    assert (first.status_code, first.json(), first["Location"]) == (201, {"n": 1}, "/api/act/1/")
    assert idempotency.REPLAYED not in first
    for answer in later:
        assert (answer.status_code, answer.content) == (201, first.content)
        assert (answer["Content-Type"], answer["Location"]) == (first["Content-Type"], first["Location"])
        assert answer[idempotency.REPLAYED] == "true"


@pytest.mark.django_db
def test_the_order_of_fields_does_not_matter_and_their_values_do():
    assert post('{"n": 1, "a": 2}').status_code == post('{"a": 2, "n": 1}').status_code == 201
    answer = post('{"a": 3, "n": 1}')
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert len(effects()) == 1


@pytest.mark.django_db
def test_uploads_count_by_content():
    def upload(content):
        client = Client()
        headers = {stack.USER_HEADER: 1, "Idempotency-Key": "k1"}
        data = {"n": "1", "file": SimpleUploadedFile("a.pdf", content)}
        return client.post("/api/act/", data, headers=headers).status_code

    assert [upload(b"a"), upload(b"a"), upload(b"b")] == [201, 201, 422]


@pytest.mark.django_db
def test_a_refusal_keeps_its_answer_and_frees_the_key():
    refused = post({"refuse": True})
    assert (refused.status_code, refused.json()) == (400, {"refuse": "no"})
    assert not IdempotencyKey.objects.exists()
    assert post({"n": 1}).status_code == 201


@pytest.mark.django_db
def test_an_exception_rolls_back_and_frees_the_key():
    assert post({"broken": True}, raising=False).status_code == 500
    assert effects() == []
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_body_that_cannot_be_read_is_the_usual_400():
    assert post("{").status_code == 400


@pytest.mark.django_db
def test_a_request_under_way_is_a_conflict():
    post()
    IdempotencyKey.objects.update(state="running", status=None)
    answer = post()
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_running")
    assert answer.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["a b", "", "한글".encode().decode("latin-1"), "a" * 201])
def test_a_malformed_key_is_a_bad_request(key):
    answer = post(key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_malformed")
    assert effects() == []


@pytest.mark.django_db
def test_reading_and_strangers_need_no_key():
    client = Client()
    assert client.get("/api/act/", headers={stack.USER_HEADER: 1, "Idempotency-Key": "k1"}).status_code == 200
    assert post(user="").status_code == 201
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_an_unknown_method_is_the_usual_405():
    headers = {stack.USER_HEADER: 1, "Idempotency-Key": "k1"}
    assert Client().delete("/api/act/", headers=headers).status_code == 405
