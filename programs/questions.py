"""Questions about a call: asked by whoever is signed in, answered by those who set the programme up."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import User
from journal import clock, events, outbox
from programs import services
from programs.models import Question, Round
from programs.services import Edit

# Questions that one person may have open in a round: enough for an applicant, too few for a flood.
MAX_OPEN = 5


@transaction.atomic
def ask(round_: Round, text: str, edit: Edit) -> Question:
    """Put a question about a call. Effects: the row, an event. Refused with ``too_many`` and ``archived``."""
    assert edit.actor is not None, "A person asks, never a command."
    services.require_editable(round_)
    User.objects.select_for_update().get(pk=edit.actor.pk)  # two tabs at once count one after the other
    waiting = Question.objects.awaiting_answer().filter(round=round_, asked_by=edit.actor)
    if waiting.count() >= MAX_OPEN:
        text_ = _("%(number)d of your questions wait for an answer. Ask again when one is answered.")
        raise Refused("too_many", text_ % {"number": MAX_OPEN}, field="text")
    question = Question(round=round_, text=text.strip(), asked_by=edit.actor)
    services.validate(question)
    question.save()
    _record("ask", question, edit, None)
    return question


@transaction.atomic
def answer(question: Question, text: str, edit: Edit, *, is_public: bool) -> Question:
    """Answer a question, or correct the answer. Effects: the row, an event, a mail to who asked.

    No mail goes out when only the publication changes.
    """
    stored = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    before = {"answer": stored.answer, "is_public": stored.is_public}
    is_new = stored.answer != text.strip()
    stored.answer, stored.is_public = text.strip(), is_public
    if is_new:
        stored.answered_by, stored.answered_at = edit.actor, clock.now()
    services.validate(stored)
    if before == {"answer": stored.answer, "is_public": stored.is_public}:
        return stored
    stored.save()
    _record("answer", stored, edit, before)
    if is_new:
        outbox.enqueue("programs.send_answer", {"question": stored.pk, "at": int(clock.now().timestamp())})
    return stored


def _record(action: str, question: Question, edit: Edit, before: dict | None) -> None:
    events.record(
        action=f"{action}_question",
        actor=edit.actor,
        obj=question,
        before=before,
        after={"text": question.text, "answer": question.answer, "is_public": question.is_public},
        reason=edit.reason,
        address=edit.address,
    )


def send(payload: dict, *, message_id: str) -> None:
    """Mail the answer, as it stands now, to who asked."""
    question = Question.objects.select_related("round", "asked_by").get(pk=payload["question"])
    person = question.asked_by
    if not person.is_active:
        return
    with translation.override(person.language):
        url = f"{settings.SITE_ORIGIN}{question.get_absolute_url()}"
        context = {"user": person, "question": question, "round": question.round, "url": url}
        # One line: a line break in a name must not become a mail header.
        subject = " ".join(render_to_string("emails/answer_subject.txt", context).split())
        body = render_to_string("emails/answer.txt", context)
    headers = {"Message-ID": f"<{message_id}@{settings.SITE_ORIGIN.partition('://')[2]}>"}
    EmailMessage(subject, body, to=[person.email], headers=headers).send()
