"""ZIP archives that hold a document: their directory before anything is unpacked, then each part."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from stat import S_ISLNK
from typing import Any, BinaryIO

from documents.content import signs
from documents.content.refusal import Unacceptable

ENTRIES = 2_000
BYTES = 100_000_000
# Text folds to a hundredth at best; what folds further was made to.
RATIO = 120
# A list of parts; texts and sheets are searched as bytes, never parsed.
XML_BYTES = 5_000_000
FREE_BYTES = 1_000_000
XML_SUFFIXES = (".xml", ".rels", ".vml", ".hpf", ".rdf", ".opf")
CODINGS = ("utf-8", "utf-16-le", "utf-16-be")
XML_TRAPS = tuple(word.encode(coding) for word in ("<!DOCTYPE", "<!ENTITY") for coding in CODINGS)

Archive = zipfile.ZipFile
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError, ValueError)


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Archive]:
    """The archive by its directory; whatever its reader trips over later is damage too."""
    try:
        with Archive(stream) as archive:
            yield archive
    except DAMAGE:
        raise Unacceptable("damaged") from None


# ── the directory ─────────────────────────────────────────────────────────────────────────────────────────


def few_entries(archive: Archive) -> None:
    if len(archive.infolist()) > ENTRIES:
        raise Unacceptable("bomb")


def bearable_size(archive: Archive) -> None:
    """By the stated sizes; ``sound_parts`` holds the archive to them."""
    if sum(entry.file_size for entry in archive.infolist()) > BYTES:
        raise Unacceptable("bomb")


def bearable_ratio(archive: Archive) -> None:
    if any(entry.file_size > max(FREE_BYTES, RATIO * entry.compress_size) for entry in archive.infolist()):
        raise Unacceptable("bomb")


def not_encrypted(archive: Archive) -> None:
    if any(entry.flag_bits & 0x1 for entry in archive.infolist()):
        raise Unacceptable("encrypted")


def each_name_once(archive: Archive) -> None:
    """Two readers may take different ones of two parts with one name."""
    names = archive.namelist()
    if len({name.lower() for name in names}) < len(names):
        raise Unacceptable("damaged")


def names_stay_inside(archive: Archive) -> None:
    """No name leads out of the folder where somebody unpacks the archive."""
    if any(_leads_out(entry.orig_filename) for entry in archive.infolist()):
        raise Unacceptable("damaged")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or any(mark in name for mark in "\\\0:") or ".." in PurePosixPath(name).parts


def no_links(archive: Archive) -> None:
    if any(S_ISLNK(entry.external_attr >> 16) for entry in archive.infolist()):
        raise Unacceptable("damaged")


def nothing_around(archive: Archive) -> None:
    """No comment at the end, no other archive before the first part."""
    starts = [entry.header_offset for entry in archive.infolist()]
    if archive.comment or min(starts, default=0) > 0:
        raise Unacceptable("mixed")


DIRECTORY = (
    few_entries,
    bearable_size,
    bearable_ratio,
    not_encrypted,
    each_name_once,
    names_stay_inside,
    no_links,
    nothing_around,
)

# ── the parts ─────────────────────────────────────────────────────────────────────────────────────────────


def sound_parts(archive: Archive) -> None:
    """Each part unfolds to what the directory states, check sum included; never more is unfolded."""
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while part.read(256 * 1024):
                pass


def no_xml_traps(archive: Archive) -> None:
    """No document type and no entity in any part of XML, however it is coded."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith(XML_SUFFIXES):
            tail = b""
            with archive.open(entry) as part:
                while piece := part.read(256 * 1024):
                    if any(trap in tail + piece for trap in XML_TRAPS):
                        raise Unacceptable("active")
                    tail = piece[-32:]


def no_programs(archive: Archive) -> None:
    """No part is a program, an archive or an OLE object, whatever its name says."""
    for entry in archive.infolist():
        with archive.open(entry) as part:
            if signs.is_program(part.read(100)):
                raise Unacceptable("active")


PARTS = (sound_parts, no_xml_traps, no_programs)


def xml(archive: Archive, name: str) -> Iterator[Any]:
    """The elements below the root of a part."""
    from defusedxml import DefusedXmlException, ElementTree

    if archive.getinfo(name).file_size > XML_BYTES:
        raise Unacceptable("bomb")
    try:
        yield from ElementTree.fromstring(archive.read(name))
    except DefusedXmlException:
        raise Unacceptable("active") from None
    except ElementTree.ParseError:
        raise Unacceptable("damaged") from None
