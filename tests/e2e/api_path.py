"""The whole path through the API alone: what any other system could do, with personal tokens and no page.

``walk`` is given a way to speak as somebody and is run against the embedded portal (tests/e2e) and against the
processes of docker-compose.yml (tests/services).
"""

import io
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from PIL import Image

PAPER_SECONDS = 90


@dataclass
class Api:
    """One person's way into the API: a token, and headers that a proxy would add."""

    base_url: str
    token: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Any:
        return json.loads(self.send("GET", path))

    def post(self, path: str, body: Any = None, *, expect: int | None = None) -> Any:
        return json.loads(self._write("POST", path, body, expect) or "null")

    def put(self, path: str, body: Any) -> Any:
        return json.loads(self._write("PUT", path, body, None))

    def patch(self, path: str, body: Any) -> Any:
        return json.loads(self._write("PATCH", path, body, None))

    def upload(self, path: str, fields: Mapping[str, Any], file: bytes, name: str = "scan.png") -> Any:
        boundary = uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: image/png\r\n\r\n"
        )
        body = b"".join([*parts, head.encode(), file, f"\r\n--{boundary}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={boundary}"
        return json.loads(
            self.send("POST", path, body, {"Content-Type": kind, "Idempotency-Key": uuid4().hex})
        )

    def act(self, path: str, name: str, comment: str = "", **data: Any) -> dict[str, Any]:
        """Perform a transition after asking what is offered, as a client would; return what is offered then."""
        offered = self.get(f"{path}transitions/")
        rows = {row["name"]: row for row in offered["transitions"]}
        assert name in rows, f"{name} is not offered at {path}: {sorted(rows)} ({offered['state']})"
        body = {"name": name, "comment": comment, "version": offered["version"], "data": data}
        return self.post(f"{path}transitions/", body)

    def _write(self, method: str, path: str, body: Any, expect: int | None) -> bytes:
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
        return self.send(method, path, json.dumps(body or {}).encode(), headers, expect)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        expect: int | None = None,
    ) -> bytes:
        request = urllib.request.Request(
            f"{self.base_url}/api/v1/{path}",
            data=body,
            method=method,
            headers={"Authorization": f"Token {self.token}", **self.headers, **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            status, content = refused.code, refused.read()
        wanted = status == expect if expect else 200 <= status < 300
        assert wanted, f"{method} {path}: {status} {content[:1000].decode(errors='replace')}"
        return content


Speaker = Callable[[str], Api]


def walk(
    speak_as: Speaker, *, round_uid: str, district: str, consultant_email: str, business_number: str
) -> str:
    """From a firm's registration to its certificate; returns the uid of the case.

    ``speak_as`` takes a role: owner (who has no firm yet), reviewer, approver, admin, consultant.
    """
    case, application = apply(speak_as("owner"), round_uid, district, business_number)
    screen(speak_as, application)
    diagnosis = diagnose(speak_as, case, consultant_email)
    measures = accept_measures(speak_as("owner"), diagnosis)
    settle(speak_as, case, measures)
    report(speak_as, case, measures)
    check_papers(speak_as("owner"), case)
    return case


def draft(owner: Api, round_uid: str, district: str, business_number: str) -> dict[str, Any]:
    """A firm with its factory and an empty draft."""
    firm = owner.post(
        "organizations/",
        {
            "business_number": business_number,
            "name_ko": "(시험) 길잡이금속",
            "representative": "대표자",
            "address": "인천광역시 남동구 시험로 1",
        },
    )
    site = owner.post(
        "sites/",
        {
            "organization": firm["uid"],
            "name": "본사 공장",
            "address": "인천광역시 남동구 시험로 1",
            "area": district,
            "has_factory": True,
        },
    )
    return owner.post("applications/", {"round": round_uid, "site": site["uid"]})


def apply(owner: Api, round_uid: str, district: str, business_number: str) -> tuple[str, str]:
    """A complete application, submitted; the case's uid and the application's path."""
    application = complete(owner, round_uid, district, business_number)
    path = f"applications/{application['uid']}/"
    owner.act(path, "submit")
    return application["case"], path


def complete(owner: Api, round_uid: str, district: str, business_number: str) -> dict[str, Any]:
    """A draft with everything that a submission needs."""
    application = draft(owner, round_uid, district, business_number)
    path = f"applications/{application['uid']}/"
    entries = {
        "size": "small",
        "regular_employees": 42,
        "ksic_revision": 10,
        "ksic_code": "25922",
        "products": "도금 부품",
        "root_industry": False,
        "polluting_processes": ["plating"],
        "energy_audit_duty": False,
        "consecutive_years": 1,
        "other_support": False,
        "contact_name": "담당자",
        "contact_phone": "032-000-0000",
        "contact_email": "contact@example.com",
    }
    application = owner.patch(path, {**entries, "version": application["version"]})
    year = application["baseline_year"]
    owner.post(
        f"{path}energy-uses/",
        {
            "carrier": "electricity",
            "starts_on": f"{year}-01-01",
            "ends_on": f"{year}-12-31",
            "quantity": "1200000",
            "unit": "kWh",
            "cost_krw": 144_000_000,
        },
    )
    owner.upload(f"{path}evidence/", {"purpose": "size_confirmation"}, picture())
    owner.post(f"{path}consents/", {"answers": dict.fromkeys(("privacy", "provision", "fairness"), True)})
    verdicts = {line["code"]: line["result"] for line in owner.get(f"{path}eligibility/")["lines"]}
    assert verdicts["toe"] == "met"
    return application


def screen(speak_as: Speaker, application: str) -> None:
    # Companies of earlier runs share the address: without a comment open flags refuse.
    speak_as("reviewer").act(application, "screen", "요건을 모두 확인했습니다.")
    speak_as("approver").act(application, "select")
    speak_as("approver").act(application, "prepare_agreement")
    speak_as("approver").upload(f"{application}agreement/", {}, picture())
    speak_as("approver").act(application, "agree")


def diagnose(speak_as: Speaker, case: str, consultant_email: str) -> str:
    admin, consultant, owner = speak_as("admin"), speak_as("consultant"), speak_as("owner")
    admin.act(f"cases/{case}/", "assign", consultant=consultant_email)
    diagnosis = consultant.get(f"diagnoses/?case={case}")["results"][0]
    path = f"diagnoses/{diagnosis['uid']}/"
    consultant.act(
        path, "propose_visit", first_at="2099-01-05T10:00+09:00", second_at="2099-01-06T10:00+09:00"
    )
    owner.act(path, "confirm_visit", chosen="first")
    answers = [{"item": item["item"], "score": 3} for item in consultant.get(f"{path}answers/")["answers"]]
    consultant.put(f"{path}answers/", {"answers": answers})
    consultant.post(f"{path}findings/", {"area": "energy", "place": "압축공기실", "text": "누기가 있습니다."})
    consultant.post(
        "measures/",
        {
            "diagnosis": diagnosis["uid"],
            "title_ko": "압축공기 누기 보수",
            "measure_type": "K2",
            "capital_cost_krw": 7_500_000,
            "streams": [{"carrier": "electricity", "unit": "kWh", "quantity": "60000", "price_krw": "120"}],
        },
    )
    consultant.act(
        path, "submit_report", direction="clean_production", grade="A", summary="누기를 먼저 잡습니다."
    )
    assert owner.get(f"measures/?case={case}")["results"] == [], "A firm saw a measure before the release."
    admin.act(path, "release")
    return path


def accept_measures(owner: Api, diagnosis: str) -> list[dict[str, Any]]:
    case = owner.get(diagnosis)["case"]
    measures = owner.get(f"measures/?case={case}")["results"]
    for measure in measures:
        owner.act(f"measures/{measure['uid']}/", "accept")
    return measures


def settle(speak_as: Speaker, case: str, measures: list[dict[str, Any]]) -> None:
    owner, reviewer, approver = speak_as("owner"), speak_as("reviewer"), speak_as("approver")
    items = [
        {
            "measure": measure["uid"],
            "name": measure["title_ko"],
            "supply_price_krw": 7_500_000,
            "vat_krw": 750_000,
            "eligible": True,
        }
        for measure in measures
    ]
    owner.act(f"cases/{case}/", "request_support", support_type="equipment", cost_items=items)
    grant = owner.get(f"grants/?case={case}")["results"][0]
    path = f"grants/{grant['uid']}/"
    reviewer.act(path, "review")
    approver.act(path, "approve")
    for item in owner.get(path)["cost_items"]:
        owner.upload(
            f"{path}evidence/",
            {
                "cost_item": item["uid"],
                "kind": "tax_invoice",
                "number": f"2021-{item['uid'][:8]}",
                "supplier": "(시험) 설비업체",
                "issued_on": "2021-07-01",
                "supply_price_krw": item["supply_price_krw"],
                "vat_krw": item["vat_krw"],
            },
            picture(),
        )
    owner.act(path, "claim")
    for item in reviewer.get(path)["cost_items"]:
        for evidence in item["evidence"]:
            reviewer.act(path, "judge_evidence", evidence=evidence["uid"], verdict="accepted")
    reviewer.act(path, "settle")
    settled = owner.get(path)
    assert settled["final_public_krw"] + settled["final_own_krw"] == 7_500_000
    assert settled["final_own_krw"] * 100 >= 33 * 7_500_000


def report(speak_as: Speaker, case: str, measures: list[dict[str, Any]]) -> None:
    owner, consultant = speak_as("owner"), speak_as("consultant")
    owner.act(f"cases/{case}/", "open_outcome")
    for measure in measures:
        streams = [{"stream": stream["uid"], "quantity": "55000"} for stream in measure["streams"]]
        owner.act(f"measures/{measure['uid']}/", "report_implemented", done_on="2021-07-10", streams=streams)
    outcome = owner.get(f"outcomes/?case={case}")["results"][0]
    path = f"outcomes/{outcome['uid']}/"
    owner.act(path, "submit_report")
    consultant.act(path, "verify")
    speak_as("approver").act(path, "accept")
    speak_as("admin").act(f"cases/{case}/", "issue_certificate")
    assert len(owner.get(f"certificates/?case={case}")["results"]) == 1


def check_papers(owner: Api, case: str) -> None:
    """Every paper of the path is rendered by the worker and downloads as a PDF."""
    wanted = {
        "receipt", "application_copy", "selection_notice", "agreement", "agreement_confirmation",
        "diagnosis_report", "award_letter", "settlement", "certificate", "outcome_report",
    }  # fmt: skip
    deadline = time.monotonic() + PAPER_SECONDS
    while True:
        papers = owner.get(f"papers/?case={case}")["results"]
        if all(paper["state"] == "ready" for paper in papers) or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    assert {paper["kind"]: paper["state"] for paper in papers} == dict.fromkeys(wanted, "ready")
    for paper in papers:
        assert owner.send("GET", f"papers/{paper['uid']}/content/").startswith(b"%PDF-")


def picture() -> bytes:
    """A small picture that stands for a scan."""
    file = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(file, "PNG")
    return file.getvalue()
