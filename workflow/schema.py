"""The data an act takes, declared in the transition table: one schema for page, API and engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from journal import clock
from workflow.errors import BadData

Text = str | Promise


class Type(StrEnum):
    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    MONEY = "money"
    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    USER = "user"
    UID = "uid"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Datum:
    """One field of an act's data. Money is whole won; ``items`` describes the rows of a list."""

    name: str
    type: Type
    label: Text
    required: bool = True
    help: Text = ""
    choices: tuple[tuple[str, Text], ...] = ()
    items: "Schema" = ()
    max_length: int = 2000

    def describe(self) -> dict[str, Any]:
        """For the API: what to send."""
        described: dict[str, Any] = {
            "name": self.name,
            "type": self.type.value,
            "label": str(self.label),
            "required": self.required,
        }
        if self.help:
            described["help"] = str(self.help)
        if self.choices:
            described["choices"] = [{"value": value, "label": str(label)} for value, label in self.choices]
        if self.items:
            described["items"] = [item.describe() for item in self.items]
        return described


Schema = Sequence[Datum]


def clean(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return typed values for ``data``; raise BadData with every error, keyed by path (``cost_items.0.name``)."""
    errors: dict[str, list[str]] = {}
    cleaned = _clean_row(schema, data, "", errors)
    if errors:
        raise BadData(errors)
    return cleaned


def to_json(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned data as an event keeps it."""
    return {name: _json(value) for name, value in cleaned.items()}


def _clean_row(
    schema: Schema, data: Mapping[str, Any], path: str, errors: dict[str, list[str]]
) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    known = {datum.name for datum in schema}
    for name in data:
        if name not in known:
            errors.setdefault(f"{path}{name}", []).append(_("This entry is not known here."))
    for datum in schema:
        value = data.get(datum.name)
        if value is None or value == "" or value == []:
            if datum.required:
                errors.setdefault(f"{path}{datum.name}", []).append(_("This entry is required."))
            cleaned[datum.name] = [] if datum.type == Type.LIST else None
            continue
        if datum.type == Type.LIST:
            cleaned[datum.name] = _clean_list(datum, value, f"{path}{datum.name}", errors)
            continue
        try:
            cleaned[datum.name] = CONVERTERS[datum.type](value, datum)
        except ValueError as error:
            errors.setdefault(f"{path}{datum.name}", []).append(str(error))
    return cleaned


def _clean_list(datum: Datum, value: Any, path: str, errors: dict[str, list[str]]) -> list[Any]:
    if not isinstance(value, list) or len(value) > 200:
        errors.setdefault(path, []).append(_("Send a list of at most 200 rows."))
        return []
    rows = []
    for index, row in enumerate(value):
        if not isinstance(row, Mapping):
            errors.setdefault(f"{path}.{index}", []).append(_("Each row is an object with named entries."))
            continue
        rows.append(_clean_row(datum.items, row, f"{path}.{index}.", errors))
    return rows


def _text(value: Any, datum: Datum) -> str:
    if not isinstance(value, str):
        raise ValueError(_("Enter text."))  # noqa: TRY004  # one kind of error for every wrong entry
    if "\x00" in value:
        raise ValueError(_("The text contains a character that cannot be stored."))
    if len(value) > datum.max_length:
        raise ValueError(_("At most %(count)s characters.") % {"count": datum.max_length})
    return value.strip()


def _date(value: Any, datum: Datum) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    parsed = parse_date(value) if isinstance(value, str) else None
    if parsed is None:
        raise ValueError(_("Enter a date such as 2021-07-16."))
    return parsed


def _datetime(value: Any, datum: Datum) -> datetime:
    parsed = (
        value if isinstance(value, datetime) else parse_datetime(value) if isinstance(value, str) else None
    )
    if parsed is None:
        raise ValueError(_("Enter a date and time such as 2021-07-16 14:00."))
    # A time without a zone is Korean time: it was read off a Korean clock.
    return timezone.make_aware(parsed, clock.SEOUL) if timezone.is_naive(parsed) else parsed


def _money(value: Any, datum: Datum) -> int:
    text = str(value).replace(",", "").strip()
    if isinstance(value, bool | float) or not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ValueError(_("Enter a whole amount in won, without a decimal point."))
    return int(text)


def _decimal(value: Any, datum: Datum) -> Decimal:
    if isinstance(value, bool | float):
        raise ValueError(_("Send decimal numbers as text, such as 12.5."))  # noqa: TRY004  # as above
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise ValueError(_("Enter a number.")) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
        raise ValueError(_("Enter a number."))
    return number


def _integer(value: Any, datum: Datum) -> int:
    text = str(value).strip()
    if isinstance(value, bool | float) or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError(_("Enter a whole number."))
    return int(text)


def _boolean(value: Any, datum: Datum) -> bool:
    if value in (True, "true", "True", "on", "1", "yes"):
        return True
    if value in (False, "false", "False", "0", "no"):
        return False
    raise ValueError(_("Answer yes or no."))


def _choice(value: Any, datum: Datum) -> str:
    if not isinstance(value, str) or value not in {choice for choice, _label in datum.choices}:
        raise ValueError(_("Choose one of the listed values."))
    return str(value)


def _user(value: Any, datum: Datum) -> User:
    if isinstance(value, User):
        return value
    user = User.objects.filter(email=str(value).lower(), is_active=True).first()
    if user is None:
        raise ValueError(_("There is no active account with this e-mail address."))
    return user


def _uid(value: Any, datum: Datum) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError:
        raise ValueError(_("This is not an identifier.")) from None


CONVERTERS: dict[Type, Callable[[Any, Datum], Any]] = {
    Type.TEXT: _text,
    Type.DATE: _date,
    Type.DATETIME: _datetime,
    Type.MONEY: _money,
    Type.DECIMAL: _decimal,
    Type.INTEGER: _integer,
    Type.BOOLEAN: _boolean,
    Type.CHOICE: _choice,
    Type.USER: _user,
    Type.UID: _uid,
}


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [to_json(row) for row in value]
    if isinstance(value, User):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
