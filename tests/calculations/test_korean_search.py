"""Two syllables are enough, in whatever way text and term are written."""

import unicodedata

import pytest

from calculations.korean_search import bigrams, grams_of, normalise, searchable, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("한강 금속", "한강금속"),
        (unicodedata.normalize("NFD", "한강금속"), "한강금속"),
        ("㈜한강", "주한강"),
        ("(주) 한강", "주한강"),
        ("ＡＢＣ Metal", "abcmetal"),
        ("123-45-67890", "1234567890"),
        ("IC-2021-0007", "ic20210007"),
        ("  ", ""),
        ("——", ""),
    ],
)
def test_text_and_term_have_one_form(text, expected):
    assert normalise(text) == expected


def test_every_word_of_a_term_counts_once():
    assert words(" 한강  도금 한강 - ") == ["한강", "도금"]


def test_two_syllables_are_one_bigram():
    assert bigrams("도금") == ["도금"]
    assert bigrams("한강금속") == ["한강", "강금", "금속"]
    assert bigrams("한") == []


def test_no_bigram_reaches_into_the_next_field():
    text = searchable(["한강", "금속", "", "한강"])
    assert text == "한강\n금속"
    assert grams_of(text) == {"한강", "금속"}


@pytest.mark.parametrize("term", ["금속", "강금속", "한강금속", "ic2021", "0007", "남동"])
def test_what_stands_in_the_text_is_found_by_its_bigrams(term):
    text = searchable(["㈜한강금속", "IC-2021-0007", "인천광역시 남동구"])
    assert set(bigrams(normalise(term))) <= grams_of(text)
    assert normalise(term) in text


def test_bigrams_alone_would_find_too_much():
    """Why the text is asked as well."""
    text = searchable(["가나", "나다"])
    assert set(bigrams("가나다")) <= grams_of(text)
    assert "가나다" not in text
