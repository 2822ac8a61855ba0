"""How a demo firm applies: registered with its factory, a draft with everything that its round asks for."""

from datetime import date
from typing import Any

from accounts import services as people_services
from accounts.models import Area, Organisation, Site, User
from applications import asked, consents, services
from applications.models import Application, EnergyUse
from journal import clock
from portal.demo import bills, people
from portal.demo.data import DemoFirm
from portal.demo.scene import act, scan
from programs.models import Round


def register(firm: DemoFirm, email: str) -> tuple[User, Site]:
    """The firm, its owner and its factory; made once."""
    owner = people.person(email, people.OWNER.name if email == people.OWNER.email else firm.representative)
    organisation = Organisation.objects.filter(name_ko=firm.name_ko).first()
    if organisation is None:
        organisation = people_services.register_organisation(
            actor=owner,
            number=firm.business_number,
            values={
                "name_ko": firm.name_ko,
                "name_en": firm.name_en,
                "representative": firm.representative,
                "address": firm.address,
                "phone": "032-000-0000",
            },
            is_demo=True,
        )
        owner = User.objects.get(pk=owner.pk)
    site = organisation.sites.first()
    if site is None:
        site = people_services.add_site(
            organisation,
            actor=owner,
            values={
                "name": "본사 공장",
                "address": firm.address,
                "area": Area.objects.valid_on(clock.today()).get(code=firm.area_code),
                "has_factory": True,
            },
        )
    return owner, site


def draft(round_: Round, firm: DemoFirm, owner: User, site: Site, **declared: Any) -> Application:
    """A complete draft of the firm; made once. ``declared`` are entries beside the usual ones."""
    application = Application.objects.filter(case__round=round_, case__site=site).first()
    if application is not None:
        return application
    application = services.start(round_, site, act(owner))
    year = round_.year - 1
    services.edit(application, act(owner, **{**_entries(firm, year), **declared}))
    _bills(application, firm, owner, year)
    services.set_year_figures(
        application, act(owner, fiscal_year=year, sales_krw=firm.sales_krw, employees=firm.employees)
    )
    evidence = [("중소기업 확인서", asked.SIZE_CONFIRMATION)]
    if firm.root_industry:
        evidence.append(("뿌리기업 확인서", asked.ROOT_CONFIRMATION))
    for title, purpose in evidence:
        services.attach_evidence(application, scan(title, firm), act(owner, purpose=purpose))
    services.give_consents(application, act(owner, **{text.code: True for text in consents.TEXTS}))
    return application


def _entries(firm: DemoFirm, year: int) -> dict[str, Any]:
    return {
        "size": firm.size,
        "regular_employees": firm.employees,
        "ksic_revision": firm.ksic_revision,
        "ksic_code": firm.ksic_code,
        "products": firm.products,
        "root_industry": firm.root_industry,
        "root_confirmation_until": date(year + 3, 12, 31) if firm.root_industry else None,
        "polluting_processes": ["plating"] if firm.polluting else [],
        "energy_audit_duty": False,
        "consecutive_years": 1,
        "other_support": False,
        "other_support_detail": "",
        "baseline_year": year,
        "difficulties": "에너지 비용이 오르는데 어디부터 손대야 할지 판단하기 어렵습니다.",
        "wishes": "투자회수기간이 짧은 개선부터 진행하고 싶습니다.",
        "contact_name": firm.representative,
        "contact_phone": "032-000-0000",
        "contact_email": firm.email,
    }


def _bills(application: Application, firm: DemoFirm, owner: User, year: int) -> None:
    """Twelve bills for each carrier. A later application of the same site finds them already entered."""
    if EnergyUse.objects.filter(site=application.case.site_id, starts_on__year=year).exists():
        return
    by_band = owner.email == people.OWNER.email  # the firm of the login page shows a bill in full
    services.save_uses(application, list(bills.rows(firm, year, by_band=by_band)), act(owner))
