"""The policy table: every URL name and method with its rule (accounts.access).

A rule is "public", "login", "hatch", "nobody", "role:<role>,<role>" or the name of a permission. A URL x method
without a row fails the build (tests/test_urls.py) and is refused at run time. Which objects somebody meets behind a
URL is decided by ``visible_to``; what they may do with them by the permission of the transition.
"""

STAFF = "role:consultant,reviewer,approver,evaluator,admin,auditor"
READ = {"GET": "login"}
FORM = {"GET": "login", "POST": "login"}
PUBLIC_PAGE = {"GET": "public"}
PUBLIC_FORM = {"GET": "public", "POST": "public"}

SITE = {
    "healthz": PUBLIC_PAGE,
    "set_language": {"POST": "public"},
    "api-schema": PUBLIC_PAGE,
    "api-docs": PUBLIC_PAGE,
    # Django's admin: for whoever repairs an installation; it changes no state (each admin.py).
    "admin:*": {"GET": "hatch", "POST": "hatch"},
}

# allauth's pages check their own preconditions (re-authentication, pending logins) behind these rules.
ALLAUTH = {
    "account_login": PUBLIC_FORM,
    "account_signup": PUBLIC_FORM,
    "account_logout": FORM,
    "account_inactive": PUBLIC_PAGE,
    "account_reauthenticate": FORM,
    "account_email": FORM,
    "account_confirm_email": PUBLIC_FORM,
    "account_email_verification_sent": PUBLIC_FORM,
    "account_change_password": FORM,
    "account_set_password": FORM,
    "account_reset_password": PUBLIC_FORM,
    "account_reset_password_done": PUBLIC_PAGE,
    "account_reset_password_from_key": PUBLIC_FORM,
    "account_reset_password_from_key_done": PUBLIC_PAGE,
    # Codes instead of passwords are switched off; the page exists all the same.
    "account_confirm_login_code": {"GET": "nobody", "POST": "nobody"},
    "mfa_index": READ,
    "mfa_authenticate": PUBLIC_FORM,
    "mfa_reauthenticate": FORM,
    "mfa_activate_totp": FORM,
    "mfa_deactivate_totp": FORM,
    "mfa_view_recovery_codes": READ,
    "mfa_download_recovery_codes": READ,
    "mfa_generate_recovery_codes": FORM,
}

