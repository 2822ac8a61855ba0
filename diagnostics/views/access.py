"""How the pages of step 2 find their records and read an act off a request."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import person
from accounts.requests import address, version
from diagnostics import rules
from diagnostics.models import Diagnosis, Finding, Measure
from workflow.acts import Act
from workflow.errors import ActError, StaleVersion


def visible_diagnosis(request: HttpRequest, uid: UUID) -> Diagnosis:
    diagnoses = Diagnosis.objects.visible_to(request.user).with_list_data().with_scores()
    return get_object_or_404(diagnoses, uid=uid)


def readable_diagnosis(request: HttpRequest, uid: UUID) -> Diagnosis:
    """One whose results the person may read: for the firm they do not exist before the release."""
    diagnosis = visible_diagnosis(request, uid)
    if not rules.may_read_results(diagnosis, person(request)):
        raise Http404
    return diagnosis


def visible_measure(request: HttpRequest, uid: UUID) -> Measure:
    measures = Measure.objects.visible_to(request.user).with_list_data()
    return get_object_or_404(measures.prefetch_related("streams__figures__calculation"), uid=uid)


def visible_finding(request: HttpRequest, uid: UUID) -> Finding:
    finding = get_object_or_404(
        Finding.objects.filter(diagnosis__in=Diagnosis.objects.visible_to(request.user)), uid=uid
    )
    finding.diagnosis = readable_diagnosis(request, finding.diagnosis.uid)
    return finding


def require_editor(request: HttpRequest, diagnosis: Diagnosis) -> None:
    """Only the consultant of the case enters anything."""
    if not person(request).has_perm("diagnostics.edit", diagnosis):
        raise PermissionDenied


def act_of(request: HttpRequest, *, versioned: bool = True) -> Act:
    """The act of a posted form. Adding something collides with nothing: it is not ``versioned``."""
    return Act(
        actor=person(request),
        comment=request.POST.get("comment", "").strip(),
        version=version(request) if versioned else None,
        address=address(request),
    )


def seen_version(request: HttpRequest, record: Any, error: ActError | None = None) -> int | None:
    """The version for the form's hidden field: the one its reader has seen.

    A form that comes back with errors keeps the version it was opened with, so that nothing saved in the meantime
    is overwritten unseen; only a page that shows both (after StaleVersion) carries the stored one.
    """
    if isinstance(error, StaleVersion):
        return error.stored
    return version(request) if request.method == "POST" else record.version
