"""A withdrawn application is taken up again by an official, with a reason, while the round runs."""

from datetime import datetime

import pytest

from applications import services
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def withdrawn(submitted, personas):
    return services.withdraw(submitted, Act(personas["owner"], comment="잘못 눌렀습니다."))


def test_it_goes_back_into_screening_with_its_number(withdrawn, personas):
    number = withdrawn.case.number

    again = services.reinstate(withdrawn, Act(personas["reviewer"], comment="기업의 요청"))

    assert (again.state, again.case.stage, again.case.number) == ("submitted", "screening", number)


def test_it_needs_a_reason_and_an_official(withdrawn, personas):
    with pytest.raises(BadData):
        services.reinstate(withdrawn, Act(personas["reviewer"]))
    with pytest.raises(NotAllowed):
        services.reinstate(withdrawn, Act(personas["owner"], comment="다시"))


def test_a_draft_that_was_given_up_stays_given_up(draft, personas):
    gone = services.withdraw(draft, Act(personas["owner"], comment="그만둡니다."))
    with pytest.raises(Refused) as refused:
        services.reinstate(gone, Act(personas["reviewer"], comment="다시"))
    assert refused.value.code == "never_submitted"


def test_it_stays_when_the_site_has_applied_again_or_the_round_is_over(withdrawn, round_2021, site, personas):
    services.start(round_2021, site, Act(personas["owner"]))
    with pytest.raises(Refused) as twice:
        services.reinstate(withdrawn, Act(personas["reviewer"], comment="다시"))
    with clock.travel(datetime(2022, 1, 1, tzinfo=clock.SEOUL)), pytest.raises(Refused) as over:
        services.reinstate(withdrawn, Act(personas["reviewer"], comment="다시"))

    assert (twice.value.code, over.value.code) == ("already_applied", "round_over")
