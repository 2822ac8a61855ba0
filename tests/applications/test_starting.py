"""A draft begins with what is known: with its day and where it comes from, and nothing asked twice."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts import services as firms
from accounts.models import BusinessState, Site
from applications import services
from applications.models import Application
from journal import clock
from programs.models import Region
from tests.factories import accounts as people
from tests.factories import programs as rounds
from workflow.acts import Act
from workflow.errors import BadData

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]
NEXT_YEAR = datetime(2022, 7, 14, 10, 0, tzinfo=clock.SEOUL)


@pytest.fixture
def owner(personas):
    return personas["owner"]


@pytest.fixture
def site(owner) -> Site:
    return owner.current_memberships[0].organisation.sites.get()


@pytest.fixture
def earlier(round_2021, owner, site) -> Application:
    """The application of a year ago; its employees were stated on another day than the rest."""
    application = services.start(round_2021, site, Act(owner))
    Application.objects.filter(pk=application.pk).update(
        size="small", regular_employees=25, ksic_revision=11, ksic_code="25922", products="도금 부품",
        polluting_processes=["plating"], root_industry=False, consecutive_years=1, other_support=False,
        stated_on={"regular_employees": "2021-03-02"},
    )  # fmt: skip
    return application


@pytest.fixture
def next_round(round_2021):
    return rounds.incheon_round(
        2022, opens_on=date(2022, 7, 1), closes_on=date(2022, 7, 31), factor_set="kr-2021"
    )


def test_entries_of_an_earlier_case_come_with_their_day_and_origin(earlier, next_round, owner, site):
    with clock.travel(NEXT_YEAR):
        draft = services.start(next_round, site, Act(owner))

    assert (draft.size, draft.regular_employees, draft.products) == ("small", 25, "도금 부품")
    assert (draft.ksic_revision, draft.ksic_code) == (11, "25922")
    assert draft.stated_on["regular_employees"] == "2021-03-02"
    assert draft.stated_on["products"] == "2021-07-14"
    assert set(draft.taken_from) >= {"size", "regular_employees", "products", "root_industry"}
    assert set(draft.taken_from.values()) == {str(earlier.case.round)}


def test_what_changes_every_year_is_asked_anew(earlier, next_round, owner, site):
    with clock.travel(NEXT_YEAR):
        draft = services.start(next_round, site, Act(owner))

    assert (draft.consecutive_years, draft.other_support) == (None, None)
    assert draft.baseline_year == 2021


def test_another_factory_takes_over_only_what_holds_for_the_firm(earlier, next_round, owner, site):
    second = people.site(site.organisation, "2공장")
    with clock.travel(NEXT_YEAR):
        draft = services.start(next_round, second, Act(owner))

    assert draft.size == "small"
    assert (draft.regular_employees, draft.products, draft.polluting_processes) == (None, "", [])
    assert set(draft.taken_from) <= {"size", "contact_name", "contact_phone", "contact_email"}


def test_answers_that_came_along_are_newer(earlier, next_round, owner, site):
    with clock.travel(NEXT_YEAR):
        draft = services.start(next_round, site, Act(owner, data={"regular_employees": 31, "size": "medium"}))

    assert (draft.regular_employees, draft.size, draft.products) == (31, "medium", "도금 부품")
    assert draft.stated_on["regular_employees"] == "2022-07-14"
    assert "regular_employees" not in draft.taken_from


def test_an_answer_that_cannot_be_stands_nowhere(round_2021, owner, site):
    with pytest.raises(BadData) as refused:
        services.start(round_2021, site, Act(owner, data={"size": "huge", "state": "selected"}))

    assert set(refused.value.errors) == {"size", "state"}
    assert not Application.objects.exists()


def test_a_district_that_was_corrected_leads_the_case_to_its_own_officials(complete, owner, site):
    """The draft began in the wrong city; what counts is where the factory stands when the firm submits."""
    round_ = complete.case.round
    busan = Region.objects.get(code="busan")
    round_.regions.add(busan)
    there = busan.areas.filter(level="sigungu").first()

    firms.edit_site(site, actor=owner, values={"area": there}, version=None)
    services.submit(complete, Act(owner))

    complete.case.refresh_from_db()
    assert (complete.case.region, complete.case.region_code) == (busan, "busan")
    verdict = complete.evaluations.get().verdicts.get(criterion__fact="site_in_region")
    assert verdict.result == "met"


def test_what_the_tax_office_said_stands_before_the_official(complete, personas, owner, client):
    firm = complete.case.organisation
    BusinessState.objects.create(organisation=firm, state="03", source="example", asked_by=owner)
    services.submit(complete, Act(owner))
    client.force_login(personas["reviewer"])

    page = client.get(reverse("applications:screening", args=[complete.uid])).content.decode()

    assert str(BusinessState.State.CLOSED.label) in page
    assert "2021. 7. 14." in page
