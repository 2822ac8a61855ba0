"""Presets in the browser: load an example or a file, take a programme's file along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from portal.presets import library
from portal.presets.load import load
from programs.models import Program, Round
from tests.factories import accounts as people

pytestmark = pytest.mark.django_db
PRESETS = "/setup/presets/"


@pytest.fixture
def everywhere(client):
    """An administrator of all programmes, signed in."""
    admin = people.user("everywhere@example.com")
    people.member(admin, Role.ADMIN)
    client.force_login(admin)
    return admin


def upload(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("mine.yaml", text if isinstance(text, bytes) else text.encode())


def test_every_example_is_shown_and_loads_with_one_press(client, everywhere):
    page = client.get(PRESETS).content.decode()

    assert "563,000,000" in page
    assert "시연용 가정" in page
    for name in library.names():
        assert client.post(PRESETS, {"name": name}).status_code == 302
    assert Round.objects.filter(status="draft").count() == 3


def test_a_programme_travels_as_a_file(client, everywhere):
    program = load(library.read("ansan-2012")).program

    answer = client.get(reverse("setup:program-export", args=[program.uid]))

    assert answer["Content-Disposition"] == 'attachment; filename="ansan-eco-innovation.yaml"'
    text = answer.content.decode().replace("AS-2012", "AS-2013")
    assert client.post(PRESETS, {"file": upload(text)}).status_code == 302
    assert sorted(Round.objects.values_list("case_prefix", flat=True)) == ["AS-2012", "AS-2013"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("program: [", "mine.yaml"),
        ("a: 1\n", "mine.yaml"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("", "파일|file"),
    ],
)
def test_a_bad_file_is_refused_next_to_the_field(client, everywhere, content, said):
    answer = client.post(PRESETS, {"file": upload(content)})

    assert answer.status_code == 422
    assert any(word in str(answer.context["form"].errors["file"]) for word in said.split("|"))
    assert not Program.objects.exists()


def test_nobody_else_loads_or_takes_along(client, round_2021, personas):
    for name, person in personas.items():
        if not person.is_active:
            continue
        client.force_login(person)
        assert client.post(PRESETS, {"name": "ansan-2012"}).status_code == 403, name
        export = client.get(reverse("setup:program-export", args=[round_2021.program.uid]))
        assert export.status_code == (200 if name == "admin" else 403), name
