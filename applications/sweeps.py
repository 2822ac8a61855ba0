"""What step 1 does by itself."""

from applications import search, services
from journal.schedule import every


@every(seconds=60)
def refresh_search() -> None:
    """Index what firms have changed about themselves and their sites since (applications.search)."""
    while search.refresh_stale() == search.BATCH:
        pass


@every(seconds=60)
def freeze_drafts() -> int:
    """Drafts are frozen within a minute after the closing, or as soon as the server is back."""
    return services.freeze_drafts()
