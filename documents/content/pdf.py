"""PDF: opens without a password, ends where it ends, and holds no object that runs, sends or embeds."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from documents.content import signs
from documents.content.refusal import Unacceptable

OBJECTS = 100_000
PAGES = 2_000
BYTES = 300_000_000
DEPTH = 50

ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF", "/RichMedia", "/XFA", "/Launch"}
)
ACTIVE_TYPES = frozenset(
    {
        *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"),
        *("/Filespec", "/EmbeddedFile"),
    }
)


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Any]:
    """Parse; what the parser cannot read is damaged, what it may not read is encrypted."""
    import pikepdf  # each parser is loaded only for its own kind: the child starts faster

    try:
        with pikepdf.open(stream) as pdf:
            yield pdf
    except pikepdf.PasswordError:
        raise Unacceptable("encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise Unacceptable("damaged") from None


def ends_where_it_ends(stream: BinaryIO) -> None:
    signs.end_with(stream, b"%%EOF")


def few_objects(pdf: Any) -> None:
    if len(pdf.objects) > OBJECTS or len(pdf.pages) > PAGES:
        raise Unacceptable("bomb")


def some_pages(pdf: Any) -> None:
    if not len(pdf.pages):
        raise Unacceptable("damaged")


def nothing_active(pdf: Any) -> None:
    for node in pdf.objects:
        _refuse_active(node, depth=0)


def _refuse_active(node: Any, depth: int) -> None:
    """Look through one indirect object; what it points at is looked at in its own turn."""
    import pikepdf

    if depth > DEPTH:
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


def folded_once(pdf: Any) -> None:
    """A stream deflated twice is no page's: a few kilobytes of it unfold to gigabytes."""
    if any(_filters(stream).count("/FlateDecode") > 1 for stream in _streams(pdf)):
        raise Unacceptable("bomb")


def bearable_size(pdf: Any) -> None:
    """All deflated streams together, counted piece by piece."""
    unfolded = 0
    for stream in _streams(pdf):
        if "/FlateDecode" in _filters(stream):
            unfolded += _unfolded_bytes(stream.read_raw_bytes(), BYTES - unfolded)


def _streams(pdf: Any) -> Iterator[Any]:
    import pikepdf

    return (node for node in pdf.objects if isinstance(node, pikepdf.Stream))


def _filters(stream: Any) -> list[str]:
    import pikepdf

    filters = stream.get("/Filter", [])
    return [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]


def _unfolded_bytes(rest: bytes, budget: int) -> int:
    size, unfolding = 0, zlib.decompressobj()
    try:
        while rest and not unfolding.eof:
            size += len(unfolding.decompress(rest, 1_000_000))
            rest = unfolding.unconsumed_tail
            if size > budget:
                raise Unacceptable("bomb")
    except zlib.error:
        return size  # other filters come first, or a slip that readers forgive
    return size


BYTES_CHECKS = (ends_where_it_ends, signs.not_an_archive_too, signs.no_test_virus)
CHECKS = (few_objects, some_pages, nothing_active, folded_once, bearable_size)
