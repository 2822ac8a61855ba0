"""Why a file is refused, as one word."""

REASONS = frozenset(
    {
        "type",  # none of our kinds, or the name says another kind than the content
        "damaged",
        "encrypted",
        "active",  # scripts, macros, attached files, programs to start, links to other files
        "mixed",  # a second file hidden in the first
        "pixels",
        "bomb",  # unfolds to far more than it weighs, or takes too long to read
    }
)


class Unacceptable(Exception):
    """The file is refused; ``reason`` is one of ``REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
