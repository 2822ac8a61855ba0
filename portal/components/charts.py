"""Bar charts as SVG drawn on the server: the same on screen, on paper and without JavaScript."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

ROW_HEIGHT = 44
BAR_HEIGHT = 22
PAIR_GAP = 4
# Korean characters that fit into LABEL_WIDTH.
SHORT = 12
LABEL_WIDTH = 190
VALUE_WIDTH = 130
WIDTH = 720


@dataclass(frozen=True)
class Bar:
    """One bar with the places of its parts, in the units of the view box."""

    label: str
    text: str
    top: int
    length: str
    value_x: str

    @property
    def middle(self) -> int:
        return self.top + BAR_HEIGHT // 2

    @property
    def baseline(self) -> int:
        return self.middle + 5


@dataclass(frozen=True)
class Pair:
    """Two bars of one label: before and after."""

    label: str
    baseline: int
    before: Bar
    after: Bar

    @property
    def short_label(self) -> str:
        """As much of the label as stands beside the bars; the table has all of it."""
        return self.label if len(self.label) <= SHORT else f"{self.label[: SHORT - 1]}…"


def bars(rows: Iterable[Sequence[object]]) -> list[Bar]:
    """Rows are (label, value, text of the value); lengths share one scale that begins at 0."""
    entries = [(str(label), Decimal(str(value)), str(text)) for label, value, text in rows]
    largest = max((value for _, value, _ in entries), default=Decimal(0))
    space = Decimal(WIDTH - LABEL_WIDTH - VALUE_WIDTH)
    drawn = []
    for index, (label, value, text) in enumerate(entries):
        length = space * max(value, Decimal(0)) / largest if largest > 0 else Decimal(0)
        drawn.append(
            Bar(
                label=label,
                text=text,
                top=index * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) // 2,
                length=f"{length:.1f}",
                value_x=f"{LABEL_WIDTH + length + 10:.1f}",
            )
        )
    return drawn


def pairs(rows: Iterable[Sequence[object]]) -> list[Pair]:
    """Rows are (label, value before, value after), drawn below each other on one scale that begins at 0."""
    entries = list(rows)
    drawn = bars((label, value, value) for label, before, after in entries for value in (before, after))
    found = []
    for index in range(len(entries)):
        before, after = drawn[2 * index], drawn[2 * index + 1]
        # The second bar moves up to the first one, so that the two read as one.
        near = replace(after, top=before.top + BAR_HEIGHT + PAIR_GAP)
        found.append(Pair(before.label, before.top + BAR_HEIGHT + PAIR_GAP // 2 + 5, before, near))
    return found
