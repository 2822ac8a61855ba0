"""Honest and hostile files, made on the spot."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

AS_IS = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(name: str, data: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


# ── honest ones ───────────────────────────────────────────────────────────────────────────────────────────


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, pages: int = 1, **saving: object) -> bytes:
    """A small PDF, changed before it is saved."""
    made, stream = pikepdf.new(), BytesIO()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    made.save(stream, **saving)
    return stream.getvalue()


def picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **saving: object) -> bytes:
    stream = BytesIO()
    Image.new(mode, size, "white").save(stream, kind, **saving)
    return stream.getvalue()


def workbook(rows: int = 3) -> bytes:
    book, stream = Workbook(), BytesIO()
    for row in range(rows):
        book.active.append([f"전력 {row}", 1234.5, "=SUM(B1:B2)"])
    book.active["A1"].hyperlink = "https://example.kr/"
    book.save(stream)
    return stream.getvalue()


def workbook_with(parts: dict[str, bytes], *, replace: bool = False, **entry: object) -> bytes:
    """A workbook with parts added (or replaced)."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            if not (replace and item.filename in parts):
                new.writestr(item.filename, old.read(item.filename))
        for name, data in parts.items():
            new.writestr(name, data)
    return stream.getvalue()


def honest() -> dict[str, tuple[str, bytes]]:
    """Case → (name, content)."""
    return {
        "pdf": ("사업자등록증.pdf", pdf()),
        "pdf of many pages": ("보고서.pdf", pdf(pages=60)),
        "pdf with object streams": ("a.pdf", pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)),
        "pdf with blanks at its end": ("a.pdf", pdf() + b"\r\n\n"),
        "pdf that only its owner may change": (
            "정부24.pdf",
            pdf(encryption=pikepdf.Encryption(owner="issuer", user="")),
        ),
        "pdf with a link and a bookmark": ("a.pdf", pdf(_link)),
        "capital ending": ("SCAN.PDF", pdf()),
        "jpg": ("현장사진.jpg", picture("JPEG")),
        "jpeg ending": ("a.jpeg", picture("JPEG", quality=60)),
        "progressive jpg": ("a.jpg", picture("JPEG", progressive=True)),
        "jpg with what a camera adds": ("a.jpg", picture("JPEG") + b"\0" * 64 + b"SEFT" + b"\1" * 40),
        "grey jpg": ("a.jpg", picture("JPEG", mode="L")),
        "large photo": ("a.jpg", picture("JPEG", size=(4000, 3000))),
        "png": ("도면.png", picture("PNG")),
        "png with transparency": ("a.png", picture("PNG", mode="RGBA")),
        "interlaced png": ("a.png", picture("PNG", optimize=True)),
        "black and white png": ("a.png", picture("PNG", mode="1")),
        "xlsx": ("기초자료.xlsx", workbook()),
        "xlsx of many rows": ("a.xlsx", workbook(rows=4000)),
        "xlsx with a picture": ("a.xlsx", workbook_with({"xl/media/image1.png": picture("PNG")})),
        "xlsx with printer settings": (
            "a.xlsx",
            workbook_with({"xl/printerSettings/printerSettings1.bin": b"\1\2"}),
        ),
        "name with dots": ("2021.7.8. 견적서 v1.2.pdf", pdf()),
    }


# ── hostile ones ──────────────────────────────────────────────────────────────────────────────────────────


def _link(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("처음", 0))
    document.pages[0].Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=[0, 0, 10, 10],
                A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.kr"),
            )
        ]
    )


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _named_script(document: pikepdf.Pdf) -> None:
    action = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    document.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", action]))
    )


def _launch(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def _page_action(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://127.0.0.1/x")
    )


def _embedded(document: pikepdf.Pdf) -> None:
    document.attachments["macro.xlsm"] = b"PK\3\4..."


def _form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=pikepdf.Array([]))


def folded(first: bytes, again: bytes, times: int) -> bytes:
    """A deflated stream that repeats one block: quick to make, slow to unfold."""
    folding = zlib.compressobj(9)
    head = folding.compress(first) + folding.flush(zlib.Z_FULL_FLUSH)
    block = folding.compress(again) + folding.flush(zlib.Z_FULL_FLUSH)
    return head + block * times + folding.flush()


