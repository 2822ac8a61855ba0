"""Who may do what from which state, written out by hand from the notices and the issue, not from the table.

``tests/test_permissions.py`` holds the table, the engine and every service against it. A row that is added to the
table fails there until somebody has written here what was meant.

The people are the twelve personas of RELIABILITY.md section 4: the firm's ``owner`` and ``member``; the
``consultant`` assigned to its case; the ``reviewer`` and the ``approver`` of its region; the ``auditor`` and the
``admin`` of its programme; and those who have no part in it: ``anonymous``, ``inactive``, ``other_owner``,
``other_consultant``, ``other_official``.
"""

from dataclasses import dataclass

PERSONAS = (
    "anonymous", "inactive", "owner", "member", "other_owner", "consultant", "other_consultant", "reviewer",
    "approver", "other_official", "auditor", "admin",
)  # fmt: skip

FIRM = frozenset({"owner", "member"})
OWNER = frozenset({"owner"})
CONSULTANT = frozenset({"consultant"})
REVIEWER = frozenset({"reviewer"})
APPROVER = frozenset({"approver"})
OFFICIALS = frozenset({"reviewer", "approver"})
ADMIN = frozenset({"admin"})


@dataclass(frozen=True)
class Expected:
    """The states an act starts from, and who may do it there."""

    sources: frozenset[str]
    personas: frozenset[str]


def row(sources: str, personas: frozenset[str]) -> Expected:
    return Expected(frozenset(sources.split()), personas)


MATRIX: dict[tuple[str, str], Expected] = {
    # Step 1. The firm applies; the reviewing official checks; the approving official selects.
    ("application", "submit"): row("draft", FIRM),
    ("application", "edit_again"): row("submitted", FIRM),
    ("application", "confirm_copy"): row("draft", FIRM),
    ("application", "request_correction"): row("submitted screened correction", REVIEWER),
    ("application", "answer_correction"): row("correction", FIRM),
    ("application", "answer_request"): row("correction", FIRM),
    ("application", "accept_answer"): row("submitted", REVIEWER),
    ("application", "withdraw_correction"): row("correction", REVIEWER),
    ("application", "withdraw_request"): row("correction", REVIEWER),
    ("application", "ask_extension"): row("correction", FIRM),
    ("application", "decide_extension"): row("correction", REVIEWER),
    ("application", "decide_criterion"): row("submitted", OFFICIALS),
    # From ``correction`` only with a reason (tests/workflow/test_corrections.py).
    ("application", "screen"): row("submitted correction", REVIEWER),
    ("application", "return_to_screening"): row("screened reserve", REVIEWER),
    ("application", "select"): row("screened reserve", APPROVER),
    ("application", "put_on_reserve"): row("screened", APPROVER),
    ("application", "cancel_selection"): row("selected", APPROVER),
    ("application", "record_site_check"): row("screened", REVIEWER | ADMIN),
    ("application", "refuse"): row("submitted screened reserve", OFFICIALS),
    ("application", "reopen"): row("refused", OFFICIALS),
    ("application", "file_objection"): row("refused", OWNER),
    ("application", "withdraw_objection"): row("refused", OWNER),
    ("application", "dismiss_objection"): row("refused", OFFICIALS),
    ("application", "uphold_objection"): row("refused", OFFICIALS),
    ("application", "prepare_agreement"): row("selected", APPROVER | ADMIN),
    ("application", "sign_agreement"): row("selected", OWNER | APPROVER | ADMIN),
    ("application", "agree"): row("selected", APPROVER | ADMIN),
    ("application", "cancel_agreement"): row("agreed", APPROVER | ADMIN),
    # Giving the whole application up is the owner's word.
    ("application", "withdraw"): row("draft submitted correction screened reserve selected", OWNER),
    ("application", "reinstate"): row("withdrawn", OFFICIALS),
    # Step 2. The administrator assigns and releases; the consultant diagnoses; the firm answers.
    ("case", "assign"): row("agreement", ADMIN),
    ("diagnosis", "reassign"): row("assigned visiting in_review", ADMIN),
    ("diagnosis", "propose_visit"): row("assigned visiting", CONSULTANT),
    ("diagnosis", "confirm_visit"): row("visiting", FIRM),
    ("diagnosis", "answer_visit"): row("visiting", FIRM),
    ("diagnosis", "submit_report"): row("visiting", CONSULTANT),
    ("diagnosis", "return_report"): row("in_review", ADMIN),
    ("diagnosis", "release"): row("in_review", ADMIN),
    ("diagnosis", "recall_report"): row("released", ADMIN),
    ("measure", "accept"): row("proposed disputed", FIRM),
    ("measure", "dispute"): row("proposed", FIRM),
    ("measure", "decline"): row("proposed disputed", FIRM),
    ("measure", "revise"): row("disputed", CONSULTANT),
    ("measure", "reconsider"): row("accepted declined", FIRM),
    # Step 3. The firm requests, one official reviews, another approves; either settles.
    ("case", "request_support"): row("improvement", FIRM),
    ("grant", "request_correction"): row("requested reviewed", OFFICIALS),
    ("grant", "answer_correction"): row("correction", FIRM),
    ("grant", "review"): row("requested", REVIEWER),
    ("grant", "return_to_review"): row("reviewed", OFFICIALS),
    ("grant", "approve"): row("reviewed", APPROVER),
    ("grant", "withdraw_approval"): row("approved", APPROVER),
    ("grant", "reject"): row("requested reviewed", APPROVER),
    ("grant", "reopen"): row("rejected", APPROVER),
    ("grant", "cancel"): row("requested correction reviewed approved", OWNER),
    ("grant", "pay_advance"): row("approved", OFFICIALS),
    ("grant", "claim"): row("approved", FIRM),
    ("grant", "return_claim"): row("claimed", OFFICIALS),
    ("grant", "judge_evidence"): row("claimed", OFFICIALS),
    ("grant", "settle"): row("claimed", OFFICIALS),
    ("grant", "reopen_settlement"): row("settled", OFFICIALS),
    ("grant", "record_return"): row("settled", OFFICIALS),
    # Step 4. The firm reports, the consultant verifies, the official accepts, the administrator certifies.
    ("measure", "start"): row("accepted", FIRM),
    ("measure", "stop"): row("in_progress", FIRM),
    ("measure", "report_implemented"): row(
        "accepted in_progress implemented partly pending not_implemented", FIRM
    ),
    ("measure", "report_partly"): row(
        "accepted in_progress implemented partly pending not_implemented", FIRM
    ),
    ("measure", "report_pending"): row(
        "accepted in_progress implemented partly pending not_implemented", FIRM
    ),
    ("measure", "report_not_implemented"): row(
        "accepted in_progress implemented partly pending not_implemented", FIRM
    ),
    ("case", "open_outcome"): row("improvement", FIRM),
    ("case", "return_to_improvement"): row("outcome", OFFICIALS),
    ("outcome", "submit_report"): row("open", FIRM),
    ("outcome", "request_correction"): row("reported verified", CONSULTANT | OFFICIALS),
    ("outcome", "answer_correction"): row("correction", FIRM),
    ("outcome", "verify"): row("reported", CONSULTANT),
    ("outcome", "return_to_verification"): row("verified", OFFICIALS),
    ("outcome", "accept"): row("verified", OFFICIALS),
    ("outcome", "withdraw_acceptance"): row("accepted", OFFICIALS),
    ("case", "issue_certificate"): row("outcome", ADMIN),
    ("case", "revoke_certificate"): row("completed", ADMIN),
    # Across steps. Officials of the region or the administrator record that a firm drops out.
    ("case", "drop"): row("agreement diagnosis improvement outcome", OFFICIALS | ADMIN),
    ("measure", "drop"): row("proposed accepted disputed in_progress pending", OFFICIALS | ADMIN),
    ("grant", "drop"): row("requested correction reviewed approved", OFFICIALS | ADMIN),
}

