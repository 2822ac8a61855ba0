"""People, firms and sites for tests."""

from accounts.models import Area, Membership, Organisation, Site, User
from accounts.roles import Role
from calculations.business_number import check_digit

PASSWORD = "correct-horse-battery-9"  # pragma: allowlist secret


def user(email: str, name: str = "", **fields) -> User:
    return User.objects.create_user(email, PASSWORD, name=name or email.partition("@")[0], **fields)


def member(person: User, role: Role, *, organisation=None, program="", region="") -> Membership:
    """Give a person a role; forget what the object had cached about its roles."""
    person.__dict__.pop("current_memberships", None)
    return Membership.objects.create(
        user=person, role=role, organisation=organisation, program_code=program, region_code=region
    )


def business_number(serial: int) -> str:
    """A business number with a valid check digit; ``serial`` tells firms apart."""
    stem = f"{100 + serial // 1000:03d}81{serial % 1000:04d}"[:9]
    return stem + str(check_digit(stem))


def area(code: str = "28200", name: str = "인천광역시 남동구") -> Area:
    return Area.objects.get_or_create(
        code=code, valid_from=None, defaults={"level": "sigungu", "name_ko": name, "confidence": "verified"}
    )[0]


def organisation(serial: int = 1, name: str = "", **fields) -> Organisation:
    defaults = {
        "name_ko": name or f"시험금속{serial}",
        # Each its own: who shares something is flagged as a possible duplicate.
        "representative": f"대표자{serial}",
        "address": f"인천광역시 남동구 시험로 {serial}",
        **fields,
    }
    return Organisation.objects.create(business_number=business_number(serial), **defaults)


def site(firm: Organisation, name: str = "본사 공장", **fields) -> Site:
    defaults = {"address": firm.address, "area": area(), **fields}
    return Site.objects.create(organisation=firm, name=name, **defaults)


def personas(round_) -> dict[str, User]:
    """The twelve personas. Firm 1 is the one whose case the tests look at; firm 2 belongs to somebody else."""
    firm, other = organisation(1), organisation(2, "남의금속")
    site(firm)
    site(other)
    program, region = round_.program.code, round_.regions.get(code="incheon").code
    people = {
        "inactive": user("inactive@example.com", is_active=False),
        "owner": user("owner@example.com", "김대표"),
        "member": user("member@example.com"),
        "other_owner": user("other-owner@example.com"),
        "consultant": user("consultant@example.com"),
        "other_consultant": user("other-consultant@example.com"),
        "reviewer": user("reviewer@example.com"),
        "approver": user("approver@example.com"),
        "other_official": user("other-official@example.com"),
        "auditor": user("auditor@example.com"),
        "admin": user("admin@example.com"),
    }
    member(people["inactive"], Role.OWNER, organisation=firm)
    member(people["owner"], Role.OWNER, organisation=firm)
    member(people["member"], Role.MEMBER, organisation=firm)
    member(people["other_owner"], Role.OWNER, organisation=other)
    member(people["consultant"], Role.CONSULTANT, program=program)
    member(people["other_consultant"], Role.CONSULTANT, program=program)
    member(people["reviewer"], Role.REVIEWER, program=program, region=region)
    member(people["approver"], Role.APPROVER, program=program, region=region)
    member(people["other_official"], Role.APPROVER, program=program, region="busan")
    member(people["auditor"], Role.AUDITOR, program=program)
    member(people["admin"], Role.ADMIN, program=program)
    return people