PORTAL: dict[str, dict[str, str]] = {
    "portal:front": PUBLIC_PAGE,
    "portal:round": PUBLIC_PAGE,
    # Stores nothing: whoever wants to know before having an account.
    "portal:self-check": PUBLIC_FORM,
    "portal:ask": {"GET": "programs.ask", "POST": "programs.ask"},
    "portal:home": READ,
    "portal:cases": READ,
    "portal:case": READ,
    "portal:progress": READ,
    "portal:charge": {"GET": "cases.put_in_charge", "POST": "cases.put_in_charge"},
    "portal:transfer": {"GET": "cases.put_in_charge", "POST": "cases.put_in_charge"},
    # As with ``portal:act``: the permission is that of the record's row.
    "portal:corrections": FORM,
    # Which act somebody may do is the table's matter (workflow.engine).
    "portal:act": FORM,
    "portal:staff": {"GET": "accounts.invite_staff"},
    "portal:staff-invite": {"GET": "accounts.invite_staff", "POST": "accounts.invite_staff"},
    "portal:staff-end": {"POST": "accounts.invite_staff"},
    "portal:staff-invitation-cancel": {"POST": "accounts.invite_staff"},
    "portal:gallery": PUBLIC_PAGE,
}
_SETS_UP, _SETS_UP_ALL = "programs.set_up", "programs.set_up_all"
SETUP_PAGE = {"GET": _SETS_UP}
SETUP_FORM = {"GET": _SETS_UP, "POST": _SETS_UP}
SETUP_POST = {"POST": _SETS_UP}
# What concerns every programme: new ones, and the regions they share.
SETUP_ALL = {"GET": _SETS_UP_ALL, "POST": _SETS_UP_ALL}
# Which programme somebody sets up is decided by ``set_up_by``.
SETUP: dict[str, dict[str, str]] = {
    "setup:index": SETUP_PAGE,
    # -- rounds
    "setup:program-new": SETUP_ALL,
    "setup:program-edit": SETUP_FORM,
    "setup:program-export": SETUP_PAGE,
    "setup:presets": SETUP_ALL,
    "setup:round-new": SETUP_FORM,
    "setup:region-list": {"GET": _SETS_UP_ALL},
    "setup:region-new": SETUP_ALL,
    "setup:region-edit": SETUP_ALL,
    "setup:round": SETUP_PAGE,
    "setup:round-edit": SETUP_FORM,
    "setup:round-copy": SETUP_FORM,
    "setup:round-preview": SETUP_FORM,
    "setup:round-act": SETUP_FORM,
    "setup:grace": SETUP_FORM,
    "setup:grace-end": SETUP_POST,
    "setup:call": SETUP_FORM,
    "setup:attachment-add": SETUP_POST,
    "setup:attachment-remove": SETUP_POST,
    "setup:questions": SETUP_PAGE,
    "setup:question-answer": SETUP_FORM,
    "setup:regions": SETUP_FORM,
    "setup:strands": SETUP_FORM,
    "setup:part-edit": SETUP_FORM,
    "setup:part-remove": SETUP_POST,
    # -- rule sets
    "setup:criteria": SETUP_PAGE,
    "setup:rates": SETUP_PAGE,
    "setup:scoring": SETUP_PAGE,
    "setup:checklist": SETUP_PAGE,
    "setup:checklist-xlsx": SETUP_PAGE,
    "setup:checklist-import": SETUP_FORM,
    "setup:factors": SETUP_PAGE,
    "setup:factors-compare": SETUP_PAGE,
    "setup:documents": SETUP_PAGE,
    "setup:row-add": SETUP_FORM,
    "setup:row-edit": SETUP_FORM,
    "setup:row-remove": SETUP_POST,
    "setup:head-edit": SETUP_FORM,
    "setup:set-choose": SETUP_POST,
    # -- money and papers
    "setup:money": SETUP_PAGE,
    "setup:line-add": SETUP_FORM,
    "setup:line-edit": SETUP_FORM,
    "setup:line-amend": SETUP_FORM,
    "setup:line-remove": SETUP_POST,
    "setup:shares": SETUP_FORM,
    "setup:contributions": SETUP_PAGE,
    "setup:contribution-bill": SETUP_FORM,
    "setup:contribution-edit": SETUP_FORM,
    "setup:contribution-receive": SETUP_FORM,
    "setup:contributions-export": SETUP_PAGE,
    "setup:papers": SETUP_PAGE,
    "setup:paper": SETUP_FORM,
    "setup:paper-preview": SETUP_FORM,
    "setup:paper-restore": SETUP_POST,
    # -- simulator
    "setup:simulator": SETUP_FORM,
    "setup:simulator-xlsx": SETUP_PAGE,
}
ACCOUNTS: dict[str, dict[str, str]] = {
    "accounts:account": FORM,
    "accounts:token-create": {"POST": "login"},
    "accounts:token-revoke": {"POST": "login"},
    "accounts:membership-end": {"POST": "login"},
    "accounts:firms": READ,
    "accounts:register": {"GET": "accounts.register_organisation", "POST": "accounts.register_organisation"},
    "accounts:firm": READ,
    "accounts:firm-edit": {"GET": "accounts.edit_organisation", "POST": "accounts.edit_organisation"},
    "accounts:site-new": {"GET": "accounts.edit_organisation", "POST": "accounts.edit_organisation"},
    "accounts:site-edit": {"GET": "accounts.edit_organisation", "POST": "accounts.edit_organisation"},
    "accounts:colleague-invite": {"GET": "accounts.invite_colleague", "POST": "accounts.invite_colleague"},
    "accounts:hand-over": {"GET": "accounts.invite_colleague", "POST": "accounts.invite_colleague"},
    "accounts:business-state": {"POST": "accounts.edit_organisation"},
    "accounts:invitation-cancel": {"POST": "accounts.invite_colleague"},
    # The secret in the address is the permission.
    "accounts:invitation": PUBLIC_FORM,
}
APPLICATIONS: dict[str, dict[str, str]] = {
    "applications:list": READ,
    "applications:export": {"GET": "applications.export", "POST": "applications.export"},
    "applications:views": {"GET": "applications.export", "POST": "applications.export"},
    "applications:view": {"POST": "applications.export"},
    # Which acts somebody may do on many is asked of each (services.bulk).
    "applications:bulk": {"GET": "cases.put_in_charge", "POST": "cases.put_in_charge"},
    "applications:bulk-act": {"GET": "cases.put_in_charge", "POST": "cases.put_in_charge"},
    # Whoever has no firm yet is led to its registration.
    "applications:start": {"GET": "login", "POST": "applications.start"},
    "applications:industries": {"GET": "applications.edit"},
    # Reference data.
    "applications:industry-search": PUBLIC_PAGE,
    "industry-list": PUBLIC_PAGE,
    "applications:size-hint": {"GET": "applications.edit"},
    "applications:detail": READ,
    "applications:firm": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:management": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:processes": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:wishes": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:energy": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:energy-import": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:energy-note": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:energy-template": {"GET": "applications.edit"},
    "applications:evidence": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:evidence-take": {"POST": "applications.edit"},
    "applications:evidence-take-back": {"POST": "applications.edit"},
    "applications:wallet": {"GET": "applications.edit"},
    "applications:wallet-add": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:wallet-item": {"GET": "applications.edit"},
    "applications:wallet-replace": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:wallet-put-away": {"POST": "applications.edit"},
    "applications:consents": {"GET": "applications.edit", "POST": "applications.consent"},
    "applications:check": {"GET": "applications.edit", "POST": "applications.submit"},
    "applications:receipt": READ,
    "applications:copy": {"GET": "applications.edit", "POST": "applications.submit"},
    "applications:agreement": FORM,
    "application-export": {"POST": "applications.export"},
    "application-bulk": {"POST": "cases.put_in_charge"},
    "application-bulk-act": {"GET": "cases.put_in_charge", "POST": "cases.put_in_charge"},
    "application-list": {"GET": "login", "POST": "applications.start"},
    "application-detail": {"GET": "login", "PATCH": "applications.edit"},
    # Which act somebody may do is the table's matter (workflow.engine).
    "application-transitions": FORM,
    "application-productions": {"GET": "login", "PUT": "applications.edit"},
    "application-permits": {"GET": "login", "PUT": "applications.edit"},
    "application-figures": {"GET": "login", "PUT": "applications.edit"},
    "application-energy-uses": {
        "GET": "login",
        "POST": "applications.edit",
        "PUT": "applications.edit",
    },
    "application-energy-template": {"GET": "applications.edit"},
    "application-energy-import": {"POST": "applications.edit"},
    "application-baseline-warnings": {"GET": "login", "POST": "applications.edit"},
    "application-energy-use": {"PATCH": "applications.edit", "DELETE": "applications.edit"},
    "application-eligibility": READ,
    "application-draft-copies": {"GET": "applications.edit"},
    "application-agreement": {"GET": "login", "POST": "applications.sign"},
    "application-objections": READ,
    "application-evidence": {
        "GET": "login",
        "POST": "applications.edit",
        "PATCH": "applications.edit",
    },
    "application-evidence-file": {"DELETE": "applications.edit"},
    "wallet-list": {"GET": "applications.edit", "POST": "applications.edit"},
    "wallet-detail": {"GET": "applications.edit"},
    "application-consents": {"GET": "login", "POST": "applications.consent"},
}
_READS_SCORES, _MANAGES, _SCORES = "committee.read", "committee.manage", "committee.score"
# Whose committee it is, the pages decide: officials in their scope, and the evaluator who chairs it.
COMMITTEE: dict[str, dict[str, str]] = {
    "committee:list": {"GET": _READS_SCORES},
    "committee:new": {"GET": _MANAGES, "POST": _MANAGES},
    "committee:plan": {"GET": _READS_SCORES, "POST": _MANAGES},
    "committee:plan-file": {"GET": _READS_SCORES},
    "committee:plan-revoke": {"POST": _MANAGES},
    "committee:mine": {"GET": _SCORES},
    "committee:review": {"GET": _SCORES, "POST": _SCORES},
    "committee:report-conflict": {"POST": _SCORES},
    "committee:declare": {"GET": _SCORES, "POST": _SCORES},
    "committee:ties": {"POST": _SCORES},
    "committee:detail": READ,
    "committee:edit": {"GET": _MANAGES, "POST": _MANAGES},
    "committee:members": {"POST": _MANAGES},
    "committee:member-remove": {"POST": _MANAGES},
    "committee:act": {"POST": "committee.close"},
    "committee:assignments": {"GET": _READS_SCORES, "POST": _MANAGES},
    "committee:distribute": {"POST": _MANAGES},
    "committee:sheet": {"GET": _MANAGES},
    "committee:upload": {"POST": _MANAGES},
    "committee:unassign": {"POST": _MANAGES},
    "committee:ranking": READ,
    "committee:statistics": READ,
    "committee:proposal": {"POST": "committee.decide"},
    "committee:decide": {"GET": "committee.decide", "POST": "committee.decide"},
    "committee:promote": {"POST": "committee.release"},
    "committee:release": {"POST": "committee.release"},
    "committee:minutes": {"GET": "login", "POST": _MANAGES},
    "committee:minutes-edit": {"GET": "login", "POST": _MANAGES},
    "committee:minutes-file": READ,
}
# What officials and experts keep beside an application; of which one is decided on the object.
_SCREENING, _INTERVIEWS = "applications.read_screening", "interviews.read"
_LOCAL = "local_firms.manage"
SCREENING: dict[str, dict[str, str]] = {
    "applications:flags": {"GET": _SCREENING},
    "applications:screening": {"GET": _SCREENING, "POST": "applications.decide"},
    "applications:site-check": {"GET": _SCREENING, "POST": "applications.check_site"},
    "applications:interviews": {"GET": _INTERVIEWS, "POST": "interviews.edit"},
    "applications:interview": {"GET": _INTERVIEWS, "POST": "interviews.edit"},
    "applications:interview-sheet": {"GET": _INTERVIEWS},
    "applications:local-firms": {"GET": _LOCAL},
    "applications:local-firm": {"GET": _LOCAL, "POST": _LOCAL},
    "applications:local-firms-import": {"GET": _LOCAL, "POST": _LOCAL},
    "applications:local-firms-invite": {"GET": _LOCAL, "POST": _LOCAL},
    "applications:local-firms-export": {"GET": _LOCAL, "POST": _LOCAL},
    # The signature in the address is the permission; it does nothing but end mails.
    "applications:local-firms-unsubscribe": PUBLIC_FORM,
    "applications:team": {"GET": "cases.read_team", "POST": "applications.edit"},
    "applications:contact": {"GET": "applications.edit", "POST": "applications.edit"},
    "applications:pledge": {"GET": "cases.pledge", "POST": "cases.pledge"},
}
DIAGNOSTICS: dict[str, dict[str, str]] = {
    "diagnostics:list": READ,
    "diagnostics:detail": READ,
    "diagnostics:checklist": {"GET": "login", "POST": "diagnostics.edit"},
    "diagnostics:finding-add": {"GET": "diagnostics.edit", "POST": "diagnostics.edit"},
    "diagnostics:finding-edit": {"GET": "diagnostics.edit", "POST": "diagnostics.edit"},
    "diagnostics:measure-add": {"GET": "diagnostics.edit", "POST": "diagnostics.edit"},
    "diagnostics:measure": READ,
    "diagnostics:measure-edit": {"GET": "diagnostics.edit", "POST": "diagnostics.edit"},
    "diagnostics:measure-remove": {"POST": "diagnostics.edit"},
    "diagnostics:calculation": READ,
    "diagnosis-list": READ,
    "diagnosis-detail": READ,
    # Which act somebody may do is the table's matter (workflow.engine).
    "diagnosis-transitions": FORM,
    "diagnosis-answers": {"GET": "login", "PUT": "diagnostics.edit"},
    "diagnosis-findings": {"GET": "login", "POST": "diagnostics.edit"},
    "measure-list": {"GET": "login", "POST": "diagnostics.edit"},
    "measure-detail": {"GET": "login", "PATCH": "diagnostics.edit"},
    "measure-transitions": FORM,
}
SUBSIDIES: dict[str, dict[str, str]] = {
    "subsidies:list": READ,
    "subsidies:detail": READ,
    "subsidies:request": {"GET": "subsidies.request", "POST": "subsidies.request"},
    "subsidies:correct": {"GET": "subsidies.answer_correction", "POST": "subsidies.answer_correction"},
    "subsidies:evidence": {"GET": "subsidies.claim", "POST": "subsidies.claim"},
    "subsidies:evidence-withdraw": {"POST": "subsidies.claim"},
    "subsidies:evidence-judge": {"POST": "subsidies.settle"},
    "subsidies:funding-rounds": {"GET": "ledger.view"},
    "subsidies:funding": {"GET": "ledger.view"},
    "grant-list": READ,
    "grant-detail": READ,
    # Which act somebody may do is the table's matter (workflow.engine).
    "grant-transitions": FORM,
    "grant-evidence": {"POST": "subsidies.claim"},
}
REPORTS: dict[str, dict[str, str]] = {
    "reports:list": READ,
    "reports:detail": READ,
    "reports:measure": {"GET": "reports.report", "POST": "reports.report"},
    "reports:verify": {"GET": "reports.verify", "POST": "reports.verify"},
    "reports:rounds": {"GET": "ledger.view"},
    "reports:results": {"GET": "ledger.view"},
    "reports:export": {"GET": "reports.export", "POST": "reports.export"},
    "outcome-list": READ,
    "outcome-detail": READ,
    # Which act somebody may do is the table's matter (workflow.engine).
    "outcome-transitions": FORM,
    "certificate-list": READ,
    "certificate-detail": READ,
    "certificate-transitions": FORM,
    "round-annual-results": {"POST": "reports.export"},
}
DOCUMENTS: dict[str, dict[str, str]] = {
    "documents:file": READ,
    # Only what hangs on a published call (FileQuerySet.visible_to).
    "documents:attachment": PUBLIC_PAGE,
    "documents:paper": READ,
    "documents:paper-status": READ,
    "documents:paper-retry": {"POST": "documents.retry"},
    "documents:verify-search": PUBLIC_PAGE,
    "documents:verify": PUBLIC_PAGE,
    "paper-list": READ,
    "paper-detail": READ,
    "paper-content": READ,
    "paper-retry": {"POST": "documents.retry"},
    "file-list": {"GET": "login", "POST": "documents.upload"},
    "file-detail": READ,
    "file-content": READ,
}
_PUBLIC_SET = {"GET": "public", "PUT": _SETS_UP}
API: dict[str, dict[str, str]] = {
    "round-list": {"GET": "public", "POST": _SETS_UP},
    "round-detail": {"GET": "public", "PATCH": _SETS_UP},
    "round-copy": SETUP_POST,
    "round-set-status": SETUP_POST,
    "round-call": _PUBLIC_SET,
    "round-criteria": _PUBLIC_SET,
    "round-rates": _PUBLIC_SET,
    "round-documents": _PUBLIC_SET,
    # How the committee and the diagnosis team judge is theirs to know.
    "round-scoring": {"GET": STAFF, "PUT": _SETS_UP},
    "round-checklist": {"GET": STAFF, "PUT": _SETS_UP},
    "round-self-check": {"POST": "public"},
    "round-lines": {"GET": "ledger.view", "POST": _SETS_UP},
    "round-grace-periods": {"GET": _SETS_UP, "POST": _SETS_UP},
    "round-grace-end": SETUP_POST,
    "round-line": {"PATCH": _SETS_UP},
    "round-line-amend": SETUP_POST,
    "factor-set-list": {"GET": "public", "POST": _SETS_UP},
    "factor-set-detail": PUBLIC_PAGE,
    "organization-list": {"GET": "login", "POST": "accounts.register_organisation"},
    "organization-detail": {"GET": "login", "PATCH": "accounts.edit_organisation"},
    # A firm's people are its own matter (the view asks whether it is one's own firm).
    "organization-members": READ,
    "organization-member": {"DELETE": "login"},
    "organization-hand-over": {"POST": "accounts.invite_colleague"},
    "organization-invitations": {"GET": "accounts.invite_colleague", "POST": "accounts.invite_colleague"},
    "organization-invitation": {"DELETE": "accounts.invite_colleague"},
    "organization-business-states": {"GET": "login", "POST": "accounts.edit_organisation"},
    "site-list": {"GET": "login", "POST": "accounts.edit_organisation"},
    "site-detail": {"GET": "login", "PATCH": "accounts.edit_organisation"},
    "case-list": READ,
    "case-detail": READ,
    "case-transitions": FORM,
    "case-progress": READ,
    "case-officer": {"GET": "login", "PUT": "cases.put_in_charge", "DELETE": "cases.put_in_charge"},
    "case-transfer": {"POST": "cases.put_in_charge"},
}

POLICIES: dict[str, dict[str, str]] = {
    **SITE,
    **ALLAUTH,
    **PORTAL,
    **SETUP,
    **ACCOUNTS,
    **APPLICATIONS,
    **SCREENING,
    **COMMITTEE,
    **DIAGNOSTICS,
    **SUBSIDIES,
    **REPORTS,
    **DOCUMENTS,
    **API,
}
