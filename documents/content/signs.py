"""Marks in plain bytes: where a file ends, and that it is not also another one."""

from io import SEEK_END
from typing import BinaryIO

from documents.content.refusal import Unacceptable

MARKUP = (b"<script", b"<html", b"<svg", b"<?php", b"<!doctype", b"<iframe")
ZIP_END = b"PK\x05\x06"
# A reader of archives looks for the end of the directory in so many last bytes, its comment included.
ZIP_TAIL = 66_000
# The harmless file on which virus scanners are tried; in two parts, so that none takes this module for it.
TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# How programs, archives, OLE objects and PostScript begin: nothing that a document may carry inside.
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%!PS",
    b"\xc5\xd0\xd3\xc6",
    b"#!",
    TEST_VIRUS,
)


def end_with(stream: BinaryIO, mark: bytes) -> None:
    """Nothing but blanks follows the last mark, so that no second file hangs behind the first."""
    stream.seek(0, SEEK_END)
    stream.seek(max(0, stream.tell() - 2048))
    _, found, rest = stream.read().rpartition(mark)
    stream.seek(0)
    if not found:
        raise Unacceptable("damaged")
    if rest.strip(b"\0\r\n\t "):
        raise Unacceptable("mixed")


def not_an_archive_too(stream: BinaryIO) -> None:
    """No archive shares the bytes: its readers begin at the end, ours at the beginning."""
    stream.seek(0, SEEK_END)
    stream.seek(max(0, stream.tell() - ZIP_TAIL))
    found = ZIP_END in stream.read()
    stream.seek(0)
    if found:
        raise Unacceptable("mixed")


def not_a_page_too(stream: BinaryIO) -> None:
    """No web page stands at either end, where a careless server would take it for one."""
    stream.seek(0)
    edges = stream.read(2048)
    stream.seek(0, SEEK_END)
    stream.seek(max(0, stream.tell() - 4096))
    edges += stream.read()
    stream.seek(0)
    if any(mark in edges.lower() for mark in MARKUP):
        raise Unacceptable("mixed")


def no_test_virus(stream: BinaryIO) -> None:
    """The scanners' own test file stands nowhere in the plain bytes."""
    stream.seek(0)
    tail = b""
    while piece := stream.read(1_000_000):
        if TEST_VIRUS in tail + piece:
            raise Unacceptable("active")
        tail = piece[-len(TEST_VIRUS) :]
    stream.seek(0)


def is_program(head: bytes) -> bool:
    """Whether the first bytes of a part are those of something that a document does not carry."""
    return head.startswith(PROGRAMS)
