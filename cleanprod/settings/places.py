"""Where an installation keeps what it writes: beside its database."""

from pathlib import Path
from urllib.parse import unquote, urlsplit


def state_dir(given: str, database_url: str, fallback: Path) -> Path:
    """The folder for uploads, queue, logs and mails.

    ``given`` (STATE_DIR) wins; else the folder of an SQLite file; else one named after the PostgreSQL database below
    ``fallback``, so that two databases on one machine never share a queue; else ``fallback``.
    """
    if given:
        return Path(given)
    url = urlsplit(database_url)
    name = unquote(url.path)[1:]
    if url.scheme == "sqlite" and name:
        return Path(name).resolve().parent
    return fallback / name if name else fallback
