"""Whether an uploaded file is what it says and carries nothing that acts: PDF, JPEG, PNG, XLSX.

No Django here: ``files`` runs this module as a child process with its own limits of memory and time, because
the parsers below read what strangers made (a 2 kB PDF may unfold to 1 GiB). A file that is refused raises
``Unacceptable`` with one of the ``REASONS``; a child that is killed says nothing, which is a refusal too.
"""

import json
import resource
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import SEEK_END
from pathlib import PurePosixPath
from stat import S_ISLNK
from typing import Any, BinaryIO

MEMORY_BYTES = 1024**3
CPU_SECONDS = 10

PIXELS = 50_000_000
PDF_OBJECTS = 100_000
PDF_PAGES = 2_000
PDF_BYTES = 300_000_000
ZIP_ENTRIES = 2_000
ZIP_BYTES = 100_000_000
ZIP_RATIO = 120

REASONS = frozenset(
    {
        "type",  # none of the four kinds, or the name says another kind than the content
        "damaged",
        "encrypted",
        "active",  # scripts, macros, attached files, programs to start, links to other files
        "mixed",  # a second file hidden in the first
        "pixels",
        "bomb",  # unfolds to far more than it weighs, or takes too long to read
    }
)


class Unacceptable(Exception):
    """The file is refused; ``reason`` is one of ``REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Kind:
    """One kind of file: how it is called, how it begins, how it is read."""

    extensions: tuple[str, ...]
    content_type: str
    begins: bytes
    check: Callable[[BinaryIO], None]


def check(stream: BinaryIO, extension: str) -> str:
    """The content type of an acceptable file; raises ``Unacceptable``. ``extension`` is the declared one."""
    kind = next((kind for kind in KINDS if extension in kind.extensions), None)
    stream.seek(0)
    if kind is None or not stream.read(len(kind.begins)) == kind.begins:
        raise Unacceptable("type")
    stream.seek(0)
    kind.check(stream)
    return kind.content_type


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────────────────

ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF", "/RichMedia", "/XFA", "/Launch"}
)
ACTIVE_TYPES = frozenset(
    {
        *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"),
        *("/Filespec", "/EmbeddedFile"),
    }
)


def check_pdf(stream: BinaryIO) -> None:
    """Opens without a password, ends where it ends, and holds no object that runs, sends or embeds."""
    import pikepdf  # each parser is loaded only for its own kind: the child starts faster

    _end_with(stream, b"%%EOF")
    try:
        with pikepdf.open(stream) as pdf:
            if len(pdf.objects) > PDF_OBJECTS or len(pdf.pages) > PDF_PAGES:
                raise Unacceptable("bomb")
            if not len(pdf.pages):
                raise Unacceptable("damaged")
            unfolded = 0
            for node in pdf.objects:
                _refuse_active(node, depth=0)
                if isinstance(node, pikepdf.Stream):
                    unfolded += _unfolded_bytes(node, PDF_BYTES - unfolded)
    except pikepdf.PasswordError:
        raise Unacceptable("encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise Unacceptable("damaged") from None


def _refuse_active(node: Any, depth: int) -> None:
    """Look through one indirect object; what it points at is looked at in its own turn."""
    import pikepdf

    if depth > 50:
        raise Unacceptable("bomb")
    if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
        keys = set(node.keys())
        if keys & ACTIVE_KEYS or {str(node.get("/S", "")), str(node.get("/Type", ""))} & ACTIVE_TYPES:
            raise Unacceptable("active")
        children: Iterable[Any] = (node[key] for key in keys)
    elif isinstance(node, pikepdf.Array):
        children = iter(node)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            _refuse_active(child, depth + 1)


def _unfolded_bytes(stream: Any, budget: int) -> int:
    """How large a deflated stream is, counted piece by piece; refuses above the budget or if folded twice."""
    import pikepdf

    filters = stream.get("/Filter", [])
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    deflated = sum(str(name) == "/FlateDecode" for name in names)
    if not deflated:
        return 0
    if deflated > 1:
        raise Unacceptable("bomb")
    size, rest, unfolding = 0, stream.read_raw_bytes(), zlib.decompressobj()
    try:
        while rest and not unfolding.eof:
            size += len(unfolding.decompress(rest, 1_000_000))
            rest = unfolding.unconsumed_tail
            if size > budget:
                raise Unacceptable("bomb")
    except zlib.error:
        return size  # other filters come first, or a slip that readers forgive
    return size


def _end_with(stream: BinaryIO, mark: bytes) -> None:
    """Nothing but blanks follows the last mark, so that no second file hangs behind the first."""
    stream.seek(0, SEEK_END)
    stream.seek(max(0, stream.tell() - 2048))
    _, found, rest = stream.read().rpartition(mark)
    stream.seek(0)
    if not found:
        raise Unacceptable("damaged")
    if rest.strip(b"\0\r\n\t "):
        raise Unacceptable("mixed")


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────────

MARKUP = (b"<script", b"<html", b"<svg", b"<?php", b"<!doctype", b"<iframe")
ZIP_END = b"PK\x05\x06"


def check_jpeg(stream: BinaryIO) -> None:
    _check_picture(stream, "JPEG")
    _refuse_second_file(stream)


def check_png(stream: BinaryIO) -> None:
    _check_picture(stream, "PNG")
    _refuse_second_file(stream)
    _end_with(stream, b"IEND\xaeB`\x82")


def _check_picture(stream: BinaryIO, expected: str) -> None:
    """Of the expected format, of bearable size before anything is unpacked, and whole."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=[expected]) as picture:
                if picture.width * picture.height > PIXELS:
                    raise Unacceptable("pixels")
                picture.verify()
            stream.seek(0)
            with Image.open(stream, formats=[expected]) as picture:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unacceptable("pixels") from None
    except (OSError, SyntaxError, ValueError):
        raise Unacceptable("damaged") from None


