"""The pages of step 1: nothing typed is lost, every refusal says what to do, everybody sees only their own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import services
from applications.entered import SECTION_ENTRIES
from applications.models import Application
from documents.models import File
from journal.models import AccessRecord
from tests.applications.conftest import CONSENTS, ENTRIES
from workflow.acts import Act
from workflow.models import CorrectionRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def owner(client, personas):
    client.force_login(personas["owner"])
    return client


@pytest.fixture
def reviewer(client, personas):
    client.force_login(personas["reviewer"])
    return client


def page(application: Application, name: str) -> str:
    return reverse(f"applications:{name}", args=[application.uid])


SENT = {
    **ENTRIES,
    "root_industry": "no",
    "energy_audit_duty": "no",
    "other_support": "no",
    "baseline_year": 2020,
}


def sent(section, **changes):
    """A section as a browser sends it, without its tables."""
    entered = {name: SENT[name] for name in SECTION_ENTRIES[section] if name in SENT} | changes
    return {name: value for name, value in entered.items() if value is not None}


def rows(*uses, total=None):
    """The page of the bills as a browser sends it."""
    count = len(uses) if total is None else total
    data = {
        "uses-TOTAL_FORMS": count,
        "uses-INITIAL_FORMS": 0,
    }
    for number, use in enumerate(uses):
        data |= {f"uses-{number}-{name}": value for name, value in use.items()}
    return data


POWER = {
    "starts_on": "2020-01-01",
    "ends_on": "2020-12-31",
    "quantity": "1000000",
    "unit": "kWh",
    "evidence_grade": "billed",
}


# -- starting ------------------------------------------------------------------------------------------------


def test_a_firm_starts_and_is_led_to_the_first_section(owner, round_2021, site):
    assert site.name in owner.get(reverse("applications:start")).content.decode()

    answer = owner.post(reverse("applications:start"), {"round": round_2021.uid, "site": site.uid})

    application = Application.objects.get()
    assert answer.url == page(application, "firm")
    assert application.contact_name == "김대표"


def test_starting_twice_names_the_first_application(owner, draft, round_2021, site):
    answer = owner.post(reverse("applications:start"), {"round": round_2021.uid, "site": site.uid})

    assert answer.status_code == 409
    assert draft.get_absolute_url() in answer.content.decode()
    assert Application.objects.count() == 1


def test_somebody_elses_site_cannot_be_chosen(client, personas, round_2021, site):
    client.force_login(personas["other_owner"])

    answer = client.post(reverse("applications:start"), {"round": round_2021.uid, "site": site.uid})

    assert answer.status_code == 422
    assert not Application.objects.exists()


# -- entries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTION_ENTRIES)
def test_entries_are_saved_as_a_draft(owner, draft, section):
    answer = owner.post(page(draft, section), sent(section, act="save", version=draft.version))

    draft.refresh_from_db()
    assert answer.url == page(draft, section)
    stored = {name: getattr(draft, name) for name in SECTION_ENTRIES[section] if name in ENTRIES}
    assert stored == {name: ENTRIES[name] for name in stored}


def test_saving_and_continuing_leads_to_the_next_section(owner, draft):
    answer = owner.post(page(draft, "management"), sent("management", act="next", version=draft.version))

    assert answer.url == page(draft, "energy")


def test_what_cannot_stand_stays_on_the_page_and_the_rest_is_saved(owner, draft):
    typed = sent("firm", ksic_code="99999", contact_email="누구", version=draft.version)

    answer = owner.post(page(draft, "firm"), typed)

    draft.refresh_from_db()
    text = answer.content.decode()
    assert answer.status_code in (400, 422)
    assert (draft.size, draft.contact_phone) == ("small", "032-000-0000")
    assert (draft.ksic_code, draft.contact_email) == ("", "owner@example.com")
    assert 'value="누구"' in text
    assert 'value="99999"' in text
    assert f'name="version" value="{draft.version}"' in text


def test_an_industry_is_found_by_a_word(owner, draft):
    owner.post(page(draft, "firm"), sent("firm", ksic_code="도금업", version=draft.version))

    draft.refresh_from_db()
    assert draft.ksic_code == "25922"


def test_a_word_that_fits_several_industries_names_them(owner, draft):
    answer = owner.post(page(draft, "firm"), sent("firm", ksic_code="알루미늄", version=draft.version))

    assert "24321" in answer.content.decode()


def test_industries_are_offered_while_typing(owner, draft):
    answer = owner.get(reverse("applications:industries"), {"ksic_code": "도금", "ksic_revision": "10"})

    assert '<option value="25922">' in answer.content.decode()


def test_a_stale_page_keeps_what_was_typed_and_shows_what_is_stored(owner, draft, personas):
    services.edit(draft, Act(personas["member"], data={"regular_employees": 41}))

    answer = owner.post(page(draft, "management"), sent("management", regular_employees=42, version=1))

    draft.refresh_from_db()
    text = answer.content.decode()
    assert answer.status_code == 409
    assert draft.regular_employees == 41
    assert 'value="42"' in text
    assert "41" in text
    assert 'name="version" value="2"' in text


# -- evidence and consents -----------------------------------------------------------------------------------


def test_evidence_is_uploaded(owner, draft, picture):
    answer = owner.post(page(draft, "evidence"), {"purpose": "size_confirmation", "files": picture})

    assert answer.status_code == 302
    assert File.objects.get().purpose == "size_confirmation"
    assert "확인서.png" in owner.get(answer.url).content.decode()


def test_a_refused_upload_says_what_to_do_and_the_others_are_kept(owner, draft, picture):
    script = SimpleUploadedFile("신청.pdf", b"<script>alert(1)</script>", content_type="application/pdf")

    answer = owner.post(page(draft, "evidence"), {"purpose": "size_confirmation", "files": [script, picture]})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error-summary"' in text
    assert "신청.pdf" in text
    assert File.objects.get().original_name == "확인서.png"


def test_consents_are_recorded_with_version_and_time(owner, draft):
    answers = dict.fromkeys(CONSENTS, "yes") | {"next_calls": "no"}

    answer = owner.post(page(draft, "consents"), answers)

    assert answer.status_code == 302
    assert dict(draft.consents.values_list("text_code", "given")) == {**CONSENTS, "next_calls": False}


# -- check and submit ----------------------------------------------------------------------------------------


def test_the_check_page_links_what_is_missing_to_its_field(owner, draft):
    text = owner.get(page(draft, "check")).content.decode()

    assert f"{page(draft, 'firm')}#id_size" in text
    assert f"{page(draft, 'processes')}#id_root_industry_0" in text
    assert f"{page(draft, 'energy')}#energy" in text
    assert f"{page(draft, 'evidence')}#size_confirmation" in text
    assert f"{page(draft, 'consents')}#id_privacy_0" in text


def test_an_incomplete_draft_is_not_submitted(owner, draft):
    answer = owner.post(page(draft, "check"), {"version": draft.version})

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert draft.state == "draft"


def test_the_whole_journey_through_the_saved_draft(owner, draft, picture):
    for section in SECTION_ENTRIES:
        owner.post(page(draft, section), sent(section, act="save"))
    owner.post(page(draft, "energy"), rows(POWER))
    owner.post(page(draft, "evidence"), {"purpose": "size_confirmation", "files": picture})
    owner.post(page(draft, "consents"), dict.fromkeys(CONSENTS, "yes"))
    answer = owner.post(page(draft, "check"), {})

    draft.refresh_from_db()
    assert answer.url == page(draft, "receipt")
    assert draft.state == "submitted"
    assert "IC-2021-0001" in owner.get(answer.url).content.decode()


def test_a_submitted_application_is_read_not_edited(owner, submitted):
    assert owner.get(page(submitted, "management")).url == submitted.get_absolute_url()

    answer = owner.post(page(submitted, "management"), sent("management", regular_employees=99))

    submitted.refresh_from_db()
    assert answer.status_code == 409
    assert submitted.regular_employees == 42
    assert 'value="99"' in answer.content.decode()


def test_a_correction_is_answered_on_the_check_page(owner, submitted, personas):
    act = Act(personas["reviewer"], comment="인원을 확인하세요", data={"deadline": "2021-07-24"})
    services.request_correction(submitted, act)
    assert "인원을 확인하세요" in owner.get(page(submitted, "check")).content.decode()

    answer = owner.post(page(submitted, "check"), {"comment": "확인했습니다"})

    assert answer.url == submitted.get_absolute_url()
    assert CorrectionRequest.objects.get().answer == "확인했습니다"


# -- reading -------------------------------------------------------------------------------------------------


def test_the_reviewer_finds_the_line_to_decide(reviewer, complete, personas):
    services.edit(
        complete, Act(personas["owner"], data={"other_support": True, "other_support_detail": "스마트공장"})
    )
    services.submit(complete, Act(personas["owner"]))

    text = reviewer.get(complete.get_absolute_url()).content.decode()

    address = reverse("portal:act", args=["application", complete.uid, "decide_criterion"])
    assert f"{address}?criterion=other_support" in text
    assert "?criterion=employees" not in text


def test_reading_by_staff_leaves_an_access_record(reviewer, submitted):
    reviewer.get(submitted.get_absolute_url())

    record = AccessRecord.objects.get()
    assert record.actor_label == "reviewer"
    assert "담당자" in record.subject


def test_staff_keep_what_was_handed_in_while_the_firm_corrects(client, submitted, personas):
    act = Act(personas["reviewer"], comment="인원을 확인하세요", data={"deadline": "2021-07-24"})
    services.request_correction(submitted, act)
    services.edit(submitted, Act(personas["owner"], data={"regular_employees": 7}))

    def seen_by(name):
        client.force_login(personas[name])
        lines = client.get(submitted.get_absolute_url()).context["lines"]
        return next(line.verdict for line in lines if line.code == "employees"), lines

    assert seen_by("reviewer")[0].value == "42"
    assert seen_by("owner")[0] is None


@pytest.mark.parametrize(
    "name", ["detail", *SECTION_ENTRIES, "energy", "evidence", "consents", "check", "receipt"]
)
def test_a_foreign_application_looks_like_a_missing_one(client, personas, submitted, name):
    client.force_login(personas["other_owner"])
    foreign = client.get(page(submitted, name))
    missing = client.get(reverse(f"applications:{name}", args=["00000000-0000-4000-8000-000000000000"]))

    assert foreign.status_code == missing.status_code == 404


def test_an_official_does_not_edit(reviewer, submitted):
    assert reviewer.get(page(submitted, "firm")).status_code == 403


def test_drafts_stay_with_the_firm(reviewer, draft):
    assert reviewer.get(draft.get_absolute_url()).status_code == 404


def test_the_list_is_narrowed_by_state_in_the_address(reviewer, submitted):
    address = reverse("applications:list")

    assert "IC-2021-0001" in reviewer.get(address, {"state": "submitted"}).content.decode()
    assert "IC-2021-0001" not in reviewer.get(address, {"state": "refused"}).content.decode()
