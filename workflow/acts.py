"""An act: who does something, with which words and data, having seen which version."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Act:
    """What every service needs to know about the doing; never a request.

    ``version`` is the record's version that the person saw; None where nothing could have been seen (commands).
    ``on_behalf_of`` names the firm or person for whom somebody else types.
    """

    actor: User
    comment: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    on_behalf_of: str = ""
    address: str = ""