def _refuse_second_file(stream: BinaryIO) -> None:
    """A picture that is also an archive or a web page."""
    stream.seek(0)
    content = stream.read()
    edges = (content[:2048] + content[-4096:]).lower()
    if ZIP_END in content[-66_000:] or any(mark in edges for mark in MARKUP):
        raise Unacceptable("mixed")


# ── XLSX ──────────────────────────────────────────────────────────────────────────────────────────────────

NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
MACRO_FREE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
ACTIVE_PARTS = (
    "vbaproject",
    "vbadata",
    "externallinks/",
    "embeddings/",
    "macrosheets/",
    "dialogsheets/",
    "activex/",
    "ctrlprops/",
    "customui",
    "connections.xml",
    "querytables/",
    "webextensions",
)
PASSIVE_SUFFIXES = (".xml", ".rels", ".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf", ".vml")
CODINGS = ("utf-8", "utf-16-le", "utf-16-be")
XML_TRAPS = tuple(word.encode(coding) for word in ("<!DOCTYPE", "<!ENTITY") for coding in CODINGS)


def check_xlsx(stream: BinaryIO) -> None:
    """A workbook without macros, outside links, embedded files or traps in its archive and its XML."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_archive(entries)
            if archive.comment:
                raise Unacceptable("mixed")
            for entry in entries:
                _check_part(archive, entry)
            _check_workbook(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, OSError, ValueError):
        raise Unacceptable("damaged") from None


def _check_archive(entries: list[zipfile.ZipInfo]) -> None:
    """The directory of the archive, before anything is unpacked."""
    names = [entry.filename for entry in entries]
    if len(entries) > ZIP_ENTRIES or sum(entry.file_size for entry in entries) > ZIP_BYTES:
        raise Unacceptable("bomb")
    if any(entry.file_size > max(1_000_000, ZIP_RATIO * entry.compress_size) for entry in entries):
        raise Unacceptable("bomb")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unacceptable("encrypted")
    if len({name.lower() for name in names}) < len(names) or any(_is_unsafe(entry) for entry in entries):
        raise Unacceptable("damaged")
    if not set(names) >= NEEDED:
        raise Unacceptable("type")
    lowered = [name.lower() for name in names]
    if any(part in name for name in lowered for part in ACTIVE_PARTS):
        raise Unacceptable("active")
    if any(_is_foreign(name) for name in lowered):
        raise Unacceptable("active")


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """A name that leaves the archive when it is unpacked, or a link."""
    name = entry.orig_filename
    return (
        name.startswith(("/", "\\"))
        or "\\" in name
        or "\0" in name
        or ":" in name
        or ".." in PurePosixPath(name).parts
        or S_ISLNK(entry.external_attr >> 16)
    )


def _is_foreign(name: str) -> bool:
    """A part that no plain workbook has; printer settings are the one ``.bin`` that it may have."""
    if name.endswith(".bin"):
        return "printersettings" not in name
    return not name.endswith(("/", *PASSIVE_SUFFIXES))


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack one part piece by piece; the archive's check sums and its stated sizes are held to."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(256 * 1024):
            if is_xml and any(trap in tail + piece for trap in XML_TRAPS):
                raise Unacceptable("active")
            tail = piece[-32:]


def _check_workbook(archive: zipfile.ZipFile) -> None:
    """The main part is a macro-free workbook, and nothing but a hyperlink leads outside."""
    types = [node.get("ContentType", "") for node in _xml(archive, "[Content_Types].xml")]
    if MACRO_FREE not in types or any("macroEnabled" in kind or "vba" in kind.lower() for kind in types):
        raise Unacceptable("active" if any("macroEnabled" in kind for kind in types) else "type")
    for name in archive.namelist():
        if name.lower().endswith(".rels"):
            for relation in _xml(archive, name):
                outside = relation.get("TargetMode") == "External"
                if outside and not relation.get("Type", "").endswith("/hyperlink"):
                    raise Unacceptable("active")


def _xml(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    from defusedxml import DefusedXmlException, ElementTree

    try:
        yield from ElementTree.fromstring(archive.read(name))
    except DefusedXmlException:
        raise Unacceptable("active") from None
    except ElementTree.ParseError:
        raise Unacceptable("damaged") from None


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = (
    Kind((".pdf",), "application/pdf", b"%PDF-", check_pdf),
    Kind((".jpg", ".jpeg"), "image/jpeg", b"\xff\xd8\xff", check_jpeg),
    Kind((".png",), "image/png", b"\x89PNG\r\n\x1a\n", check_png),
    Kind((".xlsx",), XLSX, b"PK\x03\x04", check_xlsx),
)
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)


def main() -> None:
    """Child process: the file on standard input, the declared extension as argument, the verdict as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        verdict = {"content_type": check(sys.stdin.buffer, sys.argv[1])}
    except Unacceptable as refusal:
        verdict = {"reason": refusal.reason}
    except MemoryError:
        verdict = {"reason": "bomb"}
    json.dump(verdict, sys.stdout)


if __name__ == "__main__":
    main()
