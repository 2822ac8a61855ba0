"""HWP 5: a document of 한글 as an OLE compound file, without scripts, embedded objects or links to other files.

Streams and records after 한글 문서 파일 형식 5.0 (Hancom's published description).
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from documents.content import signs
from documents.content.refusal import Unacceptable
from documents.content.scripts import is_idle

SIGNATURE = b"HWP Document File"
MAJOR_VERSION = 5
COMPRESSED, PASSWORD, DISTRIBUTED, DRM, CERTIFICATE, CERTIFICATE_DRM = (
    1 << bit for bit in (0, 1, 2, 4, 8, 10)
)
# What a document for distribution says is enciphered too, so that nobody can look through it.
UNREADABLE = PASSWORD | DISTRIBUTED | DRM | CERTIFICATE | CERTIFICATE_DRM
NEEDED = ("DocInfo", "BodyText/Section0")
PLACES = frozenset(
    {
        *("FileHeader", "DocInfo", "BodyText", "BinData", "PrvText", "PrvImage", "DocOptions", "Scripts"),
        *("XMLTemplate", "DocHistory", "Bibliography", "\x05HwpSummaryInformation"),
    }
)
FOLDED = ("DocInfo", "BodyText", "BinData", "Scripts", "DocHistory", "XMLTemplate")
PICTURES = (".png", ".jpeg", ".jpg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".pcx")
STREAMS = 2_000
BYTES = 100_000_000
RECORDS = 1_000_000
BIN_DATA, OLE_CONTROL, VIDEO = 0x12, 0x54, 0x62
LINK, EMBEDDING, STORAGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Document:
    """The compound file and the flags of its head."""

    ole: Any
    flags: int

    @property
    def names(self) -> list[str]:
        return ["/".join(path) for path in self.ole.listdir()]

    def below(self, place: str) -> list[str]:
        return [name for name in self.names if name == place or name.startswith(f"{place}/")]

    def pieces(self, name: str) -> Iterator[bytes]:
        """A stream as the reader sees it, unfolded piece by piece."""
        raw = self.ole.openstream(name).read()
        if not self.flags & COMPRESSED or not name.startswith(FOLDED):
            yield raw
            return
        unfolding = zlib.decompressobj(-15)
        try:
            while raw and not unfolding.eof:
                yield unfolding.decompress(raw, 1_000_000)
                raw = unfolding.unconsumed_tail
        except zlib.error:
            # A picture may stand as it is among folded streams; whoever reads it decides what it is.
            yield raw

    def content(self, name: str) -> bytes:
        return b"".join(self.pieces(name))


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Document]:
    """The compound file, once its head says that it is a document of 한글 5."""
    import olefile

    try:
        with olefile.OleFileIO(stream) as ole:
            head = ole.openstream("FileHeader").read(256) if ole.exists("FileHeader") else b""
            if not head.startswith(SIGNATURE) or len(head) < 40 or head[35] != MAJOR_VERSION:
                raise Unacceptable("type")
            yield Document(ole, int.from_bytes(head[36:40], "little"))
    except RecursionError:  # a directory made to be endless
        raise Unacceptable("bomb") from None
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error):
        raise Unacceptable("damaged") from None


def whole(document: Document) -> None:
    """The table of the file's sectors has no flaw, and the text is there."""
    if document.ole.parsing_issues or not all(document.ole.exists(name) for name in NEEDED):
        raise Unacceptable("damaged")


def few_streams(document: Document) -> None:
    if len(document.names) > STREAMS:
        raise Unacceptable("bomb")


def not_encrypted(document: Document) -> None:
    if document.flags & UNREADABLE:
        raise Unacceptable("encrypted")


def no_foreign_places(document: Document) -> None:
    """No streams that 한글 does not write: macros of another program, packages, a second document."""
    if any(name.split("/")[0] not in PLACES for name in document.names):
        raise Unacceptable("active")


def bearable_size(document: Document) -> None:
    """All streams together, as they unfold."""
    size = 0
    for name in document.names:
        for piece in document.pieces(name):
            size += len(piece)
            if size > BYTES:
                raise Unacceptable("bomb")


def few_records(document: Document) -> None:
    """A run of zeros reads as millions of empty records, each of which the other checks would look at."""
    count = 0
    for name in (*document.below("DocInfo"), *document.below("BodyText")):
        for _record in _records(document.content(name)):
            count += 1
            if count > RECORDS:
                raise Unacceptable("bomb")


def idle_scripts(document: Document) -> None:
    """한글 writes empty handlers into every document; whatever does more is refused."""
    for name in document.below("Scripts"):
        if not name.endswith("JScriptVersion") and not is_idle(_script(document.content(name))):
            raise Unacceptable("active")


def _script(data: bytes) -> str:
    """The texts of a script stream, each after its length."""
    texts: list[str] = []
    at = 0
    while at + 4 <= len(data):
        length = int.from_bytes(data[at : at + 4], "little")
        if length == 0xFFFF_FFFF:  # the mark at the end
            return "\n".join(texts) + data[at + 4 :].decode("latin-1")
        texts.append(data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace"))
        at += 4 + 2 * length
    return "\n".join(texts)


def only_pictures(document: Document) -> None:
    """What stands beside the text is a picture: neither an object nor a program, whatever its name says."""
    for name in document.below("BinData"):
        if not name.lower().endswith(PICTURES):
            raise Unacceptable("active")
        if signs.is_program(next(document.pieces(name), b"")):
            raise Unacceptable("active")


def no_objects_or_links(document: Document) -> None:
    """The list of what stands beside the text knows no object, and no file elsewhere that is to be fetched."""
    for tag, body in _records(document.content("DocInfo")):
        if tag == BIN_DATA and (not body or body[0] & 0x0F != EMBEDDING):
            raise Unacceptable("active")


def no_players(document: Document) -> None:
    """The text places no OLE object and no film."""
    for name in document.below("BodyText"):
        if any(tag in (OLE_CONTROL, VIDEO) for tag, _body in _records(document.content(name))):
            raise Unacceptable("active")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each record: ten bits of tag, ten of level, twelve of size."""
    at = 0
    while at + 4 <= len(data):
        (head,) = struct.unpack_from("<I", data, at)
        size, at = head >> 20, at + 4
        if size == 0xFFF:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        yield head & 0x3FF, data[at : at + size]
        at += size


BYTES_CHECKS = (signs.not_an_archive_too, signs.no_test_virus)
CHECKS = (
    whole,
    few_streams,
    not_encrypted,
    no_foreign_places,
    bearable_size,
    few_records,
    idle_scripts,
    only_pictures,
    no_objects_or_links,
    no_players,
)
