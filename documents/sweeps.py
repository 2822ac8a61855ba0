"""What happens by itself to files."""

from documents import files
from journal.schedule import every


@every(seconds=3600)
def remove_orphaned_files() -> int:
    return files.remove_orphans()
