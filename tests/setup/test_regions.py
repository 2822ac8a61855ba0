"""Regions: parts of a round with own targets and quota, strands, and sets of areas that change with the time."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import Area
from accounts.roles import Role
from applications import services as applications
from journal.models import Event
from ledger.models import FundingLine
from programs.models import Region, Round, RoundRegion, Strand
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def chief(round_2021):
    """Administers every programme."""
    person = people.user("chief@example.com")
    people.member(person, Role.ADMIN)
    return person


def part_entries(part: RoundRegion, **changed) -> dict[str, object]:
    return {"quota_firms": "", "contact_ko": "", "revision": part.revision, **changed}


# -- a region's part -----------------------------------------------------------------------------------------


def test_a_region_sets_its_own_targets_and_none_is_forced(client, personas, round_2021):
    part = round_2021.parts.get()
    url = reverse("setup:part-edit", args=[round_2021.uid, part.region.uid])
    client.force_login(personas["admin"])

    client.post(url, part_entries(part, quota_firms=13, target_toe="120.5", target_saved_krw=50_000_000))
    part.refresh_from_db()
    assert part.quota_firms == 13
    targets = {target.kind: target.value for target in part.targets.all()}
    assert targets == {"toe": Decimal("120.5"), "saved_krw": 50_000_000}
    client.post(url, part_entries(part, target_firms=10))

    assert {target.kind: target.value for target in part.targets.all()} == {"firms": 10}
    assert Event.objects.filter(action="change_targets").count() == 2


def test_a_negative_target_is_refused_and_the_text_kept(client, personas, round_2021):
    part = round_2021.parts.get()
    client.force_login(personas["admin"])

    answer = client.post(
        reverse("setup:part-edit", args=[round_2021.uid, part.region.uid]),
        part_entries(part, target_toe="-1", text_ko="새 안내문"),
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["target_toe"])
    assert "새 안내문" in answer.content.decode()
    assert not part.targets.exists()


def test_the_second_of_two_administrators_sees_both_values(client, personas, round_2021):
    part = round_2021.parts.get()
    url = reverse("setup:part-edit", args=[round_2021.uid, part.region.uid])
    client.force_login(personas["admin"])
    client.post(url, part_entries(part, contact_ko="첫째", target_toe=5))

    stale = client.post(url, part_entries(part, contact_ko="둘째"))

    assert stale.status_code == 409
    assert "첫째" in stale.context["form"].errors["contact_ko"][0]
    assert (
        client.post(
            url, part_entries(part, contact_ko="둘째", revision=stale.context["revision"])
        ).status_code
        == 302
    )


def test_regions_join_and_leave_a_round(client, personas, round_2021):
    url = reverse("setup:regions", args=[round_2021.uid])
    busan = Region.objects.get(code="busan")
    client.force_login(personas["admin"])

    client.post(url, {"region": busan.pk})
    assert set(round_2021.regions.values_list("code", flat=True)) == {"incheon", "busan"}
    page = client.get(url)
    officials = {
        view.part.region.code: [m.user.email for m in view.officials] for view in page.context["parts"]
    }
    assert officials == {
        "incheon": ["approver@example.com", "reviewer@example.com"],
        "busan": ["other-official@example.com"],
    }
    client.post(reverse("setup:part-remove", args=[round_2021.uid, busan.uid]))

    assert list(round_2021.regions.values_list("code", flat=True)) == ["incheon"]
    assert Event.objects.filter(action="remove_roundregion").count() == 1


def test_a_region_with_cases_or_lines_stays(client, personas, round_2021):
    incheon = round_2021.regions.get()
    url = reverse("setup:part-remove", args=[round_2021.uid, incheon.uid])
    client.force_login(personas["admin"])
    FundingLine.objects.filter(code="national-diagnosis").update(region=incheon)

    client.post(url)
    assert round_2021.regions.exists()
    FundingLine.objects.update(region=None)
    cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    client.post(url)

    assert round_2021.regions.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_three_regions_as_for_one(
    client, personas, round_2021, number, django_assert_num_queries
):
    for code in ("busan", "ansan")[: number - 1]:
        region, _made = Region.objects.get_or_create(code=code, defaults={"name_ko": code})
        RoundRegion.objects.create(round=round_2021, region=region)
    client.force_login(personas["admin"])

    with django_assert_num_queries(10):
        page = client.get(reverse("setup:regions", args=[round_2021.uid]))

    assert len(page.context["parts"]) == number


# -- quota ---------------------------------------------------------------------------------------------------


def screened(round_: Round, serial: int):
    case = cases.case(round_, people.organisation(serial + 10), serial=serial, stage="selection")
    return cases.application(case, state="screened")


def test_beyond_its_quota_a_region_selects_nobody(personas, round_2021):
    round_2021.parts.update(quota_firms=1)
    first, second = screened(round_2021, 1), screened(round_2021, 2)
    act = Act(actor=personas["approver"])
    applications.select(first, act)

    with pytest.raises(Refused) as refused:
        applications.select(second, act)

    assert refused.value.code == "quota_reached"
    assert "1" in refused.value.message
    second.refresh_from_db()
    assert second.state == "screened"
    # Whoever gives up leaves the place free.
    first.refresh_from_db()
    applications.cancel_selection(first, Act(actor=personas["approver"], comment="포기"))
    assert applications.select(second, act).state == "selected"


def test_without_a_quota_the_money_alone_decides(personas, round_2021):
    for serial in (1, 2, 3):
        assert (
            applications.select(screened(round_2021, serial), Act(actor=personas["approver"])).state
            == "selected"
        )


# -- strands -------------------------------------------------------------------------------------------------


def strand_form(round_: Round, **rows) -> dict[str, object]:
    kinds = Strand.Kind.values
    form: dict[str, object] = {
        "form-TOTAL_FORMS": len(kinds), "form-INITIAL_FORMS": len(kinds), "revision": round_.revision,
    }  # fmt: skip
    for number, kind in enumerate(kinds):
        form[f"form-{number}-kind"] = kind
        form |= {f"form-{number}-{name}": value for name, value in rows.get(kind, {}).items()}
    return form


def test_a_post_without_rows_changes_nothing(client, personas, round_2021):
    Strand.objects.create(round=round_2021, kind="training", name_ko="교육")
    client.force_login(personas["admin"])

    assert client.post(reverse("setup:strands", args=[round_2021.uid]), {}).status_code == 302
    assert round_2021.strands.count() == 1


def test_strands_are_named_and_shown_on_the_call(client, personas, round_2021):
    url = reverse("setup:strands", args=[round_2021.uid])
    client.force_login(personas["admin"])

    unnamed = client.post(url, strand_form(round_2021, planning={"is_part": "on"}))
    assert unnamed.status_code == 422
    chosen = {"is_part": "on", "name_ko": "사업장 컨설팅", "runs_four_steps": "on"}
    client.post(url, strand_form(round_2021, consulting=chosen))

    assert [(s.kind, s.name_ko, s.runs_four_steps) for s in round_2021.strands.all()] == [
        ("consulting", "사업장 컨설팅", True)
    ]
    client.logout()
    assert "사업장 컨설팅" in client.get(reverse("portal:round", args=[round_2021.uid])).content.decode()


# -- region sets ---------------------------------------------------------------------------------------------


def test_region_sets_are_for_administrators_of_all_programmes(client, personas, chief, round_2021):
    region = round_2021.regions.get()
    urls = [
        reverse("setup:region-list"),
        reverse("setup:region-new"),
        reverse("setup:region-edit", args=[region.uid]),
    ]

    client.force_login(personas["admin"])
    assert [client.get(url).status_code for url in urls] == [403, 403, 403]
    client.force_login(chief)
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]


def test_a_set_of_areas_is_made_and_changed_under_its_name(client, chief):
    area, other = Area.objects.get(code="26110"), Area.objects.get(code="26140")
    client.force_login(chief)

    empty = client.post(reverse("setup:region-new"), {"code": "port", "name_ko": "항만"})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["areas"])
    client.post(reverse("setup:region-new"), {"code": "port", "name_ko": "항만", "areas": [area.pk]})
    region = Region.objects.get(code="port")
    assert list(region.areas.all()) == [area]
    url = reverse("setup:region-edit", args=[region.uid])
    client.post(
        url,
        {"code": "other", "name_ko": "항만 지역", "areas": [area.pk, other.pk], "revision": region.revision},
    )
    stale = client.post(url, {"name_ko": "또", "areas": [area.pk], "revision": region.revision})

    region.refresh_from_db()
    assert (region.code, region.name_ko, region.areas.count()) == ("port", "항만 지역", 2)
    assert stale.status_code == 409
    assert (
        Event.objects.filter(action="change_region_areas").latest("pk").after["areas"][0].startswith("26140")
    )


# -- areas and time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "closes_on", "is_inside"),
    [
        # Jung-gu, Dong-gu and Seo-gu of Incheon ended on 2026-06-30; five districts followed on the next day.
        ("28110", date(2026, 6, 30), True),
        ("28110", date(2026, 7, 1), False),
        ("28125", date(2026, 6, 30), False),
        ("28125", date(2026, 7, 1), True),
        ("28155", date(2026, 7, 1), True),
        ("28260", date(2026, 6, 30), True),
        ("28260", date(2026, 7, 1), False),
        ("28275", date(2026, 7, 1), True),
        ("28290", date(2026, 6, 30), False),
        ("28200", date(2026, 6, 30), True),
        ("28200", date(2026, 7, 1), True),
        ("26110", date(2026, 7, 1), False),
    ],
)
def test_a_district_counts_on_the_closing_day(round_2021, code, closes_on, is_inside):
    Round.objects.filter(pk=round_2021.pk).update(closes_on=closes_on)
    round_2021.refresh_from_db()

    assert (round_2021.region_of(code) is not None) == is_inside


def test_a_case_keeps_its_region_when_the_sets_change(client, chief, personas, round_2021):
    firm = personas["owner"].current_memberships[0].organisation
    application = applications.start(round_2021, firm.sites.get(), Act(actor=personas["owner"]))
    incheon, busan = Region.objects.get(code="incheon"), Region.objects.get(code="busan")
    namdong = Area.objects.get(code="28200")

    client.force_login(chief)
    for region, areas in (
        (incheon, incheon.areas.exclude(pk=namdong.pk)),
        (busan, [*busan.areas.all(), namdong]),
    ):
        form = {"name_ko": region.name_ko, "areas": [area.pk for area in areas], "revision": region.revision}
        assert client.post(reverse("setup:region-edit", args=[region.uid]), form).status_code == 302

    application.case.refresh_from_db()
    assert application.case.region == incheon
    assert round_2021.region_of("28200") is None
