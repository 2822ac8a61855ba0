"""What every paper of a case says: programme, firm, site, whom to ask."""

from django.utils import translation

from applications import rules
from applications.models import Application
from documents import contexts
from workflow.models import Case

# What stands before the head's title: 인천광역시 → 인천광역시장, 장흥군 → 장흥군수.
HEAD_ENDINGS = {"시": "장", "도": "지사", "군": "수", "구": "청장"}


def programme(case: Case) -> contexts.Programme:
    round_ = case.round
    return {
        "name": round_.program.name_ko,
        "round_name": round_.name_ko,
        "year": round_.year,
        "region": case.region.name_ko,
        "starts_on": round_.project_from,
        "ends_on": round_.project_until,
    }


def firm(application: Application) -> contexts.Firm:
    organisation = application.case.organisation
    with translation.override("ko"):
        size = str(application.get_size_display())
    return {
        "name": organisation.name_ko,
        "business_number": organisation.business_number,
        "representative": organisation.representative,
        "address": organisation.address,
        "size": size,
    }


def site(application: Application) -> contexts.Site:
    place = rules.factory(application.case)
    industry = rules.industry(application)
    return {
        "name": place.name,
        "address": place.address,
        "industry_code": application.ksic_code,
        "industry_name": industry.name_ko if industry else "",
        "employees": application.regular_employees,
        "products": application.products,
    }


def contact(case: Case) -> contexts.Contact:
    """Whom the firm may ask: as the round says, else the operator."""
    operator = case.round.program.operator
    return {
        "department": "",
        "name": case.round.contact_ko or operator.name_ko,
        "phone": operator.phone,
        "email": operator.email,
    }


def head_of(region: str) -> str:
    """Title of a local government's head; the last part of the name counts: 경기도 안산시 → 안산시장."""
    place = region.split()[-1]
    return place + HEAD_ENDINGS.get(place[-1], "")
