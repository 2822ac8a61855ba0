"""The components of every page: `{% load ui %}`.

A tag takes its subject first and everything else by keyword, so that a misspelt argument fails
when the template is compiled instead of being drawn as nothing. Tags compute nothing themselves:
see `portal/components/`. The gallery page shows each with its variants.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.components import cells as table_cells
from portal.components import charts, errors, figures, icons, paging, steps, timeline
from portal.components.fields import FieldView
from portal.components.subjects import HasStage, HasState, HasVersion, Text
from portal.components.tones import Tone, tone_of

register = template.Library()

Context = dict[str, Any]


# -- badges and states -----------------------------------------------------------------------


@register.inclusion_tag("components/badge.html")
def badge(label: Text, *, tone: str = Tone.NEUTRAL) -> Context:
    """A small label; the tone only repeats what the label says."""
    return {"label": label, "tone": Tone(tone)}


@register.inclusion_tag("components/badge.html")
def state_badge(record: HasState, *, label: Text = "", state: str = "") -> Context:
    """The state of a record in its own words (or `label`), coloured by the state."""
    state = state or record.state
    return {"label": label or record.get_state_display(), "tone": tone_of(state)}


@register.inclusion_tag("components/badge.html")
def stage_badge(case: HasStage) -> Context:
    """The stage of a case."""
    return {"label": case.get_stage_display(), "tone": tone_of(case.stage)}


# -- steps -----------------------------------------------------------------------------------


@register.inclusion_tag("components/stepper.html")
def stepper(*, current: int, labels: Sequence[Text] | None = None, label: Text = "") -> Context:
    """Steps in a row, counted from 1; without `labels` the four steps of the programme."""
    return {"steps": steps.steps(labels or steps.PROGRAMME_STEPS, current), "label": label}


@register.inclusion_tag("components/stepper.html")
def case_stepper(case: HasStage) -> Context:
    """The four steps of the programme and where this case stands."""
    return {"steps": steps.steps(steps.PROGRAMME_STEPS, steps.step_of_stage(case.stage)), "label": ""}


# -- forms -----------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(bound_field: BoundField, *, label_hidden: bool = False) -> Context:
    """One form field: label, 필수 mark, hint, control with unit, errors.

    `label_hidden` keeps the label for screen readers only, for controls inside a table.
    """
    return {"field": FieldView(bound_field, label_hidden=label_hidden)}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> Context:
    """Every field of a form, hidden ones included."""
    return {"fields": [FieldView(bound) for bound in form]}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> Context:
    """What is wrong in these forms and formsets, with links to the fields; nothing if all is well."""
    return {"lines": errors.lines(*forms)}


@register.simple_tag
def idempotency_key() -> SafeString:
    """Hidden field that makes a second press of the same button harmless."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.simple_tag
def version_field(record: HasVersion) -> SafeString:
    """Hidden field with the version the page was built from; a stale one is refused with 409."""
    return format_html('<input type="hidden" name="version" value="{}">', record.version)


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context,
    label: Text,
    *,
    action: str,
    record: HasVersion | None = None,
    style: str = "primary",
    size: str = "medium",
    confirm: Text = "",
    seen: str = "",
) -> Context:
    """A button that is a whole form: CSRF token, idempotency key and, with `record`, its version.

    `seen` is what the page was built from where that is no single record (programs.versions.token).
    """
    return {
        "csrf_token": context.get("csrf_token", ""),
        "label": label,
        "action": action,
        "record": record,
        "style": style,
        "size": size,
        "confirm": confirm,
        "seen": seen,
    }


@register.simple_block_tag
def action_bar(content: str, *, label: Text = "") -> str:
    """The row of buttons at the end of a form or a page, the main one first."""
    return render_to_string("components/action_bar.html", {"content": content, "label": label})


# -- tables and lists ------------------------------------------------------------------------


@register.simple_block_tag
def table(content: str, *, caption: Text, caption_hidden: bool = False, style: str = "") -> str:
    """A table with caption in a region that scrolls sideways where the screen is narrow.

    `style`: "plain" for short facts without zebra and hover, "form" for controls in cells.
    """
    context = {"content": content, "caption": caption, "caption_hidden": caption_hidden, "style": style}
    return render_to_string("components/table.html", context | {"id": f"table-{uuid.uuid4().hex[:8]}"})


@register.simple_tag
def cells(values: Iterable[tuple[str, Any, str]]) -> SafeString:
    """The cells of a row of chosen columns, each (kind, value, tone or state); kinds: text, time, number."""
    return table_cells.cells(values)


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page | paging.KeysetPage, *, label: Text = "") -> Context:
    """Links to the other pages of a list, filters kept; nothing for a single page.

    `label` names the pager where a page has several.
    """
    return {"pager": paging.pager(page, context["request"].GET), "label": label}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: Text, *, text: Text = "", action_url: str = "", action_label: Text = "") -> Context:
    """What will appear here, why it is empty, and one button."""
    return {"title": title, "text": text, "action_url": action_url, "action_label": action_label}


