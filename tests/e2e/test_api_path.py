"""The whole path against the served demo, by the API alone, with personal tokens as any other system would use."""

from functools import cache

import pytest

from portal.demo.people import CONSULTANT
from tests.e2e.api_path import Api, walk
from tests.e2e.applicants import DISTRICT, new_business_number, newcomer, open_round
from tests.e2e.conftest import DemoSite, account

pytestmark = pytest.mark.e2e


def test_a_firm_goes_from_registration_to_its_certificate_through_the_api(demo_site: DemoSite) -> None:
    owner, _email = newcomer(demo_site)

    @cache
    def speak_as(role: str) -> Api:
        if role == "owner":
            return owner
        return Api(demo_site.url, demo_site.manage("create_token", account(role).email).strip())

    case = walk(
        speak_as,
        round_uid=open_round(owner),
        district=DISTRICT,
        consultant_email=CONSULTANT.email,
        business_number=new_business_number(),
    )

    assert owner.get(f"cases/{case}/")["stage"] == "completed"
