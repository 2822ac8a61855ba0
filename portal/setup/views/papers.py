"""How the papers of a round's programme are worded: versions, a preview, an older one taken up again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import ActError
from accounts.forms import status_of
from documents import preview, registry, wording
from documents.models import PaperWording
from portal.setup import access, sections
from portal.setup.paper_forms import WordingForm
from programs.models import Round
from programs.services import Edit


@require_http_methods(["GET"])
def papers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every paper with the wording in force: whose it is, since when and why."""
    round_ = access.round_of(request, uid)
    newest: dict[str, PaperWording] = {}
    for stored in _versions(round_).order_by("version"):
        newest[stored.kind] = stored
    missing = {paper.code for paper in wording.missing(round_.program)}
    rows = [
        {"paper": paper, "newest": newest.get(paper.code), "is_missing": paper.code in missing}
        for paper in registry.papers()
    ]
    return _page(request, round_, "setup/papers/list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """Word one paper; its versions below."""
    round_, known = access.round_of(request, uid), _paper(kind)
    current = wording.in_force(round_.program, known)
    form = WordingForm(request.POST or None, request.FILES or None, paper=known, wording=current)

    def save() -> wording.Wording:
        edit = access.edit_of(request)
        return wording.save(round_.program, known, form.wording(), edit, seen=_seen(request))

    if request.method == "POST" and access.saved(form, save):
        messages.success(request, _("The wording was saved. Papers that were issued keep theirs."))
        return redirect("setup:papers", round_.uid)
    context = {
        "paper": known,
        "form": form,
        "current": current,
        "versions": list(_versions(round_).filter(kind=kind)),
        "placeholders": known.placeholders,
        "seen": access.seen_shown(request, form, str(current.version)),
    }
    return _page(request, round_, "setup/papers/paper.html", context, status_of(form))


@require_http_methods(["GET", "POST"])
def paper_preview(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """A sample PDF: of what is typed (POST), of a version (GET with ``version``) or of the wording in force."""
    round_, known = access.round_of(request, uid), _paper(kind)
    current = wording.in_force(round_.program, known)
    if request.method == "GET":
        return _pdf(round_, known, _asked_for(request, round_, known) or current)
    form = WordingForm(request.POST, request.FILES, paper=known, wording=current)
    if not form.is_valid():
        context = {"paper": known, "form": form, "current": current, "placeholders": known.placeholders}
        context |= {"seen": request.POST.get("seen", ""), "versions": []}
        return _page(request, round_, "setup/papers/paper.html", context, status_of(form))
    return _pdf(round_, known, form.wording())


@require_http_methods(["POST"])
def paper_restore(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """Take an older wording up again, as a new version."""
    round_, known = access.round_of(request, uid), _paper(kind)
    older = _asked_for(request, round_, known)
    if older is None:
        raise Http404
    edit = access.edit_of(request)
    reason = edit.reason or _("Version %(number)d taken up again") % {"number": older.version}
    try:
        wording.save(
            round_.program, known, older, Edit(edit.actor, reason, edit.address), seen=_seen(request)
        )
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Version %(number)d is in force again.") % {"number": older.version})
    return redirect("setup:paper", round_.uid, kind)


def _paper(kind: str) -> registry.Paper:
    found = next((paper for paper in registry.papers() if paper.code == kind), None)
    if found is None:
        raise Http404
    return found


def _versions(round_: Round) -> Any:
    stored = PaperWording.objects.filter(program=round_.program_id).select_related("created_by")
    return stored.defer("seal")


def _seen(request: HttpRequest) -> int | None:
    text = access.seen_of(request)
    return int(text) if text.isascii() and text.isdigit() else None


def _asked_for(request: HttpRequest, round_: Round, known: registry.Paper) -> wording.Wording | None:
    text = (request.POST if request.method == "POST" else request.GET).get("version", "")
    if not (text.isascii() and text.isdigit()):
        return None
    return wording.at_version(round_.program, known, int(text))


def _pdf(round_: Round, known: registry.Paper, own: wording.Wording) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=preview.file_name(known))
    headers = {"Content-Disposition": disposition or "attachment", "Cache-Control": "no-store, private"}
    return HttpResponse(
        preview.sample_pdf(round_, known, own), content_type="application/pdf", headers=headers
    )


def _page(
    request: HttpRequest, round_: Round, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    shown = {"round": round_, "tabs": sections.tabs(request, round_), **context}
    return render(request, template, shown, status=status)
