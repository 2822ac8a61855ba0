"""Finding an industry code and the hint on firm size, as pages, parts and API."""

import pytest
from django.urls import reverse

from applications import services
from applications.models import Application, YearFigures
from applications.size_hints import size_hint
from journal.models import Event
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]
EOK = 100_000_000


@pytest.fixture
def draft(round_2021, personas) -> Application:
    firm = personas["owner"].current_memberships[0].organisation
    application = services.start(round_2021, firm.sites.get(), Act(personas["owner"]))
    for year in (2018, 2019, 2020):
        YearFigures.objects.create(organisation=firm, fiscal_year=year, sales_krw=30 * EOK)
    Application.objects.filter(pk=application.pk).update(ksic_code="25922", size="large")
    application.refresh_from_db()
    return application


# --- Industries ---


def test_the_page_finds_by_word_without_an_account(client):
    page = client.get(reverse("applications:industry-search"), {"q": "금형"}).content.decode()

    assert "29294" in page
    assert "29293" in page
    assert page.count("<html") == 1


def test_while_typing_only_the_table_comes(client):
    url = reverse("applications:industry-search")
    part = client.get(url, {"q": "2592", "revision": "11"}, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert "25922" in part.content.decode()


def test_a_wrong_revision_is_said_and_nothing_breaks(client):
    answer = client.get(reverse("applications:industry-search"), {"q": "도금", "revision": "12"})

    assert answer.status_code == 422
    assert 'value="도금"' in answer.content.decode()


def test_the_api_gives_the_correspondence(client):
    found = client.get("/api/v1/industries/", {"q": "29293", "revision": "10"}).json()

    assert [row["code"] for row in found] == ["29293"]
    assert (found[0]["change"], found[0]["counterpart"]["code"]) == ("moved", "29292")
    assert found[0]["reused"]["revision"] == 11
    assert client.get("/api/v1/industries/", {"q": ""}).json() == []


# --- Firm size ---


def test_the_hint_sets_figures_against_the_entry(draft):
    hint = size_hint(draft)

    assert (hint.outcome, hint.differs) == ("sme", True)
    assert any("3,000" in fact for fact in hint.facts)
    assert any("100,000" in fact for fact in hint.facts)
    assert not size_hint(draft, size="small").differs


def test_without_figures_it_asks_for_them(draft):
    YearFigures.objects.all().delete()

    assert size_hint(draft).outcome == "unknown"
    assert size_hint(draft).sentence


def test_the_part_answers_to_what_is_typed_and_writes_nothing(client, draft, personas):
    client.force_login(personas["owner"])
    url, before = reverse("applications:size-hint", args=[draft.uid]), Event.objects.count()

    part = client.get(url, {"size": "small", "ksic_code": "25922"}, headers={"HX-Request": "true"})
    page = client.get(url, {"size": "huge", "ksic_code": "도금"})

    assert "<html" not in part.content.decode()
    assert "badge" not in part.content.decode().partition("<details")[0]
    assert page.status_code == 200
    assert "<html" in page.content.decode()
    draft.refresh_from_db()
    assert (draft.size, Event.objects.count()) == ("large", before)


def test_it_is_the_firms_alone(client, draft, personas):
    url = reverse("applications:size-hint", args=[draft.uid])
    for name, status in (("other_owner", 404), ("reviewer", 403)):
        client.force_login(personas[name])
        assert client.get(url).status_code == status


def test_the_section_of_the_form_shows_it(client, draft, personas):
    client.force_login(personas["owner"])

    page = client.get(reverse("applications:firm", args=[draft.uid])).content.decode()

    assert 'id="size-hint"' in page
    assert reverse("applications:industry-search") in page
