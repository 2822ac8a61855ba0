"""Answers that somebody gave before there was an account, on their way to the first entries of an application.

They travel signed in the address, not in a session: until the draft is made, nothing about the person is kept here.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core import signing

from programs.models import Round

SALT = "applications.first_answers"
MAX_AGE = timedelta(days=14)
# What a draft can begin with; the district helps to add the site.
ENTRIES = (
    "size",
    "regular_employees",
    "root_industry",
    "polluting_processes",
    "energy_audit_duty",
    "consecutive_years",
    "other_support",
)
PLACE = ("area", "has_factory")


def sign(round_: Round, answers: Mapping[str, Any]) -> str:
    """Answers as a word for the address; what is not answered is left out."""
    kept = {name: answers[name] for name in (*ENTRIES, *PLACE) if answers.get(name) not in (None, "")}
    return signing.dumps({"round": str(round_.uid), "answers": kept}, salt=SALT, compress=True)


def read(token: str) -> dict[str, Any]:
    """The round's uid and the answers of a token; empty when it is forged, broken or older than ``MAX_AGE``."""
    try:
        return signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return {}


def entries_of(token: str, round_: Round) -> dict[str, Any]:
    """The first entries that a token carries for this round."""
    found = read(token)
    if found.get("round") != str(round_.uid):
        return {}
    return {name: value for name, value in found["answers"].items() if name in ENTRIES}
