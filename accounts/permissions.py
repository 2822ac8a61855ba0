"""Every predicate, and the one mapping from permission to predicate.

Predicates read attributes of what they are asked about and import no step: a record has a ``case``; a case has
``organisation_id``, ``program_code`` and ``region_code``; a firm is an ``Organisation``. Without an object a
permission means "may somebody like this do it anywhere", which is what the URL policy asks.
"""

from functools import cache

import rules

from accounts.models import Membership, Organisation, User
from accounts.roles import FIRM_ROLES, OWN_ROLES, Role


def _case(obj):
    return getattr(obj, "case", obj)


def _firm_id(obj) -> int | None:
    return obj.pk if isinstance(obj, Organisation) else getattr(_case(obj), "organisation_id", None)


def firm_role(*roles: Role) -> rules.Predicate:
    """Holds one of these roles in the firm that the object belongs to."""

    def in_firm(user: User, obj=None) -> bool:
        return any(
            m.role in roles and (obj is None or m.organisation_id == _firm_id(obj))
            for m in user.current_memberships
        )

    return rules.Predicate(in_firm, name="in_firm:" + "|".join(sorted(roles)))


def scope_role(*roles: Role) -> rules.Predicate:
    """Holds one of these roles for the programme and region of the case, which is not one's own firm's."""

    def in_scope(user: User, obj=None) -> bool:
        if obj is None:
            return user.has_role(*roles)
        case = _case(obj)
        if case is None:  # a paper of a round: ``visible_to`` has shown it within its scope
            return user.has_role(*roles)
        if case.organisation_id in user.firm_ids:
            return False
        return any(
            m.role in roles and m.covers(case.program_code, case.region_code)
            for m in user.current_memberships
        )

    return rules.Predicate(in_scope, name="in_scope:" + "|".join(sorted(roles)))


def takes_part_as(role: Role) -> rules.Predicate:
    """Assigned to the case in this role, now, without a declared conflict of interest or a part in the firm."""

    def takes_part(user: User, obj=None) -> bool:
        if not user.has_role(role):
            return False
        if obj is None:
            return True
        case = _case(obj)
        return case.organisation_id not in user.firm_ids and case.has_participant(user, role)

    return rules.Predicate(takes_part, name=f"takes_part:{role}")


@rules.predicate
def is_admin_anywhere(user: User, obj=None) -> bool:
    return user.has_role(Role.ADMIN)


@rules.predicate
def sets_up(user: User, obj=None) -> bool:
    """Administers the whole programme that the object belongs to; a role for one region changes no programme's rules.

    The object is a programme or has a ``program`` (a round); without one: administers any programme.
    """
    own = [m for m in user.current_memberships if m.role == Role.ADMIN and not m.region_code]
    program = getattr(obj, "program", obj)
    return any(program is None or m.program_code in ("", program.code) for m in own)


@rules.predicate
def sets_up_all(user: User, obj=None) -> bool:
    """Administers every programme: regions and new programmes concern all."""
    return any(
        m.role == Role.ADMIN and not m.region_code and not m.program_code for m in user.current_memberships
    )


@rules.predicate
def manages_region(user: User, obj=None) -> bool:
    """An official or administrator of the region that the object names: its list of local firms is theirs."""
    roles = (Role.REVIEWER, Role.APPROVER, Role.ADMIN)
    own = [m for m in user.current_memberships if m.role in roles]
    return any(obj is None or m.region_code in ("", obj.region_code) for m in own)


@rules.predicate
def evaluates(user: User, obj=None) -> bool:
    """An evaluator; about a place on a committee: the one who holds it, with no part in the firm."""
    if not user.has_role(Role.EVALUATOR):
        return False
    holder = getattr(obj, "evaluator_id", None)
    return holder is None or (holder == user.pk and _firm_id(obj) not in user.firm_ids)


@rules.predicate
def chairs(user: User, obj=None) -> bool:
    """The evaluator who chairs the committee."""
    return user.has_role(Role.EVALUATOR) and (obj is None or getattr(obj, "chair_id", None) == user.pk)


@rules.predicate
def did_not_request(user: User, grant=None) -> bool:
    """Money: whoever asked for it or typed it never decides on it."""
    return grant is None or user.pk != getattr(grant, "requested_by_id", None)


