"""The whole path against the served demo, by the API alone, with personal tokens as any other system would use."""

from functools import cache
from uuid import uuid4

import pytest

from calculations.business_number import check_digit
from journal import clock
from portal.demo.people import CONSULTANT
from tests.e2e.api_path import Api, walk
from tests.e2e.conftest import DemoSite, account

pytestmark = pytest.mark.e2e

# 인천광역시 남동구.
DISTRICT = "28200"


def test_a_firm_goes_from_registration_to_its_certificate_through_the_api(demo_site: DemoSite) -> None:
    newcomer = f"api-{uuid4().hex[:8]}@example.com"
    demo_site.manage(
        "shell",
        "-c",
        f"from accounts.models import User; User.objects.create_user({newcomer!r}, name='시험')",
    )

    @cache
    def speak_as(role: str) -> Api:
        email = newcomer if role == "owner" else account(role).email
        return Api(demo_site.url, demo_site.manage("create_token", email).strip())

    case = walk(
        speak_as,
        round_uid=open_round(speak_as("owner")),
        district=DISTRICT,
        consultant_email=CONSULTANT.email,
        business_number=new_business_number(),
    )

    assert speak_as("owner").get(f"cases/{case}/")["stage"] == "completed"


def open_round(api: Api) -> str:
    rounds = api.get(f"rounds/?status=open&year={clock.today().year}")["results"]
    return rounds[0]["uid"]


def new_business_number() -> str:
    """A number that nobody has registered, so that the test can be repeated on a running site."""
    first_nine = f"{uuid4().int % 10**9:09d}"
    return first_nine + check_digit(first_nine)
