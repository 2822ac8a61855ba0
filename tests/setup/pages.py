"""Driving a form page of the setup: what a browser would send back of it."""

from typing import Any

from django.test import Client

from accounts.models import User
from programs.models import Program, Round


def signed_in(client: Client, person: User) -> Client:
    """Somebody at work, reading English."""
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def sent(response: Any, **changes: Any) -> dict[str, Any]:
    """The fields of the page's form with their present values, some of them changed by the person."""
    form = response.context["form"]
    values = {bound.html_name: _plain(bound.value()) for bound in form}
    hidden = {name: response.context[name] for name in ("seen", "digest") if name in response.context}
    return {name: value for name, value in {**values, **hidden, **changes}.items() if value is not None}


def _plain(value: Any) -> Any:
    """An unticked box and an empty entry are not sent as words."""
    return None if value is None or value is False else value


def foreign_round(like: Round, **fields: Any) -> Round:
    """A round in preparation of a programme that the test's administrator does not set up."""
    program = Program.objects.create(code="elsewhere", operator=like.program.operator, name_ko="다른 사업")
    copied = ("opens_on", "closes_on", "project_from", "project_until", "criteria_set", "factor_set")
    values = {name: getattr(like, name) for name in (*copied, "checklist", "rate_table", "diagnosis_fee_krw")}
    return Round.objects.create(
        **values
        | {"program": program, "year": 2021, "case_prefix": "EL-2021", "name_ko": "다른 차수"}
        | fields
    )
