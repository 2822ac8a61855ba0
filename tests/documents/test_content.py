"""Files are taken for what they hold, not for what they are called (goal F1)."""

from io import BytesIO
from pathlib import PurePosixPath

import pytest

from documents import content, files, quotas
from tests.documents.uploads import HONEST, HOSTILE

# What the name or the number of bytes already decides, before any parser is asked.
BY_NAME = {"name", "empty"}


@pytest.mark.parametrize("case", HONEST)
def test_honest_files_are_accepted(case):
    name, data = HONEST[case]

    kind = content.check(BytesIO(data), PurePosixPath(files.clean_name(name)).suffix.lower())

    assert kind in {known.content_type for known in content.KINDS}


@pytest.mark.parametrize(
    "case", [case for case, (_n, _d, reason) in HOSTILE.items() if reason not in BY_NAME]
)
def test_hostile_files_are_refused_with_their_reason(case):
    name, data, reason = HOSTILE[case]

    with pytest.raises(content.Unacceptable) as caught:
        content.check(BytesIO(data), PurePosixPath(name).suffix.lower())

    assert caught.value.reason == reason


def test_corpus_is_large_enough():
    assert len(HOSTILE) >= 60
    assert {reason for _name, _data, reason in HOSTILE.values()} == content.REASONS | BY_NAME


def test_every_reason_has_a_sentence():
    ours = BY_NAME | {"size", "not_png", "picture_size"} | set(quotas.MESSAGES)
    assert content.REASONS | ours == set(files.MESSAGES)
