"""The pages of paper wording: blocks, seal, preview, versions and taking an older one up again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import registry, wording
from documents.models import IssuedDocument, PaperWording
from programs.services import Edit
from tests.documents import uploads
from tests.documents.pdfs import squeezed, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

TYPED = {"sentence": "{firm} 귀하", "sender_ko": "인천광역시장", "reason": "문구 개정", "seen": "0"}


@pytest.fixture
def admin(client, personas):
    client.force_login(personas["admin"])
    return client


def url(name: str, round_, *more) -> str:
    return reverse(f"setup:{name}", args=[round_.uid, *more])


@pytest.fixture
def address(round_2021) -> str:
    return url("paper", round_2021, "certificate")


def in_force(round_) -> wording.Wording:
    return wording.in_force(round_.program, registry.get("certificate"))


def test_the_list_says_whose_wording_is_in_force(admin, round_2021, address):
    admin.post(address, TYPED)

    shown = admin.get(url("papers", round_2021)).content.decode()

    assert "문구 개정" in shown
    assert all(paper.title_ko in shown for paper in registry.papers())


@pytest.mark.parametrize("versions", [1, 3])
def test_queries_do_not_grow_with_versions(admin, round_2021, personas, versions):
    paper = registry.get("certificate")
    for number in range(versions):
        own = wording.Wording(number, {"sentence": f"문구 {number}"})
        wording.save(round_2021.program, paper, own, Edit(personas["admin"], "개정"))
    admin.get(url("papers", round_2021))

    counts = []
    for address in (url("papers", round_2021), url("paper", round_2021, "certificate")):
        with CaptureQueriesContext(connection) as queries:
            admin.get(address)
        counts.append(len(queries))

    assert counts == [6, 6]


def test_saving_words_sender_and_seal(admin, round_2021, address):
    seal = uploads.upload("직인.png", uploads.picture("PNG", mode="RGBA"))

    answer = admin.post(address, {**TYPED, "seal": seal})

    own = in_force(round_2021)
    assert answer.url == url("papers", round_2021)
    assert (own.version, own.blocks, own.sender_ko) == (1, {"sentence": "{firm} 귀하"}, "인천광역시장")
    assert own.seal.startswith(b"\x89PNG")
    admin.post(address, {**TYPED, "sentence": "둘째", "seen": "1"})
    assert in_force(round_2021).seal == own.seal
    admin.post(address, {**TYPED, "sentence": "둘째", "seen": "2", "without_seal": "on"})
    assert (in_force(round_2021).version, in_force(round_2021).seal) == (3, b"")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("seal.jpg", uploads.picture("JPEG")),
        ("seal.png", b"no picture"),
        ("seal.png", uploads.picture("PNG", size=(400, 400), mode="RGBA") + b"\0" * 200_000),
    ],
)
def test_other_seals_are_refused_next_to_the_field(admin, round_2021, address, name, data):
    answer = admin.post(address, {**TYPED, "seal": uploads.upload(name, data)})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["seal"])
    assert answer.context["form"]["sentence"].value() == "{firm} 귀하"
    assert not PaperWording.objects.exists()


def test_an_unknown_placeholder_is_refused_with_the_known_ones(admin, address):
    answer = admin.post(address, {**TYPED, "sentence": "{frim} 귀하"})

    errors = str(answer.context["form"].errors["sentence"])
    assert answer.status_code == 400
    assert "{frim}" in errors
    assert "{firm}" in errors
    assert answer.context["form"]["sentence"].value() == "{frim} 귀하"


def test_the_second_of_two_sees_both_and_may_save_again(admin, round_2021, address):
    admin.post(address, TYPED)
    late = admin.post(address, {**TYPED, "sentence": "둘째 {firm}"})

    assert late.status_code == 409
    assert "{firm} 귀하" in str(late.context["form"].errors["sentence"])
    assert late.context["seen"] == "1"
    assert admin.post(address, {**TYPED, "sentence": "둘째 {firm}", "seen": "1"}).status_code == 302


def test_a_preview_shows_what_is_typed_and_stores_nothing(admin, round_2021):
    answer = admin.post(url("paper-preview", round_2021, "certificate"), TYPED)

    text = squeezed(text_of(answer.content))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert squeezed("견본(SAMPLE)") in text
    assert squeezed("한빛정밀공업 주식회사 귀하") in text
    assert (PaperWording.objects.count(), IssuedDocument.objects.count()) == (0, 0)


def test_an_older_wording_is_taken_up_again(admin, round_2021, address):
    admin.post(address, TYPED)
    admin.post(address, {**TYPED, "sentence": "둘째", "seen": "1"})
    restore = url("paper-restore", round_2021, "certificate")

    admin.post(restore, {"version": "1", "seen": "2"})
    assert (in_force(round_2021).version, in_force(round_2021).blocks) == (3, {"sentence": "{firm} 귀하"})
    admin.post(restore, {"version": "0", "seen": "3"})
    assert in_force(round_2021).blocks == {
        block.name: block.default_ko for block in registry.get("certificate").blocks
    }
    admin.post(restore, {"version": "1", "seen": "3"})  # somebody saved in the meantime
    assert in_force(round_2021).version == 4
    assert admin.post(restore, {"version": "99"}).status_code == 404


def test_unknown_papers_are_missing(admin, round_2021):
    assert admin.get(url("paper", round_2021, "nonsense")).status_code == 404


@pytest.mark.parametrize("name", ["owner", "consultant", "reviewer", "approver", "auditor"])
def test_others_are_refused(client, personas, round_2021, name):
    client.force_login(personas[name])

    for address in (
        url("papers", round_2021),
        url("paper", round_2021, "certificate"),
        url("paper-preview", round_2021, "certificate"),
    ):
        assert client.get(address).status_code == 403
    assert client.post(url("paper-restore", round_2021, "certificate")).status_code == 403
