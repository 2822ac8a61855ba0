"""The list of a region's firms: taken in without doubles, contacted, invited once, left out when they ask for it."""

import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from applications import local_firm_mails, local_firm_sheet
from applications.models import LocalFirm, LocalFirmInvitation
from applications.services import local_firms as services
from journal.models import AccessRecord, Event, OutboxMessage
from programs.models import Region
from tests.factories import accounts as people
from tests.factories import applicants
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.states import ApplicationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

HEADS = "사업자등록번호,업체명,대표자,소재지,전화번호,이메일,업종코드,종업원수"


def number(serial: int) -> str:
    return people.business_number(serial)


def csv_file(*lines: str, heads: str = HEADS, encoding: str = "utf-8-sig", name: str = "목록.csv"):
    return SimpleUploadedFile(name, "\n".join([heads, *lines]).encode(encoding))


def line(serial: int, email: str = "") -> str:
    address, phone = f"인천 남동구 공단로 {serial}", f"032-123-{serial:04d}"
    return f"{number(serial)},지역금속{serial},홍길동,{address},{phone},{email},25922,35"


def row(serial: int | None, **changes):
    made = {
        "business_number": number(serial) if serial else "",
        "name": f"지역금속{serial}",
        "representative": "",
        "address": f"인천 남동구 공단로 {serial}",
        "phone": "",
        "email": f"firm{serial}@example.com",
        "ksic_code": "",
        "employees": None,
    }
    return {**made, **changes}


@pytest.fixture
def region(round_2021) -> Region:
    return Region.objects.get(code="incheon")


@pytest.fixture
def act(personas):
    return Act(personas["reviewer"])


@pytest.fixture
def reviewer(client, personas):
    client.force_login(personas["reviewer"])
    return client


def firm(region, act, serial: int = 71, **changes) -> LocalFirm:
    services.import_firms(region, [row(serial, **changes)], "목록.csv", act)
    return LocalFirm.objects.order_by("-pk")[0]


# -- reading a file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949"])
def test_a_citys_csv_is_read_with_its_own_heads(encoding):
    sheet = local_firm_sheet.read(csv_file(line(71), encoding=encoding))
    assert (sheet.errors, sheet.unread) == ([], [])
    assert sheet.rows[0]["address"] == "인천 남동구 공단로 71"
    assert sheet.rows[0]["employees"] == 35


def test_a_workbook_with_other_columns_in_another_order():
    book = Workbook()
    book.active.append(["연번", "기업명", "사업자번호", "상시근로자수"])
    book.active.append([1, "지역금속", int(number(71)), "1,200명"])
    stream = io.BytesIO()
    book.save(stream)
    sheet = local_firm_sheet.read(SimpleUploadedFile("목록.xlsx", stream.getvalue()))
    assert sheet.errors == []
    assert sheet.unread == ["연번"]
    assert (sheet.rows[0]["name"], sheet.rows[0]["business_number"], sheet.rows[0]["employees"]) == (
        "지역금속",
        number(71),
        1200,
    )


def test_every_wrong_cell_is_named_with_what_to_do():
    wrong = number(71)[:-1] + str((int(number(71)[-1]) + 1) % 10)
    lines = [f"{wrong},가,,주소,,메일아님,,많음", line(72), line(72), f"{number(73)},,,주소,,,,"]
    sheet = local_firm_sheet.read(csv_file(*lines))
    places = [(error.row, error.column) for error in sheet.errors]
    assert places == [
        (2, "A 사업자등록번호"),
        (2, "H 종업원수"),
        (2, "F 이메일"),
        (4, "A 사업자등록번호"),
        (5, "B 업체명"),
    ]
    assert all(error.text for error in sheet.errors)


@pytest.mark.parametrize("heads", ["업체명,전화번호", "사업자등록번호,주소", ""])
def test_without_the_needed_columns_nothing_is_read(heads):
    sheet = local_firm_sheet.read(csv_file("a,b", heads=heads))
    assert [error.row for error in sheet.errors] == [1]
    assert sheet.rows == []


# -- taking it in --------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(region, act):
    rows = [row(71), row(72), row(None, name="번호 없는 업체", address="인천 서구 1")]
    assert len(services.import_firms(region, rows, "목록.csv", act).new) == 3
    events = Event.objects.count()

    again = services.import_firms(region, rows, "목록.csv", act)

    assert (bool(again), again.same) == (False, 3)
    assert LocalFirm.objects.count() == 3
    assert Event.objects.count() == events


