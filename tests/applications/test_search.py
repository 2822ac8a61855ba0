"""Two syllables find a firm, a product, an address, a number; what is renamed is found under its new name."""

import unicodedata

import pytest
from django.core.management import call_command

from accounts import services as accounts
from applications import search, services
from applications.models import Application, SearchGram, SearchText
from applications.sweeps import refresh_search
from tests.factories import accounts as people
from tests.factories import cases
from workflow import keyset
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def applied(round_, serial: int, name: str, products: str = "부품", **firm) -> Application:
    organisation = people.organisation(serial, name, **firm)
    people.site(organisation, address="인천광역시 서구 가좌로 7")
    case = cases.case(round_, organisation, serial=serial)
    application = cases.application(case, products=products)
    search.refresh(application)
    return application


def found(term: str) -> list[Application]:
    rows, order = search.matching(Application.objects.all(), term)
    return list(order.sorted(rows))


@pytest.fixture
def hangang(round_2021):
    return applied(round_2021, 7, "㈜한강정밀", "도금 부품", name_en="Hangang Precision")


@pytest.fixture
def other(round_2021):
    return applied(round_2021, 8, "강한금속", "주조품", address="부산광역시 사하구 다대로 3")


@pytest.mark.parametrize(
    "term",
    [
        "한강",
        "강정",
        "한강정밀",
        "한강 정밀",
        "정밀 한강",
        "(주)한강",
        unicodedata.normalize("NFD", "한강"),
        "도금",
        "hangang",
        "HANGANG prec",
        "0007",
        "IC-2021-0007",
        "ic20210007",
        "한강 도금 0007",
    ],
)
def test_whatever_one_types_of_it_finds_it(hangang, other, term):
    assert found(term) == [hangang]


def test_a_business_number_is_found_as_people_write_it(hangang, other):
    number = hangang.case.organisation.business_number_text
    assert "-" in number
    assert found(number) == [hangang]


def test_addresses_of_firm_and_factory_are_found(hangang, other):
    assert found("다대로") == [other]
    assert found("가좌") == [other, hangang]


@pytest.mark.parametrize("term", ["한강금속", "정한", "없음말", "밀h"])
def test_bigrams_that_lie_apart_prove_nothing(hangang, other, term):
    assert found(term) == []


def test_a_longer_term_is_checked_against_the_text(round_2021):
    """Every bigram of 가나다 stands in this name, 가나다 does not."""
    applied(round_2021, 9, "가나 나다")
    assert {"가나", "나다"} <= set(SearchGram.objects.values_list("gram", flat=True))
    assert found("가나다") == []


@pytest.mark.parametrize("term", ["한", "a", "한 강", "", "-"])
def test_one_letter_is_too_short(term):
    assert search.is_too_short(term)


def test_submitting_makes_an_application_findable(complete, personas):
    assert found("시험금속") == []
    services.submit(complete, Act(personas["owner"]))
    assert [application.pk for application in found("시험금속")] == [complete.pk]


def test_a_corrected_product_is_found_at_once(submitted, personas, clock_day):
    services.request_correction(
        submitted, Act(personas["reviewer"], comment="제품을 적어 주세요.", data={"deadline": clock_day})
    )
    services.edit(submitted, Act(personas["owner"], data={"products": "반도체 장비"}))

    assert [application.pk for application in found("반도체")] == [submitted.pk]
    assert found("도금") == []


@pytest.fixture
def clock_day():
    from journal import clock

    return clock.today()


def test_a_renamed_firm_is_found_after_the_sweep(submitted, personas, firm):
    firm.refresh_from_db()
    values = {
        name: getattr(firm, name)
        for name in ("name_en", "corporate_number", "representative", "address", "phone", "founded_on")
    }
    accounts.edit_organisation(
        firm, actor=personas["owner"], values=values | {"name_ko": "새이름화학"}, version=firm.version
    )
    assert found("화학") == []
    assert search.stale().exists()

    refresh_search()

    assert [application.pk for application in found("화학")] == [submitted.pk]
    assert found("시험금속") == []
    assert not search.stale().exists()


def test_drafts_are_not_indexed(draft):
    search.refresh(draft)
    assert not SearchText.objects.exists()


def test_everything_can_be_made_anew(hangang, other, capsys):
    SearchGram.objects.all().delete()
    SearchText.objects.all().delete()
    assert found("한강") == []

    call_command("rebuild_search")

    assert found("한강") == [hangang]
    assert "2" in capsys.readouterr().out


def test_refreshing_again_writes_nothing(hangang, django_assert_num_queries):
    before = set(SearchGram.objects.values_list("gram", "application_id"))
    with django_assert_num_queries(5):  # savepoint, texts, bigrams, text, savepoint
        search.refresh(hangang)
    assert set(SearchGram.objects.values_list("gram", "application_id")) == before


def test_hits_are_paged_newest_first(round_2021):
    made = [applied(round_2021, 10 + number, f"한강{number}호") for number in range(5)]
    rows, order = search.matching(Application.objects.all(), "한강")

    first = keyset.page(rows, size=2, order=order)
    second = keyset.page(rows, size=2, order=order, after=first.next_cursor)
    last = keyset.page(rows, size=2, order=order, last=True)

    assert [list(page) for page in (first, second, last)] == [
        [made[4], made[3]],
        [made[2], made[1]],
        [made[1], made[0]],
    ]
    assert list(keyset.page(rows, size=2, order=order, before=second.previous_cursor)) == list(first)
