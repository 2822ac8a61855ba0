"""All honest and all hostile files by what they stand for, made once when somebody asks.

``scripts/make_upload_corpus.py`` writes them into a folder, for a virus scanner or another reader to try.
"""

from functools import cache

from tests.documents import hangul, honest, hostile

Honest = dict[str, tuple[str, bytes]]
Hostile = dict[str, tuple[str, bytes, str]]


@cache
def all_honest() -> Honest:
    """Case → name and content."""
    return {**honest.honest(), **hangul.honest()}


@cache
def all_hostile() -> Hostile:
    """Case → name, content and the reason of the refusal."""
    return {**hostile.hostile(), **hostile.bombs(), **hangul.hostile()}


@cache
def small_hostile() -> Hostile:
    """Those of them that are made in no time."""
    return hostile.hostile()
