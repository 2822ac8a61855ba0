"""Step 1 of the play: eighteen firms apply; thirteen are selected and sign."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts import services as people_services
from accounts.models import Area, Organisation, Site, User
from applications import asked, consents, services
from applications.models import Application, EnergyUse
from portal.demo import people, programme
from portal.demo.data import BASELINE_YEAR, DemoFirm, firms
from portal.demo.people import ADMIN, APPROVER, REVIEWER
from portal.demo.scene import Scene, act, at, scan
from workflow.states import ApplicationState as State

REFUSALS = {
    "toe": "연간 에너지 사용량이 2,000 TOE 이상으로 신청자격(2,000 TOE 미만)을 충족하지 않습니다.",
    "region": "사업장이 해당지역(인천광역시)에 있지 않습니다.",
    "size": "대기업은 참여가 제한됩니다.",
    "other_support": "같은 분야의 지원을 이미 받고 있어 중복 지원에서 제외합니다.",
}
OTHER_SUPPORT = "(데모) 다른 기관의 청정생산 분야 설비지원, 2021년, 3,000만원"
CORRECTION = "중소기업 확인서의 유효기간이 지났습니다. 새로 발급받아 올리고, 2020년 전력 사용량을 고지서와 맞춰 주세요."


def play(scene: Scene) -> None:
    """Apply, submit, screen, select, agree: each firm's part, once."""
    for turn, firm in enumerate(firms()):
        with at(7, 12, 9, turn=turn), transaction.atomic():
            owner, site = _register(scene, firm, turn)
            scene.owners[firm] = owner
            application = _draft(scene, firm, owner, site)
        with at(7, 13, 10, turn=turn):
            scene.applications[firm] = _submit(application, owner)
    with at(7, 24, 9):
        programme.close(scene.round, scene.staff[ADMIN])
    scene.report("18 applications submitted")
    for turn, firm in enumerate(firms()):
        _screen(scene, firm, turn)
    for turn, firm in scene.selected():
        _select(scene, firm, turn)
    scene.report("13 firms selected, 4 refused, 1 awaits a correction")


def _register(scene: Scene, firm: DemoFirm, turn: int) -> tuple[User, Site]:
    """The first firm belongs to the account on the login page; the others have one each."""
    email = people.OWNER.email if turn == 0 else firm.email
    owner = people.person(email, people.OWNER.name if turn == 0 else firm.representative)
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
                "area": Area.objects.valid_on(date(2021, 7, 12)).get(code=firm.area_code),
                "has_factory": True,
            },
        )
    return owner, site


def _draft(scene: Scene, firm: DemoFirm, owner: User, site: Site) -> Application:
    application = Application.objects.filter(case__round=scene.round, case__site=site).first()
    if application is not None:
        return application
    application = services.start(scene.round, site, act(owner))
    services.edit(application, act(owner, **_entries(firm)))
    for use in firm.energy:
        # A later application of the same site finds its energy already entered.
        if not EnergyUse.objects.filter(site=site, carrier=use.carrier, starts_on=use.starts_on).exists():
            services.add_energy_use(
                application,
                act(
                    owner,
                    carrier=use.carrier,
                    starts_on=use.starts_on,
                    ends_on=use.ends_on,
                    quantity=use.quantity,
                    unit=use.unit,
                    cost_krw=use.cost_krw,
                ),
            )
    services.set_year_figures(
        application, act(owner, fiscal_year=BASELINE_YEAR, sales_krw=firm.sales_krw, employees=firm.employees)
    )
    services.attach_evidence(
        application, scan("중소기업 확인서", firm), act(owner, purpose=asked.SIZE_CONFIRMATION)
    )
    if firm.root_industry:
        services.attach_evidence(
            application, scan("뿌리기업 확인서", firm), act(owner, purpose=asked.ROOT_CONFIRMATION)
        )
    services.give_consents(application, act(owner, **{text.code: True for text in consents.TEXTS}))
    return application


def _entries(firm: DemoFirm) -> dict[str, Any]:
    other_support = firm.part == "other_support"
    return {
        "size": firm.size,
        "regular_employees": firm.employees,
        "ksic_revision": firm.ksic_revision,
        "ksic_code": firm.ksic_code,
        "products": firm.products,
        "root_industry": firm.root_industry,
        "root_confirmation_until": date(2023, 12, 31) if firm.root_industry else None,
        "polluting_processes": ["plating"] if firm.polluting else [],
        "energy_audit_duty": firm.part == "toe",
        "consecutive_years": 1,
        "other_support": other_support,
        "other_support_detail": OTHER_SUPPORT if other_support else "",
        "baseline_year": BASELINE_YEAR,
        "difficulties": "에너지 비용이 오르는데 어디부터 손대야 할지 판단하기 어렵습니다.",
        "wishes": "투자회수기간이 짧은 개선부터 진행하고 싶습니다.",
        "contact_name": firm.representative,
        "contact_phone": "032-000-0000",
        "contact_email": firm.email,
    }


def _submit(application: Application, owner: User) -> Application:
    if application.state == State.DRAFT:
        return services.submit(application, act(owner))
    return application


def _screen(scene: Scene, firm: DemoFirm, turn: int) -> None:
    application = scene.applications[firm]
    reviewer = scene.staff[REVIEWER]
    if application.state != State.SUBMITTED:
        return
    with at(7, 26, 10, turn=turn):
        if firm.part == "correction":
            moved = services.request_correction(
                application, act(reviewer, CORRECTION, deadline=date(2021, 8, 6))
            )
        elif firm.part in REFUSALS:
            if firm.part == "other_support":
                decision = act(reviewer, REFUSALS[firm.part], criterion="other_support", met=False)
                application = services.decide_criterion(application, decision)
            moved = services.refuse(application, act(reviewer, REFUSALS[firm.part]))
        else:
            moved = services.screen(application, act(reviewer))
        scene.applications[firm] = moved


def _agree(application: Application, firm: DemoFirm, approver: User) -> Application:
    """As in 2021: written, signed and sealed on paper, handed in by the city, concluded."""
    prepared = services.prepare_agreement(application, act(approver))
    services.attach_signed_copy(prepared, scan("협약서(서명본)", firm), act(approver))
    return services.agree(prepared, act(approver))


def _select(scene: Scene, firm: DemoFirm, turn: int) -> None:
    approver = scene.staff[APPROVER]
    application = scene.applications[firm]
    if application.state == State.SCREENED:
        with at(8, 9, 14, turn=turn):
            application = services.select(application, act(approver))
    if application.state == State.SELECTED:
        with at(8, 17, 10, turn=turn):
            application = _agree(application, firm, approver)
    scene.applications[firm] = application
