"""What the evaluation that stands comes to in one word and one figure, kept beside the application for lists."""

from collections.abc import Iterable

from applications.models import Application, CriterionVerdict, Evaluation
from programs.models import Criterion

Verdict = Application.Verdict


def refresh(application: Application) -> None:
    """Copy verdict and bonus points of the latest evaluation, in the transaction that froze or decided it."""
    evaluation = Evaluation.objects.filter(application=application).first()
    if evaluation is None:
        return
    verdicts = evaluation.verdicts.filter(criterion__kind=Criterion.Kind.CONDITION).select_related(
        "criterion"
    )
    application.verdict = of_verdicts(verdicts)
    application.bonus_score = evaluation.score
    Application.objects.filter(pk=application.pk).update(
        verdict=application.verdict, bonus_score=application.bonus_score
    )


def of_verdicts(verdicts: Iterable[CriterionVerdict]) -> str:
    """What conditions come to: one that is not met settles it; else one that waits for a person; else all met."""
    found = list(verdicts)
    if any(not verdict.awaits_person and not verdict.stands_met for verdict in found):
        return Verdict.NOT_MET
    if any(verdict.awaits_person for verdict in found):
        return Verdict.PERSON_DECIDES
    return Verdict.MET if found else ""
