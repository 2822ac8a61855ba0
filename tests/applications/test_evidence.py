"""Documents of the application: from the wallet or anew, dated, expired, taken back."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import rules, services
from applications.models import EvidenceFile, WalletItem
from documents.models import File, FileShare
from journal import clock
from journal.models import Event
from programs.models import DocumentAsked, DocumentList
from tests.applications.conftest import evidence, scanned
from workflow.acts import Act
from workflow.errors import BadData, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_at_here")]


@pytest.fixture
def listed(during_call, round_2021) -> DocumentList:
    """The round asks for a tax certificate of at most 30 days and, if there is one, a profile."""
    made = DocumentList.objects.create(code="papers", name_ko="서류")
    for position, (code, name, required, days) in enumerate(
        [("tax", "납세증명서(국세)", True, 30), ("profile", "회사 소개서", False, None)]
    ):
        DocumentAsked.objects.create(
            document_list=made,
            position=position,
            code=code,
            name_ko=name,
            is_required=required,
            valid_days=days,
        )
    round_2021.document_list = made
    round_2021.save()
    return made


@pytest.fixture
def asked_draft(listed, draft):
    return type(draft).objects.with_page_data().get(pk=draft.pk)


@pytest.fixture
def owner(during_call, client, personas):
    client.force_login(personas["owner"])
    return client


@pytest.fixture
def tax(during_call, firm, personas) -> WalletItem:
    act = Act(personas["owner"], data={"code": "national_tax", "issued_on": clock.today()})
    return services.add_to_wallet(firm, [scanned("앞"), scanned("뒤")], act)


def lacking(application) -> dict[str, str]:
    return {item.field: item.message for item in rules.missing(application) if item.section == "evidence"}


def page(application, name="evidence", *more) -> str:
    return reverse(f"applications:{name}", args=[application.uid, *more])


# -- from the wallet -----------------------------------------------------------------------------------------


def test_a_paper_of_the_wallet_is_handed_in_without_copying_it(asked_draft, tax, personas):
    rows = services.take_from_wallet(asked_draft, tax, Act(personas["member"], data={"purpose": "tax"}))

    assert {(row.wallet_item, row.issued_on, row.valid_until) for row in rows} == {
        (tax, tax.issued_on, tax.valid_until)
    }
    assert File.objects.count() == 2
    assert lacking(asked_draft) == {}
    assert Event.objects.filter(action="evidence.take_from_wallet").count() == 1


def test_officials_read_it_once_it_was_handed_in_and_not_before(submitted, firm, personas):
    case = submitted.case
    item = services.add_to_wallet(firm, [scanned("확인서")], Act(personas["owner"], data={"code": "permit"}))
    file = item.files.get()
    assert not File.objects.visible_to(personas["reviewer"]).filter(pk=file.pk).exists()

    share = FileShare.objects.create(file=file, case=case)
    assert File.objects.visible_to(personas["reviewer"]).filter(pk=file.pk).exists()
    assert not File.objects.visible_to(personas["other_owner"]).filter(pk=file.pk).exists()
    assert file in File.objects.of_case(case)

    share.ended_at = clock.now()
    share.save()
    assert not File.objects.visible_to(personas["reviewer"]).filter(pk=file.pk).exists()


def test_what_cannot_be_taken(asked_draft, tax, firm, personas):
    act = Act(personas["owner"], data={"purpose": "tax"})
    foreign = WalletItem.objects.create(
        organisation=personas["other_owner"].current_memberships[0].organisation,
        code="national_tax",
        added_by=personas["other_owner"],
    )
    with pytest.raises(BadData):
        services.take_from_wallet(asked_draft, foreign, act)

    services.take_from_wallet(asked_draft, tax, act)
    refusals = []
    for change in ({}, {"valid_until": date(2021, 6, 30), "issued_on": None}, {"put_away_at": clock.now()}):
        WalletItem.objects.filter(pk=tax.pk).update(**change)
        with pytest.raises(Refused) as refused:
            services.take_from_wallet(asked_draft, tax, act)
        refusals.append(refused.value.code)
    assert refusals == ["already_handed_in", "lapsed", "not_current"]


# -- how long papers hold ------------------------------------------------------------------------------------


def test_an_expired_paper_is_missing_and_says_since_when(asked_draft, personas):
    row = evidence(asked_draft, personas["owner"], "tax", issued_on=clock.today() - timedelta(days=29))
    assert lacking(asked_draft) == {}
    [state, *_rest] = rules.slot_states(asked_draft)
    assert state.standing is rules.Standing.ENDING

    EvidenceFile.objects.filter(pk=row.pk).update(issued_on=clock.today() - timedelta(days=30))
    yesterday = clock.today() - timedelta(days=1)
    assert f"{yesterday.year}. {yesterday.month}. {yesterday.day}." in lacking(asked_draft)["tax"]


def test_a_newer_paper_beside_an_expired_one_counts(asked_draft, personas):
    evidence(asked_draft, personas["owner"], "tax", issued_on=clock.today() - timedelta(days=60))
    evidence(asked_draft, personas["owner"], "tax", issued_on=clock.today())

    assert lacking(asked_draft) == {}


def test_the_last_day_on_the_paper_counts_where_it_comes_first(asked_draft, personas):
    evidence(
        asked_draft,
        personas["owner"],
        "tax",
        issued_on=clock.today() - timedelta(days=5),
        valid_until=clock.today() - timedelta(days=1),
    )

    assert set(lacking(asked_draft)) == {"tax"}


def test_where_no_issue_date_is_known_it_is_asked_for(asked_draft, personas):
    row = evidence(asked_draft, personas["owner"], "tax")
    assert set(lacking(asked_draft)) == {"tax"}

    services.date_evidence(
        asked_draft, Act(personas["owner"], data={"purpose": "tax", "issued_on": clock.today()})
    )

    row.refresh_from_db()
    assert row.issued_on == clock.today()
    assert lacking(asked_draft) == {}


def test_the_day_of_submission_counts_afterwards(submitted, personas):
    row = submitted.evidence_files.get()
    EvidenceFile.objects.filter(pk=row.pk).update(valid_until=clock.today(), handed_in_at=clock.now())

    with clock.travel(clock.now() + timedelta(days=40)):
        fresh = type(submitted).objects.with_page_data().get(pk=submitted.pk)
        states = {state.slot.purpose: state.standing for state in rules.slot_states(fresh)}

    assert states["size_confirmation"] is rules.Standing.ENDING


# -- anew ----------------------------------------------------------------------------------------------------


def test_an_upload_goes_into_the_wallet_under_the_name_that_the_paper_has_there(asked_draft, personas):
    data = {"purpose": "tax", "issued_on": clock.today(), "keep_in_wallet": True}
    first = services.attach_evidence(asked_draft, scanned("앞"), Act(personas["owner"], data=data))
    more = {"purpose": "tax", "page_of": first.uid}
    second = services.attach_evidence(asked_draft, scanned("뒤"), Act(personas["owner"], data=more))

    item = WalletItem.objects.get()
    assert (item.code, item.issued_on) == ("national_tax", clock.today())
    assert item.valid_until == clock.today() + timedelta(days=29)
    assert item.files.count() == 2
    assert (second.wallet_item, second.issued_on) == (item, first.issued_on)

    data = {"purpose": "profile", "keep_in_wallet": True}
    services.attach_evidence(asked_draft, scanned("소개"), Act(personas["owner"], data=data))
    assert WalletItem.objects.get(code="other").title == "회사 소개서"


def test_taking_back_leaves_a_mark_and_keeps_the_file(asked_draft, tax, personas):
    rows = services.take_from_wallet(asked_draft, tax, Act(personas["owner"], data={"purpose": "tax"}))

    for row in rows:
        services.take_back_evidence(asked_draft, row, Act(personas["member"]))

    assert set(lacking(asked_draft)) == {"tax"}
    assert set(EvidenceFile.objects.values_list("taken_back_by__email", "taken_back_at")) == {
        ("member@example.com", clock.now())
    }
    assert File.objects.count() == 2
    assert not FileShare.objects.filter(ended_at=None).exists()
    with pytest.raises(Refused):
        services.take_back_evidence(asked_draft, rows[0], Act(personas["owner"]))


def test_a_file_is_replaced_in_one_act(asked_draft, personas):
    old = evidence(asked_draft, personas["owner"], "tax", issued_on=date(2021, 5, 1))
    data = {"purpose": "tax", "issued_on": clock.today(), "replaces": old.uid}

    services.attach_evidence(asked_draft, scanned("새 증명서"), Act(personas["owner"], data=data))

    old.refresh_from_db()
    assert old.taken_back_at == clock.now()
    assert lacking(asked_draft) == {}
    assert [file.original_name for file in rules.evidence(asked_draft)] == ["새 증명서.png"]


# -- the page ------------------------------------------------------------------------------------------------


def test_the_page_offers_the_wallet_and_takes_with_one_click(owner, asked_draft, tax):
    text = owner.get(page(asked_draft)).content.decode()
    take = page(asked_draft, "evidence-take", tax.uid, "tax")
    assert take in text

    answer = owner.post(take)

    assert answer.url == f"{page(asked_draft)}#tax"
    assert take not in owner.get(page(asked_draft)).content.decode()
    assert asked_draft.evidence_files.count() == 2


def test_several_photos_of_one_paper(owner, asked_draft):
    owner.post(
        page(asked_draft),
        {
            "purpose": "tax",
            "issued_on": "2021-07-10",
            "keep_in_wallet": "on",
            "files": [scanned("1"), scanned("2")],
        },
    )

    assert WalletItem.objects.get().files.count() == 2
    assert set(asked_draft.evidence_files.values_list("issued_on", flat=True)) == {date(2021, 7, 10)}


def test_unticked_it_stays_out_of_the_wallet(owner, asked_draft):
    owner.post(page(asked_draft), {"purpose": "profile", "files": [scanned("1")]})

    assert not WalletItem.objects.exists()
    assert asked_draft.evidence_files.count() == 1


def test_a_newer_save_of_the_entries_hinders_no_upload(owner, asked_draft, personas):
    services.edit(asked_draft, Act(personas["member"], data={"products": "도금"}))

    answer = owner.post(page(asked_draft), {"purpose": "profile", "version": 1, "files": [scanned("1")]})

    assert answer.status_code == 302
    asked_draft.refresh_from_db()
    assert asked_draft.products == "도금"


def test_after_a_refusal_a_second_try_works(owner, asked_draft):
    sent = {"purpose": "tax", "issued_on": "2021-07-10"}
    refused = owner.post(page(asked_draft), {**sent, "files": [SimpleUploadedFile("a.pdf", b"x")]})
    assert refused.status_code == 422
    assert 'value="2021-07-10"' in refused.content.decode()

    assert owner.post(page(asked_draft), {**sent, "files": [scanned("1")]}).status_code == 302


def test_another_try_adds_to_the_pages_that_were_kept(owner, asked_draft):
    sent = {"purpose": "tax", "issued_on": "2021-07-10", "keep_in_wallet": "on"}
    bad = SimpleUploadedFile("2.pdf", b"x")
    refused = owner.post(page(asked_draft), {**sent, "files": [scanned("1"), bad]})
    kept = asked_draft.evidence_files.get()
    assert f'name="page_of" value="{kept.uid}"' in refused.content.decode()

    owner.post(page(asked_draft), {**sent, "page_of": kept.uid, "files": [scanned("2")]})

    assert WalletItem.objects.get().files.count() == 2
    assert asked_draft.evidence_files.filter(wallet_item=kept.wallet_item).count() == 2


def test_an_issue_date_after_the_last_day_is_refused(asked_draft, personas):
    evidence(asked_draft, personas["owner"], "tax", valid_until=date(2021, 7, 1))

    with pytest.raises(BadData) as bad:
        services.date_evidence(
            asked_draft, Act(personas["owner"], data={"purpose": "tax", "issued_on": "2021-07-02"})
        )

    assert set(bad.value.errors) == {"issued_on"}


def test_the_issue_date_is_asked_on_the_page(owner, asked_draft, personas):
    evidence(asked_draft, personas["owner"], "tax")

    wrong = owner.post(page(asked_draft), {"do": "date", "purpose": "tax", "issued_on": "2031-01-01"})
    assert wrong.status_code == 400
    assert 'class="error-summary"' in wrong.content.decode()

    right = owner.post(page(asked_draft), {"do": "date", "purpose": "tax", "issued_on": "2021-07-10"})
    assert right.url == f"{page(asked_draft)}#tax"


def test_a_file_is_taken_back_on_the_page(owner, asked_draft, personas):
    row = evidence(asked_draft, personas["owner"], "tax")

    owner.post(page(asked_draft, "evidence-take-back", row.uid))

    row.refresh_from_db()
    assert row.taken_back_at is not None
    assert owner.post(page(asked_draft, "evidence-take-back", asked_draft.uid)).status_code == 404


def test_three_files_cost_the_queries_of_one(owner, asked_draft, tax, personas, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    evidence(asked_draft, personas["owner"], "tax", issued_on=clock.today())
    with CaptureQueriesContext(connection) as one:
        owner.get(page(asked_draft))
    evidence(asked_draft, personas["owner"], "tax", issued_on=clock.today())
    evidence(asked_draft, personas["owner"], "profile")
    with django_assert_num_queries(len(one)):
        owner.get(page(asked_draft))


# -- API -----------------------------------------------------------------------------------------------------


def test_the_api_hands_in_dates_and_takes_back(owner, asked_draft, tax):
    path = f"/api/v1/applications/{asked_draft.uid}/evidence/"
    as_json = {"content_type": "application/json"}

    taken = owner.post(path, {"purpose": "tax", "wallet_item": str(tax.uid)}, **as_json)
    assert taken.status_code == 201, taken.content
    slots = {slot["purpose"]: slot for slot in owner.get(path).json()}
    assert (slots["tax"]["lacks"], len(slots["tax"]["files"])) == ("", 2)

    for row in taken.json():
        assert owner.delete(f"{path}{row['uid']}/").status_code == 204
    sent = owner.post(path, {"purpose": "tax", "file": scanned("1"), "keep_in_wallet": "false"})
    assert sent.status_code == 201, sent.content
    [slot] = [slot for slot in owner.get(path).json() if slot["purpose"] == "tax"]
    assert slot["standing"] == "undated"

    dated = owner.patch(path, {"purpose": "tax", "issued_on": "2021-07-10"}, **as_json)
    assert dated.json()[0]["issued_on"] == "2021-07-10"
    again = owner.post(path, {"purpose": "tax"}, **as_json)
    assert (again.status_code, again.json()["code"]) == (400, "bad_data")
