from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from journal import canonical


def test_plain_keeps_json_and_turns_the_rest_into_text():
    value = {
        "won": 5_500_000,
        "toe": Decimal("12.50"),
        "float": 1e16,
        "uid": UUID(int=1),
        "at": datetime(2021, 3, 2, tzinfo=UTC),
        "none": None,
        "list": (1, True),
    }
    assert canonical.plain(value) == {
        "won": 5_500_000,
        "toe": "12.50",
        "float": "1e+16",
        "uid": "00000000-0000-0000-0000-000000000001",
        "at": "2021-03-02T00:00:00Z",
        "none": None,
        "list": [1, True],
    }


def test_sha256_ignores_order_and_nothing_else():
    assert canonical.sha256({"a": 1, "나": 2}) == canonical.sha256({"나": 2, "a": 1})
    assert canonical.sha256({"a": 1}) != canonical.sha256({"a": "1"})


def test_sha256_is_the_hash_of_the_compact_text():
    # printf '{"a":"가"}' | sha256sum
    assert canonical.sha256({"a": "가"}) == "b173d40669a1c00a0597bc06447ca0c32fe65b705444edec60a4c0b40c707613"
