"""The pages of step 2: what each person sees, and that nothing typed is lost."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from diagnostics import services
from diagnostics.models import Diagnosis, Measure
from tests.diagnostics.conftest import ELECTRICITY, FINDING, MEASURE, REPORT, fresh
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.models import Calculation
from workflow.states import CaseStage, DiagnosisState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def get(user, name, *args, status: int = 200):
    response = client_of(user).get(reverse(f"diagnostics:{name}", args=args))
    assert response.status_code == status
    return response


def post(user, name, *args, data, status: int = 302):
    response = client_of(user).post(reverse(f"diagnostics:{name}", args=args), data)
    assert response.status_code == status, response.content.decode()[:3000]
    return response


def text(response) -> str:
    return response.content.decode()


def measure_data(*streams, **entries):
    """A posted measure form with its rows."""
    data = {**{name: value for name, value in MEASURE.items() if name != "streams"}, **entries}
    data |= {"streams-TOTAL_FORMS": 4, "streams-INITIAL_FORMS": 0}
    for index, stream in enumerate(streams):
        data |= {f"streams-{index}-{name}": value for name, value in stream.items()}
    return data


# -- lists and details -------------------------------------------------------------------------------------


def test_list_shows_own_diagnoses_first(round_2021, personas, diagnosis):
    both = personas["admin"]
    people.member(both, "consultant", program=round_2021.program.code)
    newer = cases.diagnosis(
        cases.case(round_2021, people.organisation(7), stage=CaseStage.DIAGNOSIS, serial=7)
    )
    cases.participant(diagnosis.case, both)

    page = text(get(both, "list"))

    assert page.index(diagnosis.case.number) < page.index(newer.case.number)


def test_list_filters_by_state(personas, diagnosis):
    client = client_of(personas["admin"])
    assert diagnosis.case.number in text(client.get(reverse("diagnostics:list"), {"state": "assigned"}))
    assert diagnosis.case.number not in text(client.get(reverse("diagnostics:list"), {"state": "released"}))
    assert diagnosis.case.number in text(client.get(reverse("diagnostics:list"), {"state": "nonsense"}))


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_rows(
    round_2021, personas, count, during_call, django_assert_num_queries
):
    for serial in range(1, count + 1):
        case = cases.case(
            round_2021, people.organisation(10 + serial), stage=CaseStage.DIAGNOSIS, serial=serial
        )
        diagnosis = cases.diagnosis(case, personas["consultant"])
        cases.measure(diagnosis, personas["consultant"])
    client = client_of(personas["consultant"])
    client.get(reverse("diagnostics:list"))
    with django_assert_num_queries(6):
        client.get(reverse("diagnostics:list"))


@pytest.mark.parametrize("count", [1, 3])
def test_detail_takes_the_same_queries_for_any_number_of_measures(
    visited, personas, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        cases.measure(visited, personas["consultant"], number=number)
    client = client_of(personas["consultant"])
    client.get(visited.get_absolute_url())
    with django_assert_num_queries(16):
        client.get(visited.get_absolute_url())


def test_detail_ranks_measures_and_marks_those_within_two_years(visited, personas):
    add = lambda title, cost: services.add_measure(  # noqa: E731
        visited, {**MEASURE, "title_ko": title, "capital_cost_krw": cost}, Act(personas["consultant"])
    )
    add("늦은 개선", 60_000_000)
    add("빠른 개선", 3_000_000)

    page = text(get(personas["consultant"], "detail", visited.uid))

    assert page.index("빠른 개선") < page.index("늦은 개선")
    assert page.count("Within 2 years") == 1


def test_firm_sees_the_visit_but_no_results_before_the_release(in_review, personas):
    page = text(get(personas["owner"], "detail", in_review.uid))
    measure = in_review.measures.get()

    assert "Confirmed" in page
    for secret in (MEASURE["title_ko"], FINDING["text"], in_review.summary):
        assert secret not in page
    get(personas["owner"], "checklist", in_review.uid, status=404)
    get(personas["owner"], "measure", measure.uid, status=404)
    get(personas["owner"], "calculation", Calculation.objects.get().uid, status=404)
    listed = text(get(personas["owner"], "list"))
    assert in_review.case.number in listed
    assert "14/14" not in listed


def test_firm_reads_everything_after_the_release(released, measure, personas):
    page = text(get(personas["owner"], "detail", released.uid))
    assert MEASURE["title_ko"] in page
    assert FINDING["text"] in page
    assert released.summary in page
    assert "제2021-001호" in page
    shown = text(get(personas["owner"], "measure", measure.uid))
    assert reverse("portal:act", args=["measure", measure.uid, "accept"]) in shown
    assert reverse("portal:act", args=["measure", measure.uid, "decline"]) in shown
    get(personas["owner"], "checklist", released.uid)


def test_calculation_shows_formula_and_factor_sources(released, measure, personas):
    calculation = measure.streams.get().figures.get().calculation

    page = text(get(personas["owner"], "calculation", calculation.uid))

    assert "50,000 kWh × 120 won/kWh" in page
    assert "50 MWh × 0.229 toe/MWh" in page
    assert "11.45 TOE" in page
    assert "Energy Act Enforcement Rule" in page
    assert "7,500,000 won ÷ 6,000,000 won" in page


def test_foreign_ids_look_like_missing_ones(released, measure, personas):
    calculation = measure.streams.get().figures.get().calculation
    finding = released.findings.get()
    urls = [
        ("detail", released.uid),
        ("checklist", released.uid),
        ("measure", measure.uid),
        ("calculation", calculation.uid),
        ("finding-add", released.uid),
        ("finding-edit", finding.uid),
        ("measure-add", released.uid),
        ("measure-edit", measure.uid),
    ]
    for persona in ("other_owner", "other_consultant", "other_official"):
        client = client_of(personas[persona])
        for name, uid in urls:
            foreign = client.get(reverse(f"diagnostics:{name}", args=[uid]))
            missing = client.get(reverse(f"diagnostics:{name}", args=[uuid.uuid4()]))
            assert foreign.status_code in (403, 404)
            assert (foreign.status_code, _same(foreign)) == (missing.status_code, _same(missing))


def _same(response) -> str:
    """A page without what differs between any two requests."""
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}|nonce=\"[^\"]*\"|value=\"[^\"]{20,}\"|X-CSRFToken[^}]*",
        "",
        text(response),
    )


# -- checklist ---------------------------------------------------------------------------------------------


def test_not_applicable_is_offered_only_where_it_is_allowed(visited, personas):
    visited.case.round.checklist.items.filter(position=2).update(may_be_not_applicable=False)

    form = get(personas["consultant"], "checklist", visited.uid).context["form"]
    assert [value for value, _label in form.fields["score_1"].choices][-1] == "na"
    assert [value for value, _label in form.fields["score_2"].choices][-1] == "4"
    data = {"version": visited.version, "score_2": "na", "comment_1": "typed"}
    refused = post(personas["consultant"], "checklist", visited.uid, data=data, status=422)

    assert list(refused.context["form"].errors) == ["score_2"]
    assert refused.context["form"]["comment_1"].value() == "typed"


def test_checklist_is_saved_as_far_as_it_goes(visited, personas):
    data = {"version": visited.version, "score_1": "3", "comment_1": "문서 확인", "score_2": "na"}

    post(personas["consultant"], "checklist", visited.uid, data=data)

    stored = {a.item.position: (a.score, a.not_applicable, a.comment) for a in visited.answers.all()}
    assert stored == {1: (3, False, "문서 확인"), 2: (None, True, "")}
    page = text(get(personas["consultant"], "checklist", visited.uid))
    assert "2 of 14" in page


def test_checklist_of_a_stale_page_shows_both_and_keeps_what_was_typed(visited, personas):
    stale = {"version": visited.version, "score_1": "0", "comment_1": "내가 본 것"}
    services.answer_items(
        visited, [{"item": 1, "score": 4, "comment": "먼저 저장"}], Act(personas["consultant"])
    )

    page = text(post(personas["consultant"], "checklist", visited.uid, data=stale, status=409))

    assert "내가 본 것" in page
    assert "먼저 저장" in page
    assert visited.answers.get().score == 4
    version = fresh(visited).version
    assert f'name="version" value="{version}"' in page
    post(personas["consultant"], "checklist", visited.uid, data={**stale, "version": version})
    assert visited.answers.get().score == 0


def test_invalid_form_keeps_the_version_that_was_seen(visited, personas):
    seen = visited.version
    services.answer_item(visited, {"item": 1, "score": 4}, Act(personas["consultant"]))
    page = text(
        post(
            personas["consultant"],
            "checklist",
            visited.uid,
            data={"version": seen, "comment_2": "x" * 501},
            status=422,
        )
    )
    assert f'name="version" value="{seen}"' in page
    assert "x" * 501 in page


def test_checklist_is_read_only_for_everybody_else(visited, personas):
    page = text(get(personas["admin"], "checklist", visited.uid))
    assert '<form method="post"' not in page.replace("\n", "").split("<main", 1)[1].split("</main", 1)[0]
    post(personas["admin"], "checklist", visited.uid, data={"score_1": "3"}, status=403)
    post(personas["owner"], "checklist", visited.uid, data={"score_1": "3"}, status=403)
    assert not visited.answers.exists()


# -- findings and measures ---------------------------------------------------------------------------------


def test_finding_form_keeps_what_was_typed(visited, personas):
    page = text(
        post(
            personas["consultant"],
            "finding-add",
            visited.uid,
            data={"area": "", "text": "배관이 샙니다."},
            status=422,
        )
    )
    assert "배관이 샙니다." in page
    assert not visited.findings.exists()


def test_finding_is_added_and_changed(visited, personas):
    post(personas["consultant"], "finding-add", visited.uid, data=FINDING)
    finding = visited.findings.get()
    get(personas["consultant"], "finding-edit", finding.uid)
    post(personas["consultant"], "finding-edit", finding.uid, data={**FINDING, "place": "옥상", "version": 1})
    assert fresh(finding).place == "옥상"
    stale = post(
        personas["consultant"],
        "finding-edit",
        finding.uid,
        data={**FINDING, "place": "지하", "version": 1},
        status=409,
    )
    assert "지하" in text(stale)
    assert "옥상" in text(stale)


def test_measure_form_computes_what_was_entered(visited, personas):
    data = measure_data(ELECTRICITY, capital_cost_krw="7,500,000")

    post(personas["consultant"], "measure-add", visited.uid, data=data)

    measure = visited.measures.get()
    page = text(get(personas["consultant"], "measure", measure.uid))
    assert "6,000,000" in page
    assert "11.45" in page
    assert "1.3" in page


def test_measure_form_puts_errors_beside_the_rows_and_keeps_everything(visited, personas):
    data = measure_data(
        ELECTRICITY,
        {},
        {"carrier": "city_gas_lng", "unit": "kWh", "quantity": "10", "price_krw": "580"},
        {"carrier": "water", "unit": "", "quantity": "viel", "price_krw": ""},
        title_ko="보일러 조정",
    )

    page = text(post(personas["consultant"], "measure-add", visited.uid, data=data, status=422))
    assert 'value="viel"' in page
    assert "보일러 조정" in page

    data |= {"streams-3-price_krw": "800"}
    page = text(post(personas["consultant"], "measure-add", visited.uid, data=data, status=400))
    assert 'id="id_streams-3-quantity_error"' in page
    data |= {"streams-3-quantity": "12"}
    page = text(post(personas["consultant"], "measure-add", visited.uid, data=data, status=400))
    assert 'id="id_streams-2-unit_error"' in page
    assert not Measure.objects.exists()


def test_measure_is_changed_on_the_form_it_fills(visited, personas):
    measure = services.add_measure(visited, MEASURE, Act(personas["consultant"]))
    page = text(get(personas["consultant"], "measure-edit", measure.uid))
    assert 'value="50000"' in page

    data = measure_data({**ELECTRICITY, "quantity": "40000"}, version=1)
    post(personas["consultant"], "measure-edit", measure.uid, data=data)
    stale = post(
        personas["consultant"],
        "measure-edit",
        measure.uid,
        data=measure_data({**ELECTRICITY, "quantity": "30000"}, version=1),
        status=409,
    )
    assert 'value="30000"' in text(stale)
    assert "40000" in text(stale)


def test_measure_is_removed_by_a_button(visited, personas):
    measure = services.add_measure(visited, MEASURE, Act(personas["consultant"]))
    post(personas["consultant"], "measure-remove", measure.uid, data={"version": 1})
    assert not Measure.objects.exists()


def test_entry_pages_are_for_the_consultant_of_the_case(visited, personas):
    for persona in ("admin", "reviewer", "owner", "auditor"):
        for name in ("measure-add", "finding-add"):
            get(personas[persona], name, visited.uid, status=403)


def test_a_closed_diagnosis_refuses_entries_with_a_sentence(in_review, personas):
    page = text(post(personas["consultant"], "finding-add", in_review.uid, data=FINDING, status=409))
    assert FINDING["text"] in page
    assert Diagnosis.objects.get().state == DiagnosisState.IN_REVIEW
    assert in_review.findings.count() == 1


def test_a_returned_report_comes_back_with_what_it_said(in_review, personas):
    services.return_report(in_review, Act(personas["admin"], comment="측정값을 붙이기 바랍니다."))
    url = reverse("portal:act", args=["diagnosis", in_review.uid, "submit_report"])

    page = text(client_of(personas["consultant"]).get(url))

    assert REPORT["summary"] in page
