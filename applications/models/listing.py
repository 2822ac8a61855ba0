"""What stands behind the official's list: the search index, saved views, and acts on many applications at once."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from journal import clock


class SearchText(models.Model):
    """What of an application can be searched, normalised (calculations.korean_search), and from which versions of
    firm and site it was made: another version there means that it must be made anew (applications.search)."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, primary_key=True, related_name="search_text"
    )
    text = models.TextField()
    organisation_version = models.PositiveIntegerField()
    site_version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.text[:60]


class SearchGram(models.Model):
    """One bigram of an application's text. The key is the index that a search walks in the order of the list."""

    pk = models.CompositePrimaryKey("gram", "application_id")
    gram = models.CharField(max_length=2)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="search_grams")

    def __str__(self) -> str:
        return self.gram


class SavedView(models.Model):
    """A list as somebody wants to see it again: filters, order and columns as they stand in the address."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(_("Name of the view"), max_length=40)
    query = models.TextField(blank=True)
    is_default = models.BooleanField(_("Show it when I open the list"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once_per_user"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="saved_view_one_default_per_user"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BulkAct(models.Model):
    """One act on many applications: first tried on each without effect, then, once confirmed, done on each."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not done yet")
        RUNNING = "running", _("Being done")
        DONE = "done", _("Done")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    comment = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.CHECKING)
    scope = models.TextField(blank=True, help_text="The filter that the rows were taken from.")
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="bulk_act_runs_only_confirmed",
                condition=Q(state__in=["checking", "checked"]) | Q(confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("applications:bulk-act", args=[self.uid])


class BulkRow(models.Model):
    """One application of an act on many: what would happen, then what happened."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        POSSIBLE = "possible", _("Possible")
        REFUSED = "refused", _("Not possible")
        DONE = "done", _("Done")

    # What a row ends as; nothing leads on from these.
    ENDED: ClassVar[tuple[str, ...]] = (State.REFUSED, State.DONE)

    bulk = models.ForeignKey(BulkAct, on_delete=models.PROTECT, related_name="rows")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    target = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["bulk", "state", "id"], name="bulk_row_state")]
        constraints = [
            models.UniqueConstraint(fields=["bulk", "application"], name="bulk_row_once_per_application")
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.state}"
