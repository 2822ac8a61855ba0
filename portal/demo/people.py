"""The demo's people: one account per role, and the owners of the demo firms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from journal import clock

PROGRAM = "incheon-clean-process"
IN_OFFICE_SINCE = datetime(2021, 3, 1, tzinfo=clock.SEOUL)
ANSAN_SINCE = datetime(2012, 9, 1, tzinfo=clock.SEOUL)
# Printed on the demo's login page on purpose; production refuses to start in demo mode.
PASSWORD = "clean-demo-2021"  # noqa: S105  # pragma: allowlist secret


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A role with its scope. The owner's firm is the first demo firm."""

    email: str
    name: str
    role: Role
    region: str = ""

    @property
    def role_label(self) -> str | Promise:
        return self.role.label

    @property
    def password(self) -> str:
        return PASSWORD


OWNER = DemoAccount("owner@demo.example", "데모 기업대표", Role.OWNER)
CONSULTANT = DemoAccount("consultant@demo.example", "데모 컨설턴트", Role.CONSULTANT)
REVIEWER = DemoAccount("reviewer@demo.example", "데모 검토담당", Role.REVIEWER, "incheon")
APPROVER = DemoAccount("approver@demo.example", "데모 승인담당", Role.APPROVER, "incheon")
ADMIN = DemoAccount("admin@demo.example", "데모 운영관리자", Role.ADMIN)
AUDITOR = DemoAccount("auditor@demo.example", "데모 감사담당", Role.AUDITOR)
EVALUATOR = DemoAccount("evaluator@demo.example", "데모 평가위원", Role.EVALUATOR)
STAFF = (CONSULTANT, REVIEWER, APPROVER, EVALUATOR, ADMIN, AUDITOR)
ACCOUNTS = (OWNER, *STAFF)

# Ansan has its own officials; the demo's evaluator sits on its committee with two others.
ANSAN = "ansan-eco-innovation"
ANSAN_REVIEWER = DemoAccount("reviewer.ansan@demo.example", "데모 안산 검토담당", Role.REVIEWER, "ansan")
ANSAN_APPROVER = DemoAccount("approver.ansan@demo.example", "데모 안산 승인담당", Role.APPROVER, "ansan")
EVALUATORS = (
    EVALUATOR,
    DemoAccount("evaluator2@demo.example", "데모 평가위원 둘", Role.EVALUATOR),
    DemoAccount("evaluator3@demo.example", "데모 평가위원 셋", Role.EVALUATOR),
)
ANSAN_STAFF = (ANSAN_REVIEWER, ANSAN_APPROVER, *EVALUATORS)


def staff() -> dict[DemoAccount, User]:
    """The staff accounts with their memberships; made once."""
    return _in_office(STAFF, PROGRAM, IN_OFFICE_SINCE)


def ansan_staff() -> dict[DemoAccount, User]:
    """Officials and committee of Ansan 2012; made once."""
    return _in_office(ANSAN_STAFF, ANSAN, ANSAN_SINCE)


def _in_office(
    accounts: Iterable[DemoAccount], program_code: str, since: datetime
) -> dict[DemoAccount, User]:
    people = {}
    for account in accounts:
        user = person(account.email, account.name)
        Membership.objects.get_or_create(
            user=user,
            role=account.role,
            program_code="" if account.role == Role.ADMIN else program_code,
            region_code=account.region,
            until=None,
            defaults={"since": since},
        )
        people[account] = user
    return people


def person(email: str, name: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, name=name, phone="032-000-0000")
    return user


def owner_of(organisation: Organisation) -> User:
    return User.objects.get(memberships__organisation=organisation, memberships__role=Role.OWNER)
