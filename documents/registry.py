"""Which papers exist. Each step app registers its own in its ``documents.py``, found when Django starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

from documents.placeholders import COMMON, Placeholder


@dataclass(frozen=True)
class Block:
    """A passage that a programme may word itself; ``default_ko`` stands until it does.

    With ``by_line`` each line is a clause of a list. A block that is not required may be left empty.
    """

    name: str
    label: Promise
    default_ko: str
    by_line: bool = False
    is_required: bool = True


@dataclass(frozen=True)
class Paper:
    """One kind of paper.

    ``context`` turns a record into the paper's body (see ``contexts``); it runs once, when the paper is
    issued. ``version`` counts changes of wording or layout and is kept with every issued paper.
    ``permission`` is asked of who wants a failed paper rendered again; issuing is the matter of the act.
    ``blocks`` are the passages that programmes word themselves, with ``placeholders`` and no others.
    """

    code: str
    title_ko: str
    title_en: str
    template: str
    context: Callable[[Any], Mapping[str, Any]]
    permission: str = "documents.retry"
    version: int = 1
    language: str = "ko"
    blocks: tuple[Block, ...] = ()
    placeholders: tuple[Placeholder, ...] = COMMON

    @property
    def title(self) -> str:
        """Name of the paper in the reader's language."""
        return self.title_en if get_language() == "en" else self.title_ko


_papers: dict[str, Paper] = {}


def register(paper: Paper) -> Paper:
    """Add a paper; two papers of one code are a mistake in the code base."""
    if _papers.setdefault(paper.code, paper) != paper:
        raise ValueError(f"A paper {paper.code!r} is already registered.")
    return paper


def get(code: str) -> Paper:
    return _papers[code]


def papers() -> tuple[Paper, ...]:
    """All papers in the order of registration."""
    return tuple(_papers.values())
