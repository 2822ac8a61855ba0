"""The colour that goes with a state. Colour only repeats what the label says (KWCAG 5.4.1)."""

from enum import StrEnum


class Tone(StrEnum):
    NEUTRAL = "neutral"
    INFO = "info"
    PRIMARY = "primary"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


_STATES_BY_TONE: dict[Tone, tuple[str, ...]] = {
    # not begun, or over without a result
    Tone.NEUTRAL: (
        "draft",
        "assigned",
        "open",
        "proposed",
        "withdrawn",
        "cancelled",
        "revoked",
        "queued",
        "lapsed",
    ),
    # on its way, somebody is working on it
    Tone.INFO: (
        "submitted",
        "screened",
        "screening",
        "selection",
        "agreement",
        "diagnosis",
        "improvement",
        "outcome",
        "visiting",
        "in_review",
        "in_progress",
        "requested",
        "reviewed",
        "claimed",
        "reported",
        "rendering",
    ),
    # decided for the firm, more to come
    Tone.PRIMARY: ("selected", "agreed", "approved", "released", "accepted", "verified", "granted"),
    Tone.SUCCESS: ("completed", "implemented", "settled", "ready", "valid"),
    # waits for an answer
    Tone.WARNING: ("correction", "disputed", "reserve", "pending", "partly"),
    Tone.DANGER: ("refused", "rejected", "declined", "not_implemented", "dropped", "failed"),
}
_TONE_OF = {state: tone for tone, states in _STATES_BY_TONE.items() for state in states}


def has_tone(state: str) -> bool:
    return str(state) in _TONE_OF


def tone_of(state: str) -> Tone:
    """The tone of a state of any record or job; neutral for one without an entry."""
    return _TONE_OF.get(str(state), Tone.NEUTRAL)
