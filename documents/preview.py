"""A paper as it would look: the real layout with made-up data, marked as a sample; nothing is issued or stored."""

from documents import contexts, qr, registry, rendering, samples, services
from documents.wording import Wording
from journal import clock
from programs.models import Round


def sample_pdf(round_: Round, paper: registry.Paper, wording: Wording) -> bytes:
    """The PDF of a sample of this paper for a round, in the given words."""
    body = samples.body(paper.code, _programme(round_))
    operator = round_.program.operator
    said = services.snapshot(paper, body, _head(paper), operator, wording, demo=False)
    return rendering.render_pdf(paper.template, {**said, "sample": True})


def file_name(paper: registry.Paper) -> str:
    return f"견본_{paper.title_ko}.pdf"


def _programme(round_: Round) -> contexts.Programme:
    region = round_.regions.order_by("code").first()
    return {
        "name": round_.program.name_ko,
        "round_name": round_.name_ko,
        "year": round_.year,
        "region": region.name_ko if region else samples.WORD,
        "starts_on": round_.project_from,
        "ends_on": round_.project_until,
    }


def _head(paper: registry.Paper) -> contexts.PaperHead:
    return {
        "kind": paper.code,
        "title": paper.title_ko,
        "number": f"제{clock.today().year}-000호",
        "issued_on": clock.today(),
        "language": paper.language,
        "template_version": paper.version,
        "verification_code": samples.WORD,
        "verification_url": qr.verification_url("SAMPLE"),
        "replaces": "",
    }
