"""The selection committee of a round: who sits on it, who scores which case, and how."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.committee_querysets import (
    AssignmentQuerySet,
    CommitteeQuerySet,
    MemberQuerySet,
)
from journal import clock


class Committee(models.Model):
    """Who selects among the cases of a round or of one of its regions (평가위원회, 선정심의).

    ``is_scored`` is false where the city's officials select: then there are no evaluators, and the list is ranked
    by the evaluation alone.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("committee", "In preparation")
        SCORING = "scoring", pgettext_lazy("committee", "Scoring")
        DECIDING = "deciding", pgettext_lazy("committee", "Deciding")
        RELEASED = "released", pgettext_lazy("committee", "Results released")

    # A committee belongs to no firm: permissions ask it as they ask a case.
    organisation_id: ClassVar[None] = None

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    round = models.ForeignKey("programs.Round", on_delete=models.PROTECT, related_name="committees")
    region = models.ForeignKey(
        "programs.Region", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    # Copies of immutable codes, as a case has them; the region of a round that has only one.
    program_code = models.SlugField(max_length=40, editable=False)
    region_code = models.SlugField(max_length=40, blank=True, editable=False)
    name = models.CharField(_("Name"), max_length=100)
    is_scored = models.BooleanField(default=True, editable=False)
    is_blind = models.BooleanField(
        _("Evaluators do not learn which firm it is"),
        default=False,
        help_text=_("Name, representative, address, contact and files are hidden from them."),
    )
    priority_first = models.BooleanField(
        _("Firms that meet a priority come before all others"),
        default=False,
        help_text=_("Otherwise priorities only break ties."),
    )
    per_case = models.PositiveSmallIntegerField(
        _("Evaluators per case"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    due_on = models.DateField(_("Scores are due on"), null=True, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["program_code", "region_code", "-id"], name="committee_scope_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "region"], name="committee_once_per_region"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(region=None), name="committee_once_for_all_regions"
            ),
            models.CheckConstraint(name="committee_per_case_above_zero", condition=Q(per_case__gt=0)),
            models.CheckConstraint(
                name="committee_without_scores_decides",
                condition=Q(is_scored=True) | Q(state__in=["deciding", "released"]),
            ),
            models.CheckConstraint(
                name="committee_released_has_its_time",
                condition=Q(state="released", released_at__isnull=False) | ~Q(state="released"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committee:detail", args=[self.uid])

    @property
    def is_open_for_scores(self) -> bool:
        return self.state == self.State.SCORING

    @property
    def is_late(self) -> bool:
        """Scores are still taken though the day they were due is over in Korea."""
        return self.is_open_for_scores and self.due_on is not None and self.due_on < clock.today()


class CommitteeMember(models.Model):
    """An evaluator of a committee. ``ties`` are the firms they named as theirs where the committee is blind."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ties = models.JSONField(default=list, blank=True)
    ties_stated_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "removed_at"], name="committee_member_current")]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "user"], condition=Q(removed_at=None), name="committee_member_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class ReviewAssignment(models.Model):
    """A case given to an evaluator, and what they declared about it before they saw it (이해충돌 서약).

    ``has_conflict``: None while nothing was declared; True hides the case from them and frees the place.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="assignments")
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="review_assignments")
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_assignments"
    )
    assigned_at = models.DateTimeField(default=clock.now)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(null=True, blank=True)
    has_conflict = models.BooleanField(null=True, blank=True)
    conflict_reason = models.CharField(_("Which conflict"), max_length=300, blank=True)
    pledge_version = models.CharField(max_length=20, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["evaluator", "removed_at", "id"], name="assignment_of_evaluator"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "case", "evaluator"],
                condition=Q(removed_at=None),
                name="assignment_once_per_evaluator",
            ),
            models.CheckConstraint(
                name="assignment_declared_with_pledge",
                condition=Q(declared_at=None, has_conflict=None, pledge_version="")
                | Q(declared_at__isnull=False, has_conflict__isnull=False) & ~Q(pledge_version=""),
            ),
            models.CheckConstraint(
                name="assignment_conflict_has_reason",
                condition=~Q(has_conflict=True) | ~Q(conflict_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.evaluator}"

    def get_absolute_url(self) -> str:
        return reverse("committee:review", args=[self.uid])

    @property
    def is_cleared(self) -> bool:
        """Declared free of conflicts: the evaluator may read and score the case."""
        return self.removed_at is None and self.has_conflict is False


class Review(models.Model):
    """What an evaluator makes of a case: marks with comments, as a draft or final; or abstained with a reason."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("review", "Draft")
        FINAL = "final", pgettext_lazy("review", "Final")
        ABSTAINED = "abstained", pgettext_lazy("review", "Abstained")

    assignment = models.OneToOneField(ReviewAssignment, on_delete=models.PROTECT, related_name="review")
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    comment = models.TextField(_("Comment"), blank=True)
    abstain_reason = models.CharField(_("Why you abstain"), max_length=300, blank=True)
    # Points of 100 at the last save as final: lists need not add up marks.
    points = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="review_abstained_with_reason",
                condition=Q(state="abstained") & ~Q(abstain_reason="")
                | ~Q(state="abstained") & Q(abstain_reason=""),
            ),
            models.CheckConstraint(
                name="review_final_has_points",
                condition=Q(state="final", points__isnull=False, points__gte=0, points__lte=100)
                | ~Q(state="final") & Q(points=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.get_state_display()}"


class ReviewMark(models.Model):
    """One mark on one criterion of the case's scoring sheet."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey("programs.ScoringCriterion", on_delete=models.PROTECT, related_name="+")
    mark = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["review", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="mark_once_per_criterion"),
            models.CheckConstraint(
                name="mark_not_negative", condition=Q(mark=None) | Q(mark__gte=0, mark__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.mark}"
