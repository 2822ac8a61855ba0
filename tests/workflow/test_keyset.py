"""Lists page by key: there and back again, and no address breaks them."""

import pytest
from django.test import RequestFactory

from tests.factories import accounts as people
from tests.factories import cases
from workflow import keyset
from workflow.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def five_cases(round_2021) -> list[int]:
    """The keys of five cases, newest first."""
    serials = range(50, 55)
    made = [cases.case(round_2021, people.organisation(serial), serial=serial) for serial in serials]
    return [case.pk for case in reversed(made)]


def keys(page: keyset.KeysetPage) -> list[int]:
    return [case.pk for case in page]


def test_pages_lead_there_and_back(five_cases):
    first = keyset.page(Case.objects.all(), size=2)
    second = keyset.page(Case.objects.all(), after=first.next_cursor, size=2)
    third = keyset.page(Case.objects.all(), after=second.next_cursor, size=2)

    assert [keys(first), keys(second), keys(third)] == [five_cases[:2], five_cases[2:4], five_cases[4:]]
    assert (first.previous_cursor, third.next_cursor) == ("", "")
    assert keys(keyset.page(Case.objects.all(), before=third.previous_cursor, size=2)) == keys(second)
    start = keyset.page(Case.objects.all(), before=second.previous_cursor, size=2)
    assert keys(start) == keys(first)
    assert start.previous_cursor == ""


@pytest.mark.parametrize("cursor", ["nonsense", "17", "00000000-0000-4000-8000-000000000000"])
def test_a_cursor_that_somebody_typed_begins_anew(five_cases, cursor):
    request = RequestFactory().get("/", {"after": cursor})

    assert keys(keyset.page_of(request, Case.objects.all())) == five_cases
