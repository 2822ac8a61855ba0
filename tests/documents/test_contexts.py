"""A body that has holes is refused before a paper is issued."""

import pytest

from documents import contexts
from tests.documents import samples


@pytest.mark.parametrize("code", contexts.BODIES)
def test_sample_bodies_are_complete(code):
    contexts.check_body(code, samples.body(code))


def test_every_hole_is_named():
    body = samples.body("receipt")
    del body["case_number"]
    body["firm"]["employees"] = 3
    body["attachments"][1]["size"] = "328 KB"
    body["missing"] = None

    with pytest.raises(contexts.BodyIncomplete) as caught:
        contexts.check_body("receipt", body)

    assert set(str(caught.value).split("; ")) == {
        "receipt.case_number: missing",
        "receipt.firm.employees: unknown",
        "receipt.attachments[1].size: str instead of int",
        "receipt.missing: NoneType instead of a list",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("award_krw", 5_000_000.0),
        ("award_krw", True),
        ("own_share_percent", 33.0),
        ("decided_on", "2021-08-10"),
    ],
)
def test_money_figures_and_days_have_their_types(key, value):
    body = samples.body("award_letter") | {key: value}

    with pytest.raises(contexts.BodyIncomplete, match=key):
        contexts.check_body("award_letter", body)
