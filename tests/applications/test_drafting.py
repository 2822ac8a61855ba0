"""What the firm enters: who may, until when, with which version, and what the log keeps."""

from datetime import date
from decimal import Decimal

import pytest

from applications import services
from applications.models import Application, EnergyUse
from documents.files import FileRefused
from documents.models import File
from journal import clock
from journal.models import Event
from tests.applications.conftest import CONSENTS, ELECTRICITY, ENTRIES
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion, WrongState
from workflow.states import ApplicationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


# -- start ---------------------------------------------------------------------------------------------------


def test_start_opens_a_case_with_region_and_event(round_2021, site, personas):
    application = services.start(round_2021, site, Act(personas["owner"], address="203.0.113.7"))

    case = application.case
    assert (case.region.code, case.program_code, case.number) == ("incheon", "incheon-clean-process", None)
    assert (application.baseline_year, application.contact_email) == (2020, "owner@example.com")
    event = Event.objects.get(action="application.start")
    assert (event.case_id, event.address, event.after["region"]) == (case.pk, "203.0.113.7", "incheon")


def test_a_site_outside_every_region_reaches_the_rounds_officials(round_2021, firm, personas):
    outside = people.site(firm, "김포 공장", area=people.area("41570", "경기도 김포시"))

    application = services.start(round_2021, outside, Act(personas["owner"]))

    assert application.case.region.code == "incheon"


def test_start_outside_the_period_is_refused(round_2021, site, personas):
    with clock.travel(round_2021.closes_at), pytest.raises(Refused) as refused:
        services.start(round_2021, site, Act(personas["owner"]))
    assert refused.value.code == "round_closed"


def test_one_live_application_per_site_and_round(draft, round_2021, site, personas):
    with pytest.raises(Refused) as refused:
        services.start(round_2021, site, Act(personas["member"]))
    assert refused.value.code == "already_applied"


def test_the_refusal_names_the_number(submitted, round_2021, site, personas):
    with pytest.raises(Refused, match="IC-2021-0001"):
        services.start(round_2021, site, Act(personas["owner"]))


def test_nobody_applies_for_another_firm(round_2021, site, personas):
    for name in ("other_owner", "reviewer", "admin"):
        with pytest.raises(NotAllowed):
            services.start(round_2021, site, Act(personas[name]))


def test_a_round_without_region_takes_nobody(round_2021, site, personas):
    round_2021.regions.clear()

    with pytest.raises(Refused) as refused:
        services.start(round_2021, site, Act(personas["owner"]))

    assert refused.value.code == "no_region"


def test_nothing_is_told_twice(complete, round_2021, site, personas):
    services.withdraw(complete, Act(personas["owner"], comment="다시 쓰겠습니다"))

    again = services.start(round_2021, site, Act(personas["owner"]))

    assert (again.size, again.ksic_code, again.polluting_processes) == ("small", "25922", ["plating"])
    assert again.contact_phone == "032-000-0000"
    assert (again.consecutive_years, again.other_support) == (None, None)


def test_another_site_takes_over_what_belongs_to_the_firm_alone(complete, round_2021, firm, personas):
    second = people.site(firm, "제2공장")

    other = services.start(round_2021, second, Act(personas["owner"]))

    assert (other.size, other.contact_name) == ("small", "담당자")
    assert (other.ksic_code, other.regular_employees) == ("", None)


# -- edit ----------------------------------------------------------------------------------------------------


def test_an_edit_raises_the_version_and_keeps_what_was_there(draft, personas):
    services.edit(draft, Act(personas["member"], data={"regular_employees": 41}))
    edited = services.edit(draft, Act(personas["owner"], version=2, data={"regular_employees": "42"}))

    event = Event.objects.filter(action="application.edit").latest("pk")
    assert (edited.version, edited.regular_employees) == (3, 42)
    assert (event.before, event.after) == ({"regular_employees": 41}, {"regular_employees": 42})


def test_an_edit_that_changes_nothing_leaves_no_trace(complete, personas):
    before = Event.objects.count()

    edited = services.edit(complete, Act(personas["owner"], data=ENTRIES))

    assert (edited.version, Event.objects.count()) == (complete.version, before)


