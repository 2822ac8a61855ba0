"""What the API of step 1 reads off a request for the services."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.access import person
from accounts.requests import address
from workflow.acts import Act
from workflow.errors import BadData


def body_of(request: Request) -> dict[str, Any]:
    """The named entries of a body; BadData where it is no object."""
    if not isinstance(request.data, Mapping):
        raise BadData({"body": [_("Send an object with named entries.")]})
    return dict(request.data)


def act_of(request: Request, data: dict[str, Any], version: Any = None) -> Act:
    """An act with the entries of a body; its version stands beside them, or in the address of a deletion."""
    seen = data.pop("version", version)
    if seen is not None and not str(seen).isdigit():
        raise BadData({"version": [_("Enter a number.")]})
    return Act(
        actor=person(request),
        data=data,
        version=None if seen is None else int(seen),
        address=address(request),
    )