@rules.predicate
def did_not_review(user: User, grant=None) -> bool:
    """Two persons: the reviewing and the approving official are never the same."""
    return grant is None or user.pk != getattr(grant, "reviewed_by_id", None)


firm = firm_role(*OWN_ROLES)
# With those who type for the firm.
typing = firm_role(*FIRM_ROLES)
firm_owner = firm_role(Role.OWNER)
reviewer = scope_role(Role.REVIEWER)
approver = scope_role(Role.APPROVER)
official = scope_role(Role.REVIEWER, Role.APPROVER)
admin = scope_role(Role.ADMIN)
auditor = scope_role(Role.AUDITOR)
consultant = takes_part_as(Role.CONSULTANT)

PERMISSIONS: dict[str, rules.Predicate] = {
    # accounts
    "accounts.register_organisation": rules.is_authenticated,
    "accounts.edit_organisation": firm,
    "accounts.invite_colleague": firm_owner,
    "accounts.invite_staff": is_admin_anywhere,
    # what is offered
    "programs.set_up": sets_up,
    "programs.set_up_all": sets_up_all,
    "programs.ask": rules.is_authenticated,
    # step 1
    "applications.start": typing,
    "applications.edit": typing,
    "applications.consent": firm,
    "applications.submit": firm,
    "applications.answer_correction": firm,
    "applications.withdraw": firm_owner,
    "applications.screen": reviewer,
    "applications.request_correction": reviewer,
    "applications.refuse": official,
    "applications.decide": official,
    "applications.read_screening": official | admin | auditor,
    "applications.check_site": reviewer | admin,
    "applications.override_correction": official,
    "applications.reinstate": official,
    "applications.export": official | admin | auditor,
    "applications.select": approver,
    "applications.agree": approver | admin,
    "applications.sign": firm_owner | approver | admin,
    "applications.object": firm_owner,
    "interviews.read": official | admin | auditor | consultant,
    "interviews.edit": official | admin | consultant,
    "cases.read_team": typing | official | admin | auditor | consultant,
    "cases.pledge": consultant,
    "local_firms.manage": manages_region,
    # the committee: officials and auditors read scores, approvers decide and release
    "committee.read": official | admin | auditor,
    "committee.manage": approver | admin,
    "committee.score": evaluates,
    "committee.close": approver | admin | chairs,
    "committee.decide": approver,
    "committee.release": approver,
    # step 2
    "diagnostics.assign": admin,
    "diagnostics.edit": consultant,
    "diagnostics.propose_visit": consultant,
    "diagnostics.answer_visit": firm,
    "diagnostics.submit_report": consultant,
    "diagnostics.release": admin,
    "measures.answer": firm,
    "measures.revise": consultant,
    # step 3
    "subsidies.request": firm,
    "subsidies.answer_correction": firm,
    "subsidies.cancel": firm_owner,
    "subsidies.review": reviewer & did_not_request,
    "subsidies.request_correction": official & did_not_request,
    "subsidies.approve": approver & did_not_request & did_not_review,
    "subsidies.reject": approver & did_not_request,
    "subsidies.claim": firm,
    "subsidies.settle": official & did_not_request,
    # step 4
    "reports.open": firm,
    "reports.report": firm,
    "reports.verify": consultant,
    "reports.request_correction": consultant | official,
    "reports.accept": official,
    "reports.issue_certificate": admin,
    "reports.export": admin,
    # across steps
    "cases.drop": official | admin,
    "cases.put_in_charge": official | admin,
    "documents.upload": typing | consultant | official | admin,
    "documents.retry": official | admin,
    "documents.revoke": admin,
    "ledger.view": official | admin | auditor,
}

for _name, _predicate in PERMISSIONS.items():
    rules.add_perm(_name, _predicate)


@cache
def roles_with(permission: str) -> tuple[Role, ...]:
    """The roles that a permission asks for, found by asking it about somebody who holds just one of them."""
    return tuple(role for role in Role if _somebody(role).has_perm(permission))


def _somebody(role: Role) -> User:
    person = User()
    person.__dict__["current_memberships"] = [Membership(role=role)]
    return person
