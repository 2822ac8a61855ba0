"""The kinds of file that are taken, and the one way through which each is looked at."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO

from documents.content import archives, hwp, hwpx, pdf, pictures, xlsx
from documents.content.refusal import Unacceptable


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: how it is called, how it begins, how it is opened, what is looked at in which order.

    ``bytes_checks`` take the plain bytes before any parser does. ``opened`` turns a parser's errors into
    ``Unacceptable``; each of ``checks`` takes what it yields, and raises that too.
    """

    extensions: tuple[str, ...]
    content_type: str
    begins: bytes
    bytes_checks: tuple[Callable[[BinaryIO], None], ...]
    opened: Callable[[BinaryIO], AbstractContextManager[Any]]
    checks: tuple[Callable[[Any], None], ...]


JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = (
    Kind((".pdf",), "application/pdf", b"%PDF-", pdf.BYTES_CHECKS, pdf.opened, pdf.CHECKS),
    Kind((".jpg", ".jpeg"), "image/jpeg", JPEG, pictures.JPEG_BYTES, pictures.opened_jpeg, pictures.CHECKS),
    Kind((".png",), "image/png", PNG, pictures.PNG_BYTES, pictures.opened_png, pictures.CHECKS),
    Kind((".xlsx",), xlsx.CONTENT_TYPE, ZIP, (), archives.opened, xlsx.CHECKS),
    Kind((".hwp",), "application/x-hwp", OLE, hwp.BYTES_CHECKS, hwp.opened, hwp.CHECKS),
    Kind((".hwpx",), "application/hwp+zip", ZIP, (), archives.opened, hwpx.CHECKS),
)
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)


def check(stream: BinaryIO, extension: str, kinds: Sequence[Kind] = KINDS) -> str:
    """The content type of an acceptable file; raises ``Unacceptable``. ``extension`` is the declared one."""
    kind = next((kind for kind in kinds if extension in kind.extensions), None)
    stream.seek(0)
    if kind is None or stream.read(len(kind.begins)) != kind.begins:
        raise Unacceptable("type")
    for look in kind.bytes_checks:
        look(stream)
    stream.seek(0)
    with kind.opened(stream) as opened:
        for look in kind.checks:
            look(opened)
    return kind.content_type
