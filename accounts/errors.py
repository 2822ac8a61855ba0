"""Why something was not done, for every service of the portal (workflow.errors adds what only acts can meet).

Each carries a stable code for the API, an HTTP status and a sentence for people.
"""

from typing import Any

from django.utils.translation import gettext as _


class ActError(Exception):
    """Base: an act was refused and nothing was written."""

    code = "refused"
    status = 409

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class NotAllowed(ActError):
    """The person may not do this here."""

    code, status = "not_allowed", 403


class StaleVersion(ActError):
    """Somebody else changed the record since the form was opened; carries both versions and both values.

    ``current`` are stored values; ``given`` those that were sent and differ from them.
    """

    code, status = "stale_version", 409

    def __init__(
        self,
        *,
        sent: int,
        stored: int,
        current: dict[str, Any] | None = None,
        given: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(
            _(
                "Somebody else saved this in the meantime. Check what changed and save again; your entries are kept."
            )
        )
        self.sent, self.stored, self.current, self.given = sent, stored, current or {}, given or {}


class Refused(ActError):
    """A rule says no. ``field`` names the input it concerns, if any."""

    code, status = "refused", 409

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


class BadData(ActError):
    """What was entered does not fit; ``errors`` maps field paths to sentences."""

    code, status = "bad_data", 400

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(_("Check the marked entries."))
        self.errors = errors
