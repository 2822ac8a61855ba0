"""Searching Korean and English text by any two syllables: one form for text and term, and its bigrams.

Database indexes on trigrams find nothing for two syllables, which is how people search for Korean firms (한강, 도금).
So the portal makes the bigrams itself; a term of two letters is one bigram, a longer one the intersection of its
bigrams, checked against the text because bigrams may lie apart (가나 and 나다 do not prove 가나다).
"""

import unicodedata
from collections.abc import Iterable

LENGTH = 2
# Between fields, so that no term reaches from the end of one into the beginning of the next.
SEPARATOR = "\n"


def normalise(text: str) -> str:
    """Letters and digits alone, in one form: ``(주) 한강-Metal`` → ``주한강metal``, ``123-45-67890`` → ``1234567890``.

    NFKC, so that decomposed syllables, full-width letters and signs like ㈜ meet what people type.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in unicodedata.normalize("NFC", folded) if character.isalnum())


def words(term: str) -> list[str]:
    """The words of a search term, each normalised; a word of signs alone is none. Every word must be found."""
    return list(dict.fromkeys(word for part in term.split() if (word := normalise(part))))


def bigrams(normalised: str) -> list[str]:
    """Every pair of neighbours in a normalised text, each once, in order; none for a single letter."""
    pairs = (normalised[start : start + LENGTH] for start in range(len(normalised) - 1))
    return list(dict.fromkeys(pairs))


def searchable(fields: Iterable[str]) -> str:
    """The normalised text of several fields, in which terms are looked up."""
    return SEPARATOR.join(dict.fromkeys(text for field in fields if (text := normalise(field))))


def grams_of(text: str) -> set[str]:
    """The bigrams of a ``searchable`` text; none across two fields."""
    return {gram for field in text.split(SEPARATOR) for gram in bigrams(field)}
