"""Files that people hand in every day: each names what it stands for."""

import unicodedata
from io import BytesIO

import pikepdf
from PIL import Image

from tests.documents.uploads import link, pdf, picture, png_with, workbook, workbook_with


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
        "pdf with a link and a bookmark": ("a.pdf", pdf(link)),
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
        # scans and photos
        "scan of three pages as pdf": ("스캔.pdf", scan()),
        "cmyk jpg": ("인쇄.jpg", picture("JPEG", mode="CMYK")),
        "photo of a phone with its place": ("IMG_0412.jpg", phone_photo()),
        "two pictures in one, as phones write": ("a.jpg", two_in_one()),
        "jpg with a colour profile": ("a.jpg", picture("JPEG", icc_profile=b"\0" * 3000)),
        "png with a palette": ("a.png", picture("PNG", mode="P")),
        "png of sixteen bits": ("a.png", picture("PNG", mode="I;16")),
        "png with text": ("a.png", png_with(b"tEXt", "Title\0시험".encode())),
        "picture just below the limit": ("a.png", picture("PNG", size=(10_000, 5_000), mode="1")),
        # PDFs of several makers
        "pdf laid out for the web": ("a.pdf", pdf(linearize=True)),
        "pdf of 1.4 with its table in plain text": ("a.pdf", plain_pdf()),
        "pdf saved again at its end": ("a.pdf", updated_pdf()),
        "pdf with a form to fill in": ("서식.pdf", pdf(fields)),
        "tagged pdf for archives": ("보고서.pdf", pdf(tagged)),
        # workbooks of several makers
        "xlsx as Excel writes it": ("a.xlsx", workbook_with(OF_EXCEL)),
        "xlsx as LibreOffice writes it": ("a.xlsx", workbook_with({"docProps/custom.xml": b"<Properties/>"})),
        "xlsx with comments": (
            "a.xlsx",
            workbook_with({"xl/comments1.xml": b"<comments/>", "xl/drawings/vmlDrawing1.vml": b"<xml/>"}),
        ),
        "xlsx with a chart": (
            "a.xlsx",
            workbook_with({"xl/charts/chart1.xml": b"<c:chartSpace xmlns:c='c'/>"}),
        ),
        # names
        "name as a Mac writes it": (unicodedata.normalize("NFD", "사업자등록증명.pdf"), pdf()),
        "name with brackets": ("[제출용] 중소기업확인서(2021년).pdf", pdf()),
    }


OF_EXCEL = {
    "xl/calcChain.xml": b"<calcChain/>",
    "xl/externalReferences.xml": b"<a/>",
    "docProps/thumbnail.wmf": b"\xd7\xcd\xc6\x9a" + bytes(60),
    "xl/drawings/drawing1.xml": b"<a/>",
    "customXml/item1.xml": b"<a/>",
}


def scan() -> bytes:
    stream = BytesIO()
    pages = [Image.new("L", (620, 877), 240) for _page in range(3)]
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:])
    return stream.getvalue()


def phone_photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Samsung", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 27.0, 20.0), 3: "E", 4: (126.0, 42.0, 10.0)})
    return picture("JPEG", size=(400, 300), exif=exif)


def two_in_one() -> bytes:
    stream = BytesIO()
    first, second = (Image.new("RGB", (64, 48), colour) for colour in ("white", "black"))
    first.save(stream, "MPO", save_all=True, append_images=[second])
    return stream.getvalue()


def plain_pdf() -> bytes:
    """Written line by line, as old programs do."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    data, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 4\n0000000000 65535 f \n" + rows
    return data + table + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)


def updated_pdf() -> bytes:
    first = plain_pdf()
    body = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 90>>\nendobj\n"
    table = b"xref\n3 1\n%010d 00000 n \n" % len(first)
    before = first.rindex(b"xref\n0 4")
    trailer = b"trailer\n<</Size 4/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return first + body + table + trailer % (before, len(first) + len(body))


def fields(document: pikepdf.Pdf) -> None:
    field = document.make_indirect(
        pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="company", V="시험금속", Rect=[0, 0, 100, 20])
    )
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))


def tagged(document: pikepdf.Pdf) -> None:
    document.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    document.Root.StructTreeRoot = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructTreeRoot,
            K=document.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document)
            ),
        )
    )
    with document.open_metadata() as about:
        about["pdfaid:part"] = "1"
