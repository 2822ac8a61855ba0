"""What the call's conditions may ask about an application."""

from datetime import date
from decimal import Decimal

from accounts.models import Site
from applications.models import Application
from applications.rules.energy import SiteEnergy, site_energy
from calculations.eligibility import Value
from programs.models import (
    IndustryCode,
    Round,
)
from workflow.models import Case

# Energy Use Rationalization Act, articles 31 and 32: from 2,000 TOE a year on, an energy audit is a duty.
AUDIT_DUTY_TOE = Decimal(2000)


def facts(application: Application, energy: SiteEnergy | None = None) -> dict[str, Value | None]:
    """What the criteria may ask about; None is "not answered yet".

    Region and validity of the root-firm confirmation are read on the round's closing day, so that the answer
    does not depend on the day of looking. Years in a row: the larger of what was declared and what agreements
    of earlier rounds show.
    """
    case, round_ = application.case, application.case.round
    site = factory(case)
    energy = energy or site_energy(application)
    toe = energy.counted.toe if energy else None
    declared = application.consecutive_years
    computed = years_in_a_row(case)
    return {
        "site_in_region": round_.region_of(site.area.code) is not None,
        "has_factory": site.has_factory,
        "in_industrial_complex": bool(site.industrial_complex),
        "firm_size": application.size or None,
        "regular_employees": application.regular_employees,
        "site_toe": toe,
        "energy_audit_duty_declared": application.energy_audit_duty,
        "energy_audit_duty_computed": None if toe is None else toe >= AUDIT_DUTY_TOE,
        "consecutive_years": None if declared is None else max(declared, computed),
        "consecutive_years_declared": declared,
        "consecutive_years_computed": computed,
        "other_support_same_kind": application.other_support,
        "polluting_process": bool(application.polluting_processes),
        "root_industry": _root_industry(application, round_.closes_on),
    }


def factory(case: Case) -> Site:
    """The factory of a case; only a case of the regional-plan track has none, and that has no application."""
    if case.site is None:
        raise ValueError(f"Case {case.pk} has no site.")
    return case.site


def industry(application: Application) -> IndustryCode | None:
    """The industry that the entered code names in its revision."""
    return IndustryCode.objects.filter(
        revision=application.ksic_revision, code=application.ksic_code, level="subclass"
    ).first()


def years_in_a_row(case: Case) -> int:
    """Years in a row with this one, by agreements of the programme's earlier rounds (연속 참여).

    Counted by site or by firm as the round says; one year without an agreement begins a new count.
    """
    round_ = case.round
    whose = (
        {"case__site": case.site_id}
        if case.reading("years_counted_by") == Round.CountedBy.SITE
        else {"case__organisation": case.organisation_id}
    )
    years = set(
        Application.objects.agreed()
        .filter(case__round__program=round_.program_id, case__is_test=case.is_test, **whose)
        .values_list("case__round__year", flat=True)
        .order_by()
    )
    count = 1
    while round_.year - count in years:
        count += 1
    return count


def _root_industry(application: Application, day: date) -> bool | None:
    if not application.root_industry:
        return application.root_industry
    until = application.root_confirmation_until
    return until is not None and until >= day