@register.inclusion_tag("components/definition_list.html")
def definition_list(rows: Iterable[Sequence[Any]] | Mapping[Text, Any], *, columns: int = 1) -> Context:
    """Label and value pairs; `columns` is 1 or 2 on a wide screen."""
    pairs = rows.items() if isinstance(rows, Mapping) else rows
    return {"rows": list(pairs), "columns": columns, "absent": figures.ABSENT}


@register.inclusion_tag("components/timeline.html", name="timeline")
def timeline_list(events: Iterable[Any], *, label: Text = "") -> Context:
    """Who did what when, in the given order."""
    return {"entries": timeline.entries(events), "label": label}


@register.inclusion_tag("components/crumb.html")
def crumb(label: Text, *, url: str = "") -> Context:
    """One step of the breadcrumb; without `url` the current page."""
    return {"label": label, "url": url}


# -- figures ---------------------------------------------------------------------------------


@register.simple_tag
def money(amount: int | None) -> SafeString:
    """An amount in whole won, digits in columns."""
    return format_html('<span class="figure">{}</span>', figures.won(amount))


register.filter("won", figures.won)
register.filter("decimal_places", figures.decimal_places)
register.filter("tone_of", tone_of)


@register.inclusion_tag("components/stat.html")
def stat(label: Text, value: Any, *, unit: Text = "", note: Text = "") -> Context:
    """One figure that matters, large, with its label and unit."""
    return {"label": label, "value": value, "unit": unit, "note": note}


@register.inclusion_tag("components/progress_bar.html")
def progress_bar(label: Text, *, value: int, maximum: int, text: Text = "") -> Context:
    """How much of `maximum` is reached, in words and as a bar."""
    return {"label": label, "value": min(value, maximum), "maximum": maximum, "text": text}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(title: Text, rows: Iterable[Sequence[Any]], *, description: Text, value_label: Text) -> Context:
    """Horizontal bars from rows of (label, value, text), with the same figures as a table."""
    drawn = charts.bars(rows)
    return {
        "title": title,
        "description": description,
        "value_label": value_label,
        "bars": drawn,
        "width": charts.WIDTH,
        "height": len(drawn) * charts.ROW_HEIGHT,
        "label_x": charts.LABEL_WIDTH - 12,
        "bar_x": charts.LABEL_WIDTH,
        "bar_height": charts.BAR_HEIGHT,
        "id": f"chart-{uuid.uuid4().hex[:8]}",
    }


@register.inclusion_tag("components/pair_chart.html")
def pair_chart(
    title: Text, rows: Iterable[Sequence[Any]], *, description: Text, value_label: Text
) -> Context:
    """Two bars a row, before and after, from rows of (label, before, after), with the figures as a table."""
    drawn = charts.pairs(rows)
    return {
        "title": title,
        "description": description,
        "value_label": value_label,
        "pairs": drawn,
        "width": charts.WIDTH,
        "height": 2 * len(drawn) * charts.ROW_HEIGHT,
        "label_x": charts.LABEL_WIDTH - 12,
        "bar_x": charts.LABEL_WIDTH,
        "bar_height": charts.BAR_HEIGHT,
        "id": f"chart-{uuid.uuid4().hex[:8]}",
    }


# -- messages and jobs -----------------------------------------------------------------------


@register.inclusion_tag("components/alert.html")
def alert(text: Text, *, tone: str = Tone.INFO, title: Text = "") -> Context:
    """A message that belongs to the page; for one after an action use Django's messages."""
    return {"text": text, "tone": Tone(tone), "title": title}


@register.simple_block_tag
def alert_box(content: str, *, tone: str = Tone.INFO, title: Text = "") -> str:
    """An alert with markup inside."""
    return render_to_string("components/alert.html", {"text": content, "tone": Tone(tone), "title": title})


@register.inclusion_tag("components/job_status.html", takes_context=True)
def job_status(
    context: Context,
    state: str,
    *,
    poll_url: str = "",
    download_url: str = "",
    download_label: Text = "",
    retry_url: str = "",
) -> Context:
    """How far a paper is: queued, rendering, ready, failed.

    While it is under way the element replaces itself from `poll_url` every two seconds; that
    URL answers with this same tag. Without JavaScript a reload does it.
    """
    return {
        "csrf_token": context.get("csrf_token", ""),
        "state": state,
        "under_way": state in {"queued", "rendering"},
        "tone": tone_of(state),
        "poll_url": poll_url,
        "download_url": download_url,
        "download_label": download_label,
        "retry_url": retry_url,
    }


@register.simple_tag
def icon(name: str, *, size: int = 20) -> SafeString:
    """A decorative line icon; whatever it means must also stand in the text."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{1}"/></svg>',
        size,
        icons.PATHS[name],
    )
