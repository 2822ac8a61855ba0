"""Pages of step 3: who sees what, the split before sending, evidence and verdicts, the money of the round."""

import re

import pytest
from django.urls import reverse

from subsidies import services
from subsidies.models import Evidence, Grant
from tests.factories import grants
from workflow.acts import Act
from workflow.states import GrantState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def rows(*items, **fields):
    """The posted cost items."""
    posted = {"items-TOTAL_FORMS": str(len(items)), "items-INITIAL_FORMS": "0"}
    for index, item in enumerate(items):
        posted |= {f"items-{index}-{name}": str(value) for name, value in item.items()}
    return posted | fields


def item_fields(measure, supply_price_krw="7,462,687", vat_krw="746,268", **changes):
    return {
        "measure": measure.uid,
        "name": "배관 보수 자재",
        "supplier": "대성배관",
        "supply_price_krw": supply_price_krw,
        "vat_krw": vat_krw,
        "eligible": "yes",
        **changes,
    }


@pytest.fixture
def firm_client(client, personas):
    client.force_login(personas["owner"])
    return client


@pytest.fixture
def request_url(case):
    return reverse("subsidies:request", args=[case.uid])


def test_calculate_shows_the_split_and_stores_nothing(firm_client, measure, request_url):
    response = firm_client.post(
        request_url, rows(item_fields(measure), act="calculate", support_type="equipment", version="1")
    )

    assert response.status_code == 200
    page = response.content.decode()
    assert "5,000,000" in page
    assert "2,462,687" in page
    assert not Grant.objects.exists()


def test_send_makes_the_request(firm_client, measure, request_url, case):
    case.refresh_from_db()
    posted = rows(item_fields(measure), act="send", support_type="equipment", version=str(case.version))

    response = firm_client.post(request_url, posted)

    grant = Grant.objects.get()
    assert response.url == grant.get_absolute_url()
    assert grant.public_krw == 5_000_000


def test_another_row_keeps_what_was_typed(firm_client, measure, request_url):
    response = firm_client.post(
        request_url, rows(item_fields(measure, vat_krw=""), act="add", support_type="process")
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="items-1-name"' in page
    assert "7,462,687" in page
    assert 'aria-invalid="true"' not in page


def test_a_refused_row_is_marked_and_keeps_its_entries(firm_client, measure, request_url, case):
    posted = rows(
        item_fields(measure, vat_krw="999,999"),
        act="send",
        support_type="equipment",
        version=str(case.version),
    )

    response = firm_client.post(request_url, posted)

    page = response.content.decode()
    assert response.status_code == 422
    assert "999,999" in page
    assert (
        re.search(r'id="id_items-0-vat_krw"[^>]*aria-invalid="true"', page) or 'aria-invalid="true"' in page
    )


def test_a_stale_version_is_refused_and_the_entries_stay(firm_client, measure, request_url, case, personas):
    type(case).objects.filter(pk=case.pk).update(version=7)
    posted = rows(item_fields(measure), act="send", support_type="equipment", version="1")

    response = firm_client.post(request_url, posted)

    page = response.content.decode()
    assert response.status_code == 409
    assert 'name="version" value="7"' in page
    assert "7,462,687" in page


@pytest.mark.parametrize("name", ["reviewer", "approver", "admin", "auditor", "consultant"])
def test_only_the_firm_requests(client, personas, request_url, name):
    client.force_login(personas[name])

    assert client.get(request_url).status_code == 403


def test_a_foreign_case_is_missing(client, personas, request_url):
    client.force_login(personas["other_owner"])

    assert client.get(request_url).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("owner", 200),
        ("member", 200),
        ("consultant", 200),
        ("reviewer", 200),
        ("approver", 200),
        ("admin", 200),
        ("auditor", 200),
        ("other_owner", 404),
        ("other_consultant", 404),
        ("other_official", 404),
    ],
)
def test_who_sees_a_grant(client, personas, grant, name, status):
    client.force_login(personas[name])

    assert client.get(grant.get_absolute_url()).status_code == status
    found = client.get(reverse("subsidies:list"))
    assert (str(grant.case) in found.content.decode()) is (status == 200)


def test_only_those_who_watch_the_money_see_the_line(client, personas, grant):
    for name, seen in (("owner", False), ("consultant", False), ("reviewer", True), ("auditor", True)):
        client.force_login(personas[name])
        page = client.get(grant.get_absolute_url()).content.decode()
        assert ("60,000,000" in page) is seen