UID = "00000000-0000-4000-8000-000000000000"
COST_ITEM = {"measure": UID, "name": "자재", "supply_price_krw": 1_000_000, "vat_krw": 100_000}

# Data that fit the schema of the rows that ask for some.
DATA: dict[tuple[str, str], dict] = {
    ("application", "request_correction"): {"deadline": "2021-07-20"},
    ("application", "answer_request"): {"correction": UID},
    ("application", "accept_answer"): {"correction": UID},
    ("application", "withdraw_request"): {"correction": UID},
    ("application", "ask_extension"): {"correction": UID, "days": 5},
    ("application", "decide_extension"): {"correction": UID, "granted": True},
    ("application", "file_objection"): {
        "purpose": "선정 취소를 다시 살펴 주세요.",
        "grounds": "사용량이 잘못 계산되었습니다.",
    },
    ("application", "record_site_check"): {
        "visited_on": "2021-07-20",
        "findings": "가동 중인 도금 라인 2개",
        "recommended": True,
    },
    ("application", "decide_criterion"): {"criterion": "other_support", "met": True},
    ("case", "assign"): {"consultant": "consultant@example.com"},
    ("diagnosis", "reassign"): {"consultant": "other-consultant@example.com"},
    ("diagnosis", "propose_visit"): {"first_at": "2021-07-20T10:00", "second_at": "2021-07-21T10:00"},
    ("diagnosis", "confirm_visit"): {"chosen": "first"},
    ("diagnosis", "submit_report"): {"direction": "clean_production", "grade": "A", "summary": "요약"},
    ("measure", "decline"): {"reason_code": "other"},
    ("case", "request_support"): {"support_type": "equipment", "cost_items": [COST_ITEM]},
    ("grant", "request_correction"): {"deadline": "2021-07-20"},
    ("grant", "pay_advance"): {"amount_krw": 1},
    ("grant", "judge_evidence"): {"evidence": UID, "verdict": "accepted"},
    ("grant", "record_return"): {"amount_krw": 1},
    ("measure", "report_not_implemented"): {"reason_code": "other"},
    ("outcome", "request_correction"): {"deadline": "2021-07-20"},
    ("case", "drop"): {"reason_code": "withdrew"},
    ("measure", "drop"): {"reason_code": "withdrew"},
}
