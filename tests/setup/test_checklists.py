"""Checklists on pages and as workbooks: what comes out goes in again, and nothing is written before the preview."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from journal.models import Event
from programs import services
from programs.models import Checklist
from tests.setup.pages import sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

QUERIES_OF_CHECKLIST = 10
HEADS = ["순번", "영역", "영역(영문)", "문항", "문항(영문)", "가중치", "해당없음 가능"]
LINE = [1, "방침", "Policy", "환경방침이 있는가", "Is there a policy?", 2, "아니요"]


@pytest.fixture
def admin(client, personas):
    return signed_in(client, personas["admin"])


@pytest.fixture
def exported(admin, round_2021):
    return admin.get(reverse("setup:checklist-xlsx", args=[round_2021.uid])).content


@pytest.fixture
def url(round_2021):
    return reverse("setup:checklist-import", args=[round_2021.uid])


def upload(data, name="checklist.xlsx"):
    return {"file": SimpleUploadedFile(name, data)}


def book(*lines):
    workbook = Workbook()
    for line in lines:
        workbook.active.append(line)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def changed_book(data, change):
    workbook = load_workbook(BytesIO(data))
    change(workbook.active)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def wrong(page):
    return [(error.row, error.column, error.value) for error in page.context["wrong"]]


def confirm(client, url, page):
    return client.post(url, {"rows": page.context["signed"], "seen": page.context["seen"]})


def test_our_drafts_of_four_checklists_stand_ready_and_are_marked(admin, round_2021):
    counts = {checklist.kind: checklist.items.count() for checklist in Checklist.objects.filter(version=1)}
    assert counts == {"green_management": 14, "clean_production": 18, "material_flow": 7, "energy": 14}
    round_2021.checklist = Checklist.objects.get(code="energy")
    round_2021.save()

    page = admin.get(reverse("setup:checklist", args=[round_2021.uid])).content.decode()

    assert "draft of our own" in page
    assert "Invented for the demo" in page
    assert "Is the leakage rate measured?" in page


def test_the_round_chooses_among_the_checklists(admin, round_2021):
    energy = Checklist.objects.get(code="energy")
    choose = reverse("setup:set-choose", args=[round_2021.uid, "checklist"])

    admin.post(choose, {"chosen": energy.pk, "revision": round_2021.revision})

    round_2021.refresh_from_db()
    assert round_2021.checklist == energy


def test_the_export_has_korean_heads_and_no_formula(admin, round_2021):
    round_2021.checklist.items.filter(position=1).update(text_ko="=1+1")

    data = admin.get(reverse("setup:checklist-xlsx", args=[round_2021.uid])).content

    sheet = load_workbook(BytesIO(data)).active
    assert [cell.value for cell in sheet[1]] == HEADS
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=1+1", "s")
    assert (sheet["F2"].value, sheet["G2"].value) == (1, "예")
    assert sheet.max_row == 15


def test_the_same_file_twice_changes_nothing(admin, url, round_2021, exported):
    events = Event.objects.count()

    page = admin.post(url, upload(exported))

    assert not page.context["difference"]
    assert "nothing would change" in page.content.decode()
    assert confirm(admin, url, page).status_code == 302
    round_2021.refresh_from_db()
    assert (round_2021.checklist.revision, Event.objects.count()) == (1, events)


def test_an_import_is_shown_before_it_is_made(admin, url, round_2021, exported):
    def change(sheet):
        sheet["F3"] = 3
        sheet["G3"] = "아니요"
        sheet.delete_rows(15)
        sheet.append([20, "새 영역", "", "새 문항", "", 1, "예"])

    page = admin.post(url, upload(changed_book(exported, change)))

    assert page.status_code == 200
    assert "1 new, 1 changed, 1 removed" in page.content.decode()
    assert round_2021.checklist.items.count() == 14
    assert not round_2021.checklist.items.filter(position=20).exists()

    assert confirm(admin, url, page).url == reverse("setup:checklist", args=[round_2021.uid])
    items = round_2021.checklist.items
    assert (items.get(position=2).weight, items.get(position=2).may_be_not_applicable) == (3, False)
    assert items.get(position=20).area_ko == "새 영역"
    assert not items.filter(position=14).exists()


def test_an_import_into_a_checklist_in_use_makes_a_version(admin, url, round_2021):
    old = round_2021.checklist
    services.freeze(old)
    page = admin.post(url, upload(book(HEADS, LINE)))

    confirm(admin, url, page)

    round_2021.refresh_from_db()
    assert (round_2021.checklist.version, round_2021.checklist.items.count()) == (2, 1)
    assert old.items.count() == 14
    overview = admin.get(reverse("setup:checklist", args=[round_2021.uid])).content.decode()
    assert "Versions of this set" in overview


def test_a_preview_of_an_older_state_is_refused(admin, url, round_2021):
    page = admin.post(url, upload(book(HEADS, LINE)))
    row = reverse("setup:row-edit", args=[round_2021.uid, "checklist", "1"])
    admin.post(row, sent(admin.get(row), weight="5"))

    assert confirm(admin, url, page).url == url

    assert round_2021.checklist.items.count() == 14


def test_a_preview_that_was_tampered_with_is_no_preview(admin, url):
    assert admin.post(url, {"rows": "made-up", "seen": "1.1"}).status_code == 404


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (HEADS[:-1], [(1, "G", "")]),
        ([*HEADS, "비고"], [(1, "H", "비고")]),
        ([*HEADS[:5], "비중", HEADS[6]], [(1, "F", "비중")]),
        ([], [(1, letter, "") for letter in "ABCDEFG"]),
    ],
)
def test_a_wrong_column_is_refused_naming_the_expected_ones(admin, url, heads, expected):
    page = admin.post(url, upload(book(heads, LINE)))

    assert page.status_code == 422
    assert wrong(page) == expected
    assert "순번 | 영역 | 영역(영문) | 문항 | 문항(영문) | 가중치 | 해당없음 가능" in page.content.decode()
    assert "signed" not in page.context


def test_every_wrong_cell_is_named_with_what_to_do(admin, url):
    lines = [
        ["1", "방침", "", "문항", "", "둘", "예"],
        [2, "", "", "문항", "", 0, "maybe"],
        [2, "영역", "", "=1+1", "", 1, "예"],
        [4, "영역", "", "길" * 301, "", 1, "예"],
    ]

    page = admin.post(url, upload(book(HEADS, *lines)))

    assert page.status_code == 422
    found = wrong(page)
    assert found[0] == (2, "F 가중치", "둘")
    assert set(found[1:5]) == {
        (3, "B 영역", ""), (3, "F 가중치", "0"), (3, "G 해당없음 가능", "maybe"), (4, "D 문항", "=1+1"),
    }  # fmt: skip
    assert (4, "A 순번", "2") in found
    assert found[-1][:2] == (5, "D 문항")
    text = page.content.decode()
    assert "Enter a whole number such as 1." in text
    assert "Enter the value itself, no formula." in text
    assert "Enter 예 or 아니요." in text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"no workbook", "This is no XLSX file"),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (book(HEADS), "The file has no item"),
        (book(HEADS, *([n, "a", "", "b", "", 1, "예"] for n in range(1, 503))), "At most 500 items"),
    ],
)
def test_a_file_that_is_none_is_said(admin, url, data, text):
    page = admin.post(url, upload(data))

    assert page.status_code == 422
    assert text in page.content.decode()


def test_choosing_no_file_is_said_next_to_the_field(admin, url):
    page = admin.post(url, {})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])


def test_the_scale_has_five_words(admin, round_2021):
    head = reverse("setup:head-edit", args=[round_2021.uid, "checklist"])
    page = admin.get(head)
    assert page.context["form"]["anchors_ko"].value() == "없음\n계획\n일부\n대부분\n전체"

    refused = admin.post(head, sent(page, anchors_ko="없음\n전체"))
    assert refused.context["form"].errors == {"anchors_ko": ["Enter five lines, from 0 to 4; there are 2."]}
    admin.post(head, sent(page, anchors_ko="가\n나\n다\n라\n마", anchors_en=""))

    round_2021.checklist.refresh_from_db()
    assert (round_2021.checklist.anchors_ko, round_2021.checklist.anchors_en) == (list("가나다라마"), [])


def test_three_items_cost_the_queries_of_one(admin, round_2021, django_assert_num_queries):
    page = reverse("setup:checklist", args=[round_2021.uid])
    items = round_2021.checklist.items
    items.exclude(position=1).delete()
    with django_assert_num_queries(QUERIES_OF_CHECKLIST):
        admin.get(page)

    for position in (2, 3):
        items.create(position=position, area_ko="a", text_ko="b")
    with django_assert_num_queries(QUERIES_OF_CHECKLIST):
        admin.get(page)
