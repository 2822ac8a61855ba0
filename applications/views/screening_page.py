"""Screening one application on one page: rule by rule with the evidence, flags, and the act that follows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import presenting
from accounts.access import person
from accounts.forms import show_error
from accounts.requests import address, version
from applications import asked, explanations, rules, services
from applications.explanations import Explanation
from applications.forms.screening import DecisionForm, FlagForm, ScreeningActForm
from applications.models import Application, DuplicateFlag, Interview, YearFigures
from applications.services import duplicates
from applications.views.acting import visible
from documents.models import File
from journal.access import record_access
from workflow import engine
from workflow.acts import Act
from workflow.errors import ActError, NotAllowed, StaleVersion
from workflow.states import ApplicationState

# What is done right here; other acts have pages of their own.
ACTS = ("screen", "request_correction", "refuse", "return_to_screening")


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule as it stands on the page, with the form for the person who decides."""

    line: Explanation
    form: DecisionForm | None
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class FlagView:
    """One flag: who the other one is as far as the reader may know, and the form that resolves it."""

    flag: DuplicateFlag
    other: Application | None
    is_other_visible: bool
    form: FlagForm | None


@require_http_methods(["GET", "POST"])
def screening(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything that a screening needs, and its acts. A reading leaves an access record (접속기록).

    Decisions, words about flags and the chosen act are saved together or not at all: a refusal leaves what was
    typed on the page.
    """
    application = visible(request, uid)
    if not request.user.has_perm("applications.read_screening", application):
        raise PermissionDenied
    page = ScreeningPage(request, application)
    if request.method == "POST":
        return page.save()
    record_access(
        actor=person(request),
        subject=f"{application.case.organisation} {application.contact_name}".strip(),
        what=f"screening {application}",
        address=address(request),
    )
    return page.answer()


class ScreeningPage:
    """The forms of one request and what stands around them."""

    def __init__(self, request: HttpRequest, application: Application) -> None:
        self.request = request
        self.application = application
        self.case = application.case
        self.may_decide = application.state == ApplicationState.SUBMITTED and request.user.has_perm(
            "applications.decide", application
        )
        self.data = request.POST if request.method == "POST" else None
        self.seen = version(request) if request.method == "POST" else application.version

    # -- forms -------------------------------------------------------------------------------------------------

    @cached_property
    def evidence(self) -> list[File]:
        found = rules.evidence(self.application).select_related("uploaded_by")
        return list(found.order_by("handed_in_as", "pk"))

    @cached_property
    def eligibility(self) -> dict[str, Any]:
        return explanations.eligibility(self.application, self.evidence, as_typed=False)

    @cached_property
    def rule_views(self) -> list[RuleView]:
        return [RuleView(line, self._decision_form(line), line.files) for line in self.eligibility["lines"]]

    def _decision_form(self, line: Explanation) -> DecisionForm | None:
        if not (self.may_decide and line.verdict and line.result == "person_decides"):
            return None
        return DecisionForm(self.data, verdict=line.verdict)

    @cached_property
    def flag_views(self) -> list[FlagView]:
        flags = list(DuplicateFlag.objects.about(self.application).with_list_data())
        sides = {
            flag.other_id if flag.application_id == self.application.pk else flag.application_id
            for flag in flags
        }
        readable = set(
            Application.objects.visible_to(self.request.user)
            .filter(pk__in=sides)
            .values_list("pk", flat=True)
        )
        return [self._flag_view(flag, readable) for flag in flags]

    def _flag_view(self, flag: DuplicateFlag, readable: set[int]) -> FlagView:
        other = flag.other if flag.application_id == self.application.pk else flag.application
        form = None
        if flag.is_open and duplicates.may_resolve(person(self.request), flag):
            form = FlagForm(self.data, flag=flag)
        return FlagView(flag, other, other is not None and other.pk in readable, form)

    @cached_property
    def act_form(self) -> ScreeningActForm | None:
        rows = [row for row in engine.available(self.application, person(self.request)) if row.name in ACTS]
        if not rows and not self.may_decide and not any(view.form for view in self.flag_views):
            return None
        return ScreeningActForm(
            self.data,
            rows=rows,
            correction_days=self.case.round.correction_days,
            is_being_corrected=self.application.state == ApplicationState.CORRECTION,
        )

    @cached_property
    def typed(self) -> list[DecisionForm | FlagForm]:
        """The forms in which something was entered."""
        forms = [view.form for view in (*self.rule_views, *self.flag_views) if view.form is not None]
        return [form for form in forms if form.is_bound and form.has_changed()]

    # -- saving ------------------------------------------------------------------------------------------------

    def save(self) -> HttpResponse:
        """Save all that was entered in one transaction, then go on to where the button says."""
        form = self.act_form
        if form is None:
            raise PermissionDenied
        following = self.neighbour(older=False)
        if not all([form.is_valid(), *(typed.is_valid() for typed in self.typed)]):
            return self.answer(422)
        try:
            with transaction.atomic():
                self._save_all(form)
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            show_error(self._current, error)
            if isinstance(error, StaleVersion):
                # Sent again after a look at what has changed, it is taken.
                self.seen = error.stored
            return self.answer(error.status)
        if self.typed or form.chosen:
            messages.success(self.request, _("Saved: %(application)s") % {"application": self.application})
        return self._go_on(following)

    def _save_all(self, form: ScreeningActForm) -> None:
        application, seen = self.application, self.seen
        for typed in self.typed:
            self._current: Any = typed
            if isinstance(typed, FlagForm):
                data = {"state": typed.cleaned_data["state"]}
                duplicates.resolve(typed.flag, self._act(data, typed.cleaned_data["reason"], None))
                continue
            data = {"criterion": typed.verdict.criterion.code, "met": typed.cleaned_data["met"]}
            application = services.decide_criterion(
                application, self._act(data, typed.cleaned_data["reason"], seen)
            )
            seen = application.version
        self._current = form
        if form.chosen:
            act = self._act(form.act_data(), form.cleaned_data["comment"], seen)
            services.TRANSITIONS["application", form.chosen](application, act)

    def _act(self, data: dict[str, Any], comment: str, seen: int | None) -> Act:
        return Act(
            person(self.request), comment=comment, data=data, version=seen, address=address(self.request)
        )

    def _go_on(self, following: Application | None) -> HttpResponse:
        if "next" not in self.request.POST:
            return redirect("applications:screening", self.application.uid)
        if following is None:
            messages.info(self.request, _("That was the last application that waits for screening."))
            return redirect("applications:list")
        return redirect("applications:screening", following.uid)

    # -- around it ---------------------------------------------------------------------------------------------

    @cached_property
    def queue(self) -> QuerySet[Application]:
        """Submitted applications of the round that one may see, in the order of their numbers."""
        return Application.objects.visible_to(self.request.user).filter(
            case__round=self.case.round_id, state=ApplicationState.SUBMITTED
        )

    def neighbour(self, *, older: bool) -> Application | None:
        """The next application of the queue to either side."""
        rows = self.queue.select_related("case")
        if older:
            return rows.filter(pk__lt=self.application.pk).order_by("-pk").first()
        return rows.filter(pk__gt=self.application.pk).order_by("pk").first()

    def answer(self, status: int = 200) -> HttpResponse:
        """The page."""
        forms = [form for form in (self.act_form, *self.typed) if form is not None]
        context = {
            "application": self.application,
            "case": self.case,
            "seen": self.seen,
            "rule_views": self.rule_views,
            "flag_views": self.flag_views,
            "open_flags": sum(view.flag.is_open for view in self.flag_views),
            "act_form": self.act_form,
            "forms": forms,
            "facts": self._facts(),
            "uses": rules.energy_uses(self.application),
            "figures": YearFigures.objects.filter(organisation=self.case.organisation_id)[:3],
            "other_files": self._other_files(),
            "corrections": rules.corrections(self.application),
            "site_checks": self.application.site_checks.select_related("by"),
            "interviews": Interview.objects.visible_to(self.request.user)
            .filter(application=self.application)
            .with_list_data(),
            "previous": self.neighbour(older=True),
            "next": self.neighbour(older=False),
            "waiting": self.queue.count(),
            "place": self.queue.filter(pk__lte=self.application.pk).count(),
            **self.eligibility,
        }
        return render(self.request, "applications/screening.html", context, status=status)

    def _other_files(self) -> list[tuple[Any, File]]:
        """Evidence that no rule shows beside itself."""
        shown = {file.pk for view in self.rule_views for file in view.files}
        labels = asked.of_case(self.case).labels
        return [
            (labels.get(file.handed_in_as, file.handed_in_as), file)
            for file in self.evidence
            if file.pk not in shown
        ]

    def _facts(self) -> list[tuple[Any, Any]]:
        """Who applies, in the order in which officials ask."""
        application, firm, site = self.application, self.case.organisation, self.case.site
        return [
            (_("Company"), firm),
            (_("Business number"), presenting.number_line(firm)),
            (_("Representative"), firm.representative),
            (_("Factory"), f"{site} · {site.address}" if site else "–"),
            (_("Industry"), rules.industry(application) or application.ksic_code),
            (_("Main products"), application.products),
            (_("Regular employees"), application.regular_employees),
            (
                _("Contact person"),
                " · ".join(filter(None, (application.contact_name, application.contact_phone))),
            ),
            (_("Wishes"), application.wishes),
        ]
