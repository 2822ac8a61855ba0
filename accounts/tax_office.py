"""The tax office's look-up of a business number (국세청 사업자등록 상태조회, ``POST /status``): off without a key.

The answer is shape-checked: a stranger's word never reaches a page unread. Everything that goes wrong on the way is
``Silent``; the portal works without.
"""

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

logger = logging.getLogger(__name__)
MAX_ANSWER_BYTES = 65_536
STATES = ("01", "02", "03")
TEXT_LENGTH = 60


class Silent(Exception):
    """No usable answer: unreachable, too slow, refused, or not in the expected shape."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``state``: 01 in business, 02 suspended, 03 closed, empty: not registered there."""

    state: str
    tax_type: str
    closed_on: date | None
    source: str


def is_on() -> bool:
    """Whether the operator has set a key."""
    return bool(settings.NTS_SERVICE_KEY)


def ask(number: str) -> Answer:
    """The state of one business number (ten digits). Raises Silent; waits ``NTS_TIMEOUT_SECONDS`` at most."""
    host = urlsplit(settings.NTS_BASE_URL)
    if host.scheme not in ("http", "https"):
        raise Silent("NTS_BASE_URL is no web address")
    address = f"{settings.NTS_BASE_URL}/status?{urlencode({'serviceKey': settings.NTS_SERVICE_KEY})}"
    question = Request(  # noqa: S310  # the scheme is checked above
        address,
        data=json.dumps({"b_no": [number]}).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        method="POST",
    )
    try:
        with urlopen(question, timeout=settings.NTS_TIMEOUT_SECONDS) as response:  # noqa: S310  # as above
            body = response.read(MAX_ANSWER_BYTES)
        return _read(json.loads(body), number, host.netloc)
    except (URLError, OSError, ValueError, KeyError, TypeError, IndexError) as error:
        # The address carries the key: only the kind of failure is logged.
        logger.warning("tax office silent: %s", type(error).__name__)
        raise Silent from error


def _read(body: Any, number: str, source: str) -> Answer:
    row = body["data"][0]
    if row["b_no"] != number:
        raise ValueError("an answer about another number")
    state = row.get("b_stt_cd") or ""
    if state not in ("", *STATES):
        raise ValueError("an unknown state")
    closed = row.get("end_dt") or ""
    return Answer(
        state=state,
        tax_type=str(row.get("tax_type") or "")[:TEXT_LENGTH],
        closed_on=datetime.strptime(closed, "%Y%m%d").date() if closed else None,  # noqa: DTZ007  # a day
        source=source,
    )
