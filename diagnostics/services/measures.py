"""What the team proposes: measures with up to four resource streams."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from diagnostics import rules
from diagnostics.models import Diagnosis, Measure, MeasureStream, StreamFigure
from diagnostics.services import report, writing
from diagnostics.services.figures import record_figures
from journal import clock
from workflow.acts import Act
from workflow.states import DiagnosisState

COLUMNS = (
    "title_ko",
    "title_en",
    "description",
    "measure_type",
    "capital_cost_krw",
    "other_cost_krw",
    "source",
)


@transaction.atomic
def add_measure(diagnosis: Diagnosis, data: Mapping[str, Any], act: Act) -> Measure:
    """Propose a measure (``rules.MEASURE``).

    Effects: the measure with the next number, its streams, their estimated figures with the calculation, one event.
    Adding changes nothing that somebody else sees or edits, so the diagnosis keeps its version.
    """
    fresh = writing.open_for_entry(diagnosis, act)
    writing.require_version(fresh, act, {})
    rules.require_editable(fresh)
    values = rules.clean_measure(data)
    last = fresh.measures.aggregate(last=Max("number"))["last"] or 0
    measure = Measure.objects.create(
        case=fresh.case,
        diagnosis=fresh,
        number=last + 1,
        created_at=clock.now(),
        updated_at=clock.now(),
        on_behalf_of=act.on_behalf_of,
        **{name: values[name] for name in COLUMNS},
    )
    _estimate(measure, values["streams"], act)
    writing.log("measure.add", measure, act, case_id=fresh.case_id, after=rules.measure_entries(measure))
    return measure


@transaction.atomic
def edit_measure(measure: Measure, data: Mapping[str, Any], act: Act) -> Measure:
    """Change a measure; entries that are not named stay, ``streams`` replaces all of them.

    Effects: the measure, its streams (one that keeps its carrier keeps its id), figures computed anew with a new
    calculation, the version, one event; when a disputed measure is put right, the report is issued anew in place of
    the one that is out, so that paper and portal say the same. Possible as ``rules.require_measure_editable`` says.
    """
    fresh = writing.open_for_entry(measure, act)
    before = rules.measure_entries(fresh)
    writing.require_version(fresh, act, before)
    rules.require_measure_editable(fresh)
    values = rules.clean_measure({**before, **data})
    for name in COLUMNS:
        setattr(fresh, name, values[name])
    fresh.save(update_fields=COLUMNS)
    _estimate(fresh, values["streams"], act)
    writing.raise_version(fresh)
    writing.log(
        "measure.edit",
        fresh,
        act,
        case_id=fresh.case_id,
        before=before,
        after=rules.measure_entries(fresh),
    )
    if fresh.diagnosis.state == DiagnosisState.RELEASED:
        reason = act.comment or _("A disputed measure was put right.")
        report.revoke_paper(fresh.diagnosis, act.actor, reason)
        report.issue_paper(fresh.diagnosis, act.actor)
    return fresh


@transaction.atomic
def remove_measure(measure: Measure, act: Act) -> None:
    """Take out a measure that the firm has never read (``rules.is_removable``).

    Effects: the measure, its streams and figures are gone; the event keeps what they said, the calculations stay.
    """
    fresh = writing.open_for_entry(measure, act)
    before = rules.measure_entries(fresh)
    writing.require_version(fresh, act, before)
    rules.require_removable(fresh)
    writing.log("measure.remove", fresh, act, case_id=fresh.case_id, before=before)
    _drop_streams(fresh, keep=[])
    fresh.delete()


def _estimate(measure: Measure, streams: list[dict[str, Any]], act: Act) -> None:
    """Streams as entered, each with its estimated figure; nothing is computed for a measure without any."""
    _drop_streams(measure, keep=[stream["carrier"].pk for stream in streams])
    rows = [
        rules.FigureRow(
            stream=MeasureStream.objects.update_or_create(
                measure=measure, carrier=stream["carrier"], defaults={"unit": stream["unit"]}
            )[0],
            quantity=stream["quantity"],
            price_krw=stream["price_krw"],
        )
        for stream in streams
    ]
    if rows:
        period = rules.estimate_period(measure.case)
        record_figures(measure, StreamFigure.Basis.ESTIMATED, rows, period, act.actor)


def _drop_streams(measure: Measure, keep: list[str]) -> None:
    dropped = measure.streams.exclude(carrier__in=keep)
    StreamFigure.objects.filter(stream__in=dropped).delete()
    dropped.delete()
