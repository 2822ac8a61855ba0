"""How honest and hostile PDFs, pictures and workbooks are made; ``corpus`` names them."""

import zipfile
import zlib
from collections.abc import Callable
from functools import cache
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


@cache
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


# ── hostile ones ──────────────────────────────────────────────────────────────────────────────────────────


def link(document: pikepdf.Pdf) -> None:
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


def script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def named_script(document: pikepdf.Pdf) -> None:
    action = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    document.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", action]))
    )


def launch(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def page_action(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://127.0.0.1/x")
    )


def embedded(document: pikepdf.Pdf) -> None:
    document.attachments["macro.xlsm"] = b"PK\3\4..."


def form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=pikepdf.Array([]))


def folded(first: bytes, again: bytes, times: int, frame: int = zlib.MAX_WBITS) -> bytes:
    """A deflated stream that repeats one block: quick to make, slow to unfold."""
    folding = zlib.compressobj(9, zlib.DEFLATED, frame)
    head = folding.compress(first) + folding.flush(zlib.Z_FULL_FLUSH)
    block = folding.compress(again) + folding.flush(zlib.Z_FULL_FLUSH)
    return head + block * times + folding.flush()


def folded_once(document: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(document, b"")
    stream.write(folded(b"", bytes(20_000_000), 20), filter=pikepdf.Name.FlateDecode)
    document.pages[0].Contents = document.make_indirect(stream)


def folded_twice(document: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(document, b"")
    both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    stream.write(zlib.compress(zlib.compress(bytes(1_000_000))), filter=both)
    document.pages[0].Contents = document.make_indirect(stream)


def no_pages(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def zip_of(entries: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def linked_entry() -> bytes:
    stream = BytesIO(workbook())
    with zipfile.ZipFile(stream, "a") as archive:
        entry = zipfile.ZipInfo("xl/link.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that states a size and holds (almost) nothing: unpacked it would fill the memory."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png_with(kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk before its end."""
    plain = picture("PNG")
    return plain[:-12] + chunk(kind, data) + plain[-12:]


def pdf_with(stream: bytes) -> bytes:
    """A PDF with a stream that stands in it as it is."""

    def add(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents = document.make_indirect(pikepdf.Stream(document, stream))

    return pdf(add, **AS_IS)


def without(part: str) -> bytes:
    """A workbook that lacks a part."""
    with zipfile.ZipFile(BytesIO(workbook())) as archive:
        return zip_of({name: archive.read(name) for name in archive.namelist() if name != part})


def spoofed_size() -> bytes:
    """A workbook whose picture states fewer bytes than it has."""
    data = bytearray(workbook_with({"xl/media/image1.png": picture("PNG") + bytes(50_000)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        name = data.rindex(b"xl/media/image1.png") if at == 24 else data.index(b"xl/media/image1.png")
        start = data.rindex(mark, 0, name)
        data[start + at : start + at + 4] = (10_000).to_bytes(4, "little")
    return bytes(data)


def commented(data: bytes, comment: bytes) -> bytes:
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = comment
    return stream.getvalue()


def external_link() -> bytes:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://x/externalLinkPath" Target="http://127.0.0.1/x" TargetMode="External"/>'
        b"</Relationships>"
    )
    return workbook_with({"xl/other/_rels/a.xml.rels": relations})


def trap(encoding: str) -> bytes:
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    return workbook_with({"xl/worksheets/sheet9.xml": text.encode(encoding)})


def macro_types() -> bytes:
    with zipfile.ZipFile(BytesIO(workbook())) as archive:
        types = archive.read("[Content_Types].xml")
    enabled = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return workbook_with({"[Content_Types].xml": enabled}, replace=True)


def truncated_size() -> bytes:
    data = bytearray(workbook())
    del data[len(data) // 2 : len(data) // 2 + 200]
    return bytes(data)


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
