"""Sample papers in the registry, a case to issue them for, and a private place for files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from documents import registry
from tests.documents import samples
from tests.factories import cases


@pytest.fixture
def sample_papers() -> Iterator[None]:
    """The papers with their real templates and bodies that say always the same."""
    kept = dict(registry._papers)
    for code, body in samples.BODIES.items():
        registry._papers[code] = replace(kept[code], context=lambda _record, body=body: body)
    yield
    registry._papers.clear()
    registry._papers.update(kept)


@pytest.fixture
def case(round_2021, personas):
    """A submitted case of firm 1, with its consultant assigned."""
    firm = personas["owner"].current_memberships[0].organisation
    case = cases.case(round_2021, firm)
    cases.participant(case, personas["consultant"])
    return case


@pytest.fixture
def private_files(settings, tmp_path: Path) -> Path:
    """An empty private storage of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path
