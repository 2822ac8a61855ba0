"""Applicants of a round with the evaluation that was frozen when they applied."""

from typing import Any

from applications.models import CriterionVerdict, Evaluation
from applications.services import evaluations
from journal import clock
from programs.models import Round
from tests.factories import accounts as people
from tests.factories import cases
from workflow.models import Case


def applied(round_: Round, serial: int, *, kwh: str = "1000000", name: str = "", **fields: Any) -> Case:
    """A firm of its own that applied and was evaluated by the real service."""
    firm = people.organisation(serial, name)
    people.site(firm)
    case = cases.case(round_, firm, serial=serial)
    application = cases.application(case, **fields)
    cases.energy_use(case, quantity=kwh)
    evaluations.freeze(application)
    return case


def decided(case: Case, code: str, by, *, met: bool) -> CriterionVerdict:
    """A person's decision about one criterion of the evaluation that stands."""
    evaluation = Evaluation.objects.filter(application__case=case).latest()
    verdict = evaluation.verdicts.get(criterion__code=code)
    verdict.decided_met, verdict.decided_by, verdict.decided_at = met, by, clock.now()
    verdict.reason = "확인함"
    verdict.save()
    return verdict
