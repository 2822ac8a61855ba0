"""Two complete cases of two firms that must never learn of each other, with a canary in every text."""

from dataclasses import dataclass
from typing import Any

from accounts import services as accounts
from accounts.models import Organisation, User
from accounts.roles import Role
from accounts.tokens import create as create_token
from applications.models import (
    BulkAct,
    Committee,
    GracePeriod,
    Interview,
    LocalFirm,
    PlanConfirmation,
    SavedView,
    WalletItem,
)
from diagnostics.models import Finding
from documents import files
from documents.models import File
from journal import clock
from ledger.models import ContributionDue, FundingLine
from programs import questions, reference
from programs.models import Questionnaire, Region, Round
from programs.services import Edit
from reports import services as reports
from subsidies import services as subsidies
from subsidies.models import Grant
from tests.factories import accounts as people
from tests.factories import cases, grants, outcomes
from workflow.acts import Act
from workflow.models import Calculation, Case, CorrectionRequest


@dataclass(frozen=True)
class Team:
    """Who works on a case."""

    owner: User
    consultant: User
    reviewer: User
    approver: User
    admin: User


@dataclass(frozen=True)
class World:
    """One firm's case from application to certificate; ``objects`` by the word that addresses use for them."""

    canary: str
    case: Case
    objects: dict[str, Any]


def two_worlds(round_: Round, personas: dict[str, User]) -> tuple[World, World]:
    """The first firm's case in Incheon, and the second firm's, then moved to Busan with its own officials."""
    program = round_.program.code
    busan = {}
    for role in (Role.REVIEWER, Role.APPROVER):
        busan[role] = people.user(f"busan-{role}@example.com", f"부산 {role}")
        people.member(busan[role], role, program=program)
    first = Team(*(personas[name] for name in ("owner", "consultant", "reviewer", "approver", "admin")))
    second = Team(
        personas["other_owner"],
        personas["other_consultant"],
        busan[Role.REVIEWER],
        busan[Role.APPROVER],
        personas["admin"],
    )
    worlds = complete(round_, first, "CANARY1", serial=1), complete(round_, second, "CANARY2", serial=2)
    _move(worlds[1].case, Region.objects.get(code="busan"))
    for official in busan.values():
        official.memberships.update(region_code="busan")
    return worlds


def complete(round_: Round, team: Team, canary: str, *, serial: int) -> World:
    """Every record, paper and file that a case can have, made by the real services where they make it."""
    firm = team.owner.current_memberships[0].organisation
    type(firm).objects.filter(pk=firm.pk).update(
        name_ko=f"{canary} 금속", representative=f"{canary} 대표", address=f"{canary} 주소"
    )
    site = firm.sites.get()
    type(site).objects.filter(pk=site.pk).update(name=f"{canary} 공장", address=f"{canary} 주소")
    User.objects.filter(pk=team.owner.pk).update(name=f"{canary} 담당자")
    firm.refresh_from_db()
    team.owner.refresh_from_db()
    case = grants.improvement_case(round_, firm, team.consultant, serial=serial)
    case.application_set.update(
        contact_name=f"{canary} 연락", products=f"{canary} 제품", wishes=f"{canary} 희망"
    )
    energy = cases.energy_use(case)
    diagnosis = case.diagnosis_set.get()
    finding = Finding.objects.create(
        diagnosis=diagnosis, area="energy", text=f"{canary} 누기", found_by=team.consultant
    )
    measure = grants.accepted_measure(case, team.consultant)
    type(measure).objects.filter(pk=measure.pk).update(
        title_ko=f"{canary} 보수", description=f"{canary} 설명"
    )
    grant = grants.request(case, team.owner, [grants.cost_item(measure, name=f"{canary} 자재")])
    grant = grants.approved(grant, team.reviewer, team.approver)
    [evidence] = grants.prove(grant, team.owner)
    grant = _settle(grant, team)
    outcome = outcomes.accepted(case, team.owner, team.consultant, team.approver)
    case.refresh_from_db()
    reports.issue_certificate(case, Act(team.admin))
    case.refresh_from_db()
    correction = CorrectionRequest.objects.create(
        case=case,
        record_kind="application",
        record_uid=case.application_set.get().uid,
        text=f"{canary} 보완",
        deadline=clock.today(),
        asked_by=team.reviewer,
        state=CorrectionRequest.State.ACCEPTED,
    )
    team.owner.__dict__.pop("current_memberships", None)
    invitation = accounts.invite_colleague(
        firm, actor=team.owner, email=f"{canary}@example.com".lower(), role=Role.MEMBER
    )
    token, _secret = create_token(team.owner, f"{canary} 도구")
    due = _bill(round_, firm, canary)
    return World(
        canary,
        case,
        {
            "round": round_,
            "program": round_.program,
            "region": case.region,
            "grace": _grace(round_, team.admin),
            "question": questions.ask(round_, f"{canary} 질문", Edit(actor=team.owner)),
            "attachment": _attachment(round_, team.admin),
            "line": due.line,
            "due": due,
            "case": case,
            "application": case.application_set.get(),
            "energy": energy,
            "diagnosis": diagnosis,
            "finding": finding,
            "measure": measure,
            "calculation": Calculation.objects.filter(case=case).first(),
            "grant": grant,
            "item": grant.cost_items.live().get(),
            "evidence": evidence,
            "outcome": outcome,
            "certificate": case.certificates.get(),
            "paper": case.papers.first(),
            "file": _file(case, team.owner, canary),
            **_papers(case, team.owner, canary),
            "firm": firm,
            "site": site,
            "correction": correction,
            "invitation": invitation,
            "token": token,
            "membership": team.owner.memberships.get(),
            "person": team.owner,
            **_committee(case, team.admin, canary),
            "interview": _interview(case, team.reviewer, canary),
            "flag": case.application_set.get().duplicate_flags.create(
                reason="other_support", digest="0", matched=f"{canary} 지원"
            ),
            "site_check": case.application_set.get().site_checks.create(
                visited_on=clock.today(), by=team.reviewer, findings=f"{canary} 현장", recommended=True
            ),
            "local_firm": LocalFirm.objects.create(
                region=Region.objects.get(code="incheon" if serial == 1 else "busan"),
                identity=f"n:{canary}",
                name=f"{canary} 지역기업",
                source_file=f"{canary}.csv",
                imported_by=team.reviewer,
            ),
            "contact": case.contacts.create(name=f"{canary} 현장책임", role="field", added_by=team.owner),
            "view": SavedView.objects.create(user=team.reviewer, name=f"{canary} 보기"),
            "bulk": _bulk(case, team.reviewer, canary),
        },
    )


