"""Whether an uploaded file is what it says and carries nothing that acts: PDF, JPEG, PNG, XLSX, HWP, HWPX.

No Django here: ``files`` runs this package as a child process with its own limits of memory and time, because
the parsers below read what strangers made (a 2 kB PDF may unfold to 1 GiB). A file that is refused raises
``Unacceptable`` with one of the ``REASONS``; a child that is killed says nothing, which is a refusal too.

Each kind has a module with its ``CHECKS``, small functions that each refuse one class of hostile file; the tests
take them away one by one and see what would slip through.
"""

from documents.content.kinds import EXTENSIONS, KINDS, Kind, check
from documents.content.refusal import REASONS, Unacceptable

__all__ = ["EXTENSIONS", "KINDS", "REASONS", "Kind", "Unacceptable", "check"]
