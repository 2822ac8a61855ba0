"""The set-up check: each contradiction is found, said in the section where it is mended, and keeps the round shut."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import Area
from journal import clock
from ledger.models import SourceShare
from portal.setup import check
from programs.models import (
    Call,
    Checklist,
    CriteriaSet,
    Criterion,
    DocumentList,
    FactorSet,
    RateTable,
    Region,
    Round,
    RoundRegion,
    ScoringCriterion,
    ScoringSheet,
)
from tests.factories import programs as rounds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def ready(round_2021):
    """A round in which nothing is missing."""
    Call.objects.create(round=round_2021, title_ko="공고", body_ko="본문", publish_at=round_2021.opens_at)
    late = {name: date(2021, 12, 20) for name in ("execution_until", "settlement_on", "outcome_on")}
    first = {
        "announced_on": date(2021, 6, 20),
        "screened_by": date(2021, 7, 31),
        "selected_on": date(2021, 8, 10),
    }
    Round.objects.filter(pk=round_2021.pk).update(**late, **first)
    return Round.objects.get(pk=round_2021.pk)


def found(round_: Round) -> list[tuple[str, str]]:
    fresh = Round.objects.get(pk=round_.pk)
    return [(finding.section, finding.severity) for finding in check.findings(fresh)]


def change(round_: Round, **fields) -> None:
    Round.objects.filter(pk=round_.pk).update(**fields)


def test_a_complete_round_has_no_finding(ready):
    assert check.findings(ready) == []


def test_dates_out_of_order_missing_and_past(ready):
    change(ready, selected_on=date(2021, 7, 1))
    assert ("dates", "blocking") in found(ready)
    change(ready, selected_on=None)
    assert found(ready) == [("dates", "warning")]
    change(ready, selected_on=date(2021, 8, 10), contact_ko="")
    assert found(ready) == [("dates", "warning")]
    change(ready, contact_ko="담당")
    with clock.travel(datetime(2021, 8, 1, tzinfo=clock.SEOUL)):
        assert found(ready) == [("dates", "warning")]


def test_a_call_without_text_or_hour(ready):
    Call.objects.update(publish_at=None)
    assert found(ready) == [("call", "warning")]
    Call.objects.update(publish_at=ready.opens_at + timedelta(days=1))
    assert found(ready) == [("call", "warning")]
    Call.objects.update(body_ko=" ")
    assert found(ready) == [("call", "blocking")]
    Call.objects.all().delete()
    assert found(ready) == [("call", "blocking")]


def test_no_region_none_on_the_day_and_two_at_once(ready):
    other = Region.objects.create(code="again", name_ko="겹치는 지역")
    part = RoundRegion.objects.create(round=ready, region=other)
    assert found(ready) == [("regions", "blocking")]
    other.areas.add(Area.objects.get(code="28125"))  # exists since 2026 only
    assert found(ready) == [("regions", "blocking")]
    other.areas.add(Area.objects.get(code="28200"))
    findings = check.findings(ready)
    assert [finding.section for finding in findings] == ["regions"]
    assert "남동구" in findings[0].message
    part.delete()
    ready.parts.all().delete()
    assert [one for one in found(ready) if one[1] == "blocking"] == [("regions", "blocking")]


def test_lines_that_are_missing_empty_or_elsewhere(ready):
    rounds.funding_line(ready, "elsewhere", "city", "operation", 1_000)
    ready.funding_lines.filter(code="elsewhere").update(region=Region.objects.get(code="busan"))
    assert found(ready) == [("money", "blocking")]
    ready.funding_lines.filter(code="elsewhere").update(region=None, planned_krw=0)
    assert found(ready) == [("money", "blocking")]
    ready.funding_lines.filter(code="elsewhere").update(planned_krw=1)
    ready.funding_lines.filter(purpose="diagnosis").update(purpose="operation")
    assert found(ready) == [("money", "blocking")]


def test_a_round_without_lines(ready):
    ready.funding_lines.update(round=_empty_round(ready))
    assert found(ready) == [("money", "blocking")]


def _empty_round(round_: Round) -> Round:
    other = Round.objects.get(pk=round_.pk)
    other.pk, other.uid, other.case_prefix = None, uuid4(), "XX"
    other.save(force_insert=True)
    return other


def test_shares_that_are_no_hundred_or_not_what_is_planned(ready):
    share = SourceShare.objects.create(round=ready, fund_source="national", percent=60)
    texts = [finding.message for finding in check.findings(ready)]
    assert len(texts) == 2
    share.percent = 100
    share.save()
    assert found(ready) == []
    share.percent = 60
    share.save()
    SourceShare.objects.create(round=ready, fund_source="city", percent=40)
    assert found(ready) == [("money", "blocking")] * 2


def test_no_condition_and_a_threshold_that_does_not_fit(ready):
    empty = CriteriaSet.objects.create(code="empty", name_ko="빈 요건")
    change(ready, criteria_set=empty)
    # Nothing shuts large firms out any more, and the table has no rate for them.
    assert found(ready) == [("criteria", "blocking"), ("rates", "blocking")]
    Criterion.objects.create(
        criteria_set=empty, code="size", position=1, fact="regular_employees", operator="le", threshold="ten",
        wording_ko="상시근로자",
    )  # fmt: skip
    assert ("criteria", "blocking") in found(ready)


def test_a_document_that_a_condition_asks_for_is_in_the_list(ready):
    listed = DocumentList.objects.create(code="docs", name_ko="서류")
    change(ready, document_list=listed)
    Criterion.objects.filter(criteria_set=ready.criteria_set).update(evidence="")
    assert found(ready) == []
    ready.criteria_set.criteria.filter(position=1).update(evidence="factory_registration")
    assert found(ready) == [("criteria", "warning")]


def test_rates_for_whom_the_criteria_admit(ready):
    sizes = set(check.admitted_sizes(ready))
    assert "large" not in sizes
    smallest = min(sizes)
    table = RateTable.objects.create(code="t", name_ko="표")
    for rate in ready.rate_table.rates.all():
        if (rate.size, rate.grade) != (smallest, "B"):
            rate.pk, rate.rate_table = None, table
            rate.save()
    change(ready, rate_table=table)
    findings = check.findings(Round.objects.get(pk=ready.pk))
    assert [(finding.section, finding.severity) for finding in findings] == [("rates", "blocking")]
    assert findings[0].message.count(" B") == 2


def test_weights_of_the_scoring_sheet(ready):
    sheet = ScoringSheet.objects.create(code="s", name_ko="평가표")
    change(ready, scoring_sheet=sheet)
    assert found(ready) == [("scoring", "blocking")]
    row = ScoringCriterion.objects.create(sheet=sheet, position=1, name_ko="효과", weight=Decimal("99.5"))
    assert found(ready) == [("scoring", "blocking")]
    row.weight = Decimal(100)
    row.save()
    assert found(ready) == []
    change(ready, scoring_sheet=None, selected_by="committee")
    assert found(ready) == [("scoring", "warning")]


def test_an_empty_checklist_and_factors_that_lack_a_carrier(ready):
    change(ready, checklist=Checklist.objects.create(code="c", name_ko="빈 목록"))
    assert found(ready) == [("checklist", "blocking")]
    change(ready, checklist=ready.checklist, factor_set=FactorSet.objects.create(code="f", name_ko="빈 계수"))
    findings = check.findings(Round.objects.get(pk=ready.pk))
    assert [(finding.section, finding.severity) for finding in findings] == [("factors", "blocking")]
    assert "전기" in findings[0].message


def test_texts_that_speak_of_another_city(ready):
    """A copy for Busan whose names and conditions still say Incheon, in either language."""
    ready.parts.update(region=Region.objects.get(code="busan"))
    texts = [finding.message for finding in check.findings(Round.objects.get(pk=ready.pk))]
    assert sum("인천광역시" in text for text in texts) == 1
    assert sum("Incheon" in text for text in texts) == 2
    Call.objects.update(body_ko="인천광역시의 기업을 모집합니다.")
    assert ("call", "warning") in found(ready)
    assert {severity for _section, severity in found(ready)} == {"warning"}
