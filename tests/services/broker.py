"""A database of the given Redis server that nobody else uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from redis import Redis

CLAIM = "cleanprod-test-run"
DATABASES = range(1, 16)


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """The URL of an empty database with a password, emptied again at the end.

    Production refuses a Redis without a password. A server whose default user has none takes any, if it is
    given together with the user's name (AUTH default <anything>).
    """
    parts = urlsplit(url)
    login = parts.netloc.rpartition("@")[0] if parts.password else "default:none-is-set"
    server = f"{parts.scheme}://{login}@{parts.hostname}:{parts.port or 6379}"
    for number in DATABASES:
        own = f"{server}/{number}"
        with Redis.from_url(own) as redis:
            if redis.dbsize() == 0 and redis.set(CLAIM, 1, nx=True):
                break
    else:
        raise RuntimeError(f"None of the databases {DATABASES} of {parts.hostname} is empty.")
    try:
        yield own
    finally:
        with Redis.from_url(own) as redis:
            redis.flushdb()
