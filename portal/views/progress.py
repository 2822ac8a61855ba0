"""The progress of a case, for its firm above all."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from portal import records
from portal.progress import Progress
from workflow.models import Case


@require_http_methods(["GET"])
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The four steps, where the case stands, who acts next and until when, and the usual time of earlier cases."""
    found = records.with_progress(Case.objects.visible_to(request.user).with_list_data())
    case = get_object_or_404(found.prefetch_related("participants__user"), uid=uid)
    return render(request, "portal/progress.html", {"case": case, "progress": Progress(case, request.user)})
