"""Who may be what. A role says nothing without a membership that says where it holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Company owner")
    MEMBER = "member", _("Company member")
    HELPER = "helper", _("Helper typing for the company")
    CONSULTANT = "consultant", _("Consultant")
    REVIEWER = "reviewer", _("Reviewing official")
    APPROVER = "approver", _("Approving official")
    EVALUATOR = "evaluator", _("Evaluator")
    ADMIN = "admin", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


# A firm's own people; with its helpers (consultant, clerk), who type and never act for it: all who work in a firm.
OWN_ROLES = frozenset({Role.OWNER, Role.MEMBER})
FIRM_ROLES = OWN_ROLES | {Role.HELPER}
OFFICIAL_ROLES = frozenset({Role.REVIEWER, Role.APPROVER})
# Who sees cases by scope (programme, region) rather than by taking part in them.
SCOPE_ROLES = OFFICIAL_ROLES | {Role.ADMIN, Role.AUDITOR}
# Everybody who works for the programme: only by invitation, second factor where STAFF_MFA is on.
STAFF_ROLES = SCOPE_ROLES | {Role.CONSULTANT, Role.EVALUATOR}
