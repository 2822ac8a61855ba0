"""A case in step 3 with one accepted measure, and the people of its round."""

import pytest

from ledger.models import FundingLine
from tests.factories import grants


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
def line(round_2021):
    return FundingLine.objects.get(round=round_2021, purpose="improvement")


@pytest.fixture
def grant(case, measure, personas):
    """7,462,687 won at 67 %: exactly 5,000,000 won of support."""
    return grants.request(case, personas["owner"], [grants.cost_item(measure, 7_462_687)])


@pytest.fixture
def approved(grant, personas):
    return grants.approved(grant, personas["reviewer"], personas["approver"])
