"""Files, queue and logs stand beside the database that is given."""

from pathlib import Path

import pytest

from cleanprod.settings.places import state_dir

FALLBACK = Path("/srv/cleanprod/var")


@pytest.mark.parametrize(
    ("given", "database_url", "expected"),
    [
        ("", "", "/srv/cleanprod/var"),
        ("", "sqlite:////data/trial/portal.sqlite3", "/data/trial"),
        ("", "postgres://cleanprod@127.0.0.1:5432/trial", "/srv/cleanprod/var/trial"),
        ("/data/elsewhere", "sqlite:////data/trial/portal.sqlite3", "/data/elsewhere"),
    ],
)
def test_state_stands_beside_the_database(given, database_url, expected):
    assert state_dir(given, database_url, FALLBACK) == Path(expected)
