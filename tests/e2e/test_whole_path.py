"""The whole path in the browser: a firm from signing up to its certificate, and everybody it meets on the way.

Each person has a browser of their own and works with what stands on the page, in Korean. The acts happen in the
order of the process; each step hands over what the next one needs to find its place.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from calculations.business_number import check_digit
from journal import clock
from tests.documents.pdfs import squeezed, text_of
from tests.e2e.api_path import picture
from tests.e2e.conftest import DemoSite, Entrance
from tests.e2e.korean import ko
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

PASSWORD = "green-factory-road-7"  # pragma: allowlist secret
SCAN = {"name": "중소기업확인서.png", "mimeType": "image/png", "buffer": picture()}
NO_SCAN = {"name": "확인서.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 no pdf at all"}
MEASURE = "압축공기 누기 보수"
SUPPLIER = "(시험) 설비업체"
PRICE_KRW, VAT_KRW = 7_500_000, 750_000
CERTIFICATE = "인증서"
# Receipt, copy of the application, correction request, letter of selection, agreement and its confirmation, diagnosis
# report, award letter, settlement, certificate, outcome report.
PAPERS = 11
PAPER_SECONDS = 60


@dataclass
class Cast:
    """Who takes part; each is logged in once and keeps the browser open."""

    enter: Entrance

    def __post_init__(self) -> None:
        self.firm = Person(self.enter("anonymous"))
        self.reviewer, self.approver, self.admin, self.consultant = (
            Person(self.enter(role)) for role in ("reviewer", "approver", "admin", "consultant")
        )


def test_a_firm_goes_from_signing_up_to_its_certificate(enter: Entrance, demo_site: DemoSite) -> None:
    cast = Cast(enter)

    sign_up(cast.firm)
    register_firm_and_site(cast.firm)
    start_application(cast.firm)
    fill_application_in_two_sittings(cast.firm)
    read_the_conditions(cast.firm)
    hand_in_evidence_and_consents(cast.firm)
    case = submit(cast.firm)
    correct_on_request(cast, case)
    be_selected(cast, case)
    agree_on_a_visit(cast, case)
    write_the_diagnosis(cast, case)
    receive_the_report(cast, case)
    request_support(cast.firm, case)
    be_awarded(cast, case)
    prove_the_spending(cast, case)
    settle(cast, case)
    report_the_outcome(cast, case)
    certify(cast, case)
    check_the_papers(cast, case)
    export_the_year(cast.admin, case)


# -- step 1: application and screening -------------------------------------------------------------------------


def sign_up(firm: Person) -> None:
    firm.open("/")
    firm.follow("Sign up")
    email = f"firm-{uuid4().hex[:8]}@example.com"
    firm.fill({"Email": email, "Password": PASSWORD, "Password (again)": PASSWORD, "Name": "김대표"})
    firm.press("Sign up")
    firm.reads(
        "Register your firm to apply for a programme. If you were invited, open the link in your mail."
    )


def register_firm_and_site(firm: Person) -> None:
    firm.follow("Register a firm")
    entries = {
        "Business number": "120-81-47522",
        "Company name": "(시험) 길잡이금속",
        "Representative": "김대표",
        "Head office address": "인천광역시 남동구 시험로 1",
    }
    firm.fill(entries)
    firm.press("Register the firm")
    firm.reads_error(
        "The last digit of the business number does not fit. Look at the certificate and enter the ten "
        "digits again."
    )
    firm.finds_typed(entries)

    firm.fill({"Business number": new_business_number()})
    firm.press("Register the firm")
    firm.reads("The firm was registered. Now add the factory that shall take part.")
    if firm.page.get_by_role("heading", level=1, name=ko("Add a site")).count() == 0:
        firm.follow("Add a site")
    firm.fill({"Site name": "본사 공장", "Factory address": "인천광역시 남동구 시험로 1"})
    firm.field("District").select_option(label="인천광역시 남동구")
    firm.press("Save")
    firm.reads("The site was added.")


def new_business_number() -> str:
    """A number that nobody has registered, so that the test can be repeated on a running site."""
    first_nine = f"{uuid4().int % 10**9:09d}"
    return first_nine + check_digit(first_nine)


def start_application(firm: Person) -> None:
    firm.open("/")
    firm.page.get_by_role("link", name=re.compile(f"^{clock.today().year}년")).first.click()
    firm.follow("Apply")
    firm.field("Site").select_option(index=1)
    firm.press("Begin the application")
    firm.reads("The draft was made. Fill it in; it can be saved at any time.")


def fill_application_in_two_sittings(firm: Person) -> None:
    firm.fill({"Firm size": ko("Small"), "Contact person": "박담당"})
    firm.press("Save draft")
    read_saved(firm)

    firm.take_task("Submit application")
    go_to_section(firm, "Company and contact")
    firm.finds_typed({"Contact person": "박담당"})
    firm.choose("KSIC revision", "KSIC revision 10")
    firm.fill({"Industry code (KSIC)": "25922"})
    firm.fill({"Contact phone": "032-000-0000", "Contact e-mail": "contact@example.com"})
    firm.press("Save and continue")

    firm.fill({"Regular employees": 42, "Main products": "도금 부품"})
    made = firm.page.get_by_role("region", name=ko("Production")).locator("tbody tr").first
    for label, value in {"Product": "도금 볼트", "Quantity made": "1,200", "Unit": "톤"}.items():
        made.get_by_label(ko(label), exact=True).fill(value)
    firm.press("Save draft")
    read_saved(firm)

    go_to_section(firm, "Processes and permits")
    firm.choose("Heavily polluting processes", "Plating and surface treatment")
    firm.choose("Root-industry site", "No")
    firm.choose("Obliged to an energy audit", "No")
    firm.choose("Permits or reports of pollution", "No")
    firm.press("Save and continue")

    firm.fill({"Difficulties": "폐수 처리비가 많이 듭니다."})
    firm.fill({"Years in a row in this programme, this year included": 1})
    firm.choose("Support of the same kind from another programme", "No")
    firm.press("Save and continue")

    go_to_section(firm, "Baseline data")
    year = clock.today().year - 1
    for carrier, quantity, unit, cost in (
        ("전기", 1_200_000, "kWh", 144_000_000),
        ("도시가스(LNG)", 80_000, "Nm3", 60_000_000),
    ):
        firm.page.get_by_role("navigation", name=ko("Carriers")).get_by_role("link", name=carrier).click()
        with firm.inside(firm.row(1)) as row:
            row.fill({"From": f"{year}-01-01", "Until": f"{year}-12-31", "Quantity": quantity})
            row.field("Unit").select_option(unit)
            row.fill({"Cost without VAT (won)": cost})
        firm.press("Save draft")


def read_the_conditions(firm: Person) -> None:
    """TOE on both bases, and each condition with value, limit and verdict."""
    panel = firm.page.get_by_role("region", name=ko("TOE of the site"))
    for basis in ("Consumption basis", "860 kcal/kWh basis"):
        expect(panel.locator(".stat").filter(has_text=ko(basis))).to_contain_text(re.compile(r"\d+\.\d\d"))
    go_to_section(firm, "Check and submit")
    lines = firm.page.get_by_role("table", name=ko("Conditions of the call")).locator("tbody tr")
    expect(lines.nth(4)).to_be_visible()
    expect(lines.filter(has_text="2,000")).to_contain_text(ko("Met"))
    firm.reads("The application is not complete yet")


def hand_in_evidence_and_consents(firm: Person) -> None:
    go_to_section(firm, "Evidence")
    firm.attach("File", NO_SCAN)
    firm.press("Upload")
    firm.reads_error(
        "Only PDF, HWP, HWPX, XLSX, JPG and PNG files can be uploaded, and the ending of the name must match the "
        "content. Save the file in one of these formats and upload it again."
    )
    firm.fill({"What it is": ko("Confirmation of firm size")})
    firm.attach("File", SCAN)
    firm.press("Upload")
    firm.reads("“%(name)s” was uploaded.", name=SCAN["name"])

    go_to_section(firm, "Consents")
    for agreement in firm.page.get_by_role("group").get_by_label(ko("I agree"), exact=True).all():
        agreement.check()
    firm.press("Save and continue")


def submit(firm: Person) -> str:
    """Hand in, read the receipt; returns the number of the case."""
    firm.reads("Nothing is missing. You can hand the application in.")
    firm.press("Submit application")
    firm.page.wait_for_url("**/receipt/")
    number = re.search(r"IC-\d{4}-\d+", firm.page.locator("main").inner_text())
    assert number, "The page after submitting names no number."
    assert download(firm, firm.page.locator(".job").first).startswith(b"%PDF-")
    return number.group()


def correct_on_request(cast: Cast, case: str) -> None:
    """The official asks with a deadline; the firm mends an entry and answers."""
    cast.reviewer.open_case(case)
    cast.reviewer.begin("Request a correction")
    deadline = clock.today() + timedelta(days=7)
    # Each request may have a day of its own; the last field is the day for all of them.
    cast.reviewer.field("Answer by").last.fill(deadline.isoformat())
    first = cast.reviewer.page.get_by_role("group", name=ko("Request %(n)s", n=1))
    with cast.reviewer.inside(first) as request:
        request.fill({"What is to be corrected": "상시근로자 수를 다시 확인하시기 바랍니다."})
    cast.reviewer.press("Send the requests")

    cast.firm.take_task("Answer the correction request", case)
    cast.firm.reads("What is to be corrected")
    expect(cast.firm.page.get_by_text("상시근로자 수를 다시 확인하시기 바랍니다.").first).to_be_visible()
    go_to_section(cast.firm, "Management data")
    cast.firm.fill({"Regular employees": 41})
    cast.firm.press("Save draft")
    read_saved(cast.firm)
    go_to_section(cast.firm, "Check and submit")
    cast.firm.fill({"What you corrected": "41명으로 고쳤습니다."})
    cast.firm.press("Answer the correction request")
    cast.firm.reads("The answer was handed in.")


def be_selected(cast: Cast, case: str) -> None:
    cast.reviewer.take_task("Pass screening", case)
    cast.reviewer.choose("What follows", "Pass screening")
    # Companies of the earlier runs share the address: whoever passes one says why.
    cast.reviewer.fill({"Reason or comment": "요건을 모두 확인했습니다."})
    cast.reviewer.press("Save")
    for act in ("Select", "Prepare the agreement"):
        cast.approver.take_task(act, case)
        cast.approver.press(act)
    cast.approver.take_task("Confirm the agreement", case)
    cast.approver.attach("Signed copy", SCAN)
    cast.approver.press("Hand in the signed copy")
    cast.approver.take_task("Conclude the agreement", case)
    cast.approver.press("Conclude the agreement")
    cast.firm.open_case(case)
    expect(cast.firm.page.get_by_role("row", name=re.compile("협약서")).first).to_be_visible()


# -- step 2: diagnosis -----------------------------------------------------------------------------------------


def agree_on_a_visit(cast: Cast, case: str) -> None:
    cast.admin.take_task("Assign a consultant", case)
    cast.admin.field("Consultant").select_option("consultant@demo.example")
    cast.admin.press("Assign a consultant")

    cast.consultant.take_task("Propose visit times", case)
    day = clock.today() + timedelta(days=14)
    cast.consultant.fill({"First proposal": f"{day}T10:00", "Second proposal": f"{day}T14:00"})
    cast.consultant.press("Propose visit times")

    cast.firm.take_task("Confirm the visit", case)
    cast.firm.choose("Visit time", "Second proposal")
    cast.firm.press("Confirm the visit")


def write_the_diagnosis(cast: Cast, case: str) -> None:
    consultant = cast.consultant
    consultant.open_record("Diagnosis", case)
    consultant.page.get_by_role("link", name=ko("Answer the checklist")).click()
    for item in consultant.page.locator(".scale__item").all():
        item.get_by_text(re.compile(r"^\s*3 ")).click()
    consultant.press("Save")
    consultant.reads("The checklist was saved.")

    consultant.follow("Back to the diagnosis")
    consultant.follow("Add a finding")
    consultant.fill({"Area": ko("Energy use"), "Where": "압축공기실", "What was found": "누기가 있습니다."})
    consultant.press("Save")
    consultant.reads("The finding was saved.")

    consultant.follow("Add a measure")
    consultant.fill(
        {
            "Measure": MEASURE,
            "Measure type": ko("Working conditions and management"),
            "Investment without VAT": f"{PRICE_KRW:,}",
        }
    )
    with consultant.inside(consultant.row(1)) as stream:
        stream.field("Resource").select_option("electricity")
        stream.fill({"Saved quantity a year": "60,000", "Price (won per unit)": "120"})
    consultant.press("Save and compute")
    consultant.reads("The measure was saved and computed.")
    expect(consultant.page.locator(".stat-row")).to_contain_text("7,200,000")

    cast.firm.open_case(case)
    expect(cast.firm.page.get_by_text(MEASURE)).to_have_count(0)
    consultant.take_task("Send to review", case)
    consultant.choose("Main direction", "Clean production")
    consultant.choose("Grade for support", "A")
    consultant.fill({"Summary for the firm": "압축공기 누기를 먼저 잡으시기 바랍니다."})
    consultant.press("Send to review")


def receive_the_report(cast: Cast, case: str) -> None:
    cast.admin.take_task("Release the report", case)
    cast.admin.press("Release the report")
    cast.firm.take_task("Accept the measure", case)
    cast.firm.press("Accept the measure")


# -- step 3: support -------------------------------------------------------------------------------------------


def request_support(firm: Person, case: str) -> None:
    """The split is shown before anything is sent: at least 33 % of the supply price stays with the firm."""
    firm.take_task("Request support", case)
    firm.choose("Support type", "Equipment")
    with firm.inside(firm.row(1)) as item:
        item.field("Measure").select_option(label=f"1. {MEASURE}")
        item.fill({"Item": "누기 보수 공사", "Supplier": SUPPLIER})
        item.fill({"Supply price (won)": f"{PRICE_KRW:,}", "VAT (won)": f"{VAT_KRW:,}"})
    firm.press("Calculate")
    firm.reads("Nothing was sent yet.")
    expect(firm.page.locator(".stat").filter(has_text=ko("Public money"))).to_contain_text("5,000,000")
    expect(firm.page.locator(".stat").filter(has_text=ko("Own share"))).to_contain_text("2,500,000")
    firm.press("Send the request")
    firm.reads("The request was sent.")


def be_awarded(cast: Cast, case: str) -> None:
    cast.reviewer.take_task("Review the request", case)
    cast.reviewer.press("Review the request")
    cast.approver.take_task("Approve the support", case)
    cast.approver.press("Approve the support")


def prove_the_spending(cast: Cast, case: str) -> None:
    firm = cast.firm
    firm.open_record("Support request", case)
    firm.follow("Add evidence for %(name)s", name="누기 보수 공사")
    entries = {
        "Number": "20261122-41000000-00000001",
        "Supplier": SUPPLIER,
        "Date": clock.today().isoformat(),
        "Supply price": f"{PRICE_KRW:,}",
        "VAT": f"{VAT_KRW:,}",
    }
    firm.fill({"Kind": ko("Electronic tax invoice"), **entries})
    firm.attach("File", SCAN)
    firm.press("Add evidence")
    firm.reads("The evidence was added.")
    firm.take_task("Hand in the evidence", case)
    firm.press("Hand in the evidence")


def settle(cast: Cast, case: str) -> None:
    """The official judges each piece, then settles; public part and own share are the supply price."""
    reviewer = cast.reviewer
    reviewer.open_record("Support request", case)
    reviewer.choose("Verdict", "Recognise")
    reviewer.page.locator("form").filter(has=reviewer.field("Reason when struck")).get_by_role(
        "button"
    ).click()
    reviewer.reads("The verdict was stored.")
    reviewer.take_task("Settle", case)
    reviewer.press("Settle")
    cast.firm.open_record("Support request", case)
    expect(cast.firm.page.locator(".stat").filter(has_text=ko("Public money, final"))).to_contain_text(
        "5,000,000"
    )


# -- step 4: outcome and certificate ---------------------------------------------------------------------------


def report_the_outcome(cast: Cast, case: str) -> None:
    firm = cast.firm
    firm.take_task("Report the outcome", case)
    firm.press("Report the outcome")
    firm.open_record("Outcome report", case)
    firm.follow("Report measure %(number)s", number=1)
    firm.choose("What became of it?", "Implemented")
    firm.fill({"Done on": clock.today().isoformat(), "Actual cost without VAT": f"{PRICE_KRW:,}"})
    firm.row(1).get_by_role("textbox").first.fill("55,000")
    firm.press("Store the report")
    firm.reads("The measure was reported.")
    firm.take_task("Submit the outcome report", case)
    firm.press("Submit the outcome report")

    cast.consultant.take_task("Verify the outcome", case)
    cast.consultant.row(1).get_by_role("textbox").first.fill("54,000")
    cast.consultant.press("Verify the outcome")
    cast.approver.take_task("Accept the outcome", case)
    cast.approver.press("Accept the outcome")


def certify(cast: Cast, case: str) -> None:
    cast.admin.take_task("Issue the certificate", case)
    cast.admin.press("Issue the certificate")
    if cast.admin.page.get_by_role("heading", name=ko("This cannot be taken back")).count():
        cast.admin.press("Issue the certificate")


def check_the_papers(cast: Cast, case: str) -> None:
    """The page of the case sees the papers become ready by itself, and says the same after a reload."""
    firm = cast.firm
    firm.open_case(case)
    papers = firm.page.get_by_role("table", name=ko("Papers")).locator("tbody tr")
    expect(papers).to_have_count(PAPERS)
    ready = papers.filter(has_text=ko("Ready"))
    expect(ready).to_have_count(PAPERS, timeout=PAPER_SECONDS * 1000)
    firm.page.reload()
    expect(ready).to_have_count(PAPERS)

    certificate = download(firm, papers.filter(has_text=CERTIFICATE))
    assert certificate.startswith(b"%PDF-")
    code = re.search(r"/verify/([\w-]{32})", squeezed(text_of(certificate)))
    assert code, "The certificate names no address for its verification."
    stranger = Person(cast.enter("anonymous"))
    stranger.open(f"/verify/{code[1]}/")
    stranger.reads("This paper was issued by this portal and is valid.")


def export_the_year(admin: Person, case: str) -> None:
    """The workbook is handed out for a reason only, and has a row for the case."""
    admin.open("/home/")
    admin.page.get_by_role("navigation").get_by_role("link", name=ko("Annual results")).first.click()
    admin.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{clock.today().year}년")).click()
    admin.follow("Export as workbook")
    admin.press("Export as workbook")
    admin.reads_error("This field is required.")
    admin.fill({"Reason": "연차 보고서 작성"})
    with admin.page.expect_download() as started:
        admin.press("Export as workbook")
    assert started.value.suggested_filename.endswith(".xlsx")
    sheet = load_workbook(BytesIO(started.value.path().read_bytes()), read_only=True).worksheets[0]
    assert case in {cell for row in sheet.iter_rows(values_only=True) for cell in row}


# -- what several steps do -------------------------------------------------------------------------------------


def read_saved(firm: Person) -> None:
    """The page says that the server has it, and when."""
    before, after = ko("The draft was saved at %(time)s (server time).").split("%(time)s")
    words = rf"{re.escape(before)}\d\d:\d\d{re.escape(after)}"
    expect(firm.page.get_by_role("status").filter(has_text=re.compile(words))).to_be_visible()


def go_to_section(firm: Person, section: str) -> None:
    """A part of the application, by the row of links above the form."""
    firm.page.get_by_role("link", name=re.compile(rf"^\d\. {re.escape(ko(section))}")).click()
    expect(firm.page.get_by_role("heading", level=1, name=ko(section), exact=True)).to_be_visible()


def download(person: Person, link_within: Locator) -> bytes:
    """Wait until the worker has made the paper, as the page itself does, and take it."""
    link = link_within.get_by_role("link")
    expect(link).to_be_visible(timeout=PAPER_SECONDS * 1000)
    with person.page.expect_download() as started:
        link.click()
    return started.value.path().read_bytes()
