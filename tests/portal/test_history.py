"""The timeline says everything in words, and to the firm only what is the firm's to know."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from journal import events
from portal import history
from tests.factories import cases
from workflow.states import DiagnosisState
from workflow.transitions import TABLE

APPS = ("applications", "diagnostics", "subsidies", "reports", "documents", "portal")
# Strings of the shape of an action that are none.
NO_ACTIONS = {"documents.render", "documents.issueddocument", "reports.export", "case.uid", "case.number"}


def recorded_actions() -> set[str]:
    """Every ``noun.verb`` in the modules that write."""
    found = set()
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            if "services" in str(path.relative_to(settings.BASE_DIR)) or path.name == "files.py":
                found |= set(
                    re.findall(
                        r'"((?:application|diagnosis|measure|grant|outcome|evidence|documents|case)\.[a-z_]+)"',
                        path.read_text(encoding="utf-8"),
                    )
                )
    return found


def test_everything_that_is_recorded_is_worded():
    known = {f"{row.on}.{row.name}" for row in TABLE} | set(history.TITLES) | NO_ACTIONS
    assert recorded_actions() - known == set()


@pytest.mark.django_db
def test_the_firm_reads_neither_the_teams_notes_nor_reasons_meant_for_staff(round_2021, personas):
    case = cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    diagnosis = cases.diagnosis(case, personas["consultant"], DiagnosisState.VISITING)
    measure = cases.measure(diagnosis, personas["consultant"])
    consultant = personas["consultant"]
    for action, obj, reason in (
        ("measure.add", measure, ""),
        ("documents.revoke", case, "내부 사유"),
        ("measure.accept", measure, "좋습니다"),
    ):
        events.record(action=action, actor=consultant, obj=obj, case_id=case.pk, reason=reason)

    for_staff = history.entries(case, personas["reviewer"])
    for_firm = history.entries(case, personas["owner"])

    assert [entry.comment for entry in for_staff] == ["좋습니다", "내부 사유", ""]
    assert [entry.comment for entry in for_firm] == ["좋습니다", ""]
    assert str(for_firm[0].title).endswith(measure.title_ko)
