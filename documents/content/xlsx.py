"""XLSX: a workbook without macros, outside links, embedded files or traps in its archive and its XML."""

from documents.content import archives
from documents.content.archives import Archive
from documents.content.refusal import Unacceptable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MACRO_FREE = f"{CONTENT_TYPE}.main+xml"
NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
ACTIVE_PARTS = (
    "vbaproject",
    "vbadata",
    "externallinks/",
    "embeddings/",
    "macrosheets/",
    "dialogsheets/",
    "activex/",
    "ctrlprops/",
    "customui",
    "connections.xml",
    "querytables/",
    "webextensions",
)
PASSIVE_SUFFIXES = (".xml", ".rels", ".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf", ".vml")


def a_workbook(archive: Archive) -> None:
    if not set(archive.namelist()) >= NEEDED:
        raise Unacceptable("type")


def no_active_parts(archive: Archive) -> None:
    """Macros, links to other workbooks, data connections, controls and embedded files have parts of their own."""
    if any(part in name.lower() for name in archive.namelist() for part in ACTIVE_PARTS):
        raise Unacceptable("active")


def no_foreign_parts(archive: Archive) -> None:
    """Nothing that a plain workbook has not; printer settings are the one ``.bin`` that it may have."""
    if any(_is_foreign(name.lower()) for name in archive.namelist()):
        raise Unacceptable("active")


def _is_foreign(name: str) -> bool:
    if name.endswith(".bin"):
        return "printersettings" not in name
    return not name.endswith(("/", *PASSIVE_SUFFIXES))


def no_macro_types(archive: Archive) -> None:
    """The main part is that of a macro-free workbook."""
    types = [node.get("ContentType", "") for node in archives.xml(archive, "[Content_Types].xml")]
    if any("macroEnabled" in kind or "vba" in kind.lower() for kind in types):
        raise Unacceptable("active")
    if MACRO_FREE not in types:
        raise Unacceptable("type")


def no_outside_links(archive: Archive) -> None:
    """Nothing but a hyperlink leads outside."""
    for name in archive.namelist():
        if name.lower().endswith(".rels"):
            for relation in archives.xml(archive, name):
                outside = relation.get("TargetMode") == "External"
                if outside and not relation.get("Type", "").endswith("/hyperlink"):
                    raise Unacceptable("active")


CHECKS = (
    *archives.DIRECTORY,
    a_workbook,
    no_active_parts,
    no_foreign_parts,
    *archives.PARTS,
    no_macro_types,
    no_outside_links,
)
