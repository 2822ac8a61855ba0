"""Every URL x method x persona on two firms' complete cases: nothing leaks, nothing breaks (RELIABILITY A1, A2, A3).

Every text of a firm's case carries its canary. Who has no part in a case meets its addresses exactly as addresses of
things that never were, and reads its canary nowhere: on no page, in no list, count, export or API answer.
"""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.access import rules_of, satisfies
from accounts.models import User
from journal import clock
from journal.models import Event
from tests.conftest import DURING_CALL
from tests.factories import accounts as people
from tests.factories import programs as rounds
from tests.factories.worlds import World, two_worlds
from tests.urls import METHODS, patterns
from tests.workflow.matrix import PERSONAS

# allauth's own pages name variables that are not always there; ours are held to it by their own tests.
pytestmark = [pytest.mark.site, pytest.mark.ignore_template_errors]

# Who has a part in which case: 1 in Incheon, 2 in Busan (other_official). The programme's administrator and
# auditor have one in both.
PART_IN = {
    "anonymous": set(),
    "inactive": set(),
    "owner": {1},
    "member": {1},
    "other_owner": {2},
    "consultant": {1},
    "other_consultant": {2},
    "reviewer": {1},
    "approver": {1},
    "other_official": {2},
    "auditor": {1, 2},
    "admin": {1, 2},
}
# What an address with a uid or pk is about. A new address fails until it stands here.
OBJECTS = {
    "portal:progress": "case", "portal:charge": "case", "portal:corrections": "application",
    "applications:copy": "application", "application-draft-copies": "application",
    "case-progress": "case", "case-officer": "case",
    "setup:grace": "round", "setup:grace-end": "round",
    "round-grace-periods": "round", "round-grace-end": "round",
    "portal:round": "round", "portal:self-check": "round", "round-self-check": "round",
    "portal:case": "case", "portal:act": "case", "portal:staff-end": "membership",
    "portal:staff-invitation-cancel": "invitation",
    "accounts:token-revoke": "token", "accounts:membership-end": "membership", "accounts:firm": "firm",
    "accounts:firm-edit": "firm", "accounts:site-new": "firm", "accounts:colleague-invite": "firm",
    "accounts:site-edit": "site", "accounts:hand-over": "firm", "accounts:business-state": "firm",
    "accounts:invitation-cancel": "invitation",
    "applications:view": "view", "applications:bulk-act": "bulk",
    "applications:detail": "application", "applications:size-hint": "application", "applications:firm": "application",
    "applications:management": "application", "applications:processes": "application",
    "applications:wishes": "application", "application-productions": "application",
    "application-permits": "application", "application-figures": "application",
    "application-confirm-entries": "application",
    "applications:energy": "application", "applications:evidence": "application",
    "applications:energy-carrier": "application", "applications:energy-import": "application",
     "applications:energy-note": "application",
    "applications:energy-template": "application", "application-energy-template": "application",
    "application-energy-import": "application", "application-baseline-warnings": "application",
    "applications:evidence-take": "application", "applications:evidence-take-back": "application",
    "applications:wallet": "firm", "applications:wallet-add": "firm",
    "applications:wallet-item": "wallet_item", "applications:wallet-replace": "wallet_item",
    "applications:wallet-put-away": "wallet_item", "wallet-detail": "wallet_item",
    "application-evidence": "application", "application-evidence-file": "application",
    "applications:consents": "application", "applications:check": "application",
    "applications:receipt": "application", "applications:agreement": "application",
    "application-agreement": "application", "application-objections": "application",
    "applications:screening": "application", "applications:site-check": "application",
    "applications:interviews": "application", "applications:interview": "interview",
    "applications:interview-sheet": "application", "applications:team": "application",
    "applications:contact": "contact", "applications:local-firm": "local_firm",
    "duplicate-flag-detail": "flag", "duplicate-flag-resolve": "flag", "site-check-detail": "site_check",
    "interview-detail": "interview", "case-contact-detail": "contact", "local-firm-detail": "local_firm",
    "local-firm-contacts": "local_firm",
    "applications:pledge": "application",
    "diagnostics:detail": "diagnosis", "diagnostics:checklist": "diagnosis",
    "diagnostics:finding-add": "diagnosis", "diagnostics:finding-edit": "finding",
    "diagnostics:measure-add": "diagnosis", "diagnostics:measure": "measure",
    "diagnostics:measure-edit": "measure", "diagnostics:measure-remove": "measure",
    "diagnostics:calculation": "calculation",
    **dict.fromkeys(
        (
            *("committee:act", "committee:assignments", "committee:decide", "committee:declare"),
            *("committee:detail", "committee:distribute", "committee:edit", "committee:member-remove"),
            *("committee:members", "committee:minutes", "committee:minutes-edit", "committee:minutes-file"),
            *("committee:promote", "committee:proposal", "committee:ranking", "committee:release"),
            *("committee:sheet", "committee:statistics", "committee:ties", "committee:unassign"),
            *("committee:upload", "committee-detail", "committee-members", "committee-assignments"),
            *("committee-distribute", "committee-begin", "committee-close", "committee-reopen"),
            *("committee-ranking", "committee-decisions", "committee-proposal", "committee-release"),
            *("committee-promote", "committee-minutes"),
        ),
        "committee",
    ),
    **dict.fromkeys(
        (
            *("committee:review", "committee:report-conflict", "review-detail", "review-declare"),
            *("review-score", "review-abstain", "review-report-conflict", "review-ties", "review-dossier"),
        ),
        "place",
    ),
    **dict.fromkeys(
        (
            *("committee:new", "committee:plan", "committee:plan-file", "committee:plan-revoke"),
            "round-plan-confirmations",
        ),
        "round",
    ),
    "subsidies:funding": "round", "subsidies:request": "case", "subsidies:evidence": "item",
    "subsidies:evidence-withdraw": "evidence", "subsidies:evidence-judge": "evidence",
    "subsidies:detail": "grant", "subsidies:correct": "grant",
    "reports:results": "round", "reports:export": "round", "reports:measure": "measure",
    "reports:detail": "outcome", "reports:verify": "outcome",
    "documents:file": "file", "documents:attachment": "file", "documents:paper": "paper",
    "documents:paper-status": "paper", "documents:paper-retry": "paper",
    "round-detail": "round", "organization-detail": "firm", "organization-members": "firm",
    "organization-member": "firm",
    "organization-hand-over": "firm", "organization-invitations": "firm", "organization-invitation": "firm",
    "organization-business-states": "firm", "site-detail": "site", "case-detail": "case",
    "case-transitions": "case", "application-detail": "application", "application-consents": "application",
    "application-eligibility": "application", "application-energy-use": "application",
    "application-energy-uses": "application", "application-transitions": "application",
    "diagnosis-detail": "diagnosis", "diagnosis-answers": "diagnosis", "diagnosis-findings": "diagnosis",
    "diagnosis-transitions": "diagnosis", "measure-detail": "measure", "measure-transitions": "measure",
    "grant-detail": "grant", "grant-evidence": "grant", "grant-transitions": "grant",
    "outcome-detail": "outcome", "outcome-transitions": "outcome", "certificate-detail": "certificate",
    "certificate-transitions": "case", "paper-detail": "paper", "paper-content": "paper",
    "paper-retry": "paper", "file-detail": "file", "file-content": "file", "round-annual-results": "round",
    "round-copy": "round", "round-set-status": "round", "round-call": "round", "round-criteria": "round",
    "round-rates": "round", "round-documents": "round", "round-scoring": "round", "round-checklist": "round",
    "round-lines": "round", "round-line": "round", "round-line-amend": "round",
    "portal:ask": "round", "setup:program-edit": "program", "setup:program-export": "program",
    "setup:round-new": "program",
    "setup:region-edit": "region", "setup:round": "round", "setup:round-edit": "round",
    "setup:round-copy": "round", "setup:round-preview": "round", "setup:round-act": "round",
    "setup:call": "round", "setup:attachment-add": "round", "setup:attachment-remove": "round",
    "setup:questions": "round", "setup:question-answer": "round", "setup:regions": "round",
    "setup:strands": "round", "setup:part-edit": "round", "setup:part-remove": "round",
    "setup:criteria": "round", "setup:rates": "round", "setup:scoring": "round", "setup:documents": "round",
    "setup:checklist": "round", "setup:checklist-xlsx": "round", "setup:checklist-import": "round",
    "setup:factors": "round", "setup:factors-compare": "round", "setup:row-add": "round",
    "setup:row-edit": "round", "setup:row-remove": "round", "setup:head-edit": "round",
    "setup:set-choose": "round",
    "setup:money": "round", "setup:line-add": "round", "setup:line-edit": "round", "setup:line-amend": "round",
    "setup:line-remove": "round", "setup:shares": "round", "setup:contributions": "round",
    "setup:contribution-bill": "round", "setup:contributions-export": "round",
    "setup:contribution-edit": "round", "setup:contribution-receive": "round", "setup:papers": "round",
    "setup:simulator": "round", "setup:simulator-xlsx": "round",
    "setup:paper": "round", "setup:paper-preview": "round", "setup:paper-restore": "round",
}  # fmt: skip
# What is offered belongs to no firm: everybody meets the same.
SHARED = {"round", "program", "region"}
OTHER_ARGUMENTS = {
    "committee:act": {"name": "close"},
    "portal:act": {"kind": "case", "name": "drop"},
    "applications:energy-carrier": {"carrier": "water"},
    "portal:corrections": {"kind": "application"},
    "account_confirm_email": {"key": "nonsense"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "nonsense"},
    "accounts:invitation": {"secret": "nonsense"},  # pragma: allowlist secret
    "documents:verify": {"code": "nonsense"},
    "applications:interview-sheet": {"audience": "ceo"},
    "applications:local-firms-unsubscribe": {"token": "nonsense"},
    "setup:round-act": {"name": "close"},
    "applications:evidence-take": {"purpose": "size_confirmation"},
    "setup:row-add": {"field": "criteria_set"},
    "setup:row-edit": {"field": "criteria_set", "key": "employees"},
    "setup:row-remove": {"field": "criteria_set", "key": "employees"},
    "setup:head-edit": {"field": "criteria_set"},
    "setup:set-choose": {"field": "criteria_set"},
    "setup:paper": {"kind": "certificate"},
    "setup:paper-preview": {"kind": "certificate"},
    "setup:paper-restore": {"kind": "certificate"},
    "factor-set-detail": {"code": "kr-2021", "version": 1},
}
# Objects that stand below the one that an address is about.
BELOW = {
    "case": "case", "minutes": "minutes", "plan": "plan", "user": "seat",
    "member": "person", "invitation": "invitation", "use": "energy",
    "line": "line", "due": "due", "region": "region", "question": "question",
    "act": "bulk", "file": "attachment", "grace": "grace", "row": "handed_in", "item": "wallet_item",
}  # fmt: skip
MISSING = {"uid": "00000000-0000-4000-8000-000000000000", "pk": "987654321"}
ADDRESSED = [(name, route) for name, route, _view in patterns() if not name.startswith("admin:")]
# Different on each answer, and without meaning.
NOISE = re.compile(
    rb'nonce(-|=")[\w/+=-]+|csrfmiddlewaretoken" value="\w+|X-CSRFToken": "\w+|idempotency_key" value="[\w-]+'
    rb"|(id|labelledby)=\"(table|chart)-\w+|/account/login/\?next=[^\"]*"
)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