def test_a_stale_edit_carries_what_is_stored(draft, personas):
    services.edit(draft, Act(personas["member"], data={"products": "도금 부품"}))

    with pytest.raises(StaleVersion) as stale:
        services.edit(draft, Act(personas["owner"], version=1, data={"products": "주물"}))

    assert (stale.value.sent, stale.value.stored) == (1, 2)
    assert stale.value.current["products"] == "도금 부품"


def test_who_may_not_edit_learns_nothing_of_what_is_stored(draft, personas):
    for name in ("other_owner", "reviewer", "admin", "auditor", "inactive"):
        with pytest.raises(NotAllowed):
            services.edit(draft, Act(personas[name], version=99, data={"products": "주물"}))


def test_what_was_handed_in_stays(submitted, personas):
    with pytest.raises(WrongState) as late:
        services.edit(submitted, Act(personas["owner"], data={"products": "주물"}))
    assert late.value.code == "not_editable"


def test_the_code_must_exist_in_its_revision(draft, personas):
    owner = personas["owner"]
    with pytest.raises(BadData) as refused:
        services.edit(draft, Act(owner, data={"ksic_code": "10401", "ksic_revision": 11}))
    assert list(refused.value.errors) == ["ksic_code"]

    services.edit(draft, Act(owner, data={"ksic_code": "10401"}))
    with pytest.raises(BadData):
        services.edit(draft, Act(owner, data={"ksic_revision": 11}))


def test_all_errors_come_at_once_and_nothing_is_saved(draft, personas):
    wrong = {"size": "gigantic", "regular_employees": "x", "products": "도금"}

    with pytest.raises(BadData) as refused:
        services.edit(draft, Act(personas["owner"], data=wrong))

    draft.refresh_from_db()
    assert set(refused.value.errors) == {"size", "regular_employees"}
    assert draft.products == ""


# -- energy --------------------------------------------------------------------------------------------------


def test_energy_is_added_changed_and_taken_back_with_what_it_said(draft, personas):
    owner = personas["owner"]
    use = services.add_energy_use(draft, Act(owner, version=1, data=ELECTRICITY))
    services.replace_energy_use(draft, use, Act(owner, version=2, data={"quantity": "900000"}))
    services.remove_energy_use(draft, use, Act(owner, version=3))

    draft.refresh_from_db()
    removed = Event.objects.get(action="application.remove_energy_use")
    assert draft.version == 4
    assert not EnergyUse.objects.exists()
    assert (removed.before["carrier"], removed.before["quantity"]) == ("electricity", "900000.000")


def test_months_follow_each_other_and_each_begins_once(draft, personas):
    owner = personas["owner"]
    january = {**ELECTRICITY, "ends_on": date(2020, 1, 31)}
    services.add_energy_use(draft, Act(owner, data=january))
    services.add_energy_use(
        draft, Act(owner, data={**january, "starts_on": date(2020, 2, 1), "ends_on": date(2020, 2, 29)})
    )
    services.add_energy_use(draft, Act(owner, data={**january, "carrier": "diesel", "unit": "L"}))

    with pytest.raises(BadData) as refused:
        services.add_energy_use(draft, Act(owner, data={**january, "quantity": 7}))

    assert list(refused.value.errors) == ["starts_on"]
    assert EnergyUse.objects.count() == 3


def test_a_leap_year_is_one_period_and_a_day_more_is_not(draft, personas):
    with pytest.raises(BadData) as refused:
        services.add_energy_use(
            draft, Act(personas["owner"], data={**ELECTRICITY, "ends_on": date(2021, 1, 1)})
        )
    assert list(refused.value.errors) == ["ends_on"]

    assert services.add_energy_use(draft, Act(personas["owner"], data=ELECTRICITY))


def test_energy_of_another_site_is_out_of_reach(draft, round_2021, personas):
    other = personas["other_owner"].current_memberships[0].organisation
    foreign = cases.energy_use(cases.case(round_2021, other, serial=9))

    with pytest.raises(NotAllowed):
        services.remove_energy_use(draft, foreign, Act(personas["owner"]))


def test_energy_that_another_application_was_judged_by_stays(draft, round_2021, personas):
    use = services.add_energy_use(draft, Act(personas["owner"], data=ELECTRICITY))
    later = cases.case(round_2021, draft.case.organisation, serial=9, stage="refused")
    type(later).objects.filter(pk=later.pk).update(stage="completed", round=earlier_round())
    cases.application(later, ApplicationState.AGREED)

    with pytest.raises(Refused) as refused:
        services.remove_energy_use(draft, use, Act(personas["owner"]))

    assert refused.value.code == "used_elsewhere"


