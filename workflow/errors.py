"""Why an act was not done: what every service may raise (accounts.errors), and what only the table can."""

from accounts.errors import ActError, BadData, NotAllowed, Refused, StaleVersion

__all__ = ["ActError", "BadData", "NotAllowed", "Refused", "StaleVersion", "WrongState"]


class WrongState(ActError):
    """The table has no such row from the record's present state."""

    code, status = "wrong_state", 409
