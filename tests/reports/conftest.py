"""A case in step 3 with one accepted measure that saves 50,000 kWh a year, and the people of its round."""

import pytest

from tests.factories import grants, outcomes


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def case(round_2021, personas, firm):
    return grants.improvement_case(round_2021, firm, personas["consultant"])


@pytest.fixture
def measure(case, personas):
    return grants.accepted_measure(case, personas["consultant"])


@pytest.fixture
def outcome(case, measure, personas):
    """Open, nothing reported yet."""
    return outcomes.opened(case, personas["owner"])


@pytest.fixture
def accepted(case, measure, personas):
    """Reported, verified, accepted."""
    return outcomes.accepted(case, personas["owner"], personas["consultant"], personas["approver"])
