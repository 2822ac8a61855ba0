"""Dated facts, numbers that are read, the tax office asked over a real connection, firms handed over."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from accounts import presenting, services, tasks, tax_office
from accounts.errors import BadData, NotAllowed, Refused
from accounts.models import BusinessState, Membership, Organisation
from accounts.roles import Role
from calculations import business_number
from journal import clock
from journal.models import Event, OutboxMessage
from tests.factories import accounts as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIRM = {"name_ko": "시험금속", "representative": "대표자", "address": "인천광역시 남동구 시험로 1"}
NUMBER = "1208147521"
LATER = datetime(2021, 9, 1, 0, 30, tzinfo=clock.SEOUL)


@pytest.fixture
def owner():
    return people.user("owner@example.com", "대표")


@pytest.fixture
def firm(owner) -> Organisation:
    return services.register_organisation(actor=owner, number=NUMBER, values=FIRM)


# --- Each fact carries its day ---


def test_what_is_stated_carries_its_korean_day(firm, owner):
    assert firm.stated_on == dict.fromkeys(("business_number", *FIRM), "2021-07-14")

    with clock.travel(LATER):  # still 31 August in Greenwich
        changed = services.edit_organisation(firm, actor=owner, values={**FIRM, "address": "부천"}, version=1)

    assert changed.stated_on["address"] == "2021-09-01"
    assert changed.stated_on["name_ko"] == "2021-07-14"


def test_a_site_carries_its_days_too(firm, owner):
    values = {"name": "1공장", "address": "인천", "area": people.area(), "has_factory": True}
    site = services.add_site(firm, actor=owner, values=values)
    assert set(site.stated_on.values()) == {"2021-07-14"}

    with clock.travel(LATER):
        site = services.edit_site(site, actor=owner, values={**values, "has_factory": False}, version=1)

    assert site.stated_on["has_factory"] == "2021-09-01"
    assert presenting.as_of(site) == date(2021, 9, 1)


def test_the_page_says_as_of_when(client, firm, owner):
    client.force_login(owner)

    page = client.get(reverse("accounts:firm", args=[firm.uid])).content.decode()

    assert page.count("2021. 7. 14.") >= len(FIRM)


# --- Numbers ---


@pytest.mark.parametrize(
    ("middle", "kind"),
    [
        ("01", "individual"), ("79", "individual"), ("80", "group"), ("81", "corporation"),
        ("82", "non_profit"), ("83", "public_body"), ("84", "foreign"), ("85", "branch"),
        ("88", "corporation"), ("89", "religious"), ("90", "individual_exempt"),
        ("99", "individual_exempt"), ("00", "unknown"),
    ],
)  # fmt: skip
def test_the_middle_digits_say_the_kind_of_business(middle, kind):
    assert business_number.kind(f"120{middle}47521") == kind


def test_a_corporate_number_is_kept_plain_and_only_warned_of(client, firm, owner):
    client.force_login(owner)
    page = reverse("accounts:firm-edit", args=[firm.uid])

    client.post(page, {**FIRM, "corporate_number": "110111-0062432", "version": "1"})
    firm.refresh_from_db()
    assert firm.corporate_number == "1101110062432"
    assert not presenting.corporate_number_looks_wrong(firm)

    shown = client.post(page, {**FIRM, "corporate_number": "110111-0062433", "version": "2"}, follow=True)
    firm.refresh_from_db()
    assert firm.corporate_number == "1101110062433"
    assert shown.content.decode().count(str(presenting.CORPORATE_WARNING)) == 2


def test_a_corporate_number_that_cannot_be_kept_is_refused(firm, owner):
    with pytest.raises(BadData) as refused:
        services.edit_organisation(
            firm, actor=owner, values={"corporate_number": "110111-00624321"}, version=None
        )
    assert list(refused.value.errors) == ["corporate_number"]


# --- The tax office ---


class TaxOffice(BaseHTTPRequestHandler):
    """Answers as the documented interface does, or as the test wants it to fail."""

    answer: object = None
    status = 200
    seconds = 0.0
    asked: list[tuple[str, dict]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        time.sleep(self.seconds)
        payload = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args: object) -> None:
        pass


def _says(**row: str) -> dict:
    row = {"b_no": NUMBER, "b_stt_cd": "01", "tax_type": "부가가치세 일반과세자", "end_dt": "", **row}
    return {"status_code": "OK", "match_cnt": 1, "request_cnt": 1, "data": [row]}


@pytest.fixture
def office(settings) -> Iterator[type[TaxOffice]]:
    handler = type("Handler", (TaxOffice,), {"answer": _says(), "asked": []})
    server = next(_servers(handler))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.NTS_SERVICE_KEY = "key+with/signs=="  # pragma: allowlist secret
    settings.NTS_BASE_URL = f"http://127.0.0.1:{server.server_address[1]}/nts/v1"
    settings.NTS_TIMEOUT_SECONDS = 0.3
    yield handler
    server.shutdown()
    server.server_close()


def _servers(handler) -> Iterator[ThreadingHTTPServer]:
    for port in range(21500, 21600):
        try:
            yield ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError:
            continue


def test_the_answer_is_kept_with_day_and_source(client, firm, owner, office):
    client.force_login(owner)

    page = client.post(reverse("accounts:business-state", args=[firm.uid]), follow=True).content.decode()

    state = BusinessState.objects.get()
    assert (state.state, state.tax_type, state.asked_by) == ("01", "부가가치세 일반과세자", owner)
    assert state.asked_at == clock.now()
    assert office.asked == [
        ("/nts/v1/status?serviceKey=key%2Bwith%2Fsigns%3D%3D", {"b_no": [NUMBER]}),
    ]
    for shown in ("부가가치세 일반과세자", "127.0.0.1", "2021. 7. 14. 10:00"):
        assert shown in page
    assert Event.objects.filter(action="organisation.look_up_business_state", actor_id=owner.pk).exists()


def test_a_closed_business_is_shown_and_blocks_nothing(firm, owner, office):
    office.answer = _says(b_stt_cd="03", end_dt="20210531")
    state = services.look_up_business_state(firm, actor=owner)
    assert (state.state, state.closed_on) == ("03", date(2021, 5, 31))

    office.answer = _says(b_stt_cd="", tax_type="국세청에 등록되지 않은 사업자등록번호입니다.")
    assert services.look_up_business_state(firm, actor=owner).state == ""
    services.edit_organisation(firm, actor=owner, values={"phone": "032-1"}, version=None)


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500}, {"status": 401}, {"seconds": 1.0}, {"answer": b"<html>"}, {"answer": []},
        {"answer": {"data": []}}, {"answer": {"data": [{"b_no": "9999999999"}]}},
        {"answer": {"data": [{"b_no": NUMBER, "b_stt_cd": "<script>"}]}},
        {"answer": {"data": [{"b_no": NUMBER, "b_stt_cd": "03", "end_dt": "soon"}]}},
        {"answer": {"data": ["x"]}},
    ],
)  # fmt: skip
def test_a_silent_tax_office_stops_nobody(client, firm, owner, office, trouble):
    for name, value in trouble.items():
        setattr(office, name, value)
    client.force_login(owner)

    answer = client.post(reverse("accounts:business-state", args=[firm.uid]), follow=True)

    assert answer.status_code == 200
    assert not BusinessState.objects.exists()
    with pytest.raises(Refused) as refused:
        services.look_up_business_state(firm, actor=owner)
    assert refused.value.code == "tax_office_silent"


def test_an_unreachable_tax_office_is_silent(settings, firm, owner):
    settings.NTS_SERVICE_KEY, settings.NTS_BASE_URL = "k", "http://127.0.0.1:9/nts"
    settings.NTS_TIMEOUT_SECONDS = 0.3
    with pytest.raises(tax_office.Silent):
        tax_office.ask(NUMBER)
    settings.NTS_BASE_URL = "file:///etc"
    with pytest.raises(tax_office.Silent):
        tax_office.ask(NUMBER)


def test_it_is_off_without_a_key(client, firm, owner):
    assert not OutboxMessage.objects.filter(task="accounts.look_up_business_state").exists()
    with pytest.raises(Refused) as refused:
        services.look_up_business_state(firm, actor=owner)
    assert refused.value.code == "tax_office_off"
    client.force_login(owner)
    page = client.get(reverse("accounts:firm", args=[firm.uid])).content.decode()
    assert reverse("accounts:business-state", args=[firm.uid]) not in page


def test_a_new_firm_is_looked_up_after_its_registration(owner, office):
    services.register_organisation(actor=owner, number=NUMBER, values=FIRM)
    message = OutboxMessage.objects.get(task="accounts.look_up_business_state")

    tasks.look_up_business_state.run(message.payload)
    assert BusinessState.objects.get().asked_by is None

    office.status = 503
    tasks.look_up_business_state.run(message.payload)
    assert BusinessState.objects.count() == 1


def test_only_the_firms_own_people_ask(firm, office):
    helper = people.user("h@example.com")
    people.member(helper, Role.HELPER, organisation=firm)
    with pytest.raises(NotAllowed):
        services.look_up_business_state(firm, actor=helper)
    assert office.asked == []


# --- Leaving and handing over ---


@pytest.fixture
def colleague(firm) -> Membership:
    return people.member(people.user("colleague@example.com", "동료"), Role.MEMBER, organisation=firm)


def _roles(firm) -> dict[str, str]:
    return {m.user.email: m.role for m in Membership.objects.current().filter(organisation=firm)}


@pytest.mark.parametrize("stays", ["yes", "no"])
def test_an_owner_hands_the_firm_over_in_one_step(client, firm, owner, colleague, stays):
    client.force_login(owner)

    client.post(reverse("accounts:hand-over", args=[firm.uid]), {"to": colleague.pk, "stays": stays})

    left = {"owner@example.com": Role.MEMBER} if stays == "yes" else {}
    assert _roles(firm) == {"colleague@example.com": Role.OWNER, **left}
    assert Event.objects.get(action="organisation.hand_over").actor_id == owner.pk


def test_a_helper_or_a_stranger_cannot_be_handed_a_firm(client, firm, owner):
    helper = people.member(people.user("h@example.com"), Role.HELPER, organisation=firm)
    stranger = people.member(people.user("s@example.com"), Role.OWNER, organisation=people.organisation(7))
    for to in (helper, stranger, Membership.objects.get(user=owner)):
        with pytest.raises(Refused) as refused:
            services.hand_over(firm, to=to, actor=owner)
        assert refused.value.code == "not_a_colleague"
    client.force_login(owner)
    page = reverse("accounts:hand-over", args=[firm.uid])
    assert client.post(page, {"to": helper.pk, "stays": "yes"}).status_code == 422
    assert _roles(firm)[owner.email] == Role.OWNER


def test_a_member_hands_nothing_over(firm, owner, colleague):
    with pytest.raises(NotAllowed):
        services.hand_over(firm, to=Membership.objects.get(user=owner), actor=colleague.user)


def test_the_last_owner_cannot_leave_and_others_can(client, firm, owner, colleague):
    with pytest.raises(Refused) as refused:
        services.end_membership(Membership.objects.get(user=owner), actor=owner)
    assert refused.value.code == "last_owner"

    client.force_login(colleague.user)
    page = client.get(reverse("accounts:firm", args=[firm.uid])).content.decode()
    leave = reverse("accounts:membership-end", args=[colleague.pk])
    assert leave in page
    client.post(leave)
    assert _roles(firm) == {owner.email: Role.OWNER}


def test_a_helper_meets_the_firm_without_its_tools(client, firm):
    helper = people.user("h@example.com")
    people.member(helper, Role.HELPER, organisation=firm)
    client.force_login(helper)

    page = client.get(reverse("accounts:firm", args=[firm.uid])).content.decode()

    for name in ("firm-edit", "site-new", "colleague-invite", "hand-over"):
        address = reverse(f"accounts:{name}", args=[firm.uid])
        assert address not in page
        assert client.get(address).status_code == 403
