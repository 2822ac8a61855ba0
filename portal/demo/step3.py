"""Step 3 of the play: twelve firms carry out what they accepted with 5.0 million won each; one drops out."""

from datetime import date

from accounts.models import User
from diagnostics.models import Measure
from documents.models import File
from portal import services as portal_services
from portal.demo.data import DemoFirm
from portal.demo.people import APPROVER, REVIEWER
from portal.demo.scene import Scene, act, at, scan
from subsidies import services
from subsidies.models import Evidence, Grant
from workflow.states import CaseStage
from workflow.states import GrantState as State

VAT_PERCENT = 10
SUPPLIER = "(데모) 설비업체"
DROPPED = "경영 사정으로 올해에는 개선을 진행하지 않기로 하였습니다."


def play(scene: Scene) -> None:
    for turn, firm in scene.selected():
        if firm.part == "certified":
            _settle(scene, firm, _grant(scene, firm, turn), turn)
        else:
            _drop(scene, firm, turn)
    scene.report("12 improvements supported and settled, 1 firm dropped out")


def implemented(firm: DemoFirm, measures: list[Measure]) -> list[Measure]:
    """The measures that the source says were carried out."""
    done = {measure.title_ko for measure in firm.measures if measure.implemented}
    return [measure for measure in measures if measure.title_ko in done]


def _grant(scene: Scene, firm: DemoFirm, turn: int) -> Grant:
    case = scene.applications[firm].case
    case.refresh_from_db()
    grant = Grant.objects.filter(case=case).first()
    if grant is not None:
        return grant
    items = [
        {
            "measure": str(measure.uid),
            "name": measure.title_ko,
            "supplier": SUPPLIER,
            "supply_price_krw": measure.cost_krw,
            "vat_krw": measure.cost_krw * VAT_PERCENT // 100,
            "eligible": True,
        }
        for measure in implemented(firm, list(Measure.objects.filter(case=case)))
    ]
    with at(10, 12, 9, turn=turn):
        return services.request_support(
            case, act(scene.owners[firm], support_type="equipment", cost_items=items)
        )


def _settle(scene: Scene, firm: DemoFirm, grant: Grant, turn: int) -> None:
    owner, reviewer, approver = scene.owners[firm], scene.staff[REVIEWER], scene.staff[APPROVER]
    if grant.state == State.REQUESTED:
        with at(10, 14, 9, turn=turn):
            grant = services.review(grant, act(reviewer))
    if grant.state == State.REVIEWED:
        with at(10, 18, 9, turn=turn):
            grant = services.approve(grant, act(approver))
    if grant.state == State.APPROVED:
        with at(11, 22, 9, turn=turn):
            _prove(firm, grant, owner)
            grant = services.claim(grant, act(owner))
    if grant.state == State.CLAIMED:
        with at(11, 25, 9, turn=turn):
            for evidence in Evidence.objects.filter(cost_item__grant=grant, verdict="pending"):
                services.judge_evidence(grant, act(reviewer, evidence=str(evidence.uid), verdict="accepted"))
        with at(11, 29, 9, turn=turn):
            services.settle(grant, act(reviewer))


def _prove(firm: DemoFirm, grant: Grant, owner: User) -> None:
    """One invoice proves every item."""
    stored: File | None = None
    for item in grant.cost_items.filter(evidence=None):
        evidence = services.add_evidence(
            item,
            act(
                owner,
                kind="tax_invoice",
                number=f"20211115-{item.pk:08d}",
                supplier=SUPPLIER,
                issued_on=date(2021, 11, 15),
                supply_price_krw=item.supply_price_krw,
                vat_krw=item.vat_krw,
            ),
            file=stored or scan("전자세금계산서", firm),
        )
        stored = evidence.file


def _drop(scene: Scene, firm: DemoFirm, turn: int) -> None:
    case = scene.applications[firm].case
    case.refresh_from_db()
    if case.stage == CaseStage.IMPROVEMENT:
        with at(10, 25, 9, turn=turn):
            portal_services.drop(case, act(scene.staff[APPROVER], DROPPED, reason_code="no_capital"))
