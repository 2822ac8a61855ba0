"""THE table: who may move what from where to where, with which data, and who hears of it.

Only rows of this table change a state (workflow.engine). docs/workflow.md is generated from it. Rows stand in step
order; every forward row has a way back with a comment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.schema import Datum, Schema, Type
from workflow.states import (
    ApplicationState,
    CaseStage,
    DiagnosisState,
    GrantState,
    MeasureState,
    OutcomeState,
)

Kind = Literal["case", "application", "diagnosis", "measure", "grant", "outcome"]
Audience = Literal["firm", "team", "officials", "admins"]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. ``target`` may be among ``sources``: an act that changes data but not the state."""

    on: Kind
    step: str
    name: str
    sources: tuple[str, ...]
    target: str
    permission: str
    staff_label: Promise
    firm_label: Promise
    stage: CaseStage | None = None
    data: Schema = ()
    comment_required: bool = False
    notify: tuple[Audience, ...] = ()
    # False: the act is offered, but waits on nobody (withdraw, cancel, ways back): not a task on the home page.
    is_task: bool = True

    @property
    def key(self) -> tuple[str, str]:
        return self.on, self.name


A, D, M, G, C = ApplicationState, DiagnosisState, MeasureState, GrantState, CaseStage
R = OutcomeState

DEADLINE = Datum("deadline", Type.DATE, _("Answer by"), help=_("The day ends at 24:00 Korean time."))
REQUESTS = Datum(
    "requests",
    Type.LIST,
    _("Single requests"),
    required=False,
    help=_("Empty: the reason is the only request."),
    items=(
        Datum("about", Type.TEXT, _("About"), required=False, max_length=100),
        Datum("text", Type.TEXT, _("What is to be corrected")),
        Datum("deadline", Type.DATE, _("Answer by"), required=False),
    ),
)
CORRECTION = Datum("correction", Type.UID, _("Correction request"))
CONSULTANT = Datum("consultant", Type.USER, _("Consultant"), help=_("E-mail address of the consultant."))

NOT_IMPLEMENTED_REASONS = (
    ("cost_too_high", _("Too expensive at first")),
    ("no_capital", _("No money for it")),
    ("payback_too_long", _("Takes too long to pay back")),
    ("production_change", _("Production, product or site changed")),
    ("facility_closing", _("Site is moving or closing")),
    ("technical", _("Not practicable technically")),
    ("personnel", _("No people to do it")),
    ("risk_product", _("Risk for product or equipment")),
    ("risk_staff", _("Risk or trouble for staff")),
    ("regulation", _("Permit or rule stands against it")),
    ("withdrew", _("The firm left the programme")),
    ("other", _("Other")),
)
REASON = Datum("reason_code", Type.CHOICE, _("Reason"), choices=NOT_IMPLEMENTED_REASONS)

COST_ITEMS = Datum(
    "cost_items",
    Type.LIST,
    _("Cost items"),
    items=(
        Datum("measure", Type.UID, _("Measure")),
        Datum("name", Type.TEXT, _("Item"), max_length=100),
        Datum("supplier", Type.TEXT, _("Supplier"), required=False, max_length=100),
        Datum("supply_price_krw", Type.MONEY, _("Supply price (won)")),
        Datum("vat_krw", Type.MONEY, _("VAT (won)")),
        Datum("eligible", Type.BOOLEAN, _("Eligible"), required=False),
    ),
)

RESULT_DATA = (
    Datum("done_on", Type.DATE, _("Done on"), required=False),
    Datum("actual_cost_krw", Type.MONEY, _("Actual cost (won)"), required=False),
    Datum(
        "streams",
        Type.LIST,
        _("Actual yearly savings"),
        required=False,
        items=(
            Datum("stream", Type.UID, _("Resource")),
            Datum("quantity", Type.DECIMAL, _("Saved quantity a year")),
            Datum("price_krw", Type.DECIMAL, _("Price (won per unit)"), required=False),
        ),
    ),
)

VERIFIED_DATA = (
    Datum(
        "streams",
        Type.LIST,
        _("Verified yearly savings"),
        required=False,
        help=_("Resources that are not named keep the reported figure."),
        items=(
            Datum("stream", Type.UID, _("Resource")),
            Datum("quantity", Type.DECIMAL, _("Saved quantity a year")),
        ),
    ),
)