@dataclass
class Site:
    """The two cases and everybody, in one transaction that the module rolls back."""

    first: World
    second: World
    personas: dict[str, User | None]
    faults: list[str] = field(default_factory=list)

    def world(self, number: int) -> World:
        return self.first if number == 1 else self.second


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[Site]:
    """Built once: the tests below change nothing, each call is rolled back."""
    with django_db_blocker.unblock(), clock.travel(DURING_CALL), transaction.atomic():
        round_ = rounds.incheon_2021()
        personas = people.personas(round_)
        first, second = two_worlds(round_, personas)
        # Thousands of refusals are logged otherwise.
        logging.disable(logging.CRITICAL)
        yield Site(first, second, {"anonymous": None, **personas})
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def arguments(name: str, route: str, world: World | None) -> dict[str, object]:
    """The arguments of an address: about an object of a world, or about one that never was."""
    found: dict[str, object] = dict(OTHER_ARGUMENTS.get(name, {}))
    for key in ("uid", "pk"):
        if re.search(rf"<(\w+:)?{key}>", route):
            subject = world.objects[OBJECTS[name]] if world else None
            found[key] = getattr(subject, key) if subject else MISSING[key]
    for key, word in BELOW.items():
        if re.search(rf"<(\w+:)?{key}>", route):
            found[key] = world.objects[word].uid if world else MISSING["uid"]
    return found


