"""Files that do harm, or try to: each names its class and the reason of its refusal."""

from hashlib import sha256

import pikepdf

from tests.documents.hangul import flagged_encrypted
from tests.documents.uploads import (
    AS_IS,
    EICAR,
    commented,
    embedded,
    external_link,
    folded_once,
    folded_twice,
    form,
    launch,
    linked_entry,
    macro_types,
    named_script,
    no_pages,
    page_action,
    pdf,
    pdf_with,
    picture,
    png_of,
    png_with,
    script,
    spoofed_size,
    trap,
    truncated_size,
    without,
    workbook,
    workbook_with,
    zip_of,
)


def hostile() -> dict[str, tuple[str, bytes, str]]:
    """Case → (name, content, reason of the refusal)."""
    zip_behind = zip_of({"evil.exe": b"MZ"})
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
            zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}),
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
        "pdf without pages": ("a.pdf", pdf(no_pages), "damaged"),
        "cut jpg": ("a.jpg", picture("JPEG", size=(800, 600))[:700], "damaged"),
        "cut png": ("a.png", picture("PNG", size=(400, 300))[:-30], "damaged"),
        "jpg head only": ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100, "damaged"),
        "cut xlsx": ("a.xlsx", workbook()[:-60], "damaged"),
        "broken xlsx": ("a.xlsx", truncated_size(), "damaged"),
        # what acts
        "pdf with a script": ("a.pdf", pdf(script), "active"),
        "pdf with a named script": ("a.pdf", pdf(named_script), "active"),
        "pdf with a hidden script": (
            "a.pdf",
            pdf(script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
            "active",
        ),
        "pdf that starts a program": ("a.pdf", pdf(launch), "active"),
        "pdf that sends a form": ("a.pdf", pdf(page_action), "active"),
        "pdf with a file in it": ("a.pdf", pdf(embedded), "active"),
        "pdf with xfa": ("a.pdf", pdf(form), "active"),
        "xlsx with macros": ("a.xlsx", workbook_with({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "active"),
        "xlsx with hidden macros": ("a.xlsx", workbook_with({"xl/printer/VBAPROJECT.BIN": b"x"}), "active"),
        "xlsx that calls itself macro workbook": ("a.xlsx", macro_types(), "active"),
        "xlsx with external links": (
            "a.xlsx",
            workbook_with({"xl/externalLinks/externalLink1.xml": b"<a/>"}),
            "active",
        ),
        "xlsx that loads from outside": ("a.xlsx", external_link(), "active"),
        "xlsx with data connections": ("a.xlsx", workbook_with({"xl/connections.xml": b"<a/>"}), "active"),
        "xlsx with an embedded object": (
            "a.xlsx",
            workbook_with({"xl/embeddings/oleObject1.bin": b"x"}),
            "active",
        ),
        "xlsx with a program": ("a.xlsx", workbook_with({"xl/run.exe": b"MZ"}), "active"),
        "xlsx with an archive in it": ("a.xlsx", workbook_with({"xl/nested.zip": zip_behind}), "active"),
        "xlsx with an entity": ("a.xlsx", trap("utf-8"), "active"),
        "xlsx with an entity in utf-16": ("a.xlsx", trap("utf-16"), "active"),
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
        "symbolic link": ("a.xlsx", linked_entry(), "damaged"),
        "one name twice": ("a.xlsx", workbook_with({"xl/Workbook.xml": b"<a/>"}), "damaged"),
        # protected
        "pdf with a password": (
            "a.pdf",
            pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
            "encrypted",
        ),
        # bombs
        # more of each class
        "double extension": ("견적서.pdf.exe", pdf(), "type"),
        "script with the name of a picture before it": ("photo.jpg.js", picture("JPEG"), "type"),
        "pdf with a film": ("a.pdf", pdf(lambda document: set_root(document, "/RichMedia")), "active"),
        "pdf that leads into an embedded file": ("a.pdf", pdf(open_embedded), "active"),
        "pdf with associated files": ("a.pdf", pdf(lambda document: set_root(document, "/AF")), "active"),
        "pdf that imports data": ("a.pdf", pdf(import_data), "active"),
        "pdf with eicar inside": ("a.pdf", pdf_with(b"% " + EICAR), "active"),
        "pdf that is an archive too": ("a.pdf", pdf_with(zip_behind), "mixed"),
        "jpg and eicar": ("a.jpg", picture("JPEG") + EICAR, "active"),
        "png with an archive in it": ("a.png", png_with(b"prVt", zip_behind), "mixed"),
        "png with a page in its text": ("a.png", png_with(b"tEXt", b"x\0<script>alert(1)</script>"), "mixed"),
        "png with eicar in its text": ("a.png", png_with(b"tEXt", b"x\0" + EICAR), "active"),
        "png with a hidden tail": ("a.png", picture("PNG") + b"secret" * 40, "mixed"),
        "png without its rows": ("a.png", png_of(400, 300), "damaged"),
        "program before xlsx": ("a.xlsx", b"MZ\x90\0" + workbook(), "type"),
        "zip before xlsx": ("a.xlsx", zip_behind + workbook(), "mixed"),
        "xlsx with a comment": ("a.xlsx", commented(workbook(), b"<?php"), "mixed"),
        "xlsx without its workbook": ("a.xlsx", without("xl/workbook.xml"), "type"),
        "xlsx with a script beside": ("a.xlsx", workbook_with({"xl/evil.js": b"x"}), "active"),
        "xlsx with a program as picture": ("a.xlsx", workbook_with({"xl/media/a.png": b"MZ\x90"}), "active"),
        "xlsx with an archive as picture": (
            "a.xlsx",
            workbook_with({"xl/media/a.png": zip_behind}),
            "active",
        ),
        "xlsx with eicar as a part": ("a.xlsx", workbook_with({"xl/media/a.png": EICAR}), "active"),
        "xlsx with a billion laughs": ("a.xlsx", workbook_with({"xl/a.xml": LAUGHS}), "active"),
        "xlsx with a spoofed size": ("a.xlsx", spoofed_size(), "damaged"),
        "xlsx in an enciphered archive": ("a.xlsx", flagged_encrypted(workbook()), "encrypted"),
    }


def bombs() -> dict[str, tuple[str, bytes, str]]:
    """What costs whoever opens it more than it weighs."""
    return {
        "picture just above the limit": ("a.png", png_of(10_000, 5_001), "pixels"),
        "pdf that unfolds to 400 MB": ("a.pdf", pdf(folded_once, **AS_IS), "bomb"),
        "many entries": ("a.xlsx", workbook_with({f"xl/media/{n}.png": b"" for n in range(2_100)}), "bomb"),
        "xlsx with an endless list of types": (
            "a.xlsx",
            workbook_with({"[Content_Types].xml": endless_types()}, replace=True),
            "bomb",
        ),
        "pdf of too many pages": ("a.pdf", pdf(pages=2_001), "bomb"),
        "jpg of too many pixels": ("a.jpg", picture("JPEG", size=(10_000, 5_001), mode="L"), "pixels"),
        "png of too many pixels": ("a.png", picture("PNG", size=(10_000, 5_001), mode="1"), "pixels"),
        "xlsx of many parts that unfold": (
            "a.xlsx",
            workbook_with({f"xl/media/{n}.png": bytes(1_000_000) for n in range(101)}),
            "bomb",
        ),
        "pdf folded twice": (
            "a.pdf",
            pdf(folded_twice, **AS_IS),
            "bomb",
        ),
        "unfolding xlsx": ("a.xlsx", workbook_with({"xl/worksheets/sheet2.xml": bytes(2_000_000)}), "bomb"),
        "picture of a billion pixels": ("a.png", png_of(40_000, 30_000), "pixels"),
    }


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]><a>&b;</a>'


def set_root(document: pikepdf.Pdf, key: str) -> None:
    document.Root[key] = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Flash)])


def open_embedded(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.GoToE, D=pikepdf.Array([0, pikepdf.Name.Fit])
    )


def import_data(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.ImportData, F="http://127.0.0.1/x.fdf")


def endless_types() -> bytes:
    """Names that fold badly, so that neither size nor ratio gives the list away."""
    names = (sha256(str(number).encode()).hexdigest() for number in range(60_000))
    return (
        b"<Types>" + b"".join(b'<Override PartName="/%s"/>' % name.encode() for name in names) + b"</Types>"
    )
