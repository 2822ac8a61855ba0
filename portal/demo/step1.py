"""Step 1 of the play: eighteen firms apply; thirteen are selected and sign."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from applications import services
from applications.models import Application
from portal.demo import applying, people, programme
from portal.demo.data import DemoFirm, firms
from portal.demo.people import ADMIN, APPROVER, REVIEWER
from portal.demo.scene import Scene, act, at, scan
from workflow import participants
from workflow.states import ApplicationState as State

REFUSALS = {
    "toe": "연간 에너지 사용량이 2,000 TOE 이상으로 신청자격(2,000 TOE 미만)을 충족하지 않습니다.",
    "region": "사업장이 해당지역(인천광역시)에 있지 않습니다.",
    "size": "대기업은 참여가 제한됩니다.",
    "other_support": "같은 분야의 지원을 이미 받고 있어 중복 지원에서 제외합니다.",
}
OTHER_SUPPORT = "(데모) 다른 기관의 청정생산 분야 설비지원, 2021년, 3,000만원"
CORRECTION = "아래 내용을 보완해 주시기 바랍니다."
CORRECTIONS = (
    {"about": "중소기업 확인서", "text": "유효기간이 지났습니다. 새로 발급받아 올리세요."},
    {"about": "전력 사용량", "text": "2020년 사용량이 고지서와 다릅니다. 고지서를 보고 다시 입력하세요."},
)


def play(scene: Scene) -> None:
    """Apply, submit, screen, select, agree: each firm's part, once."""
    for turn, firm in enumerate(firms()):
        with at(7, 12, 9, turn=turn), transaction.atomic():
            email = people.OWNER.email if turn == 0 else firm.email
            owner, site = applying.register(firm, email)
            scene.owners[firm] = owner
            application = applying.draft(scene.round, firm, owner, site, **_declared(firm))
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


def _declared(firm: DemoFirm) -> dict[str, Any]:
    """What the part of a firm in the play adds to its entries."""
    declared: dict[str, Any] = {"energy_audit_duty": firm.part == "toe"}
    if firm.part == "other_support":
        declared |= {"other_support": True, "other_support_detail": OTHER_SUPPORT}
    return declared


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
        participants.put_in_charge(application.case, reviewer, act(reviewer))
        if firm.part == "correction":
            asked = act(reviewer, CORRECTION, deadline=date(2021, 8, 6), requests=list(CORRECTIONS))
            moved = services.request_correction(application, asked)
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