OUTCOME_DATA = (
    Datum("difficulties", Type.TEXT, _("Difficulties"), required=False, max_length=5000),
    Datum("next_steps", Type.TEXT, _("The company's own next steps"), required=False, max_length=5000),
)

CONFIRMED = Datum(
    "confirmed",
    Type.BOOLEAN,
    _("We confirm what a helper typed for us"),
    required=False,
    help=_("Needed where a helper typed entries."),
)

APPLICATION_ROWS = (
    Transition(
        "application", "applications", "submit", (A.DRAFT,), A.SUBMITTED,
        "applications.submit", _("Submit application"), _("Submit application"),
        stage=C.SCREENING, data=(CONFIRMED,), notify=("firm", "officials"),
    ),
    Transition(
        "application", "applications", "edit_again", (A.SUBMITTED,), A.DRAFT,
        "applications.submit", _("Taken back for editing"), _("Take back to edit"),
        stage=C.SCREENING, comment_required=True, notify=("firm", "officials"), is_task=False,
    ),
    Transition(
        "application", "applications", "confirm_copy", (A.DRAFT,), A.SUBMITTED,
        "applications.submit", _("Copy confirmed in the grace period"), _("Confirm the copy of the closing time"),
        stage=C.SCREENING, notify=("firm", "officials"),
    ),
    Transition(
        "application", "applications", "request_correction", (A.SUBMITTED, A.SCREENED, A.CORRECTION), A.CORRECTION,
        "applications.request_correction", _("Request a correction"), _("Correction requested"),
        stage=C.SCREENING, data=(DEADLINE, REQUESTS), comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "answer_correction", (A.CORRECTION,), A.SUBMITTED,
        "applications.answer_correction", _("Correction answered"), _("Answer the correction request"),
        data=(
            Datum(
                "answers", Type.LIST, _("Single answers"), required=False,
                help=_("Requests that are not named are answered with the comment."),
                items=(CORRECTION, Datum("answer", Type.TEXT, _("Answer"))),
            ),
        ),
        comment_required=True, notify=("officials",),
    ),
    Transition(
        "application", "applications", "answer_request", (A.CORRECTION,), A.CORRECTION,
        "applications.answer_correction", _("One of several requests answered"), _("Answer this request"),
        data=(CORRECTION,), comment_required=True, notify=("officials",), is_task=False,
    ),
    Transition(
        "application", "applications", "accept_answer", (A.SUBMITTED,), A.SUBMITTED,
        "applications.request_correction", _("Accept the answer"), _("Answer accepted"),
        data=(CORRECTION,), is_task=False,
    ),
    Transition(
        "application", "applications", "withdraw_correction", (A.CORRECTION,), A.SUBMITTED,
        "applications.request_correction", _("Withdraw the correction request"),
        _("Correction request withdrawn"), comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "withdraw_request", (A.CORRECTION,), A.CORRECTION,
        "applications.request_correction", _("Withdraw this request"), _("One of several requests withdrawn"),
        data=(CORRECTION,), comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "ask_extension", (A.CORRECTION,), A.CORRECTION,
        "applications.answer_correction", _("More time asked for"), _("Ask for more time"),
        data=(
            CORRECTION,
            Datum("days", Type.INTEGER, _("Days more"), help=_("Counted from the present deadline; 1 to 90.")),
        ),
        comment_required=True, notify=("officials",), is_task=False,
    ),
    Transition(
        "application", "applications", "decide_extension", (A.CORRECTION,), A.CORRECTION,
        "applications.request_correction", _("Grant or decline more time"), _("More time decided on"),
        data=(
            CORRECTION,
            Datum("granted", Type.BOOLEAN, _("Grant more time")),
            Datum("deadline", Type.DATE, _("New deadline"), required=False, help=_("Empty: as it was asked for.")),
        ),
        notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "decide_criterion", (A.SUBMITTED,), A.SUBMITTED,
        "applications.decide", _("Decide a criterion"), _("A criterion was decided"),
        data=(
            Datum("criterion", Type.TEXT, _("Criterion"), max_length=40),
            Datum("met", Type.BOOLEAN, _("Met")),
        ),
        comment_required=True, is_task=False,
    ),
    Transition(
        "application", "applications", "screen", (A.SUBMITTED, A.CORRECTION), A.SCREENED,
        "applications.screen", _("Pass screening"), _("Passed screening"),
        stage=C.SELECTION,
        data=(
            Datum(
                "override_reason", Type.TEXT, _("Reason to go on despite an open correction request"),
                required=False, max_length=500,
            ),
        ),
        notify=("firm",),
    ),
    Transition(
        "application", "applications", "return_to_screening", (A.SCREENED, A.RESERVE), A.SUBMITTED,
        "applications.screen", _("Return to screening"), _("Back in screening"),
        stage=C.SCREENING, comment_required=True, is_task=False,
    ),
    Transition(
        "application", "applications", "select", (A.SCREENED, A.RESERVE), A.SELECTED,
        "applications.select", _("Select"), _("Selected"),
        stage=C.AGREEMENT,
        data=(
            Datum("conditions", Type.TEXT, _("Conditions"), required=False, max_length=2000,
                  help=_("One a line; they stand on the letter.")),
        ),
        notify=("firm", "admins"),
    ),
    Transition(
        "application", "applications", "put_on_reserve", (A.SCREENED,), A.RESERVE,
        "applications.select", _("Put on the reserve list"), _("On the reserve list"),
        data=(Datum("reserve_rank", Type.TEXT, _("Place on the reserve list"), required=False, max_length=20),),
        notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "cancel_selection", (A.SELECTED,), A.SCREENED,
        "applications.select", _("Cancel the selection"), _("Selection cancelled"),
        stage=C.SELECTION, comment_required=True, notify=("firm", "admins"), is_task=False,
    ),
    Transition(
        "application", "applications", "record_site_check", (A.SCREENED,), A.SCREENED,
        "applications.check_site", _("Record the on-site check"), _("The site was checked"),
        data=(
            Datum("visited_on", Type.DATE, _("Visited on")),
            Datum("findings", Type.TEXT, _("Findings"), max_length=5000),
            Datum("recommended", Type.BOOLEAN, _("Recommended for selection")),
        ),
        is_task=False,
    ),
    Transition(
        "application", "applications", "refuse", (A.SUBMITTED, A.SCREENED, A.RESERVE), A.REFUSED,
        "applications.refuse", _("Refuse"), _("Refused"),
        stage=C.REFUSED, comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "reopen", (A.REFUSED,), A.SUBMITTED,
        "applications.refuse", _("Reopen the application"), _("Application reopened"),
        stage=C.SCREENING, comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "file_objection", (A.REFUSED,), A.REFUSED,
        "applications.object", _("Objection filed"), _("File an objection"),
        data=(
            Datum("purpose", Type.TEXT, _("What you ask for"), max_length=1000),
            Datum("grounds", Type.TEXT, _("Why"), max_length=10000),
        ),
        notify=("firm", "officials"), is_task=False,
    ),
    Transition(
        "application", "applications", "withdraw_objection", (A.REFUSED,), A.REFUSED,
        "applications.object", _("Objection withdrawn"), _("Withdraw the objection"),
        comment_required=True, notify=("officials",), is_task=False,
    ),
    Transition(
        "application", "applications", "dismiss_objection", (A.REFUSED,), A.REFUSED,
        "applications.refuse", _("Dismiss the objection"), _("Objection dismissed"),
        comment_required=True, notify=("firm",),
    ),
    Transition(
        "application", "applications", "uphold_objection", (A.REFUSED,), A.SUBMITTED,
        "applications.refuse", _("Uphold the objection"), _("Objection upheld"),
        stage=C.SCREENING, comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "prepare_agreement", (A.SELECTED,), A.SELECTED,
        "applications.agree", _("Prepare the agreement"), _("Agreement ready to be confirmed"),
        notify=("firm", "officials", "admins"),
    ),
    Transition(
        "application", "applications", "sign_agreement", (A.SELECTED,), A.SELECTED,
        "applications.sign", _("Confirm the agreement"), _("Confirm the agreement"),
        data=(
            Datum(
                "party", Type.CHOICE, _("Party"), required=False,
                choices=(
                    ("city", _("Local government")), ("operator", _("Operator")), ("firm", _("Company")),
                ),
            ),
        ),
        notify=("firm", "officials", "admins"),
    ),
    Transition(
        "application", "applications", "agree", (A.SELECTED,), A.AGREED,
        "applications.agree", _("Conclude the agreement"), _("Agreement concluded"),
        notify=("firm", "admins"),
    ),
    Transition(
        "application", "applications", "cancel_agreement", (A.AGREED,), A.SELECTED,
        "applications.agree", _("Cancel the agreement"), _("Agreement cancelled"),
        comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "application", "applications", "withdraw",
        (A.DRAFT, A.SUBMITTED, A.CORRECTION, A.SCREENED, A.RESERVE, A.SELECTED), A.WITHDRAWN,
        "applications.withdraw", _("Withdraw application"), _("Withdraw application"),
        stage=C.WITHDRAWN, comment_required=True, notify=("firm", "officials"), is_task=False,
    ),
    Transition(
        "application", "applications", "reinstate", (A.WITHDRAWN,), A.SUBMITTED,
        "applications.reinstate", _("Take the application up again"), _("Application taken up again"),
        stage=C.SCREENING, comment_required=True, notify=("firm",), is_task=False,
    ),
)  # fmt: skip

