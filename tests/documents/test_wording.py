"""A programme's own words on its papers: closed placeholders, versions only added, issued papers as they were."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import BadData, StaleVersion
from documents import placeholders, preview, registry, samples, services, wording
from documents.contexts import check_body
from documents.models import PaperWording
from documents.placeholders import COMMON
from journal.models import Event
from programs.services import Edit
from tests.documents import uploads
from tests.documents.pdfs import squeezed, text_of
from workflow.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

SENTENCE = "{firm} 귀하, {year}년 개선 {implemented}건을 축하합니다."


@pytest.fixture
def program(round_2021):
    return round_2021.program


@pytest.fixture
def paper():
    return registry.get("certificate")


@pytest.fixture
def edit(personas):
    return Edit(actor=personas["admin"], reason="문구 개정")


def with_sentence(program, paper, text: str) -> wording.Wording:
    return replace(wording.in_force(program, paper), blocks={"sentence": text})


# -- placeholders ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["{secret}", "{firm.name}", "{firm!r}", "{firm:>10}", "{0}", "{}", "{firm", "firm}", "{{firm}}"]
)
def test_only_names_of_the_list_are_placeholders(text):
    assert placeholders.faults(text, COMMON)


def test_a_fault_names_what_is_possible():
    (fault,) = placeholders.faults("{frim}", COMMON)

    assert "{frim}" in fault
    assert "{firm}" in fault


def test_values_are_put_in_once():
    snapshot = {"firm": {"name": "{number}"}, "paper": {"number": "제1호", "issued_on": "2021-07-14"}}

    assert placeholders.fill("{firm} {number} {date} {other}", COMMON, snapshot) == (
        "{number} 제1호 2021년 7월 14일 {other}"
    )


# -- what stands in the code -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [paper.code for paper in registry.papers()])
def test_the_words_in_the_code_use_known_placeholders_alone(code):
    paper = registry.get(code)

    assert paper.blocks
    assert [placeholders.faults(block.default_ko, paper.placeholders) for block in paper.blocks] == [
        [] for _block in paper.blocks
    ]


def test_no_paper_lacks_words(program):
    assert wording.missing(program) == []


def test_a_paper_without_words_is_named(program, monkeypatch, paper):
    bare = replace(paper, blocks=(replace(paper.blocks[0], default_ko=""),))
    monkeypatch.setitem(registry._papers, "certificate", bare)

    assert wording.missing(program) == [bare]


# -- versions ----------------------------------------------------------------------------------------------


def test_each_save_makes_a_version(program, paper, edit):
    first = wording.save(program, paper, with_sentence(program, paper, SENTENCE), edit, seen=0)
    again = wording.save(program, paper, with_sentence(program, paper, SENTENCE), edit, seen=1)
    wording.save(program, paper, with_sentence(program, paper, "둘째 {firm}"), edit, seen=1)

    assert (first.version, again.version) == (1, 1)
    assert wording.in_force(program, paper).blocks == {"sentence": "둘째 {firm}"}
    assert wording.at_version(program, paper, 1).blocks == {"sentence": SENTENCE}
    assert wording.at_version(program, paper, 9) is None
    events = list(Event.objects.filter(action="word_paper"))
    assert [event.after["version"] for event in events] == [1, 2]
    assert events[1].before["blocks"] == {"sentence": SENTENCE}


def test_the_second_of_two_sees_what_the_first_saved(program, paper, edit):
    wording.save(program, paper, with_sentence(program, paper, SENTENCE), edit, seen=0)

    with pytest.raises(StaleVersion) as stale:
        wording.save(program, paper, with_sentence(program, paper, "둘째"), edit, seen=0)

    assert (stale.value.stored, stale.value.current["sentence"]) == (1, SENTENCE)


@pytest.mark.parametrize(
    ("text", "reason", "field"),
    [("{nonsense}", "왜", "sentence"), ("  ", "왜", "sentence"), ("좋은 말", "", "reason")],
)
def test_what_cannot_be_printed_is_refused_at_its_field(program, paper, personas, text, reason, field):
    edit = Edit(actor=personas["admin"], reason=reason)

    with pytest.raises(BadData) as refused:
        wording.save(program, paper, with_sentence(program, paper, text), edit)

    assert list(refused.value.errors) == [field]
    assert not PaperWording.objects.exists()


def test_a_version_is_never_rewritten(program, paper, edit):
    wording.save(program, paper, with_sentence(program, paper, SENTENCE), edit)
    stored = PaperWording.objects.get()

    for rewrite in (stored.save, stored.delete):
        with pytest.raises(ValidationError):
            rewrite()


# -- issued papers -----------------------------------------------------------------------------------------


@pytest.fixture
def issued(sample_papers, case, personas):

    def issue():
        fresh = Case.objects.get(pk=case.pk)

        return services.issue("certificate", fresh, actor=personas["admin"])

    return issue


def test_an_issued_paper_keeps_its_words(issued, program, edit, case):
    paper = registry.get("certificate")
    wording.save(program, paper, with_sentence(program, paper, SENTENCE), edit)

    document = issued()
    kept = document.snapshot["wording"]
    wording.save(program, paper, with_sentence(program, paper, "나중 문구"), edit)
    document.refresh_from_db()

    assert document.snapshot["wording"] == kept
    assert (kept["version"], kept["seal"]) == (1, "")
    firm = document.snapshot["firm"]["name"]
    assert kept["blocks"] == {"sentence": f"{firm} 귀하, 2021년 개선 2건을 축하합니다."}


def test_sender_and_seal_of_the_programme_are_printed(issued, program, edit):
    paper = registry.get("certificate")
    own = replace(
        wording.in_force(program, paper), sender_ko="인천광역시장", seal=uploads.picture("PNG", mode="RGBA")
    )
    wording.save(program, paper, own, edit)
    program.operator.__class__.objects.filter(pk=program.operator_id).update(shows_seal=True)

    document = issued()

    assert document.snapshot["issuer"]["signer"] == "인천광역시장"
    assert document.snapshot["wording"]["seal"].startswith("data:image/png;base64,")
    assert services.render(document.uid)


def test_no_seal_where_the_operator_shows_none(issued, program, edit):
    paper = registry.get("certificate")
    wording.save(
        program,
        paper,
        replace(wording.in_force(program, paper), seal=uploads.picture("PNG", mode="RGBA")),
        edit,
    )

    assert issued().snapshot["wording"]["seal"] == ""


def test_markup_in_words_and_names_stays_text(round_2021, paper):
    own = replace(wording.of(paper, None), blocks={"sentence": "<b>굵게</b> & {firm}"})

    text = text_of(preview.sample_pdf(round_2021, paper, own))

    assert squeezed("<b>굵게</b>&") in squeezed(text)


# -- previews ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [paper.code for paper in registry.papers()])
def test_every_paper_has_a_marked_sample(round_2021, code):
    paper = registry.get(code)

    text = squeezed(text_of(preview.sample_pdf(round_2021, paper, wording.of(paper, None))))

    assert squeezed("견본(SAMPLE)") in text
    assert squeezed(round_2021.program.name_ko) in text
    assert not PaperWording.objects.exists()


@pytest.mark.parametrize("code", [paper.code for paper in registry.papers()])
def test_sample_bodies_are_whole(round_2021, code):
    check_body(code, samples.body(code, preview._programme(round_2021)))
