"""The call of a round as the public reads it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import localized
from documents.models import File
from journal import clock
from portal.components.tones import Tone
from programs import models as programs
from programs.models import Confidence, Criterion, Question, Round, RoundRegion, Strand

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

QUESTIONS_SHOWN = 100


class QuestionForm(forms.ModelForm):
    """What somebody asks about a call."""

    class Meta:
        model = Question
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


@dataclass(frozen=True, slots=True)
class Condition:
    """One criterion, with how the programme reads it where the notice leaves room."""

    criterion: Criterion

    @property
    def reading(self) -> str:
        return localized(self.criterion, "staff_wording")

    @property
    def is_unsure(self) -> bool:
        return self.criterion.confidence != Confidence.VERIFIED


@dataclass(frozen=True)
class Call:
    """A published round and how it stands at this moment; the server's clock decides."""

    round: Round

    @property
    def is_open(self) -> bool:
        return self.round.accepts_applications()

    @property
    def state(self) -> tuple[Promise, Tone]:
        if self.is_open:
            return gettext_lazy("Open"), Tone.SUCCESS
        if self.round.status == Round.Status.OPEN and clock.now() < self.round.opens_at:
            return gettext_lazy("Not open yet"), Tone.INFO
        if self.is_paused:
            return gettext_lazy("Paused"), Tone.WARNING
        return gettext_lazy("Closed"), Tone.NEUTRAL

    @property
    def is_paused(self) -> bool:
        return self.round.status == Round.Status.PAUSED

    @property
    def text(self) -> programs.Call | None:
        """What was written about it, if anything was."""
        return getattr(self.round, "call", None)

    @property
    def body(self) -> str:
        return localized(self.text, "body") if self.text else ""

    @cached_property
    def attachments(self) -> list[File]:
        hanging = File.objects.attachments().usable().filter(round=self.round)
        return list(hanging.order_by("pk")) if self.text else []

    @cached_property
    def strands(self) -> list[Strand]:
        return list(self.round.strands.all())

    @cached_property
    def parts(self) -> list[RoundRegion]:
        """Regions that say something of their own: text, contact, joint applicant."""
        parts = self.round.parts.select_related("region")
        return [part for part in parts if part.text_ko or part.contact_ko or part.joint_applicant_ko]

    def questions(self, user: "User | AnonymousUser") -> QuerySet[Question]:
        """Answers for everybody, and what this person asked."""
        own = Q(asked_by=user.pk) if user.is_authenticated else Q()
        seen = Question.objects.filter(Q(is_public=True) | own if own else Q(is_public=True))
        return seen.filter(round=self.round).order_by("pk")[:QUESTIONS_SHOWN]

    @property
    def summary(self) -> str:
        return localized(self.round.program, "summary")

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Dates, money and whom to ask. Dates are Korean days."""
        round_, program = self.round, self.round.program
        closing = _day(round_.closes_on)
        closing += f" {round_.closing_hour}:00" if round_.closing_hour else _(" (until 24:00)")
        rows = [
            (_("Programme"), program),
            (_("Operator"), program.operator),
            (_("Regions"), ", ".join(str(region) for region in round_.regions.all())),
            (_("Application period"), f"{_day(round_.opens_on)} – {closing}"),
            (_("Project period"), f"{_day(round_.project_from)} – {_day(round_.project_until)}"),
            (
                _("Diagnosis"),
                _("%(amount)s won a site, paid by the programme")
                % {"amount": f"{round_.diagnosis_fee_krw:,}"},
            ),
            (_("Notice number"), self.text.number_ko if self.text else ""),
            (_("Contact"), " ".join(part for part in (round_.contact_ko, program.operator.phone) if part)),
        ]
        return [(label, value) for label, value in rows if value]

    @property
    def conditions(self) -> list[tuple[str | Promise, list[Condition]]]:
        """The criteria by kind (condition, priority, bonus), in the order of the call."""
        rows = [Condition(criterion) for criterion in self.round.criteria_set.criteria.order_by("position")]
        groups = [
            (kind.label, [row for row in rows if row.criterion.kind == kind]) for kind in Criterion.Kind
        ]
        return [(label, members) for label, members in groups if members]


def _day(day) -> str:
    return formats.date_format(day, "Y. n. j.")