def is_about_an_object(route: str) -> bool:
    return bool(re.search(r"<(\w+:)?(uid|pk)>", route))


def call(client: Client, method: str, url: str) -> Answer:
    """One request whose effects are undone."""
    kind = "application/json" if url.startswith("/api/") else "application/x-www-form-urlencoded"
    body = json.dumps({}) if url.startswith("/api/") else ""
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    with transaction.atomic():
        response = client.generic(method, url, body if method != "GET" else "", content_type=kind)
        transaction.set_rollback(True)
    client.cookies.load(cookies)
    return Answer(response.status_code, response.getvalue() if response.streaming else response.content)


def told(answer: Answer, url: str) -> Answer:
    """What an answer tells: status and body without noise and without the address itself."""
    return Answer(answer.status, NOISE.sub(b"", answer.body).replace(url.encode(), b"*"))


@pytest.mark.django_db  # one marked test: otherwise no database would be made for this module alone
def test_every_address_says_what_it_is_about():
    named = {name for name, route in ADDRESSED if is_about_an_object(route)}
    assert named == set(OBJECTS)


@pytest.mark.parametrize("name", PERSONAS)
def test_nothing_leaks_and_nothing_breaks(site, name):
    person = site.personas[name]
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
        person.__dict__.pop("current_memberships", None)
    strange = [site.world(number) for number in (1, 2) if number not in PART_IN[name]]
    events, calls = Event.objects.count(), 0
    for url_name, route in ADDRESSED:
        declared = rules_of(url_name)
        for method in sorted(METHODS):
            for world in (site.first, site.second) if method in declared else (site.first,):
                url = reverse(url_name, kwargs=arguments(url_name, route, world))
                answer = call(client, method, url)
                calls += 1
                where = f"{name} {method} {url_name} ({world.canary}) → {answer.status}"
                _check(site, where, answer, strange)
                if method not in declared or not satisfies(person or _Nobody(), declared[method]):
                    if answer.status not in REFUSALS:
                        site.faults.append(f"{where}: not refused")
                elif world in strange and is_about_an_object(route) and OBJECTS[url_name] not in SHARED:
                    missing_url = reverse(url_name, kwargs=arguments(url_name, route, None))
                    missing = call(client, method, missing_url)
                    if told(answer, url) != told(missing, missing_url):
                        site.faults.append(f"{where}: differs from a missing one ({missing.status})")
                if not is_about_an_object(route):
                    break
    assert Event.objects.count() == events
    # Twelve personas together: more than 7,000.
    assert calls > 7000 / len(PERSONAS)
    faults, site.faults = site.faults, []
    assert not faults, "\n".join(faults)


def test_those_who_have_a_part_find_their_case(site):
    """The control: the matrix would also pass if everybody found nothing."""
    for name, numbers in PART_IN.items():
        client = Client()
        if (person := site.personas[name]) is not None:
            client.force_login(person)
        for number in (1, 2):
            world = site.world(number)
            for address in (world.case.get_absolute_url(), f"/api/v1/cases/{world.case.uid}/", "/cases/"):
                seen = world.canary.encode() in call(client, "GET", address).body
                assert seen == (number in numbers), (name, address)


REFUSALS = {
    HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
}  # fmt: skip


class _Nobody:
    is_authenticated = False
    is_active = False


def _check(site: Site, where: str, answer: Answer, strange: list[World]) -> None:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        site.faults.append(f"{where}: broke")
    for world in strange:
        if (at := answer.body.find(world.canary.encode())) >= 0:
            around = answer.body[max(0, at - 80) : at + 40].decode(errors="replace")
            site.faults.append(f"{where}: leaks {world.canary}: {around!r}")
