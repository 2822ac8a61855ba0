"""Where a programme visits applicants before it selects, nobody is selected unseen."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import services
from applications.models import Application, SiteCheck
from documents.models import File
from tests.factories import applicants
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, WrongState
from workflow.states import ApplicationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

VISIT = {"visited_on": "2021-07-08", "findings": "도금 라인 2개 가동 중", "recommended": True}


@pytest.fixture
def visiting(round_2021):
    """The round visits applicants before it selects."""
    round_2021.initial_site_check = True
    round_2021.save()
    return round_2021


@pytest.fixture
def application(visiting, personas) -> Application:
    application = applicants.applied(visiting, 11).application_set.get()
    return services.screen(application, Act(personas["reviewer"], comment="확인"))


def url(application: Application) -> str:
    return reverse("applications:site-check", args=[application.uid])


def test_nobody_is_selected_before_the_visit(application, personas):
    with pytest.raises(Refused) as refused:
        services.select(application, Act(personas["approver"]))
    assert refused.value.code == "site_check_missing"

    checked = services.record_site_check(application, Act(personas["reviewer"], data=VISIT))

    assert checked.state == ApplicationState.SCREENED
    assert services.select(checked, Act(personas["approver"])).state == ApplicationState.SELECTED


def test_a_round_without_visits_selects_as_before(round_2021, personas):
    application = applicants.applied(round_2021, 11).application_set.get()
    screened = services.screen(application, Act(personas["reviewer"], comment="확인"))
    assert services.select(screened, Act(personas["approver"])).state == ApplicationState.SELECTED
    again = applicants.applied(round_2021, 12).application_set.get()
    screened = services.screen(again, Act(personas["reviewer"], comment="확인"))
    with pytest.raises(Refused) as refused:
        services.record_site_check(screened, Act(personas["reviewer"], data=VISIT))
    assert refused.value.code == "no_site_check"


def test_a_visit_says_who_saw_what(application, personas):
    services.record_site_check(application, Act(personas["admin"], data=VISIT))
    check = SiteCheck.objects.get()
    assert (check.visited_on, check.by, check.recommended) == (date(2021, 7, 8), personas["admin"], True)


def test_a_visit_lies_behind(application, personas):
    ahead = VISIT | {"visited_on": "2021-12-31"}
    with pytest.raises(Refused) as refused:
        services.record_site_check(application, Act(personas["reviewer"], data=ahead))
    assert refused.value.code == "visit_ahead"
    with pytest.raises(BadData) as bad:
        services.record_site_check(application, Act(personas["reviewer"], data={"visited_on": "2021-07-08"}))
    assert set(bad.value.errors) == {"findings", "recommended"}


@pytest.mark.parametrize("name", ["owner", "approver", "consultant", "auditor", "other_official"])
def test_who_may_not_record(application, personas, name):
    with pytest.raises(NotAllowed):
        services.record_site_check(application, Act(personas[name], data=VISIT))


def test_it_follows_the_screening(visiting, personas):
    submitted = applicants.applied(visiting, 11).application_set.get()
    with pytest.raises(WrongState):
        services.record_site_check(submitted, Act(personas["reviewer"], data=VISIT))


def test_the_page_takes_photos_that_the_firm_does_not_read(client, application, personas, picture):
    client.force_login(personas["reviewer"])
    sent = {**VISIT, "recommended": "yes", "photos": [picture], "version": application.version}

    assert client.post(url(application), sent).status_code == 302

    photo = File.objects.get()
    assert photo.purpose == SiteCheck.objects.get().photo_purpose
    assert photo.get_absolute_url() in client.get(url(application)).content.decode()
    assert not File.objects.visible_to(personas["owner"]).exists()


def test_the_page_points_out_what_lacks(client, application, personas):
    client.force_login(personas["reviewer"])
    answer = client.post(url(application), {"visited_on": "2021-07-08", "findings": "현장 확인"})
    assert answer.status_code == 422
    assert "현장 확인" in answer.content.decode()
    assert not SiteCheck.objects.exists()


def test_a_file_that_is_no_picture_records_nothing(client, application, personas):
    client.force_login(personas["reviewer"])
    sent = {**VISIT, "recommended": "no", "photos": [SimpleUploadedFile("x.exe", b"MZ")]}
    assert client.post(url(application), sent).status_code == 422
    assert not SiteCheck.objects.exists()
