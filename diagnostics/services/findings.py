"""What the team saw on the site."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from diagnostics import rules
from diagnostics.models import Diagnosis, Finding
from diagnostics.services import writing
from journal import clock
from workflow.acts import Act


@transaction.atomic
def add_finding(diagnosis: Diagnosis, data: Mapping[str, Any], act: Act) -> Finding:
    """Record a finding (``rules.FINDING``) with who made it and when. Effects: the finding, one event.

    Adding changes nothing that somebody else sees or edits, so the diagnosis keeps its version.
    """
    fresh = writing.open_for_entry(diagnosis, act)
    writing.require_version(fresh, act, {})
    rules.require_editable(fresh)
    finding = Finding.objects.create(
        diagnosis=fresh, found_by=act.actor, found_at=clock.now(), **rules.clean_finding(data)
    )
    writing.log(
        "diagnosis.add_finding", finding, act, case_id=fresh.case_id, after=rules.finding_entries(finding)
    )
    return finding


@transaction.atomic
def edit_finding(finding: Finding, data: Mapping[str, Any], act: Act) -> Finding:
    """Change a finding; entries that are not named stay. Effects: the finding with its version, one event."""
    diagnosis = writing.open_for_entry(finding.diagnosis, act)
    fresh = Finding.objects.select_for_update().get(pk=finding.pk)
    before = rules.finding_entries(fresh)
    writing.require_version(fresh, act, before)
    rules.require_editable(diagnosis)
    values = rules.clean_finding({**before, **data})
    if values == before:
        return fresh
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    writing.log("diagnosis.edit_finding", fresh, act, case_id=diagnosis.case_id, before=before, after=values)
    return fresh