def test_a_later_list_changes_what_it_says_and_keeps_what_it_does_not(region, act):
    services.import_firms(region, [row(71, phone="032-111-1111"), row(72)], "1월.csv", act)
    done = services.import_firms(region, [row(71, email="new@example.com", phone="")], "6월.csv", act)
    assert [change.changed for change in done.changed] == [("email",)]
    stored = LocalFirm.objects.get(business_number=number(71))
    assert (stored.email, stored.phone, stored.source_file) == ("new@example.com", "032-111-1111", "6월.csv")
    assert LocalFirm.objects.count() == 2


def test_a_firm_without_number_is_known_again_once_it_has_one(region, act):
    place = {"name": "지역금속", "address": "인천광역시 남동구 공단로 5"}
    services.import_firms(region, [row(None, **place)], "1월.csv", act)
    services.import_firms(region, [row(71, name="지역금속", address="인천 남동구 공단로5")], "6월.csv", act)
    assert LocalFirm.objects.get().identity == f"b:{number(71)}"


@pytest.mark.parametrize("name", ["other_official", "consultant", "auditor", "owner"])
def test_only_officials_of_the_region_take_lists_in(region, personas, name):
    with pytest.raises(NotAllowed):
        services.import_firms(region, [row(71)], "목록.csv", Act(personas[name]))


def test_import_on_the_page_previews_and_confirms(reviewer, region):
    url = reverse("applications:local-firms-import")
    page = reviewer.post(url, {"region": "incheon", "file": csv_file(line(71), line(72))})
    assert not LocalFirm.objects.exists()
    assert len(page.context["difference"].new) == 2

    assert reviewer.post(url, {"rows": page.context["signed"]}).status_code == 302
    assert LocalFirm.objects.count() == 2

    wrong = reviewer.post(url, {"region": "incheon", "file": csv_file("1,가,,주소,,,,")})
    assert wrong.status_code == 422
    assert wrong.context["wrong"][0].row == 2


def test_a_preview_of_another_region_is_not_taken(client, reviewer, personas, region):
    url = reverse("applications:local-firms-import")
    signed = reviewer.post(url, {"region": "incheon", "file": csv_file(line(71))}).context["signed"]
    client.force_login(personas["other_official"])
    assert client.post(url, {"rows": signed}).status_code == 404
    assert not LocalFirm.objects.exists()


# -- what came of it -----------------------------------------------------------------------------------------


def test_applied_and_took_part_follow_from_the_business_number(round_2021, region, act, reviewer):
    for serial in (71, 72, 73):
        services.import_firms(region, [row(serial)], "목록.csv", act)
    applicants.applied(round_2021, 72)
    case = applicants.applied(round_2021, 73)
    case.application_set.update(state=ApplicationState.AGREED)

    found = {f.business_number: (f.has_applied, f.took_part) for f in LocalFirm.objects.with_outcome()}

    assert found == {number(71): (False, False), number(72): (True, False), number(73): (True, True)}
    page = reviewer.get(reverse("applications:local-firms") + "?outcome=took_part")
    assert [f.business_number for f in page.context["page"]] == [number(73)]


