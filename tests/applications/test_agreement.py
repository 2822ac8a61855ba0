"""The agreement: one text, confirmed by every party in a way that can be shown, or not concluded."""

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.urls import reverse

from applications import rules, services
from applications.models import Agreement, AgreementParty
from documents.files import FileRefused
from documents.models import IssuedDocument
from journal import canonical
from journal.models import Event
from tests.applications.conftest import conclude, scanned
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, WrongState
from workflow.states import ApplicationState, CaseStage

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # pragma: allowlist secret


@pytest.fixture
def prepared(selected, personas):
    return services.prepare_agreement(selected, Act(personas["approver"]))


@pytest.fixture
def devices(personas, monkeypatch):
    """Everybody who confirms has a device for the second factor; its clock stands, so that no code runs out."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: 1_626_224_400))
    for name in ("owner", "approver", "admin"):
        auth.TOTP.activate(personas[name], SECRET)


def code() -> str:
    """What the device shows now."""
    return auth.format_hotp_value(auth.hotp_value(SECRET, next(auth.yield_hotp_counters_from_time())))


def sign(application, user, **data):
    return services.sign_agreement(application, Act(user, data={"code": code(), **data}))


def test_every_party_confirms_with_a_code_and_the_paper_names_them(prepared, personas, devices):
    for name in ("owner", "approver", "admin"):
        sign(prepared, personas[name])
    agreed = services.agree(prepared, Act(personas["approver"]))

    confirmation = IssuedDocument.objects.get(kind="agreement_confirmation")
    agreement = Agreement.objects.get()
    assert agreed.state == ApplicationState.AGREED
    assert agreement.content_sha256 == canonical.sha256(agreement.paper.snapshot)
    assert confirmation.snapshot["content_sha256"] == agreement.content_sha256
    assert [line["person"] for line in confirmation.snapshot["signatures"]] == [
        personas[name].name for name in ("approver", "admin", "owner")
    ]
    assert {line["method"] for line in confirmation.snapshot["signatures"]} == {"2단계 인증번호"}


def test_the_code_never_reaches_the_journal(prepared, personas, devices):
    shown = code()
    services.sign_agreement(prepared, Act(personas["owner"], data={"code": shown}))

    event = Event.objects.get(action="application.sign_agreement")
    assert shown not in str([event.data, event.before, event.after, event.reason])


def test_a_wrong_code_confirms_nothing_and_guessing_ends(prepared, personas, devices):
    wrong = Act(personas["owner"], data={"code": "000000"})
    for _try in range(5):
        with pytest.raises(BadData):
            services.sign_agreement(prepared, wrong)
    with pytest.raises(Refused) as refused:
        services.sign_agreement(prepared, wrong)

    assert refused.value.code == "too_many_codes"
    assert not AgreementParty.objects.exclude(signed_at=None).exists()


def test_without_a_device_the_signed_copy_is_the_way(prepared, personas):
    with pytest.raises(Refused) as refused:
        services.sign_agreement(prepared, Act(personas["owner"], data={"code": "123456"}))
    assert refused.value.code == "no_second_factor"

    services.attach_signed_copy(prepared, scanned("협약서"), Act(personas["owner"]))
    signed = AgreementParty.objects.exclude(signed_at=None).get()
    assert (signed.side, signed.method) == ("firm", "copy")


def test_nobody_concludes_before_all_have_confirmed(selected, personas, devices):
    with pytest.raises(Refused) as refused:
        services.agree(selected, Act(personas["approver"]))
    assert refused.value.code == "agreement_not_prepared"

    prepared = services.prepare_agreement(selected, Act(personas["approver"]))
    sign(prepared, personas["owner"])
    with pytest.raises(Refused) as refused:
        services.agree(prepared, Act(personas["approver"]))
    assert refused.value.code == "not_confirmed"


@pytest.mark.parametrize("name", ["member", "reviewer", "consultant", "other_owner", "other_official"])
def test_only_who_may_bind_a_party_confirms(prepared, personas, name):
    with pytest.raises(NotAllowed):
        services.sign_agreement(prepared, Act(personas[name], data={"code": "1"}))
    with pytest.raises(NotAllowed):
        services.attach_signed_copy(prepared, scanned("협약서"), Act(personas[name]))


def test_the_firm_does_not_confirm_for_the_city(prepared, personas, devices):
    with pytest.raises(Refused) as refused:
        sign(prepared, personas["owner"], party="city")

    assert refused.value.code == "other_party"


def test_a_party_confirms_once(prepared, personas, devices):
    sign(prepared, personas["owner"])

    with pytest.raises(Refused) as refused:
        services.sign_agreement(prepared, Act(personas["owner"], data={"code": "1"}))
    assert refused.value.code == "confirmed_already"


def test_a_damaged_copy_confirms_nothing(prepared, personas):
    broken = scanned("협약서")
    broken.file.truncate(20)

    with pytest.raises(FileRefused):
        services.attach_signed_copy(prepared, broken, Act(personas["approver"]))
    assert not AgreementParty.objects.exclude(signed_at=None).exists()


def test_cancelling_revokes_the_papers_and_a_new_agreement_names_the_old(selected, personas):
    agreed = conclude(selected, personas)
    first = IssuedDocument.objects.get(kind="agreement")
    assert first.snapshot["parties"][0]["representative"] == "인천광역시장"
    assert first.snapshot["budget_total_krw"] == 5_500_000
    assert first.snapshot["own_share_percent"] == "33.000"

    cancelled = services.cancel_agreement(agreed, Act(personas["approver"], comment="대표자 변경"))
    first.refresh_from_db()
    assert (first.is_revoked, first.revocation_reason) == (True, "대표자 변경")
    assert rules.agreement_in_force(cancelled) is None

    conclude(cancelled, personas)
    assert IssuedDocument.objects.in_force().get(kind="agreement").replaces == first
    assert Agreement.objects.count() == 2


def test_an_agreement_stands_once_the_diagnosis_has_begun(selected, personas):
    agreed = conclude(selected, personas)
    type(agreed.case).objects.filter(pk=agreed.case.pk).update(stage=CaseStage.DIAGNOSIS)

    with pytest.raises(Refused) as refused:
        services.cancel_agreement(agreed, Act(personas["approver"], comment="착오"))

    assert refused.value.code == "diagnosis_started"


def test_a_copy_comes_too_late_after_the_conclusion(selected, personas):
    agreed = conclude(selected, personas)

    with pytest.raises(WrongState):
        services.attach_signed_copy(agreed, scanned("협약서"), Act(personas["owner"]))


def test_withdrawing_gives_a_prepared_agreement_up(prepared, personas):
    services.withdraw(prepared, Act(personas["owner"], comment="사정이 생겼습니다"))

    assert IssuedDocument.objects.get(kind="agreement").is_revoked
    assert Agreement.objects.get().cancelled_at is not None


# -- page and API ----------------------------------------------------------------------------------------------


def test_the_page_takes_a_code(client, prepared, personas, devices):
    client.force_login(personas["owner"])
    url = reverse("applications:agreement", args=[prepared.uid])

    assert client.post(url, {"code": "000000", "version": prepared.version}).status_code == 422
    answer = client.post(url, {"code": code(), "version": prepared.version})

    assert answer.status_code == 302
    assert AgreementParty.objects.get(side="firm").method == "code"


def test_the_page_takes_a_signed_copy_and_refuses_what_is_none(client, prepared, personas):
    client.force_login(personas["approver"])
    url = reverse("applications:agreement", args=[prepared.uid])
    broken = scanned("협약서")
    broken.file.truncate(20)

    assert client.post(url, {"act": "copy", "file": broken}).status_code == 422
    assert client.post(url, {"act": "copy", "file": scanned("협약서")}).status_code == 302
    assert not AgreementParty.objects.filter(signed_at=None).exists()


def test_the_page_offers_nothing_to_readers(client, prepared, personas):
    client.force_login(personas["auditor"])

    page = client.get(reverse("applications:agreement", args=[prepared.uid]))

    assert page.status_code == 200
    assert not page.context["may_sign"]


def test_the_api_shows_and_takes_the_same(client, prepared, personas, devices):
    client.force_login(personas["owner"])
    path = f"/api/v1/applications/{prepared.uid}/"
    body = {"name": "sign_agreement", "data": {"code": code()}}
    signed = client.post(f"{path}transitions/", body, content_type="application/json")
    assert signed.status_code == 200, signed.content

    client.force_login(personas["approver"])
    shown = client.post(f"{path}agreement/", {"file": scanned("협약서")})

    assert shown.status_code == 201, shown.content
    assert {party["side"]: party["method"] for party in shown.json()["parties"]} == {
        "city": "copy",
        "operator": "copy",
        "firm": "code",
    }


def test_what_waits_follows_the_agreement(client, selected, personas, devices):
    def waits(name: str) -> set[str]:
        client.force_login(personas[name])
        return {task.row.name for task in client.get(reverse("portal:home")).context["worklist"].tasks}

    assert "prepare_agreement" in waits("approver")
    assert "sign_agreement" not in waits("owner")
    services.prepare_agreement(selected, Act(personas["approver"]))
    assert "sign_agreement" in waits("owner")
    assert "agree" not in waits("approver")
    services.attach_signed_copy(selected, scanned("협약서"), Act(personas["approver"]))
    assert "agree" in waits("approver")
    assert Authenticator.objects.exists()