DIAGNOSIS_ROWS = (
    Transition(
        "case", "diagnostics", "assign", (C.AGREEMENT,), C.DIAGNOSIS,
        "diagnostics.assign", _("Assign a consultant"), _("Consultant assigned"),
        stage=C.DIAGNOSIS, data=(CONSULTANT,), notify=("firm", "team"),
    ),
    Transition(
        "diagnosis", "diagnostics", "reassign", (D.ASSIGNED, D.VISITING, D.IN_REVIEW), D.ASSIGNED,
        "diagnostics.assign", _("Assign another consultant"), _("Another consultant assigned"),
        data=(CONSULTANT,), comment_required=True, notify=("firm", "team"), is_task=False,
    ),
    Transition(
        "diagnosis", "diagnostics", "propose_visit", (D.ASSIGNED, D.VISITING), D.VISITING,
        "diagnostics.propose_visit", _("Propose visit times"), _("Visit times proposed"),
        data=(
            Datum("first_at", Type.DATETIME, _("First proposal")),
            Datum("second_at", Type.DATETIME, _("Second proposal")),
        ),
        notify=("firm",),
    ),
    Transition(
        "diagnosis", "diagnostics", "confirm_visit", (D.VISITING,), D.VISITING,
        "diagnostics.answer_visit", _("Visit confirmed"), _("Confirm the visit"),
        data=(
            Datum(
                "chosen", Type.CHOICE, _("Visit time"),
                choices=(("first", _("First proposal")), ("second", _("Second proposal"))),
            ),
        ),
        notify=("team",),
    ),
    Transition(
        "diagnosis", "diagnostics", "answer_visit", (D.VISITING,), D.VISITING,
        "diagnostics.answer_visit", _("Visit times answered"), _("Neither time suits us"),
        comment_required=True, notify=("team",), is_task=False,
    ),
    Transition(
        "diagnosis", "diagnostics", "submit_report", (D.VISITING,), D.IN_REVIEW,
        "diagnostics.submit_report", _("Send to review"), _("Report in review"),
        data=(
            Datum("direction", Type.CHOICE, _("Main direction"), choices=(
                ("clean_production", _("Clean production")),
                ("process_development", _("Process development")),
            )),
            Datum("grade", Type.CHOICE, _("Grade for support"), choices=(("A", "A"), ("B", "B"), ("C", "C"))),
            Datum("summary", Type.TEXT, _("Summary for the firm")),
        ),
        notify=("admins",),
    ),
    Transition(
        "diagnosis", "diagnostics", "return_report", (D.IN_REVIEW,), D.VISITING,
        "diagnostics.release", _("Return to the consultant"), _("Report being revised"),
        comment_required=True, notify=("team",), is_task=False,
    ),
    Transition(
        "diagnosis", "diagnostics", "release", (D.IN_REVIEW,), D.RELEASED,
        "diagnostics.release", _("Release the report"), _("Report released"),
        stage=C.IMPROVEMENT, notify=("firm", "team", "officials"),
    ),
    Transition(
        "diagnosis", "diagnostics", "recall_report", (D.RELEASED,), D.IN_REVIEW,
        "diagnostics.release", _("Recall the report"), _("Report recalled"),
        stage=C.DIAGNOSIS, comment_required=True, notify=("firm", "team"), is_task=False,
    ),
    Transition(
        "measure", "diagnostics", "accept", (M.PROPOSED, M.DISPUTED), M.ACCEPTED,
        "measures.answer", _("Measure accepted"), _("Accept the measure"), notify=("team",),
    ),
    Transition(
        "measure", "diagnostics", "dispute", (M.PROPOSED,), M.DISPUTED,
        "measures.answer", _("Measure disputed"), _("Dispute the measure"),
        comment_required=True, notify=("team",), is_task=False,
    ),
    Transition(
        "measure", "diagnostics", "decline", (M.PROPOSED, M.DISPUTED), M.DECLINED,
        "measures.answer", _("Measure declined"), _("Decline the measure"),
        data=(REASON,), comment_required=True, notify=("team",), is_task=False,
    ),
    Transition(
        "measure", "diagnostics", "revise", (M.DISPUTED,), M.PROPOSED,
        "measures.revise", _("Answer the dispute"), _("The consultant answered"),
        comment_required=True, notify=("firm",),
    ),
    Transition(
        "measure", "diagnostics", "reconsider", (M.ACCEPTED, M.DECLINED), M.PROPOSED,
        "measures.answer", _("Answer withdrawn"), _("Reconsider"),
        comment_required=True, notify=("team",), is_task=False,
    ),
)  # fmt: skip