def test_the_list_costs_the_same_for_one_and_three(reviewer, region, act, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(40) as counted:
            reviewer.get(reverse("applications:local-firms"))
        return len(counted)

    firm(region, act, 71)
    queries()
    few = queries()
    firm(region, act, 72)
    firm(region, act, 73)
    assert queries() == few


def test_reading_and_downloading_leave_records(reviewer, region, act):
    firm(region, act)
    reviewer.get(reverse("applications:local-firms"))
    assert AccessRecord.objects.get().what == "list of local firms"

    url = reverse("applications:local-firms-export")
    assert reviewer.post(url, {"comment": ""}).status_code == 422
    download = reviewer.post(url, {"comment": "설명회 안내"})
    assert download["Content-Disposition"].startswith("attachment")
    record = AccessRecord.objects.order_by("-pk")[0]
    assert (record.reason, record.count) == ("설명회 안내", 1)


@pytest.mark.parametrize(
    ("name", "status"),
    [("reviewer", 200), ("admin", 200), ("other_official", 404), ("owner", 403), ("auditor", 403)],
)
def test_who_reads_a_firm_of_the_list(client, region, act, personas, name, status):
    listed = firm(region, act)
    client.force_login(personas[name])
    assert client.get(reverse("applications:local-firm", args=[listed.uid])).status_code == status


# -- contacts ------------------------------------------------------------------------------------------------


def test_a_contact_says_when_how_by_whom_and_with_what_result(reviewer, region, act, personas):
    listed = firm(region, act)
    url = reverse("applications:local-firm", args=[listed.uid])
    sent = {
        "act": "contact",
        "on": "2021-07-08",
        "channel": "phone",
        "result": "interested",
        "person": "김과장",
    }
    assert reviewer.post(url, sent).status_code == 302
    assert listed.contacts.get().by == personas["reviewer"]
    assert LocalFirm.objects.with_outcome().get().is_reached

    ahead = reviewer.post(url, sent | {"on": "2021-12-31", "note": "다시 전화"})
    assert ahead.status_code in (400, 422)
    assert "다시 전화" in ahead.content.decode()


def test_leaving_out_asks_why(region, act, personas):
    listed = firm(region, act)
    with pytest.raises(BadData):
        services.leave_out(listed, act)
    services.leave_out(listed, Act(personas["reviewer"], comment="폐업"))
    listed.refresh_from_db()
    assert not listed.may_be_mailed
    services.take_back(listed, act)
    listed.refresh_from_db()
    assert listed.may_be_mailed


# -- invitations ---------------------------------------------------------------------------------------------


def test_the_plan_says_who_gets_the_mail_and_why_others_do_not(round_2021, region, act, personas):
    services.import_firms(
        region,
        [row(71), row(72, email=""), row(73), row(74), row(75, email="firm71@example.com")],
        "목록.csv",
        act,
    )
    applicants.applied(round_2021, 73)
    services.leave_out(
        LocalFirm.objects.get(business_number=number(74)), Act(personas["reviewer"], comment="폐업")
    )

    plan = services.plan_invitations(round_2021, region, act)

    assert [f.business_number for f in plan.invited] == [number(71)]
    assert [count for _reason, count in plan.others] == [1, 1, 1, 1]
    assert not LocalFirmInvitation.objects.exists()


def test_a_firm_is_invited_once_a_round(round_2021, region, act):
    firm(region, act)
    assert len(services.invite(round_2021, region, act)) == 1
    assert services.invite(round_2021, region, act) == []
    assert OutboxMessage.objects.filter(task=services.TASK).count() == 1


def test_a_closed_call_invites_nobody(round_2021, region, act):
    firm(region, act)
    round_2021.status = "closed"
    round_2021.save()
    with pytest.raises(Refused) as refused:
        services.invite(round_2021, region, act)
    assert refused.value.code == "round_closed"


def test_the_mail_names_the_call_and_ends_by_one_link(client, round_2021, region, act):
    listed = firm(region, act)
    [invitation] = services.invite(round_2021, region, act)
    local_firm_mails.send({"invitation": invitation.pk}, message_id="a")
    local_firm_mails.send({"invitation": invitation.pk}, message_id="a")

    [sent] = mail.outbox
    assert sent.to == [listed.email]
    assert reverse("portal:round", args=[round_2021.uid]) in sent.body
    link = reverse("applications:local-firms-unsubscribe", args=[services.unsubscribe_token(listed)])
    assert link in sent.body

    client.get(link)
    listed.refresh_from_db()
    assert listed.unsubscribed_at is None
    client.post(link)
    listed.refresh_from_db()
    assert listed.unsubscribed_at is not None
    assert client.get(link[:-2] + "x/").status_code == 404


def test_who_unsubscribed_meanwhile_gets_no_mail(round_2021, region, act):
    listed = firm(region, act)
    [invitation] = services.invite(round_2021, region, act)
    services.unsubscribe(listed)
    local_firm_mails.send({"invitation": invitation.pk}, message_id="a")
    assert mail.outbox == []


def test_inviting_on_the_page(reviewer, round_2021, region, act):
    firm(region, act)
    url = reverse("applications:local-firms-invite")
    chosen = {"region": "incheon", "round": str(round_2021.uid)}
    assert len(reviewer.get(url, chosen).context["plan"].invited) == 1
    assert not LocalFirmInvitation.objects.exists()
    assert reviewer.post(url, {**chosen, "confirmed": "yes"}).status_code == 302
    assert LocalFirmInvitation.objects.count() == 1
