"""Documents of 한글: HWP 5 as an OLE compound file, HWPX as an archive; honest and hostile ones."""

import itertools
import struct
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

from tests.documents.uploads import EICAR, folded, picture, zip_of

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI, CUTOFF = 512, 64, 4096
BIN_DATA, PARAGRAPH, OLE_CONTROL, VIDEO = 0x12, 0x42, 0x54, 0x62
HEADER_SCRIPT = "var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n"
SOURCE_SCRIPT = "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n\r\n"


# ── an OLE compound file ──────────────────────────────────────────────────────────────────────────────────


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of version 3; "BodyText/Section0" is a stream in a storage. No more than 7 MB."""
    small = {path: data for path, data in streams.items() if len(data) < CUTOFF}
    mini_stream, mini_table, starts = b"", [], {}
    for path, data in small.items():
        starts[path] = len(mini_stream) // MINI if data else END
        mini_table += _chain(len(mini_table), -(-len(data) // MINI))
        mini_stream += data + bytes(-len(data) % MINI)
    tree = _entries(streams)
    parts = [
        bytes(128 * -(-len(tree) // 4) * 4),
        b"".join(entry.to_bytes(4, "little") for entry in mini_table),
        mini_stream,
        *(data for path, data in streams.items() if path not in small),
    ]
    counts = [-(-len(part) // SECTOR) for part in parts]
    fat_sectors = next(n for n in range(1, 110) if n * 128 >= sum(counts) + n)
    firsts, table = [], [FAT] * fat_sectors
    for count in counts:
        firsts.append(len(table) if count else END)
        table += _chain(len(table), count)
    table += [FREE] * (fat_sectors * 128 - len(table))
    starts.update(zip((path for path in streams if path not in small), firsts[3:], strict=True))
    parts[0] = _directory(tree, streams, starts, firsts[2], len(mini_stream))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, firsts[0], 0, CUTOFF),
        *(firsts[1], counts[1], END, 0),
    )
    head += b"".join((n if n < fat_sectors else FREE).to_bytes(4, "little") for n in range(109))
    sectors = b"".join(entry.to_bytes(4, "little") for entry in table)
    return head + sectors + b"".join(part + bytes(-len(part) % SECTOR) for part in parts)


def _chain(first: int, count: int) -> list[int]:
    """Entries of a table for ``count`` sectors in a row."""
    return [*range(first + 1, first + count), END] if count else []


def _entries(streams: Iterable[str]) -> list[str]:
    """Root, storages and streams; the children of one storage stand together."""
    paths = sorted(
        {part for path in streams for part in _with_parents(path)},
        key=lambda p: (p.count("/"), p.rpartition("/")[0], p),
    )
    return ["", *paths]


def _with_parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def _directory(
    tree: list[str], streams: dict[str, bytes], starts: dict[str, int], mini_first: int, mini_size: int
) -> bytes:
    number = {path: place for place, path in enumerate(tree)}
    first_child, following = dict[str, int](), dict[str, int]()
    for path, after in itertools.pairwise(tree):
        parent = after.rpartition("/")[0]
        first_child.setdefault(parent, number[after])
        if path and path.rpartition("/")[0] == parent:
            following[path] = number[after]
    rows = b""
    for path in tree:
        name = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le")
        is_stream = path in streams
        start, size = (starts[path], len(streams[path])) if is_stream else (0, 0)
        if not path:
            start, size = mini_first, mini_size
        rows += struct.pack(
            "<64sHBBIII36xIQ",
            *(name, len(name) + 2, 2 if is_stream else 1 if path else 5, 1, FREE),
            *(following.get(path, FREE), first_child.get(path, FREE)),
            *(start, size),
        )
    empty = struct.pack("<64sHBBIII36xIQ", b"", 0, 0, 0, FREE, FREE, FREE, 0, 0)
    return rows + empty * (-len(tree) % 4)


# ── HWP 5 ─────────────────────────────────────────────────────────────────────────────────────────────────


def deflated(data: bytes) -> bytes:
    folding = zlib.compressobj(9, zlib.DEFLATED, -15)
    return folding.compress(data) + folding.flush()


def record(tag: int, body: bytes = b"") -> bytes:
    size = min(len(body), 0xFFF)
    more = len(body).to_bytes(4, "little") if size == 0xFFF else b""
    return (tag | size << 20).to_bytes(4, "little") + more + body


def file_header(flags: int, version: tuple[int, ...] = (4, 3, 0, 5)) -> bytes:
    return (b"HWP Document File".ljust(32, b"\0") + bytes(version) + flags.to_bytes(4, "little")).ljust(
        256, b"\0"
    )


def script_stream(header: str = HEADER_SCRIPT, source: str = SOURCE_SCRIPT) -> bytes:
    texts = b""
    for text in (header, source, "", ""):
        texts += len(text).to_bytes(4, "little") + text.encode("utf-16-le")
    return texts + b"\xff\xff\xff\xff"


def hwp(
    streams: dict[str, bytes] | None = None,
    *,
    flags: int = 1,
    info: bytes = b"",
    text: bytes = b"",
    scripts: bytes | None = None,
    head: bytes | None = None,
) -> bytes:
    """A document as 한글 writes it, with more streams, records in its head or text, or other scripts."""
    fold = deflated if flags & 1 else bytes
    written = {
        "FileHeader": file_header(flags) if head is None else head,
        "DocInfo": fold(record(0x10, bytes(26)) + info),
        "BodyText/Section0": fold(
            record(PARAGRAPH, bytes(22)) + record(0x43, "시험".encode("utf-16-le")) + text
        ),
        "DocOptions/_LinkDoc": bytes(524),
        "PrvText": "시험".encode("utf-16-le"),
        "PrvImage": picture("PNG"),
        "\x05HwpSummaryInformation": bytes(100),
        "Scripts/JScriptVersion": bytes(8),
        "Scripts/DefaultJScript": fold(script_stream() if scripts is None else scripts),
    }
    return compound({**written, **(streams or {})})


def _embedded(name: str, data: bytes, kind: int = 1) -> bytes:
    return hwp({f"BinData/{name}": deflated(data)}, info=record(BIN_DATA, bytes([kind, 0, 1, 0])))


def _without(name: str) -> bytes:
    streams = {"FileHeader": file_header(1), "DocInfo": deflated(b""), "BodyText/Section0": deflated(b"")}
    del streams[name]
    return compound(streams)


# ── HWPX ──────────────────────────────────────────────────────────────────────────────────────────────────

PACKAGE = (
    '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:metadata/><opf:manifest>'
    '<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>'
    '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>{items}'
    '</opf:manifest><opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
)
SECTION = (
    '<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"><hp:p><hp:run><hp:t>시험</hp:t>{more}</hp:run></hp:p></hs:sec>'
)
CIPHER = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<m:file-entry m:full-path="Contents/section0.xml"><m:encryption-data/></m:file-entry></m:manifest>'
)


def hwpx(
    parts: dict[str, bytes | str] | None = None, *, items: str = "", more: str = "", comment: bytes = b""
) -> bytes:
    """A document of 한글 2020 with parts added or, given as None in ``parts``, left out."""
    written: dict[str, bytes | str] = {
        "mimetype": "application/hwp+zip",
        "version.xml": "<version/>",
        "Contents/header.xml": "<head/>",
        "Contents/section0.xml": SECTION.format(more=more),
        "Contents/content.hpf": PACKAGE.format(items=items),
        "settings.xml": "<settings/>",
        "META-INF/container.xml": "<container/>",
        "META-INF/manifest.xml": "<manifest/>",
        "Preview/PrvText.txt": "시험",
        "Preview/PrvImage.png": picture("PNG"),
        **(parts or {}),
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in written.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, compress_type=kind)
    return stream.getvalue()


def _linked() -> bytes:
    stream = BytesIO(hwpx())
    with zipfile.ZipFile(stream, "a") as archive:
        entry = zipfile.ZipInfo("Contents/section1.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def _left_out(*names: str) -> bytes:
    with zipfile.ZipFile(BytesIO(hwpx())) as archive:
        return zip_of({name: archive.read(name) for name in archive.namelist() if name not in names})


def flagged_encrypted(data: bytes) -> bytes:
    """The first entry of an archive says that it is enciphered."""
    changed = bytearray(data)
    changed[6] |= 1
    at = data.index(b"PK\x01\x02")
    changed[at + 8] |= 1
    return bytes(changed)


# ── the corpus ────────────────────────────────────────────────────────────────────────────────────────────


def honest() -> dict[str, tuple[str, bytes]]:
    default = {
        "Scripts/headerScripts.js": HEADER_SCRIPT.encode("utf-16-le"),
        "Scripts/sourceScripts.js": SOURCE_SCRIPT.encode("utf-16-le"),
    }
    image = '<opf:item id="image1" href="BinData/image1.jpg" media-type="image/jpg" isEmbeded="1"/>'
    return {
        "hwp": ("사업계획서.hwp", hwp()),
        "hwp that is not folded": ("a.hwp", hwp(flags=0)),
        "hwp with a photo": ("현장.hwp", _embedded("BIN0001.jpg", picture("JPEG"))),
        "hwp with a photo that is not folded": ("a.hwp", hwp({"BinData/BIN0001.png": picture("PNG")})),
        "hwp of many pages": ("a.hwp", hwp(text=record(0x43, "가나다라 ".encode("utf-16-le") * 200_000))),
        "hwp without scripts": ("a.hwp", hwp(scripts=script_stream("", ""))),
        "hwp with two idle handlers": (
            "a.hwp",
            hwp(scripts=script_stream(source=SOURCE_SCRIPT + "function OnDocument_Open() { /* 없음 */ }")),
        ),
        "hwpx": ("신청서.hwpx", hwpx()),
        "hwpx with a photo": (
            "a.hwpx",
            hwpx({"BinData/image1.jpg": picture("JPEG"), "BinData/image2.bmp": picture("BMP")}, items=image),
        ),
        "hwpx with the usual scripts": ("a.hwpx", hwpx(dict(default))),
        "hwpx without a manifest": ("a.hwpx", _left_out("META-INF/manifest.xml")),
        "hwpx of two sections": ("a.hwpx", hwpx({"Contents/section1.xml": SECTION.format(more="")})),
        "hwpx with its description": ("a.hwpx", hwpx({"META-INF/container.rdf": "<rdf/>"})),
    }


def hostile() -> dict[str, tuple[str, bytes, str]]:
    evil = "function OnDocument_Open()\r\n{\r\n new ActiveXObject('WScript.Shell').Run('calc');\r\n}\r\n"
    entity = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
    away = '<opf:item id="image1" href="\\\\203.0.113.9\\share\\a.png" isEmbeded="0"/>'
    big = deflated_bomb()
    return {
        "pdf as hwp": ("a.hwp", b"%PDF-1.7\n%%EOF", "type"),
        "word document as hwp": ("a.hwp", compound({"WordDocument": bytes(600)}), "type"),
        "hwp 3 as hwp": ("a.hwp", b"HWP Document File V3.00 \x1a\1\2\3\4\5", "type"),
        "hwp of a later kind": ("a.hwp", hwp(head=file_header(1, (0, 0, 0, 6))), "type"),
        "cut hwp": ("a.hwp", hwp()[:900], "damaged"),
        "hwp without text": ("a.hwp", _without("BodyText/Section0"), "damaged"),
        "hwp with a password": ("a.hwp", hwp(flags=0b11), "encrypted"),
        "hwp for distribution": ("a.hwp", hwp(flags=0b101), "encrypted"),
        "hwp under rights management": ("a.hwp", hwp(flags=0b10001), "encrypted"),
        "hwp sealed by a certificate": ("a.hwp", hwp(flags=0b1_0000_0001), "encrypted"),
        "hwp with a script": ("a.hwp", hwp(scripts=script_stream(source=evil)), "active"),
        "hwp with a script in its head": ("a.hwp", hwp(scripts=script_stream(header="eval(x)")), "active"),
        "hwp with a script in a comment": (
            "a.hwp",
            hwp(scripts=script_stream(source="/*@cc_on new ActiveXObject('x') @*/")),
            "active",
        ),
        "hwp with one more script": (
            "a.hwp",
            hwp({"Scripts/Evil": deflated(script_stream("x()"))}),
            "active",
        ),
        "hwp with macros of another program": ("a.hwp", hwp({"Macros/VBA/dir": b"x"}), "active"),
        "hwp with a package": ("a.hwp", hwp({"\x01Ole10Native": b"MZ"}), "active"),
        "hwp with an object": ("a.hwp", hwp({"BinData/BIN0001.OLE": deflated(b"x")}), "active"),
        "hwp with a program as picture": (
            "a.hwp",
            hwp({"BinData/BIN0001.png": deflated(b"MZ\x90")}),
            "active",
        ),
        "hwp with postscript as picture": (
            "a.hwp",
            hwp({"BinData/BIN0001.jpg": deflated(b"%!PS-Adobe exec")}),
            "active",
        ),
        "hwp with an archive as picture": (
            "a.hwp",
            hwp({"BinData/BIN0001.png": deflated(zip_of({"a": b"b"}))}),
            "active",
        ),
        "hwp that lists an object": ("a.hwp", hwp(info=record(BIN_DATA, b"\2\0\1\0")), "active"),
        "hwp that loads from outside": (
            "a.hwp",
            hwp(info=record(BIN_DATA, b"\0\0" + "\\\\203.0.113.9\\a.png".encode("utf-16-le"))),
            "active",
        ),
        "hwp that places an object": ("a.hwp", hwp(text=record(OLE_CONTROL, bytes(20))), "active"),
        "hwp that plays a film": ("a.hwp", hwp(text=record(VIDEO, bytes(8))), "active"),
        "hwp with eicar inside": ("a.hwp", hwp({"PrvText": EICAR}), "active"),
        "hwp and zip": ("a.hwp", hwp() + zip_of({"evil.exe": b"MZ"}), "mixed"),
        "hwp that unfolds to 400 MB": ("a.hwp", hwp({"BinData/BIN0001.bmp": big}), "bomb"),
        "hwp of many streams": (
            "a.hwp",
            hwp({f"DocHistory/{n % 25}/{n // 25}": b"" for n in range(2_001)}),
            "bomb",
        ),
        "hwp of many records": ("a.hwp", hwp(text=bytes(4_400_000)), "bomb"),
        "hwp of an endless directory": ("a.hwp", hwp({f"DocHistory/{n}": b"" for n in range(1_200)}), "bomb"),
        "hwp as hwpx": ("a.hwpx", hwp(), "type"),
        "xlsx as hwpx": ("a.hwpx", zip_of({"[Content_Types].xml": b"<a/>"}), "type"),
        "hwpx that says it is something else": ("a.hwpx", hwpx({"mimetype": "application/epub+zip"}), "type"),
        "hwpx with a password": ("a.hwpx", hwpx({"META-INF/manifest.xml": CIPHER}), "encrypted"),
        "hwpx in an enciphered archive": ("a.hwpx", flagged_encrypted(hwpx()), "encrypted"),
        "hwpx with a script": (
            "a.hwpx",
            hwpx({"Scripts/sourceScripts.js": evil.encode("utf-16-le")}),
            "active",
        ),
        "hwpx with an object": ("a.hwpx", hwpx({"BinData/ole1.ole": b"x"}), "active"),
        "hwpx with a program": ("a.hwpx", hwpx({"BinData/run.exe": b"x"}), "active"),
        "hwpx with a program as picture": ("a.hwpx", hwpx({"BinData/image1.png": b"MZ\x90"}), "active"),
        "hwpx with an archive in it": ("a.hwpx", hwpx({"BinData/a.png": zip_of({"a": b"b"})}), "active"),
        "hwpx with an entity": ("a.hwpx", hwpx({"Contents/section1.xml": entity}), "active"),
        "hwpx with an entity in utf-16": (
            "a.hwpx",
            hwpx({"Contents/section1.xml": entity.encode("utf-16")}),
            "active",
        ),
        "hwpx with a billion laughs": ("a.hwpx", hwpx({"Contents/masterpage0.xml": laughs}), "active"),
        "hwpx that loads from outside": ("a.hwpx", hwpx(items=away), "active"),
        "hwpx that places an object": ("a.hwpx", hwpx(more='<hp:ole id="1"/>'), "active"),
        "hwpx that plays a film": ("a.hwpx", hwpx(more='<hp:video videotype="Web"/>'), "active"),
        "hwpx zip slip": ("a.hwpx", hwpx({"../../x.xml": "<a/>"}), "damaged"),
        "hwpx with a link": ("a.hwpx", _linked(), "damaged"),
        "hwpx with one name twice": ("a.hwpx", hwpx({"contents/Section0.xml": "<a/>"}), "damaged"),
        "hwpx with a comment": ("a.hwpx", hwpx(comment=b"<script>"), "mixed"),
        "zip before hwpx": ("a.hwpx", zip_of({"evil.exe": b"MZ"}) + hwpx(), "mixed"),
        "unfolding hwpx": ("a.hwpx", hwpx({"Contents/section1.xml": bytes(2_000_000)}), "bomb"),
        "hwpx of many entries": ("a.hwpx", hwpx({f"BinData/{n}.png": b"" for n in range(2_001)}), "bomb"),
    }


def deflated_bomb() -> bytes:
    """Some hundred kB that unfold to 400 MB, without the frame that zlib puts around."""
    return folded(b"", bytes(20_000_000), 20, -15)
