"""Reading PDFs in tests."""

import subprocess
from io import BytesIO

import pikepdf


def text_of(data: bytes) -> str:
    """The text in the order in which it was written: cell by cell."""
    return subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


def attached_names(data: bytes) -> list[str]:
    """Names of the files that hang in a PDF, wherever they hang."""
    with pikepdf.open(BytesIO(data)) as pdf:
        held = [
            str(node.get("/F", node.get("/UF", "?")))
            for node in pdf.objects
            if isinstance(node, pikepdf.Dictionary) and (node.get("/Type") == "/Filespec" or "/EF" in node)
        ]
        return [*pdf.attachments, *held]


def squeezed(text: str) -> str:
    """Without blanks and breaks: where a line breaks is not what a test is about."""
    return "".join(text.split())
