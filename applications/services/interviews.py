"""Interviews of step 1: opened with who is asked, then filled in piece by piece."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Interview, InterviewAnswer
from journal import clock, events
from programs import services as programs
from programs.models import Questionnaire, QuestionnaireItem
from programs.models.interviews import SCALE
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion

HEAD = ("person_name", "position", "held_on")
LONGEST_ANSWER = 5000


@transaction.atomic
def open_interview(application: Application, act: Act) -> Interview:
    """Begin an interview with the questions that the round names: data ``audience``, ``person_name``, ``position``,
    ``held_on``.

    Effects: the interview; its questionnaire is frozen; an event that names nobody's answers. Refused with
    ``no_questionnaire`` where the round has none.
    """
    _require(act, application)
    questionnaire = application.case.round.questionnaire
    if questionnaire is None:
        raise Refused("no_questionnaire", _("This call has no interview questionnaire."))
    programs.freeze(questionnaire)
    interview = Interview(
        application=application,
        questionnaire=questionnaire,
        audience=act.data.get("audience", ""),
        by=act.actor,
        **{name: act.data.get(name) for name in HEAD},
    )
    interview.position = interview.position or ""
    _check(interview)
    interview.save()
    _record("open_interview", interview, act)
    return interview


@transaction.atomic
def save_interview(interview: Interview, act: Act) -> Interview:
    """Save what was said so far: data ``answers`` by the number of the question, and any of who, position, day.

    A number that is not named keeps its answer; an empty one is taken back. Raises StaleVersion, and BadData with
    ``answers.<number>`` for each answer that does not fit its question.
    """
    stored = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    _require(act, stored.application)
    if act.version is not None and act.version != stored.version:
        raise StaleVersion(sent=act.version, stored=stored.version, current={})
    for name in HEAD:
        if name in act.data:
            setattr(stored, name, act.data[name])
    _check(stored)
    values = _answers(stored, act.data.get("answers") or {})
    for item, value in values.items():
        _put(stored, item, value)
    stored.version += 1
    stored.updated_at = clock.now()
    stored.save()
    _record("save_interview", stored, act, answered=stored.answers.count())
    return stored


def _require(act: Act, application: Application) -> None:
    if not act.actor.has_perm("interviews.edit", application):
        raise NotAllowed(_("You may not do this in this case."))
    if application.case.submitted_at is None or application.case.is_closed:
        raise Refused("case_closed", _("Interviews are held between submission and the end of the case."))


def _check(interview: Interview) -> None:
    try:
        interview.clean_fields(exclude=["application", "questionnaire", "by"])
    except ValidationError as error:
        raise BadData(error.message_dict) from error
    if interview.held_on > clock.today():
        raise BadData({"held_on": [_("Enter the day of the interview: today or earlier.")]})


Value = str | int | None


def _answers(interview: Interview, given: Any) -> dict[QuestionnaireItem, Value]:
    """The given answers by question; everything that is wrong at once."""
    if not isinstance(given, dict):
        raise BadData({"answers": [_("Send an object with named entries.")]})
    items = {str(item.position): item for item in questions(interview.questionnaire, interview.audience)}
    errors: dict[str, list[str]] = {}
    found: dict[QuestionnaireItem, Value] = {}
    for number, value in given.items():
        item = items.get(str(number))
        if item is None:
            errors[f"answers.{number}"] = [_("This question is not asked here.")]
            continue
        try:
            found[item] = _value(item, value)
        except ValueError as error:
            errors[f"answers.{number}"] = [str(error)]
    if errors:
        raise BadData(errors)
    return found


def _value(item: QuestionnaireItem, value: Any) -> Value:
    if value in (None, ""):
        return None
    if item.kind == QuestionnaireItem.Kind.TEXT:
        text = str(value).strip()
        if len(text) > LONGEST_ANSWER:
            raise ValueError(_("At most %(most)s characters.") % {"most": LONGEST_ANSWER})
        return text or None
    allowed = SCALE if item.kind == QuestionnaireItem.Kind.SCALE else range(len(item.choices_ko))
    text = str(value)
    if not (text.isascii() and text.isdigit() and int(text) in allowed):
        raise ValueError(_("Choose one of the answers."))
    return int(text)


def _put(interview: Interview, item: QuestionnaireItem, value: Value) -> None:
    if value is None:
        interview.answers.filter(item=item).delete()
        return
    columns = {"text": value, "value": None} if isinstance(value, str) else {"text": "", "value": value}
    InterviewAnswer.objects.update_or_create(interview=interview, item=item, defaults=columns)


def questions(questionnaire: Questionnaire, audience: str) -> list[QuestionnaireItem]:
    """What somebody is asked, in order."""
    return list(questionnaire.items.filter(audience=audience))


def _record(action: str, interview: Interview, act: Act, **after: Any) -> None:
    """Who asked whom and when; the answers themselves stay with the interview."""
    events.record(
        action=f"application.{action}",
        actor=act.actor,
        obj=interview,
        case_id=interview.application.case_id,
        after={
            "audience": interview.audience,
            "person": interview.person_name,
            "held_on": interview.held_on.isoformat(),
            **after,
        },
        address=act.address,
    )
