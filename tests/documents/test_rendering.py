"""Papers read nothing but our own assets (goal D1)."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from weasyprint import HTML

from documents import qr, registry, rendering
from documents.services import _as_json
from tests.documents import samples
from tests.documents.pdfs import attached_names, squeezed, text_of

PORTS = range(21_300, 21_400)


class Canary(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(302)
        self.send_header("Location", "file:///etc/passwd")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


def _free_server() -> ThreadingHTTPServer:
    for port in PORTS:
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), Canary)
        except OSError:
            continue
    raise RuntimeError("no free port")


@pytest.fixture
def canary() -> Iterator[str]:
    """A server of our own that must never be called."""
    Canary.hits = []
    server = _free_server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def attacks(origin: str) -> str:
    """What a person may type into a field, short enough for every field of a report."""
    return (
        f'{{{{ settings.SECRET_KEY }}}}"><img src="{origin}/img"><link rel=attachment href="file:///etc/passwd">'
        f"<style>@import url({origin}/import); p {{ background: url({origin}/background) }}</style>"
        f'<svg><image href="{origin}/svg"/></svg>'
    )


def more_attacks(origin: str) -> str:
    """Every other way that is known to make a renderer read something."""
    return (
        f'<img src="file:///etc/passwd"><img src="ftp://127.0.0.1/x"><link rel="stylesheet" href="{origin}/css">'
        f'<a rel=attachment href="{origin}/attached">a</a><base href="{origin}/"><img src="relative.png">'
        f"<style>@font-face {{ font-family: x; src: url({origin}/font) }} p {{ font-family: x }}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg"><use href="file:///etc/passwd"/></svg>'
        f'<object data="{origin}/object"></object><embed src="{origin}/embed"><iframe src="{origin}/frame"></iframe>'
        f"<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{origin}/inner'/></svg>\">"
        f'<meta name="dcterms.created" content="x"><link rel=attachment href="{origin}/late">'
        f'<link rel=attachment href="data:text/plain,attached">'
    )


def filled(value: Any, text: str) -> Any:
    """The same body with another text in every text field."""
    if isinstance(value, dict):
        return {key: filled(entry, text) for key, entry in value.items()}
    if isinstance(value, list):
        return [filled(entry, text) for entry in value]
    return text if isinstance(value, str) and not value.isdigit() else value


@pytest.mark.parametrize("code", samples.BODIES)
def test_user_text_reads_nothing_and_stays_text(code, canary):
    attack = attacks(canary)
    snapshot = _as_json({**filled(samples.body(code), attack), **samples.envelope(code)})

    data = rendering.render_pdf(registry.get(code).template, snapshot)

    assert Canary.hits == []
    assert attached_names(data) == []
    text = text_of(data)
    assert "root:x:0" not in text
    assert squeezed("{{ settings.SECRET_KEY }}") in squeezed(text)


def test_even_markup_in_a_template_reads_nothing(canary):
    """The second wall: what a template itself asks for is fetched only if it is ours."""
    page = f"<!doctype html><html><head></head><body>{attacks(canary)}{more_attacks(canary)}</body></html>"

    data = HTML(string=page, url_fetcher=rendering._assets(os.getpid()).fetcher).write_pdf(
        stylesheets=[rendering._assets(os.getpid()).stylesheet]
    )

    assert Canary.hits == []
    assert attached_names(data) == []
    assert "root:x:0" not in text_of(data)


def test_the_canary_works(canary):
    """Control: without our fetcher the same page does call out."""
    HTML(string=f'<img src="{canary}/img">').write_pdf()

    assert Canary.hits == ["/img"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x",
        "static:vendor/fonts/../../site/base.css",
        "static:vendor/fonts/%2e%2e/krds/output.css",
        "static:/etc/passwd.ttf",
        "static:vendor/fonts/missing.ttf",
        "static:vendor/krds/output.css",
        "static:documents/../../manage.css",
        "STATIC:vendor/fonts/PretendardGOV-Regular.ttf",
        "",
    ],
)
def test_only_fonts_and_style_sheets_of_ours_are_assets(url):
    with pytest.raises(rendering.AssetRefused):
        rendering.asset_path(url)


def test_one_set_of_assets_for_each_process():
    assert rendering._assets(os.getpid()) is rendering._assets(os.getpid())


def test_qr_leads_to_the_configured_origin(settings):
    settings.SITE_ORIGIN = "https://portal.example.kr"

    assert qr.verification_url("abc") == "https://portal.example.kr/verify/abc/"


@contextmanager
def many_threads(count: int, work) -> Iterator[None]:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def test_threads_render_beside_each_other():
    pages: list[bytes] = []
    snapshot = _as_json({**samples.body("certificate"), **samples.envelope("certificate")})

    def work() -> None:
        pages.append(rendering.render_pdf("documents/certificate.html", snapshot))

    with many_threads(4, work):
        pass

    assert len({text_of(page) for page in pages}) == 1
    assert len(pages) == 4


def test_fonts_left_behind_by_a_killed_process_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    left, kept = tmp_path / f"cleanprod-fonts-{gone.pid}-x", tmp_path / f"cleanprod-fonts-{os.getppid()}-x"
    left.mkdir()
    kept.mkdir()

    folder = rendering._font_folder(os.getpid())

    assert {path.name for path in tmp_path.iterdir()} == {kept.name, folder.name}
