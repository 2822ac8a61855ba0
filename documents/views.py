"""Downloads, the state of a paper, and public verification."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import person
from documents import downloads, registry, services, verification
from documents.forms import VerificationForm
from documents.models import File, IssuedDocument


@require_http_methods(["GET"])
def file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Download a file that the person may see."""
    found = get_object_or_404(File.objects.visible_to(request.user).usable().with_list_data(), uid=uid)
    return downloads.file_response(found, request)


@require_http_methods(["GET"])
def attachment(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Download what hangs on a published call: everybody, without signing in."""
    hanging = File.objects.visible_to(request.user).attachments().usable()
    return downloads.file_response(get_object_or_404(hanging, uid=uid), request)


@require_http_methods(["GET"])
def paper(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Download a paper; while it is not ready, a page that says how far it is."""
    document = _visible_paper(request, uid)
    if document.is_ready:
        return downloads.paper_response(document, request)
    return render(request, "documents_pages/paper.html", {"paper": document})


@require_http_methods(["GET"])
def paper_status(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far a paper is: the part of a page that asks again by itself."""
    return render(request, "documents_pages/paper_status_part.html", {"paper": _visible_paper(request, uid)})


@require_http_methods(["POST"])
def paper_retry(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Have a failed paper rendered again."""
    document = _visible_paper(request, uid)
    if not request.user.has_perm(registry.get(document.kind).permission, document):
        raise PermissionDenied
    services.retry(document, actor=person(request))
    return redirect(document)


@require_http_methods(["GET"])
def verify_search(request: HttpRequest) -> HttpResponse:
    """Where a code is typed; leads to its page."""
    form = VerificationForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("documents:verify", code=form.cleaned_data["code"])
    return render(request, "documents_pages/verify_search.html", {"form": form})


@require_http_methods(["GET"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a paper is valid, revoked or unknown; malformed and unknown codes get one and the same answer."""
    answer = verification.verify(code)
    context = {
        "verdict": answer.verdict.value,
        "facts": answer.facts,
        "demo": answer.demo,
        "search_url": reverse("documents:verify-search"),
    }
    known = answer.verdict is not verification.Verdict.UNKNOWN
    return render(request, "documents_pages/verify.html", context, status=200 if known else 404)


def _visible_paper(request: HttpRequest, uid: UUID) -> IssuedDocument:
    papers = IssuedDocument.objects.visible_to(request.user).select_related("case")
    return get_object_or_404(papers, uid=uid)
