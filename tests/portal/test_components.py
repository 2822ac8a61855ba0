"""The component tags draw what their arguments say, and refuse arguments they do not know."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.http import QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from portal.components import charts, errors, figures, paging, steps, timeline
from portal.components.fields import FieldView
from portal.components.tones import Tone, has_tone, tone_of
from portal.forms_renderer import KrdsFormRenderer
from workflow import states


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def draw(source: str, **context: object) -> str:
    context.setdefault("request", RequestFactory().get("/list/?q=plating&page=2"))
    return re.sub(r"\s+", " ", Template("{% load ui %}" + source).render(Context(context)))


class SampleForm(forms.Form):
    default_renderer = KrdsFormRenderer()

    name = forms.CharField(label="Name", help_text="As registered.")
    energy = forms.DecimalField(
        label="Energy", required=False, widget=forms.NumberInput({"data-unit": "kWh"})
    )
    day = forms.DateField(label="Day", required=False)
    basis = forms.ChoiceField(label="Basis", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    consent = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput, initial="t", required=False)


# -- arguments -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "x" colour="red" %}',
        '{% alert "x" level="info" %}',
        '{% empty_state "x" button="y" %}',
        '{% table title="x" %}{% endtable %}',
        '{% badge "x" "info" %}',
    ],
)
def test_tag_with_an_unknown_or_positional_argument_does_not_compile(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(source)


def test_badge_with_an_unknown_tone_is_refused() -> None:
    with pytest.raises(ValueError, match="purple"):
        draw('{% badge "x" tone="purple" %}')


def test_icon_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        draw('{% icon "unicorn" %}')


# -- states and steps ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "enum",
    [
        states.CaseStage,
        states.ApplicationState,
        states.DiagnosisState,
        states.MeasureState,
        states.GrantState,
        states.OutcomeState,
    ],
)
def test_every_state_has_a_tone(enum) -> None:
    assert [state.value for state in enum if not has_tone(state)] == []


def test_state_badge_takes_label_and_tone_from_the_record() -> None:
    record = SimpleNamespace(state="correction", get_state_display=lambda: "Correction requested")

    html = draw("{% state_badge record %}", record=record)

    assert html.strip() == '<span class="badge badge--warning">Correction requested</span>'


def test_tone_of_an_unknown_state_is_neutral() -> None:
    assert tone_of("never-heard-of") == Tone.NEUTRAL


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        (states.CaseStage.SCREENING, 1),
        (states.CaseStage.AGREEMENT, 1),
        (states.CaseStage.DIAGNOSIS, 2),
        (states.CaseStage.IMPROVEMENT, 3),
        (states.CaseStage.OUTCOME, 4),
        (states.CaseStage.COMPLETED, 5),
        (states.CaseStage.REFUSED, 0),
        ("outcome", 4),
    ],
)
def test_stage_belongs_to_its_step(stage, step: int) -> None:
    assert steps.step_of_stage(stage) == step


def test_stepper_marks_the_current_step_for_screen_readers() -> None:
    html = draw("{% stepper current=2 %}")

    assert html.count('aria-current="step"') == 1
    assert html.index("stepper__step--done") < html.index('aria-current="step"') < html.index("step--ahead")
    assert "Step 1 · done" in html


def test_programme_has_as_many_step_labels_as_the_workflow_has_steps() -> None:
    assert len(steps.PROGRAMME_STEPS) == len(states.STEPS)


# -- fields ----------------------------------------------------------------------------------


def test_field_describes_its_control_by_hint_unit_and_error() -> None:
    form = SampleForm({"name": "", "energy": "many"})

    name, energy = FieldView(form["name"]), FieldView(form["energy"])

    assert name.described_by == "id_name_helptext id_name_error"
    assert energy.described_by == "id_energy_unit id_energy_error"
    assert 'aria-describedby="id_energy_unit id_energy_error"' in energy.control
    assert 'aria-invalid="true"' in energy.control


def test_field_draws_label_mark_hint_and_error() -> None:
    html = draw("{% field form.name %}", form=SampleForm({}))

    assert '<label class="field__label" for="id_name">Name' in html
    assert '<span class="field__mark">required</span>' in html
    assert '<div class="field__hint" id="id_name_helptext">As registered.</div>' in html
    assert 'id="id_name_error"' in html
    assert "This field is required." in html


def test_optional_field_carries_no_mark_and_shows_its_unit() -> None:
    html = draw("{% field form.energy %}", form=SampleForm())

    assert "field__mark" not in html
    assert '<span class="field__unit" id="id_energy_unit">kWh</span>' in html


def test_date_field_is_a_native_date_input_with_the_format_in_its_hint() -> None:
    html = draw("{% field form.day %}", form=SampleForm({"day": "2021-06-30"}))

    assert 'type="date"' in html
    assert 'value="2021-06-30"' in html
    assert "Example: 2021-06-30" in html


def test_radios_stand_in_a_fieldset_with_legend_and_link_target() -> None:
    form = SampleForm({})

    html = draw("{% field form.basis %}", form=form)

    assert '<legend class="field__label">Basis' in html
    assert FieldView(form["basis"]).target_id == "id_basis_0"
    assert 'id="id_basis_0"' in html


def test_check_box_stands_before_its_label() -> None:
    html = draw("{% field form.consent %}", form=SampleForm())

    assert html.index('type="checkbox"') < html.index("I agree")


def test_hidden_field_has_no_label() -> None:
    html = draw("{% field form.token %}", form=SampleForm())

    assert "label" not in html
    assert 'type="hidden"' in html


def test_hint_of_a_form_is_escaped() -> None:
    form = SampleForm()
    form.fields["name"].help_text = "<b>bold</b>"

    assert "&lt;b&gt;bold&lt;/b&gt;" in draw("{% field form.name %}", form=form)


def test_form_drawn_as_a_whole_looks_like_its_fields() -> None:
    html = draw("{{ form }}", form=SampleForm({}))

    assert html.count('class="error-summary"') == 1
    assert html.count('class="field__error"') == 3


def test_error_summary_links_to_every_wrong_field_and_takes_focus() -> None:
    html = draw("{% error_summary form %}", form=SampleForm({"name": "x"}))

    assert 'role="alert" tabindex="-1" autofocus' in html
    assert 'href="#id_basis_0"' in html
    assert 'href="#id_consent"' in html
    assert "Check 2 entries" in html


def test_error_summary_of_a_correct_form_is_empty() -> None:
    assert draw("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_error_summary_names_the_row_of_a_formset() -> None:
    formset = formset_factory(SampleForm)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "1",
            "form-0-name": "x",
            "form-0-basis": "a",
            "form-0-consent": "on",
            "form-1-name": "",
            "form-1-basis": "a",
            "form-1-consent": "on",
        }
    )

    lines = errors.lines(formset)

    assert [(line.label, line.target_id) for line in lines] == [("Row 2: Name", "id_form-1-name")]


def test_error_summary_shows_errors_of_the_whole_form_without_link() -> None:
    form = SampleForm({"name": "x", "basis": "a", "consent": "on"})
    form.add_error(None, "The call is closed.")

    html = draw("{% error_summary form %}", form=form)

    assert "The call is closed." in html
    assert "href" not in html


def test_idempotency_keys_differ() -> None:
    first, second = draw("{% idempotency_key %}"), draw("{% idempotency_key %}")

    assert 'name="idempotency_key"' in first
    assert first != second


def test_post_button_carries_token_key_and_version() -> None:
    html = draw(
        '{% post_button "Accept" action="/act/" record=record confirm="Sure?" %}',
        record=SimpleNamespace(version=7),
        csrf_token="abc",
    )

    assert 'name="csrfmiddlewaretoken" value="abc"' in html
    assert 'name="version" value="7"' in html
    assert 'name="idempotency_key"' in html
    assert 'data-confirm="Sure?"' in html


# -- tables and lists ------------------------------------------------------------------------


def test_table_region_is_named_by_its_caption_and_reachable_by_keyboard() -> None:
    html = draw('{% table caption="Cases" %}<tbody><tr><td>1</td></tr></tbody>{% endtable %}')

    name = html.split('aria-labelledby="')[1].split('"')[0]
    assert f'<caption id="{name}">Cases</caption>' in html
    assert 'tabindex="0"' in html


def test_pager_keeps_the_filters() -> None:
    page = Paginator(range(100), 10).page(2)

    drawn = paging.pager(page, QueryDict("q=plating&page=2"))

    assert drawn.previous_url == "?q=plating&page=1"
    assert drawn.next_url == "?q=plating&page=3"
    assert [link.number for link in drawn.links] == [1, 2, 3, None, 10]


def test_pager_of_a_single_page_draws_nothing() -> None:
    assert draw("{% pager page %}", page=Paginator([], 10).page(1)).strip() == ""


def test_pager_of_keyset_pages_drops_the_other_cursor() -> None:
    page = SimpleNamespace(next_cursor="n", previous_cursor="p")

    drawn = paging.pager(page, QueryDict("after=x&q=a"))

    assert drawn.previous_url == "?q=a&before=p"
    assert drawn.next_url == "?after=n&q=a" or drawn.next_url == "?q=a&after=n"


def test_definition_list_shows_a_dash_for_nothing_but_keeps_zero() -> None:
    html = draw("{% definition_list rows %}", rows=[("Empty", ""), ("None", None), ("Zero", 0)])

    assert html.count(f"<dd>{figures.ABSENT}</dd>") == 2
    assert "<dd>0</dd>" in html


def test_timeline_reads_events_mappings_and_entries() -> None:
    at = datetime(2021, 7, 1, 0, 5, tzinfo=UTC)
    event = SimpleNamespace(at=at, action="submit", who="Kim", reason="why", on_behalf_of="Firm")

    entries = timeline.entries([event, {"at": at, "title": "Selected"}, timeline.Entry(at, "Draft")])

    assert [(entry.title, entry.who, entry.comment) for entry in entries] == [
        ("submit", "Kim", "why"),
        ("Selected", "", ""),
        ("Draft", "", ""),
    ]


def test_timeline_shows_the_time_in_seoul() -> None:
    events = [{"at": datetime(2021, 7, 1, 15, 5, tzinfo=UTC), "title": "Submitted"}]

    assert "2021. 7. 2. 00:05" in draw("{% timeline events %}", events=events)


# -- figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "text"), [(1234567, "1,234,567 won"), (0, "0 won"), (-500, "-500 won"), (None, "–")]
)
def test_won(amount: int | None, text: str) -> None:
    assert figures.won(amount) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1234.565"), 2, "1,234.57"),
        (Decimal("0.005"), 2, "0.01"),
        (Decimal("-0.005"), 2, "-0.01"),
        (7, 1, "7.0"),
        (Decimal("1873.5"), 0, "1,874"),
        (None, 2, "–"),
    ],
)
def test_decimal_places_round_half_up(value: Decimal | int | None, places: int, text: str) -> None:
    assert figures.decimal_places(value, places) == text


def test_bars_share_a_scale_from_zero() -> None:
    drawn = charts.bars([("a", 10, "10"), ("b", Decimal("2.5"), "2.5"), ("c", 0, "0")])

    lengths = [Decimal(bar.length) for bar in drawn]
    assert lengths == [Decimal("400.0"), Decimal("100.0"), Decimal("0.0")]


def test_bars_of_nothing_have_no_length() -> None:
    assert [bar.length for bar in charts.bars([("a", 0, "0")])] == ["0.0"]
    assert charts.bars([]) == []


def test_bar_chart_has_role_title_description_and_a_data_table() -> None:
    html = draw(
        '{% bar_chart "Energy" rows description="Mostly power." value_label="TOE" %}', rows=[("a", 1, "1")]
    )

    assert 'role="img"' in html
    assert ">Energy</title>" in html
    assert ">Mostly power.</desc>" in html
    assert '<th scope="row">a</th>' in html


# -- messages and jobs -----------------------------------------------------------------------


@pytest.mark.parametrize(("state", "polls"), [("queued", 1), ("rendering", 1), ("ready", 0), ("failed", 0)])
def test_job_status_polls_only_while_under_way(state: str, polls: int) -> None:
    html = draw('{% job_status state poll_url="/job/" %}', state=state)

    assert html.count('hx-get="/job/"') == polls


def test_failed_job_offers_another_try() -> None:
    html = draw('{% job_status "failed" retry_url="/again/" %}')

    assert 'action="/again/"' in html


def test_text_in_components_is_escaped() -> None:
    html = draw("{% badge text %}{% alert text %}{% empty_state text %}", text="<script>alert(1)</script>")

    assert "<script>" not in html
