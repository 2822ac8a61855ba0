"""One certificate per decision, however often and from wherever it is asked for (RELIABILITY C3)."""

from collections import Counter

import pytest
from django.db import transaction

from accounts import tokens
from documents.models import IssuedDocument
from reports.models import Certificate
from tests.factories import crowds
from tests.web_server import served

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DECISIONS = 6
CALLS = 50


def token_of(person) -> str:
    with transaction.atomic():
        return tokens.create(person, "race")[1]


def test_one_certificate_per_decision(round_2021, personas):
    with transaction.atomic():
        outcomes = [
            crowds.accepted_outcome(round_2021, personas["consultant"], crowds.FIRST_SERIAL + number)
            for number in range(DECISIONS)
        ]
    secret = token_of(personas["admin"])
    calls = [
        (f"/api/v1/cases/{outcome.case.uid}/transitions/", secret, {"name": "issue_certificate"})
        for _turn in range(CALLS)
        for outcome in outcomes
    ]

    with served() as portal:
        answers = portal.post_at_once(calls)

    assert Counter(answer.status for answer in answers) == {
        200: DECISIONS,
        409: DECISIONS * (CALLS - 1),
    }
    assert Certificate.objects.count() == DECISIONS
    for kind in ("certificate", "outcome_report"):
        serials = IssuedDocument.objects.filter(kind=kind).order_by("serial").values_list("serial", flat=True)
        assert list(serials) == list(range(1, DECISIONS + 1))
