"""What docker-compose.yml says works: its commands run with production settings, its health checks tell the truth."""

import pytest

pytestmark = pytest.mark.redis


@pytest.mark.parametrize("name", ["web", "worker", "relay", "beat"])
def test_each_health_check_finds_its_process_well(installation, name):
    assert installation.is_healthy(name), installation.log(name).read_text()


def test_deployment_check_has_nothing_to_say(installation):
    installation.manage("check", "--deploy", "--fail-level", "INFO")


def test_healthz_says_what_works(installation):
    answer = installation.request("GET", "/healthz/")
    assert (answer.status, answer.json()) == (200, {"ok": True, "failed": []})


def test_plain_http_is_led_to_the_public_origin(installation):
    answer = installation.request("GET", "/account/login/", headers={"X-Forwarded-Proto": "http"})
    assert answer.status == 301
    assert answer.headers["Location"] == "https://cleanprod.example.go.kr/account/login/"


def test_a_foreign_host_is_refused(installation):
    assert installation.request("GET", "/healthz/", headers={"Host": "evil.example"}).status == 400
