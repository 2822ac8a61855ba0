"""What step 1 does by itself."""

from applications import search
from journal.schedule import every


@every(seconds=60)
def refresh_search() -> None:
    """Index what firms have changed about themselves and their sites since (applications.search)."""
    while search.refresh_stale() == search.BATCH:
        pass