def _folded_once(document: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(document, b"")
    stream.write(folded(b"", bytes(20_000_000), 20), filter=pikepdf.Name.FlateDecode)
    document.pages[0].Contents = document.make_indirect(stream)


def _folded_twice(document: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(document, b"")
    both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    stream.write(zlib.compress(zlib.compress(bytes(1_000_000))), filter=both)
    document.pages[0].Contents = document.make_indirect(stream)


def _no_pages(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def _zip_of(entries: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _linked_entry() -> bytes:
    stream = BytesIO(workbook())
    with zipfile.ZipFile(stream, "a") as archive:
        entry = zipfile.ZipInfo("xl/link.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def _png_of(width: int, height: int) -> bytes:
    """A PNG that states a size and holds (almost) nothing: unpacked it would fill the memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _external_link() -> bytes:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://x/externalLinkPath" Target="http://127.0.0.1/x" TargetMode="External"/>'
        b"</Relationships>"
    )
    return workbook_with({"xl/other/_rels/a.xml.rels": relations})


def _trap(encoding: str) -> bytes:
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    return workbook_with({"xl/worksheets/sheet9.xml": text.encode(encoding)})


def _macro_types() -> bytes:
    with zipfile.ZipFile(BytesIO(workbook())) as archive:
        types = archive.read("[Content_Types].xml")
    enabled = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return workbook_with({"[Content_Types].xml": enabled}, replace=True)


def _truncated_size() -> bytes:
    data = bytearray(workbook())
    del data[len(data) // 2 : len(data) // 2 + 200]
    return bytes(data)


def hostile() -> dict[str, tuple[str, bytes, str]]:
    """Case → (name, content, reason of the refusal)."""
    zip_behind = _zip_of({"evil.exe": b"MZ"})
    return {
        # another kind than the name says
        "html as pdf": ("a.pdf", b"<html><script>alert(1)</script></html>", "type"),
        "html as png": ("a.png", b"<!doctype html><svg onload=alert(1)>", "type"),
        "svg as png": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "type"),
        "png as jpg": ("a.jpg", picture("PNG"), "type"),
        "jpg as png": ("a.png", picture("JPEG"), "type"),
        "pdf as xlsx": ("a.xlsx", pdf(), "type"),
        "xlsx as pdf": ("a.pdf", workbook(), "type"),
        "gif as png": ("a.png", picture("GIF"), "type"),
        "program as pdf": ("a.pdf", b"MZ\x90\0" + b"\0" * 200, "type"),
        "eicar as pdf": ("a.pdf", EICAR, "type"),
        "zip as xlsx": ("a.xlsx", zip_behind, "type"),
        "docx as xlsx": (
            "a.xlsx",
            _zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}),
            "type",
        ),
        "old xls as xlsx": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "type"),
        "pdf after other bytes": ("a.pdf", b"GIF89a" + pdf(), "type"),
        # no kind of ours
        "program": ("a.exe", b"MZ\x90\0", "type"),
        "web page": ("a.html", b"<html></html>", "type"),
        "svg": ("a.svg", b"<svg/>", "type"),
        "macro workbook": ("a.xlsm", workbook(), "type"),
        "archive": ("a.zip", zip_behind, "type"),
        "no ending": ("README", pdf(), "type"),
        "eicar": ("eicar.com", EICAR, "type"),
        # names
        "nul in the name": ("a.php\0.pdf", pdf(), "name"),
        "program before the ending": ("invoice.php.jpg", picture("JPEG"), "name"),
        "page before the ending": ("a.html.pdf", pdf(), "name"),
        "only dots": ("...", pdf(), "name"),
        # damaged
        "nothing": ("a.pdf", b"", "empty"),
        "cut pdf": ("a.pdf", pdf()[:120], "damaged"),
        "only a pdf head": ("a.pdf", b"%PDF-1.7\n%%EOF", "damaged"),
        "pdf without pages": ("a.pdf", pdf(_no_pages), "damaged"),
        "cut jpg": ("a.jpg", picture("JPEG", size=(800, 600))[:700], "damaged"),
        "cut png": ("a.png", picture("PNG", size=(400, 300))[:-30], "damaged"),
        "jpg head only": ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100, "damaged"),
        "cut xlsx": ("a.xlsx", workbook()[:-60], "damaged"),
        "broken xlsx": ("a.xlsx", _truncated_size(), "damaged"),
        # what acts
        "pdf with a script": ("a.pdf", pdf(_script), "active"),
        "pdf with a named script": ("a.pdf", pdf(_named_script), "active"),
        "pdf with a hidden script": (
            "a.pdf",
            pdf(_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
            "active",
        ),
        "pdf that starts a program": ("a.pdf", pdf(_launch), "active"),
        "pdf that sends a form": ("a.pdf", pdf(_page_action), "active"),
        "pdf with a file in it": ("a.pdf", pdf(_embedded), "active"),
        "pdf with xfa": ("a.pdf", pdf(_form), "active"),
        "xlsx with macros": ("a.xlsx", workbook_with({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "active"),
        "xlsx with hidden macros": ("a.xlsx", workbook_with({"xl/printer/VBAPROJECT.BIN": b"x"}), "active"),
        "xlsx that calls itself macro workbook": ("a.xlsx", _macro_types(), "active"),
        "xlsx with external links": (
            "a.xlsx",
            workbook_with({"xl/externalLinks/externalLink1.xml": b"<a/>"}),
            "active",
        ),
        "xlsx that loads from outside": ("a.xlsx", _external_link(), "active"),
        "xlsx with data connections": ("a.xlsx", workbook_with({"xl/connections.xml": b"<a/>"}), "active"),
        "xlsx with an embedded object": (
            "a.xlsx",
            workbook_with({"xl/embeddings/oleObject1.bin": b"x"}),
            "active",
        ),
        "xlsx with a program": ("a.xlsx", workbook_with({"xl/run.exe": b"MZ"}), "active"),
        "xlsx with an archive in it": ("a.xlsx", workbook_with({"xl/nested.zip": zip_behind}), "active"),
        "xlsx with an entity": ("a.xlsx", _trap("utf-8"), "active"),
        "xlsx with an entity in utf-16": ("a.xlsx", _trap("utf-16"), "active"),
        # two files in one
        "pdf and zip": ("a.pdf", pdf() + zip_behind, "mixed"),
        "pdf and page": ("a.pdf", pdf() + b"<html><script>alert(1)</script></html>", "mixed"),
        "jpg and zip": ("a.jpg", picture("JPEG") + zip_behind, "mixed"),
        "jpg and page": ("a.jpg", picture("JPEG") + b"<script>alert(1)</script>", "mixed"),
        "png and php": ("a.png", picture("PNG") + b"<?php system($_GET[0]); ?>", "mixed"),
        "jpg with a page in its comment": (
            "a.jpg",
            picture("JPEG", comment=b"<script>alert(1)</script>"),
            "mixed",
        ),
        # archives that leave their place
        "zip slip": ("a.xlsx", workbook_with({"../../etc/cron.d/x.xml": b"<a/>"}), "damaged"),
        "absolute name": ("a.xlsx", workbook_with({"/etc/x.xml": b"<a/>"}), "damaged"),
        "windows name": ("a.xlsx", workbook_with({"xl\\..\\x.xml": b"<a/>"}), "damaged"),
        "drive name": ("a.xlsx", workbook_with({"C:x.xml": b"<a/>"}), "damaged"),
        "symbolic link": ("a.xlsx", _linked_entry(), "damaged"),
        "one name twice": ("a.xlsx", workbook_with({"xl/Workbook.xml": b"<a/>"}), "damaged"),
        # protected
        "pdf with a password": (
            "a.pdf",
            pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
            "encrypted",
        ),
        # bombs
        "picture of a billion pixels": ("a.png", _png_of(40_000, 30_000), "pixels"),
        "picture just above the limit": ("a.png", _png_of(10_000, 5_001), "pixels"),
        "unfolding xlsx": ("a.xlsx", workbook_with({"xl/worksheets/sheet2.xml": b"0" * 60_000_000}), "bomb"),
        "pdf folded twice": (
            "a.pdf",
            pdf(_folded_twice, **AS_IS),
            "bomb",
        ),
        "pdf that unfolds to 400 MB": ("a.pdf", pdf(_folded_once, **AS_IS), "bomb"),
        "many entries": ("a.xlsx", workbook_with({f"xl/media/{n}.png": b"" for n in range(2_100)}), "bomb"),
    }


HONEST = honest()
HOSTILE = hostile()


def object_stream_bomb() -> bytes:
    """A PDF of some MB whose object stream unfolds to 2 GB of blanks while it is opened."""
    data = folded(b"1 0 <</Type/Catalog/Pages 2 0 R>>", b" " * 20_000_000, 100)
    head = b"%PDF-1.5\n"
    stream = (
        b"3 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(data)
        + data
        + b"\nendstream\nendobj\n"
    )
    table_at = len(head) + len(stream)
    rows = b"\0\0\0\0\xff" + b"\2\0\0\3\0" + b"\0\0\0\0\xff" + b"\1" + len(head).to_bytes(3, "big") + b"\0"
    table = (
        b"4 0 obj\n<</Type/XRef/Size 4/W[1 3 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
        + rows
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % table_at
    )
    return head + stream + table