SUBSIDY_ROWS = (
    Transition(
        "case", "subsidies", "request_support", (C.IMPROVEMENT,), C.IMPROVEMENT,
        "subsidies.request", _("Support requested"), _("Request support"),
        data=(
            Datum("support_type", Type.CHOICE, _("Support type"), choices=(
                ("equipment", _("Equipment")), ("process", _("Process change")),
            )),
            Datum("requested_krw", Type.MONEY, _("Requested support (won)"), required=False,
                  help=_("Empty: as much as the rules allow.")),
            COST_ITEMS,
        ),
        notify=("officials",),
    ),
    Transition(
        "grant", "subsidies", "request_correction", (G.REQUESTED, G.REVIEWED), G.CORRECTION,
        "subsidies.request_correction", _("Request a correction"), _("Correction requested"),
        data=(DEADLINE, REQUESTS), comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "answer_correction", (G.CORRECTION,), G.REQUESTED,
        "subsidies.answer_correction", _("Correction answered"), _("Answer the correction request"),
        data=(Datum("cost_items", Type.LIST, _("Cost items"), required=False, items=COST_ITEMS.items,
                    help=_("Empty: the cost items stay as they are.")),),
        comment_required=True, notify=("officials",),
    ),
    Transition(
        "grant", "subsidies", "review", (G.REQUESTED,), G.REVIEWED,
        "subsidies.review", _("Review the request"), _("Request reviewed"), notify=("officials",),
    ),
    Transition(
        "grant", "subsidies", "return_to_review", (G.REVIEWED,), G.REQUESTED,
        "subsidies.request_correction", _("Return to review"), _("Back in review"),
        comment_required=True, notify=("officials",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "approve", (G.REVIEWED,), G.APPROVED,
        "subsidies.approve", _("Approve the support"), _("Support approved"),
        data=(Datum("amount_krw", Type.MONEY, _("Award (won)"), required=False,
                    help=_("Empty: the computed public share.")),),
        notify=("firm", "officials"),
    ),
    Transition(
        "grant", "subsidies", "withdraw_approval", (G.APPROVED,), G.REVIEWED,
        "subsidies.approve", _("Withdraw the approval"), _("Approval withdrawn"),
        comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "reject", (G.REQUESTED, G.REVIEWED), G.REJECTED,
        "subsidies.reject", _("Reject the request"), _("Request rejected"),
        comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "reopen", (G.REJECTED,), G.REQUESTED,
        "subsidies.reject", _("Reopen the request"), _("Request reopened"),
        comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "cancel", (G.REQUESTED, G.CORRECTION, G.REVIEWED, G.APPROVED), G.CANCELLED,
        "subsidies.cancel", _("Request cancelled"), _("Cancel the request"),
        comment_required=True, notify=("officials",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "pay_advance", (G.APPROVED,), G.APPROVED,
        "subsidies.settle", _("Record an advance payment"), _("Advance paid"),
        data=(Datum("amount_krw", Type.MONEY, _("Amount (won)")),), notify=("firm",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "claim", (G.APPROVED,), G.CLAIMED,
        "subsidies.claim", _("Evidence handed in"), _("Hand in the evidence"), notify=("officials",),
    ),
    Transition(
        "grant", "subsidies", "return_claim", (G.CLAIMED,), G.APPROVED,
        "subsidies.settle", _("Return the evidence"), _("Evidence returned"),
        comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "judge_evidence", (G.CLAIMED,), G.CLAIMED,
        "subsidies.settle", _("Accept or strike evidence"), _("Evidence judged"),
        data=(
            Datum("evidence", Type.UID, _("Evidence")),
            Datum("verdict", Type.CHOICE, _("Verdict"),
                  choices=(("accepted", pgettext_lazy("evidence", "Accepted")), ("struck", _("Struck")))),
            Datum("reason", Type.TEXT, _("Reason when struck"), required=False, max_length=500),
        ),
        is_task=False,
    ),
    Transition(
        "grant", "subsidies", "settle", (G.CLAIMED,), G.SETTLED,
        "subsidies.settle", _("Settle"), _("Settled"), notify=("firm",),
    ),
    Transition(
        "grant", "subsidies", "reopen_settlement", (G.SETTLED,), G.CLAIMED,
        "subsidies.settle", _("Reopen the settlement"), _("Settlement reopened"),
        comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "grant", "subsidies", "record_return", (G.SETTLED,), G.SETTLED,
        "subsidies.settle", _("Record a return"), _("Return received"),
        data=(Datum("amount_krw", Type.MONEY, _("Amount (won)")),), is_task=False,
    ),
)  # fmt: skip

REPORTABLE = (M.ACCEPTED, M.IN_PROGRESS, M.IMPLEMENTED, M.PARTLY, M.PENDING, M.NOT_IMPLEMENTED)

REPORT_ROWS = (
    Transition(
        "measure", "reports", "start", (M.ACCEPTED,), M.IN_PROGRESS,
        "reports.report", _("Implementation started"), _("Start implementation"), is_task=False,
    ),
    Transition(
        "measure", "reports", "stop", (M.IN_PROGRESS,), M.ACCEPTED,
        "reports.report", _("Implementation stopped"), _("Stop implementation"),
        comment_required=True, is_task=False,
    ),
    Transition(
        "measure", "reports", "report_implemented", REPORTABLE, M.IMPLEMENTED,
        "reports.report", _("Reported as implemented"), _("Report as implemented"),
        data=RESULT_DATA, is_task=False,
    ),
    Transition(
        "measure", "reports", "report_partly", REPORTABLE, M.PARTLY,
        "reports.report", _("Reported as partly implemented"), _("Report as partly implemented"),
        data=RESULT_DATA, comment_required=True, is_task=False,
    ),
    Transition(
        "measure", "reports", "report_pending", REPORTABLE, M.PENDING,
        "reports.report", _("Reported as pending"), _("Report as pending"),
        comment_required=True, is_task=False,
    ),
    Transition(
        "measure", "reports", "report_not_implemented", REPORTABLE, M.NOT_IMPLEMENTED,
        "reports.report", _("Reported as not implemented"), _("Report as not implemented"),
        data=(REASON,), comment_required=True, is_task=False,
    ),
    Transition(
        "case", "reports", "open_outcome", (C.IMPROVEMENT,), C.OUTCOME,
        "reports.open", _("Outcome opened"), _("Report the outcome"),
        stage=C.OUTCOME, notify=("team",),
    ),
    Transition(
        "case", "reports", "return_to_improvement", (C.OUTCOME,), C.IMPROVEMENT,
        "reports.accept", _("Return to the improvement stage"), _("Back in the improvement stage"),
        stage=C.IMPROVEMENT, comment_required=True, notify=("firm", "team"), is_task=False,
    ),
    Transition(
        "outcome", "reports", "submit_report", (R.OPEN,), R.REPORTED,
        "reports.report", _("Outcome reported"), _("Submit the outcome report"),
        data=OUTCOME_DATA, notify=("team",),
    ),
    Transition(
        "outcome", "reports", "request_correction", (R.REPORTED, R.VERIFIED), R.CORRECTION,
        "reports.request_correction", _("Request a correction"), _("Correction requested"),
        data=(DEADLINE, REQUESTS), comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "outcome", "reports", "answer_correction", (R.CORRECTION,), R.REPORTED,
        "reports.report", _("Correction answered"), _("Answer the correction request"),
        data=OUTCOME_DATA, comment_required=True, notify=("team", "officials"),
    ),
    Transition(
        "outcome", "reports", "verify", (R.REPORTED,), R.VERIFIED,
        "reports.verify", _("Verify the outcome"), _("Outcome verified"),
        data=VERIFIED_DATA, notify=("officials",),
    ),
    Transition(
        "outcome", "reports", "return_to_verification", (R.VERIFIED,), R.REPORTED,
        "reports.accept", _("Return to verification"), _("Back in verification"),
        comment_required=True, notify=("team",), is_task=False,
    ),
    Transition(
        "outcome", "reports", "accept", (R.VERIFIED,), R.ACCEPTED,
        "reports.accept", _("Accept the outcome"), _("Outcome accepted"), notify=("firm", "admins"),
    ),
    Transition(
        "outcome", "reports", "withdraw_acceptance", (R.ACCEPTED,), R.VERIFIED,
        "reports.accept", _("Withdraw the acceptance"), _("Acceptance withdrawn"),
        comment_required=True, notify=("firm",), is_task=False,
    ),
    Transition(
        "case", "reports", "issue_certificate", (C.OUTCOME,), C.COMPLETED,
        "reports.issue_certificate", _("Issue the certificate"), _("Certificate issued"),
        stage=C.COMPLETED, notify=("firm",),
    ),
    Transition(
        "case", "reports", "revoke_certificate", (C.COMPLETED,), C.OUTCOME,
        "reports.issue_certificate", _("Revoke the certificate"), _("Certificate revoked"),
        stage=C.OUTCOME, comment_required=True, notify=("firm",), is_task=False,
    ),
)  # fmt: skip

CROSS_STEP_ROWS = (
    Transition(
        "case", "portal", "drop", (C.AGREEMENT, C.DIAGNOSIS, C.IMPROVEMENT, C.OUTCOME), C.DROPPED,
        "cases.drop", _("End the case: firm drops out"), _("Dropped out"),
        stage=C.DROPPED, data=(REASON,), comment_required=True, notify=("firm", "team"), is_task=False,
    ),
    Transition(
        "measure", "portal", "drop",
        (M.PROPOSED, M.ACCEPTED, M.DISPUTED, M.IN_PROGRESS, M.PENDING), M.NOT_IMPLEMENTED,
        "cases.drop", _("Not implemented: firm dropped out"), _("Not implemented"),
        data=(REASON,), comment_required=True, is_task=False,
    ),
    Transition(
        "grant", "portal", "drop", (G.REQUESTED, G.CORRECTION, G.REVIEWED, G.APPROVED), G.CANCELLED,
        "cases.drop", _("Cancelled: firm dropped out"), _("Cancelled"),
        comment_required=True, is_task=False,
    ),
)  # fmt: skip

TABLE: tuple[Transition, ...] = (
    *APPLICATION_ROWS,
    *DIAGNOSIS_ROWS,
    *SUBSIDY_ROWS,
    *REPORT_ROWS,
    *CROSS_STEP_ROWS,
)

_BY_KEY = {row.key: row for row in TABLE}
assert len(_BY_KEY) == len(TABLE), "Two rows share kind and name."


def find(on: str, name: str) -> Transition | None:
    """The row of a record kind with this name."""
    return _BY_KEY.get((on, name))


def rows_for(on: str, *, step: str | None = None) -> Iterable[Transition]:
    """The rows of a record kind, of one step or of all."""
    return (row for row in TABLE if row.on == on and step in (None, row.step))
