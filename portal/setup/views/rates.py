"""Support rates of a round: the table as a matrix, and the live calculator beside it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from portal.setup import calculator, sets
from portal.setup.access import round_of
from portal.setup.calculator import CalculatorForm
from portal.setup.sets import RowView
from portal.setup.views.rules import set_page
from programs.models import Round, SupportRate
from programs.versions import KINDS


@require_http_methods(["GET"])
def rates(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rate table by firm size, support type and grade; with htmx only what the calculator gives."""
    round_ = round_of(request, uid)
    rows = sets.rows_of(round_, KINDS["rate_table"])
    result = _calculated(request, round_, [item.row for item in rows])
    if request.headers.get("HX-Request") == "true":
        return render(request, "setup/rules/calculated.html", result)
    matrix = _matrix(round_, rows)
    grades = SupportRate.Grade.values
    return set_page(request, round_, "rate_table", rows=rows, matrix=matrix, grades=grades, **result)


def _calculated(request: HttpRequest, round_: Round, cells: list[Any]) -> dict[str, Any]:
    chosen = request.GET.dict() if "size" in request.GET else calculator.start(cells)
    form = CalculatorForm(chosen, table=round_.rate_table)
    cell = calculator.chosen_cell(form, cells) if form.is_valid() else None
    lines = calculator.lines(form, cell) if cell else []
    return {"calculator": form, "cell": cell, "lines": lines}


def _matrix(round_: Round, rows: Iterable[RowView]) -> list[dict[str, Any]]:
    """A line per firm size and support type, a cell per grade; an empty cell has the address that fills it."""
    by_key = {item.key: item for item in rows}
    return [
        {
            "size": size,
            "support_type": support_type,
            "cells": [
                (
                    grade,
                    by_key.get(f"{size}--{support_type}--{grade}"),
                    _add_url(round_, size, support_type, grade),
                )
                for grade in SupportRate.Grade.values
            ],
        }
        for size in Organisation.Size
        for support_type in SupportRate.SupportType
        if any(key.startswith(f"{size}--") for key in by_key) or size != Organisation.Size.LARGE
    ]


def _add_url(round_: Round, size: str, support_type: str, grade: str) -> str:
    query = urlencode({"size": size, "support_type": support_type, "grade": grade})
    return f"{reverse('setup:row-add', args=[round_.uid, 'rate_table'])}?{query}"
