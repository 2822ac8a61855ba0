"""Seeing a round as an applicant would: a real application is made, held against the rules, and undone."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Site, User
from applications import explanations
from applications.models import Application, EnergyUse
from programs.models import Region, Round
from workflow.models import Case

# Shaped like a business number, and none: nobody can register it (its check digit is wrong).
NUMBER = "0000000001"
USES = {"electricity_kwh": ("electricity", "kWh"), "city_gas_nm3": ("city_gas_lng", "Nm3")}


def evaluate(round_: Round, facts: Mapping[str, Any], actor: User) -> dict[str, Any]:
    """What the applicant's check page would show for these facts (preview_forms.ApplicantForm).

    Firm, site, case and application are made in a savepoint and rolled back: nothing is left, no event, no mail.
    Works for a round in preparation too.
    """
    with transaction.atomic():
        application = _application(round_, facts, actor)
        shown = {"application": application, **explanations.eligibility(application)}
        transaction.set_rollback(True)
    return shown


def _application(round_: Round, facts: Mapping[str, Any], actor: User) -> Application:
    site = _site(facts)
    region = round_.region_of(site.area.code) or round_.regions.order_by("code").first()
    case = Case.objects.create(
        round=round_,
        organisation=site.organisation,
        site=site,
        region=region or Region.objects.create(code="preview", name_ko="-"),
        program_code=round_.program.code,
        region_code=region.code if region else "preview",
        is_test=True,
    )
    year = round_.year - 1
    _enter_energy(site, facts, year, actor)
    is_root = facts["root_industry"]
    return Application.objects.create(
        case=case,
        size=facts["size"],
        regular_employees=facts["regular_employees"],
        root_industry=is_root,
        root_confirmation_until=round_.closes_on + timedelta(days=365) if is_root else None,
        polluting_processes=[Application.PollutingProcess.PLATING] if facts["polluting_process"] else [],
        energy_audit_duty=facts["energy_audit_duty"],
        consecutive_years=facts["consecutive_years"],
        other_support=facts["other_support"],
        baseline_year=year,
    )


def _site(facts: Mapping[str, Any]) -> Site:
    name = _("Preview")
    firm = Organisation.objects.create(
        business_number=NUMBER, name_ko=name, representative=name, address=name
    )
    return Site.objects.create(
        organisation=firm,
        name=name,
        address=name,
        area=facts["area"],
        has_factory=bool(facts["has_factory"]),
        industrial_complex=name if facts["in_industrial_complex"] else "",
    )


def _enter_energy(site: Site, facts: Mapping[str, Any], year: int, actor: User) -> None:
    for name, (carrier, unit) in USES.items():
        if (quantity := facts[name] or Decimal(0)) or carrier == "electricity":
            EnergyUse.objects.create(
                site=site,
                carrier_id=carrier,
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
                quantity=quantity,
                unit=unit,
                entered_by=actor,
            )
