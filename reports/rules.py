"""Decisions of step 4 without writing: who may report what when, which figures are missing, what may be certified."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from diagnostics.models import Measure, MeasureStream, StreamFigure
from diagnostics.rules import FigureRow, latest_figure
from journal import clock
from reports.models import Certificate, Outcome
from subsidies.models import Grant
from workflow.errors import BadData, NotAllowed, Refused
from workflow.models import Case
from workflow.states import CaseStage, MeasureState, OutcomeState

# What the firm has taken up and not reported on.
UNREPORTED = (MeasureState.ACCEPTED, MeasureState.IN_PROGRESS)
# What saves something: only these count as achieved.
ACHIEVED = (MeasureState.IMPLEMENTED, MeasureState.PARTLY)
# Everything the firm may report on: whatever it accepted.
REPORTABLE = (*UNREPORTED, *ACHIEVED, MeasureState.PENDING, MeasureState.NOT_IMPLEMENTED)
OPEN_OUTCOME = (OutcomeState.OPEN, OutcomeState.CORRECTION)
QUANTITY_PLACES = 3
PRICE_PLACES = 4

Row = Mapping[str, Any]


# --- Measures -------------------------------------------------------------------------------------------------


def outcome_of(case: Case) -> Outcome | None:
    return Outcome.objects.filter(case=case).first()


def open_outcome_of(measure: Measure) -> Outcome:
    """The outcome in which the measure is reported; it is open or under correction."""
    outcome = outcome_of(measure.case)
    if measure.case.stage != CaseStage.OUTCOME or outcome is None or outcome.state not in OPEN_OUTCOME:
        raise Refused(
            "outcome_not_open",
            _("Measures are reported while the outcome report is open or being corrected."),
        )
    return outcome


def require_carrying_out(measure: Measure, data: Row) -> None:
    """Implementation begins and stops in step 3, and in step 4 until the outcome is reported."""
    if measure.case.stage != CaseStage.IMPROVEMENT:
        open_outcome_of(measure)


def require_open_outcome(measure: Measure, data: Row) -> None:
    open_outcome_of(measure)


def require_result(measure: Measure, data: Row) -> None:
    """What was carried out needs its actual figures; estimates are never taken for them."""
    open_outcome_of(measure)
    if data["done_on"] and data["done_on"] > clock.today():
        raise BadData({"done_on": [_("This day is still to come.")]})
    actual_rows(measure, data["streams"])


def actual_rows(measure: Measure, rows: Sequence[Row]) -> list[FigureRow]:
    """The reported figures, one for each resource of the measure; raises BadData naming what is missing."""
    streams = {str(stream.uid): stream for stream in measure.streams.select_related("carrier")}
    named = _named_rows(streams, rows)
    missing = [str(stream.carrier) for uid, stream in streams.items() if uid not in named]
    if missing:
        raise BadData(
            {"streams": [_("Enter the actual saving of: %(names)s.") % {"names": ", ".join(missing)}]}
        )
    return [FigureRow(streams[uid], row["quantity"], row.get("price_krw")) for uid, row in named.items()]


def _named_rows(streams: Mapping[str, MeasureStream], rows: Sequence[Row]) -> dict[str, Row]:
    """Rows by their resource, each known and named once, with as many decimals as are kept."""
    errors: dict[str, list[str]] = {}
    named: dict[str, Row] = {}
    for index, row in enumerate(rows):
        if row["stream"] not in streams:
            errors[f"streams.{index}.stream"] = [_("Choose a resource of this measure.")]
        elif row["stream"] in named:
            errors[f"streams.{index}.stream"] = [_("This resource stands here twice.")]
        errors |= _number_errors(index, row)
        named[row["stream"]] = row
    if errors:
        raise BadData(errors)
    return named


def _number_errors(index: int, row: Row) -> dict[str, list[str]]:
    errors = {}
    price = row.get("price_krw")
    if _places(row["quantity"]) > QUANTITY_PLACES:
        errors[f"streams.{index}.quantity"] = [
            _("At most %(count)s decimal places.") % {"count": QUANTITY_PLACES}
        ]
    if price is not None and (price < 0 or _places(price) > PRICE_PLACES):
        errors[f"streams.{index}.price_krw"] = [
            _("Enter a price that is not negative, with at most %(count)s decimal places.")
            % {"count": PRICE_PLACES}
        ]
    return errors


def _places(number: Decimal) -> int:
    return -int(number.normalize().as_tuple().exponent)


# --- The outcome ----------------------------------------------------------------------------------------------


def require_outcome_possible(case: Case, data: Row) -> None:
    """The account of every live grant is closed, and there is something to report on."""
    if Grant.objects.filter(case=case).unsettled().exists():
        raise Refused(
            "grant_not_settled",
            _("A support request is still open: settle, cancel or reject it before the outcome."),
        )
    if not reportable(case).exists():
        raise Refused("no_accepted_measure", _("Accept at least one measure first."))


def reportable(case: Case) -> QuerySet[Measure]:
    """The measures that the firm accepted, whatever became of them."""
    return Measure.objects.filter(case=case, state__in=REPORTABLE)


def achieved(case: Case) -> QuerySet[Measure]:
    """The measures that were implemented, wholly or partly."""
    return Measure.objects.filter(case=case, state__in=ACHIEVED)


def require_outcome_open(case: Case, data: Row) -> None:
    """The case goes back to step 3 while the firm is reporting; later reports are sent back first."""
    outcome = outcome_of(case)
    if outcome is not None and outcome.state not in OPEN_OUTCOME:
        raise Refused(
            "outcome_reported",
            _("The outcome was reported already: request a correction of it first."),
        )


def require_all_reported(outcome: Outcome, data: Row) -> None:
    """Every accepted measure has its report."""
    missing = [str(measure) for measure in Measure.objects.filter(case=outcome.case, state__in=UNREPORTED)]
    if missing:
        raise Refused(
            "measure_not_reported", _("Still to be reported: %(names)s.") % {"names": ", ".join(missing)}
        )


def require_other_person(outcome: Outcome, actor: User) -> None:
    """Nobody verifies figures that they reported themselves."""
    if outcome.results.filter(reported_by=actor).exists():
        raise NotAllowed(_("You reported these figures yourself: somebody else verifies them."))


def verified_rows(outcome: Outcome, given: Sequence[Row]) -> dict[Measure, list[FigureRow]]:
    """The figures to verify by measure: the given quantity, else the reported one, at the reported price."""
    measures = achieved(outcome.case).prefetch_related("streams__carrier", "streams__figures")
    reported = {
        str(stream.uid): (measure, stream, figure)
        for measure in measures
        for stream in measure.streams.all()
        if (figure := latest_figure(stream, StreamFigure.Basis.REPORTED))
    }
    named = _named_rows({uid: stream for uid, (_measure, stream, _figure) in reported.items()}, given)
    rows: dict[Measure, list[FigureRow]] = {}
    for uid, (measure, stream, figure) in reported.items():
        quantity = named[uid]["quantity"] if uid in named else figure.quantity
        rows.setdefault(measure, []).append(FigureRow(stream, quantity, figure.price_krw))
    return rows


def require_no_certificate(outcome: Outcome, data: Row) -> None:
    if Certificate.objects.in_force().filter(case=outcome.case).exists():
        raise Refused(
            "certificate_in_force", _("Revoke the certificate before you take the acceptance back.")
        )


# --- The certificate ------------------------------------------------------------------------------------------


def require_certifiable(case: Case, data: Row) -> None:
    """The official accepted the outcome, and at least one measure was carried out."""
    outcome = outcome_of(case)
    if outcome is None or outcome.state != OutcomeState.ACCEPTED:
        raise Refused("outcome_not_accepted", _("The certificate follows the accepted outcome."))
    if not achieved(case).exists():
        raise Refused("nothing_implemented", _("No measure was implemented: there is nothing to certify."))
