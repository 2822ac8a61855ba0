"""Reading settings from the environment, with the few types that settings need."""

import os


def text(name: str, default: str = "") -> str:
    """The value; the default when unset or empty, as an unfilled line of .env leaves it."""
    return os.environ.get(name) or default


def flag(name: str, default: bool) -> bool:
    """True for 1, true, yes, on (any case); the default when unset or empty."""
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]
