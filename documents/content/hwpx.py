"""HWPX: a document of 한글 as an archive of XML, without scripts, embedded objects or traps."""

import re

from documents.content import archives
from documents.content.archives import Archive
from documents.content.refusal import Unacceptable
from documents.content.scripts import is_idle

MIMETYPE = b"application/hwp+zip"
PACKAGE = "Contents/content.hpf"
NEEDED = frozenset({"mimetype", PACKAGE, "Contents/header.xml", "Contents/section0.xml"})
SECTION = re.compile(r"contents/section\d+\.xml", re.IGNORECASE)
PLAYER = re.compile(rb"<(\w+:)?(ole|video)[\s/>]")
MANIFEST = "META-INF/manifest.xml"
PICTURES = (".png", ".jpeg", ".jpg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".pcx")
PASSIVE_SUFFIXES = ("/mimetype", "/", ".xml", ".hpf", ".rdf", ".opf", ".txt", *PICTURES)
SCRIPTS = "scripts/"
SCRIPT_BYTES = 100_000


def a_document(archive: Archive) -> None:
    if not set(archive.namelist()) >= NEEDED or archive.read("mimetype").strip() != MIMETYPE:
        raise Unacceptable("type")


def no_password(archive: Archive) -> None:
    """The manifest names the cipher of each part that was encrypted."""
    if MANIFEST in archive.namelist():
        for entry in archives.xml(archive, MANIFEST):
            if any(child.tag.endswith("encryption-data") for child in entry.iter()):
                raise Unacceptable("encrypted")


def no_foreign_parts(archive: Archive) -> None:
    """XML, text, pictures and the scripts that ``idle_scripts`` reads; no objects, no programs."""
    for name in archive.namelist():
        lowered = f"/{name.lower()}"
        if not lowered.endswith(PASSIVE_SUFFIXES) and not lowered.startswith(f"/{SCRIPTS}"):
            raise Unacceptable("active")


def idle_scripts(archive: Archive) -> None:
    """한글 writes empty handlers into every document; whatever does more is refused."""
    for entry in archive.infolist():
        if entry.filename.lower().startswith(SCRIPTS) and not entry.is_dir():
            if entry.file_size > SCRIPT_BYTES:
                raise Unacceptable("active")
            if not is_idle(_text(archive.read(entry))):
                raise Unacceptable("active")


def _text(script: bytes) -> str:
    """한글 writes UTF-16, sometimes without its mark."""
    marked = script.startswith((b"\xff\xfe", b"\xfe\xff"))
    coding = "utf-16" if marked else "utf-16-le" if b"\0" in script[:2] else "utf-8"
    return script.decode(coding, "replace")


def no_outside_parts(archive: Archive) -> None:
    """The package names no picture or film that is to be fetched from elsewhere."""
    for entries in archives.xml(archive, PACKAGE):
        if any(_is_outside(entry.get("href", "")) for entry in entries):
            raise Unacceptable("active")


def _is_outside(address: str) -> bool:
    return address.startswith(("/", "\\")) or ":" in address or ".." in address


def no_players(archive: Archive) -> None:
    """The text places no OLE object and no film."""
    for name in archive.namelist():
        if SECTION.fullmatch(name) and PLAYER.search(archive.read(name).replace(b"\0", b"")):
            raise Unacceptable("active")


CHECKS = (
    *archives.DIRECTORY,
    a_document,
    no_password,
    no_foreign_parts,
    *archives.PARTS,
    idle_scripts,
    no_outside_parts,
    no_players,
)
