"""Industries by word or number in both revisions, with what they became."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.industries import Change, search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]


def _one(number: str, revision: int):
    [found] = search(number, revision)
    return found


def test_a_word_finds_industries_of_both_revisions():
    found = search("도금")

    assert {row.industry.revision for row in found} == {10, 11}
    assert all("도금" in row.industry.name_ko for row in found)


def test_all_words_must_fit_in_any_order():
    assert {row.industry.code for row in search("제조업 금형")} >= {"29294", "29293"}
    assert search("금형 도축") == []


@pytest.mark.parametrize("typed", ["2592", "C2592", "25922"])
def test_a_number_finds_what_begins_with_it(typed):
    assert all(row.industry.code.startswith(typed.lstrip("C")) for row in search(typed))
    assert search(typed)


def test_moved_industries_lead_to_their_new_number():
    mould = _one("29294", 10)
    assert (mould.change, mould.counterpart.code) == (Change.MOVED, "29293")
    assert _one("10401", 10).counterpart.code == "10411"
    assert _one("10411", 11).counterpart.code == "10401"


def test_a_reused_number_is_named():
    printing = _one("29293", 10)  # printing machines; in revision 11 the number means moulds
    assert (printing.change, printing.counterpart.code) == (Change.MOVED, "29292")
    assert "금형" in printing.reused.name_ko


def test_what_only_writes_its_dot_differently_is_the_same():
    assert _one("10309", 10).change is Change.SAME


def test_a_wider_name_under_the_same_number_is_renamed():
    assert _one("27309", 10).change is Change.RENAMED


def test_what_has_no_counterpart_says_so():
    tyres = _one("22111", 10)
    assert tyres.change in (Change.NONE, Change.RENAMED)


def test_the_number_of_queries_is_constant():
    counts = []
    for typed in ("25922", "제조업"):
        with CaptureQueriesContext(connection) as queries:
            search(typed)
        counts.append(len(queries))
    assert counts == [2, 2]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "\\", "\x00"])
def test_wild_input_finds_nothing_wild(typed):
    assert len(search(typed)) == 0
