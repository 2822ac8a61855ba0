"""A firm hands in while an administrator changes the rules: what it is held against is what it pins."""

import threading

import pytest

from applications import services as applications
from applications.models import Application, CriterionVerdict
from programs import versions
from programs.models import Criterion, Round
from programs.services import Edit
from tests.applications.test_races import _complete as complete
from tests.applications.test_races import at_once
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("during_call"),
]


def test_a_case_is_held_against_the_rules_that_it_pins(round_2021, personas):
    draft, owner = complete(round_2021, 1)
    changing = threading.Event()

    def slow_change(target) -> None:
        Criterion.objects.filter(pk=target.criteria.get(code="employees").pk).update(threshold="12")
        changing.set()
        threading.Event().wait(1)  # long enough for the firm to hand in, if nothing holds it back

    def submit() -> None:
        changing.wait(20)
        applications.submit(draft, Act(owner))

    at_once(
        [
            lambda: versions.change_set(round_2021, "criteria_set", Edit(personas["admin"]), slow_change),
            submit,
        ]
    )

    draft.case.refresh_from_db()
    verdict = CriterionVerdict.objects.get(evaluation__application=draft, criterion__code="employees")
    pinned = draft.case.criteria_set.criteria.get(code="employees")
    assert draft.case.criteria_set.frozen_at is not None
    assert verdict.criterion == pinned
    assert verdict.limit == pinned.threshold


def test_a_change_after_the_pinning_makes_a_version(round_2021, personas):
    drafts = [complete(round_2021, serial) for serial in range(2)]
    values = {"threshold": "12"}
    edit = Edit(personas["admin"])

    at_once(
        [
            *[lambda d=d, o=o: applications.submit(d, Act(o)) for d, o in drafts],
            lambda: versions.save_row(round_2021, "criteria_set", values, edit, key="employees"),
        ]
    )

    for draft, _owner in drafts:
        draft.case.refresh_from_db()
        verdict = CriterionVerdict.objects.get(evaluation__application=draft, criterion__code="employees")
        assert verdict.limit == draft.case.criteria_set.criteria.get(code="employees").threshold
    current = Round.objects.get(pk=round_2021.pk).criteria_set
    assert current.criteria.get(code="employees").threshold == "12"


def test_a_quota_is_never_exceeded_however_many_approvers_press_at_once(round_2021, personas):
    round_2021.parts.update(quota_firms=3)
    waiting = []
    for serial in range(1, 9):
        case = cases.case(round_2021, people.organisation(serial + 10), serial=serial, stage="selection")
        waiting.append(cases.application(case, state="screened"))
    act = Act(personas["approver"])

    results = at_once([lambda one=one: applications.select(one, act) for one in waiting])

    assert sorted(one for one in results if isinstance(one, str)) == ["quota_reached"] * 5
    assert Application.objects.filter(state="selected").count() == 3