def earlier_round():
    from tests.factories import programs as presets

    return presets.incheon_round(
        2020, opens_on=date(2020, 7, 1), closes_on=date(2020, 7, 16), factor_set="kr-2021"
    )


# -- figures, evidence, consents -----------------------------------------------------------------------------


def test_year_figures_belong_to_the_firm(draft, firm, personas):
    data = {"fiscal_year": 2020, "sales_krw": 3_000_000_000}
    services.set_year_figures(draft, Act(personas["owner"], data=data))
    services.set_year_figures(draft, Act(personas["owner"], data={"fiscal_year": 2020, "employees": 42}))

    figures = firm.year_figures.get()
    assert (figures.sales_krw, figures.employees) == (3_000_000_000, 42)


@pytest.mark.parametrize(
    "data", [{"sales_krw": 1}, {"fiscal_year": 1}, {"fiscal_year": 2020, "sales_krw": -1}]
)
def test_year_figures_that_cannot_be(draft, personas, data):
    with pytest.raises(BadData):
        services.set_year_figures(draft, Act(personas["owner"], data=data))


def test_evidence_is_kept_with_its_purpose(draft, personas, picture):
    row = services.attach_evidence(
        draft, picture, Act(personas["owner"], data={"purpose": "size_confirmation"})
    )

    draft.refresh_from_db()
    assert (row.purpose, row.file.case, row.wallet_item) == ("size_confirmation", draft.case, None)
    assert (row.file.audience, row.file.content_type) == ("firm", "image/png")
    assert draft.version == 2


def test_a_refused_file_leaves_nothing(draft, personas):
    from django.core.files.uploadedfile import SimpleUploadedFile

    wrong = SimpleUploadedFile("확인서.pdf", b"MZ" + b"0" * 100)
    with pytest.raises(FileRefused):
        services.attach_evidence(draft, wrong, Act(personas["owner"], data={"purpose": "other"}))

    draft.refresh_from_db()
    assert (File.objects.count(), draft.version) == (0, 1)


def test_evidence_needs_a_known_purpose(draft, personas, picture):
    with pytest.raises(BadData):
        services.attach_evidence(draft, picture, Act(personas["owner"], data={"purpose": "holiday"}))


def test_consents_keep_text_version_person_and_time(draft, personas):
    services.give_consents(draft, Act(personas["owner"], data=CONSENTS))
    services.give_consents(draft, Act(personas["member"], data={**CONSENTS, "privacy": False}))

    answers = draft.consents.order_by("pk").values_list("text_code", "given", "user__email")
    assert list(answers) == [
        ("privacy", True, "owner@example.com"),
        ("provision", True, "owner@example.com"),
        ("fairness", True, "owner@example.com"),
        ("privacy", False, "member@example.com"),
    ]
    assert set(draft.consents.values_list("text_version", "at")) == {("2021-07", clock.now())}


@pytest.mark.parametrize("data", [{"everything": True}, {"privacy": "maybe"}])
def test_consents_to_nothing_known(draft, personas, data):
    with pytest.raises(BadData):
        services.give_consents(draft, Act(personas["owner"], data=data))


def test_every_write_asks_the_permission(draft, personas, picture):
    stranger = personas["other_owner"]
    use = services.add_energy_use(draft, Act(personas["owner"], data=ELECTRICITY))
    for write in (
        lambda: services.edit(draft, Act(stranger, data={"products": "x"})),
        lambda: services.add_energy_use(draft, Act(stranger, data=ELECTRICITY)),
        lambda: services.replace_energy_use(draft, use, Act(stranger, data={"quantity": Decimal(1)})),
        lambda: services.remove_energy_use(draft, use, Act(stranger)),
        lambda: services.set_year_figures(draft, Act(stranger, data={"fiscal_year": 2020})),
        lambda: services.attach_evidence(draft, picture, Act(stranger, data={"purpose": "other"})),
        lambda: services.give_consents(draft, Act(stranger, data=CONSENTS)),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert Application.objects.get().version == 2