def _interview(case: Case, reviewer: User, canary: str) -> Interview:
    """What the head of the firm said before the selection."""
    questionnaire = reference.current(Questionnaire, "initial-interview")
    interview = case.application_set.get().interviews.create(
        questionnaire=questionnaire,
        audience="ceo",
        person_name=f"{canary} 대표",
        held_on=clock.today(),
        by=reviewer,
    )
    interview.answers.create(item=questionnaire.items.first(), text=f"{canary} 답변")
    return interview


def _bulk(case: Case, reviewer: User, canary: str) -> BulkAct:
    """An act on many that was prepared and not done."""
    bulk = BulkAct.objects.create(
        user=reviewer, act="refuse", comment=f"{canary} 사유", state=BulkAct.State.CHECKED
    )
    bulk.rows.create(application=case.application_set.get(), state="possible")
    return bulk


def _attachment(round_: Round, admin: User) -> File:
    """What hangs on the call, the same for both firms."""
    return File.objects.get_or_create(
        round=round_,
        audience=File.Audience.PUBLIC,
        defaults={
            "purpose": "call", "original_name": "공고.pdf", "content_type": "application/pdf", "size": 1,
            "sha256": "0" * 64, "storage_name": "no/bytes", "scan_state": File.Scan.UNSCANNED,
            "uploaded_by": admin,
        },
    )[0]  # fmt: skip


def _grace(round_: Round, admin: User) -> GracePeriod:
    """A grace period of the round, the same for both firms."""
    return GracePeriod.objects.get_or_create(
        round=round_,
        defaults={
            "starts_at": clock.now(), "ends_at": clock.now(), "reason": "서버 장애", "opened_by": admin,
        },
    )[0]  # fmt: skip


def _bill(round_: Round, firm: Organisation, canary: str) -> ContributionDue:
    """What the firm owes the programme."""
    line, _made = FundingLine.objects.get_or_create(
        round=round_, code="firm-operation", defaults={"fund_source": "firm", "purpose": "operation"}
    )
    return ContributionDue.objects.create(
        line=line,
        organisation=firm,
        payer=f"{canary} 납부",
        amount_krw=1_000_000,
        billed_on=clock.today(),
        due_on=clock.today(),
    )


def _committee(case: Case, admin: User, canary: str) -> dict[str, Any]:
    """A committee that had the case, with its place, minutes and the plan of the round, put there directly."""
    region = Region.objects.get(code="incheon" if canary.endswith("1") else "busan")
    committee = Committee.objects.create(
        round=case.round,
        region=region,
        program_code=case.program_code,
        region_code=region.code,
        name=f"{canary} 위원회",
        state=Committee.State.DECIDING,
        created_by=admin,
    )
    seat = people.user(f"{canary}-evaluator@example.com".lower(), f"{canary} 위원")
    people.member(seat, Role.EVALUATOR)
    committee.members.create(user=seat, added_by=admin)
    place = committee.assignments.create(case=case, evaluator=seat, assigned_by=admin)
    minutes = committee.minutes.create(
        held_on=clock.today(), attendees=f"{canary} 위원", text=f"{canary} 회의", written_by=admin
    )
    plan, _made = PlanConfirmation.objects.get_or_create(
        round=case.round,
        defaults={
            "confirmed_on": clock.today(),
            "votes_for": 3,
            "minutes": "확정",
            "file": _attachment(case.round, admin),
            "recorded_by": admin,
        },
    )
    return {"committee": committee, "seat": seat, "place": place, "minutes": minutes, "plan": plan}


def _settle(grant: Grant, team: Team) -> Grant:
    grant = subsidies.claim(grant, Act(team.owner))
    grants.judge(grant, team.reviewer)
    return subsidies.settle(grant, Act(team.reviewer))


def _file(case: Case, owner: User, canary: str) -> File:
    upload = grants.picture(f"{canary}.png")
    return files.store(upload, case=case, audience="firm", purpose="size_confirmation", actor=owner)


def _move(case: Case, region: Region) -> None:
    Case.objects.filter(pk=case.pk).update(region=region, region_code=region.code)
    case.refresh_from_db()


def _papers(case: Case, owner: User, canary: str) -> dict[str, Any]:
    """A paper of the firm's wallet, and the same handed in with the application."""
    item = WalletItem.objects.create(
        organisation=case.organisation,
        code="size_confirmation",
        title=f"{canary} 확인서",
        issuer=f"{canary} 발급",
        added_by=owner,
    )
    file = _file(case, owner, canary)
    item.files.add(file)
    handed_in = case.application_set.get().evidence_files.create(
        purpose=item.code, file=file, wallet_item=item, handed_in_by=owner
    )
    return {"wallet_item": item, "handed_in": handed_in}