def test_the_answer_to_a_correction_starts_from_the_stored_items(firm_client, grant, measure, personas):
    services.request_correction(
        grant, Act(personas["reviewer"], comment="견적을 다시", data={"deadline": "2021-07-24"})
    )
    url = reverse("subsidies:correct", args=[grant.uid])
    page = firm_client.get(url).content.decode()
    assert "견적을 다시" in page
    assert "7462687" in page
    grant.refresh_from_db()

    posted = rows(item_fields(measure, "1000000", "100000"), comment="바꿨습니다", version=str(grant.version))
    response = firm_client.post(url, posted)

    assert response.status_code == 302
    grant.refresh_from_db()
    assert (grant.state, grant.public_krw) == (GrantState.REQUESTED, 670_000)


def test_evidence_is_added_on_its_page(firm_client, approved):
    item = approved.cost_items.get()
    url = reverse("subsidies:evidence", args=[item.uid])
    posted = {
        "kind": "tax_invoice",
        "number": "20211105-41000012",
        "supplier": "대성배관",
        "issued_on": "2021-07-14",
        "supply_price_krw": "7,462,687",
        "vat_krw": "746,268",
        "version": str(approved.version),
        "file": grants.picture(),
    }

    response = firm_client.post(url, posted)

    assert response.status_code == 302
    assert Evidence.objects.get().supply_price_krw == 7_462_687


def test_a_refused_file_is_said_next_to_its_field(firm_client, approved):
    url = reverse("subsidies:evidence", args=[approved.cost_items.get().uid])
    bad = grants.picture("invoice.pdf")

    response = firm_client.post(
        url,
        {
            "kind": "tax_invoice",
            "number": "1",
            "supplier": "a",
            "issued_on": "2021-07-14",
            "supply_price_krw": "1",
            "vat_krw": "0",
            "version": str(approved.version),
            "file": bad,
        },
    )

    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_withdraw_takes_evidence_back(firm_client, approved, personas):
    (proof,) = grants.prove(approved, personas["owner"])
    approved.refresh_from_db()

    firm_client.post(
        reverse("subsidies:evidence-withdraw", args=[proof.uid]), {"version": str(approved.version)}
    )

    assert not Evidence.objects.live().exists()


def test_an_official_judges_on_the_page_of_the_grant(client, personas, approved):
    (proof,) = grants.prove(approved, personas["owner"])
    claimed = services.claim(approved, Act(personas["owner"]))
    client.force_login(personas["reviewer"])
    assert f"proof-{proof.pk}-verdict" in client.get(claimed.get_absolute_url()).content.decode()
    url = reverse("subsidies:evidence-judge", args=[proof.uid])
    key = f"proof-{proof.pk}"

    refused = client.post(url, {f"{key}-verdict": "struck", "version": str(claimed.version)})
    assert refused.status_code == 422

    posted = {f"{key}-verdict": "struck", f"{key}-reason": "대상 아님", "version": str(claimed.version)}
    assert client.post(url, posted).status_code == 302
    proof.refresh_from_db()
    assert proof.verdict == "struck"


def test_the_settled_grant_shows_its_account(client, personas, approved):
    settled = grants.settled(approved, personas["owner"], personas["approver"], 6_000_000)
    client.force_login(personas["owner"])

    page = client.get(settled.get_absolute_url()).content.decode()

    assert "4,019,999" in page
    assert "1,980,001" in page


def test_the_money_of_the_round(client, personas, approved, round_2021):
    client.force_login(personas["auditor"])
    assert str(round_2021) in client.get(reverse("subsidies:funding-rounds")).content.decode()

    page = client.get(reverse("subsidies:funding", args=[round_2021.uid])).content.decode()

    assert "55,000,000" in page
    assert str(approved.case) in page


@pytest.mark.parametrize("name", ["owner", "consultant"])
def test_the_money_of_the_round_is_not_for_everybody(client, personas, round_2021, name):
    client.force_login(personas[name])

    assert client.get(reverse("subsidies:funding", args=[round_2021.uid])).status_code == 403


def test_the_list_needs_the_same_queries_for_any_length(
    client, personas, grant, round_2021, django_assert_num_queries
):
    client.force_login(personas["auditor"])
    url = reverse("subsidies:list")
    client.get(url)
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(url)
    for serial in (8, 9):
        firm, owner = grants.firm_with_owner(serial)
        case = grants.improvement_case(round_2021, firm, personas["consultant"], serial=serial)
        grants.request(case, owner, [grants.cost_item(grants.accepted_measure(case, personas["consultant"]))])

    with django_assert_num_queries(QUERIES_OF_LIST):
        assert len(client.get(url).context["page"]) == 3


QUERIES_OF_LIST = 4
