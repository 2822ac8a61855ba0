"""A firm of the test's own that has applied in the open call, made through the API."""

from dataclasses import dataclass
from uuid import uuid4

from calculations.business_number import check_digit
from journal import clock
from portal.demo.people import PASSWORD
from tests.e2e.api_path import Api, apply, complete, draft
from tests.e2e.conftest import DemoSite

# 인천광역시 남동구.
DISTRICT = "28200"


@dataclass(frozen=True)
class Applicant:
    """Who applied: the account's address, the uids of case and application, the case's number once submitted."""

    email: str
    case: str
    application: str
    number: str


def submitted(site: DemoSite) -> Applicant:
    api, email = newcomer(site)
    case, path = apply(api, open_round(api), DISTRICT, new_business_number())
    return Applicant(email, case, path.split("/")[1], api.get(f"cases/{case}/")["number"])


def drafted(site: DemoSite) -> Applicant:
    """An empty draft."""
    api, email = newcomer(site)
    application = draft(api, open_round(api), DISTRICT, new_business_number())
    return Applicant(email, application["case"], application["uid"], "")


def completed(site: DemoSite) -> Applicant:
    """A draft that lacks nothing."""
    api, email = newcomer(site)
    application = complete(api, open_round(api), DISTRICT, new_business_number())
    return Applicant(email, application["case"], application["uid"], "")


def newcomer(site: DemoSite) -> tuple[Api, str]:
    """A fresh account that can log in, and its token."""
    email = f"newcomer-{uuid4().hex[:8]}@example.com"
    site.manage(
        "shell",
        "-c",
        "from accounts.models import User; from accounts.invitations import mark_address_verified as verified; "
        f"verified(User.objects.create_user({email!r}, {PASSWORD!r}, name='시험 기업'))",
    )
    return Api(site.url, site.manage("create_token", email).strip()), email


def open_round(api: Api) -> str:
    """This year's round in Incheon, whichever others stand open beside it."""
    rounds = api.get(f"rounds/?status=open&year={clock.today().year}")["results"]
    return next(found["uid"] for found in rounds if found["case_prefix"].startswith("IC-"))


def new_business_number() -> str:
    """A number that nobody has registered, so that the test can be repeated on a running site."""
    first_nine = f"{uuid4().int % 10**9:09d}"
    return first_nine + check_digit(first_nine)
