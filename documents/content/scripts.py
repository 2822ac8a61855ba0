"""The scripts that 한글 puts into every document: empty handlers, which is all that is taken."""

import re

# As 한글 writes them into a new document.
DEFAULTS = ("var Documents = XHwpDocuments;", "var Document = Documents.Active_XHwpDocument;")
COMMENT = re.compile(r"/\*.*?\*/|//[^\r\n\u2028\u2029]*", re.DOTALL)
EMPTY_HANDLER = re.compile(r"function\s+\w+\s*\(\s*\)\s*\{\s*\}")
# A comment that the script engine runs all the same.
CONDITIONAL = ("@cc_on", "/*@", "//@")


def is_idle(text: str) -> bool:
    """Whether a script does nothing: the default lines and empty handlers, comments aside."""
    if any(mark in text for mark in CONDITIONAL):
        return False
    rest = COMMENT.sub(" ", text)
    for line in DEFAULTS:
        rest = rest.replace(line, "")
    return not EMPTY_HANDLER.sub("", rest).strip("\0\ufeff \t\r\n")
