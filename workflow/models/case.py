"""How a case moves: Case, CaseParticipant, the base of every record."""

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from journal import clock
from workflow.querysets import CaseQuerySet, ParticipantQuerySet, RecordQuerySet
from workflow.states import CLOSED_STAGES, ENDED_STAGES, STEPS, CaseStage


class Case(models.Model):
    """One site of one organisation in one round, from application to certificate (참여 건)."""

    class Track(models.TextChoices):
        FACTORY = "factory", _("Factory support")
        REGIONAL_PLAN = "regional_plan", _("Regional plan")

    workflow_kind: ClassVar[str] = "case"
    READINGS: ClassVar[tuple[str, ...]] = ("payback_line_years", "electricity_basis", "years_counted_by")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True, null=True, editable=False)
    round = models.ForeignKey("programs.Round", on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="cases")
    site = models.ForeignKey("accounts.Site", on_delete=models.PROTECT, related_name="cases", null=True)
    region = models.ForeignKey("programs.Region", on_delete=models.PROTECT, related_name="+")
    # Copies of immutable codes, so that permissions and lists need no joins.
    program_code = models.SlugField(max_length=40, editable=False)
    region_code = models.SlugField(max_length=40, editable=False)
    track = models.CharField(max_length=14, choices=Track.choices, default=Track.FACTORY)
    stage = models.CharField(
        max_length=12, choices=CaseStage.choices, default=CaseStage.SCREENING, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    moved_at = models.DateTimeField(default=clock.now, editable=False)
    # Pinned at submission; what a finished case was judged by never changes.
    criteria_set = models.ForeignKey(
        "programs.CriteriaSet", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    factor_set = models.ForeignKey(
        "programs.FactorSet", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    checklist = models.ForeignKey(
        "programs.Checklist", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    rate_table = models.ForeignKey(
        "programs.RateTable", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    # Not every round has these two.
    scoring_sheet = models.ForeignKey(
        "programs.ScoringSheet", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    document_list = models.ForeignKey(
        "programs.DocumentList", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    # Readings of the round, pinned too: see ``reading``.
    payback_line_years = models.DecimalField(max_digits=4, decimal_places=1, null=True, editable=False)
    electricity_basis = models.CharField(max_length=20, blank=True, editable=False)
    years_counted_by = models.CharField(max_length=5, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["program_code", "region_code", "stage", "-id"], name="case_scope_stage"),
            models.Index(fields=["organisation", "-id"], name="case_organisation_newest"),
            models.Index(fields=["round", "stage"], name="case_round_stage"),
            models.Index(fields=["submitted_at", "id"], name="case_submitted"),
            models.Index(fields=["moved_at", "id"], name="case_moved"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "round"],
                condition=~Q(stage__in=sorted(ENDED_STAGES)),
                name="case_one_open_per_site_and_round",
            ),
            models.CheckConstraint(
                name="case_site_unless_regional_plan",
                condition=Q(site__isnull=False) | Q(track="regional_plan"),
            ),
            models.CheckConstraint(
                name="case_submitted_has_number_and_pins",
                condition=Q(submitted_at=None)
                | Q(
                    number__isnull=False,
                    criteria_set__isnull=False,
                    factor_set__isnull=False,
                    checklist__isnull=False,
                    rate_table__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="case_moves_only_after_submission",
                condition=Q(stage__in=["screening", "withdrawn"]) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft application"))

    def get_absolute_url(self) -> str:
        return reverse("portal:case", args=[self.uid])

    @property
    def case(self) -> "Case":
        """A case is its own case: permissions and the engine treat it as any record."""
        return self

    @property
    def state(self) -> str:
        return self.stage

    def get_state_display(self) -> str:
        return self.get_stage_display()

    @property
    def step(self) -> str | None:
        """The programme's step the case stands in; None once it ended without completing."""
        return next((step for step, stages in STEPS if self.stage in stages), None)

    @property
    def is_closed(self) -> bool:
        return self.stage in CLOSED_STAGES

    def reading(self, name: str) -> Any:
        """How the notice is read for this case: as pinned (``READINGS``), before submission as the round says."""
        pinned = getattr(self, name)
        return getattr(self.round, name) if pinned in (None, "") else pinned

    @property
    def payback_line(self) -> Decimal:
        """Within so many years a measure comes first."""
        return self.reading("payback_line_years")

    def has_participant(self, user: User, role: Role) -> bool:
        """Whether ``user`` works on this case now in ``role``, without a declared conflict of interest."""
        if "participants" in getattr(self, "_prefetched_objects_cache", {}):
            return any(
                p.user_id == user.pk and p.role == role and p.is_current for p in self.participants.all()
            )
        return self.participants.current().filter(user=user, role=role).exists()


class CaseParticipant(models.Model):
    """Who works on a case, in which role, from when to when: decides who sees it and who gets its mail."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations"
    )
    role = models.CharField(max_length=12, choices=Role.choices)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    conflict_of_interest = models.BooleanField(default=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "until"], name="participant_user_current")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "role"], condition=Q(until=None), name="participant_once"
            ),
            models.CheckConstraint(
                name="participant_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(until=None, role="reviewer"), name="participant_one_in_charge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def is_current(self) -> bool:
        return self.until is None and not self.conflict_of_interest


class Record(models.Model):
    """Base of what moves within a case. Subclasses add ``state`` with their step's choices and ``workflow_kind``."""

    workflow_kind: ClassVar[str]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    on_behalf_of = models.CharField(max_length=100, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
