"""What step 1 does by itself."""

from applications import lapses, search, services
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


@every(seconds=3600)
def warn_of_lapsing_papers() -> int:
    """Mails 14 and 3 days before a paper of a wallet expires."""
    return lapses.warn()
