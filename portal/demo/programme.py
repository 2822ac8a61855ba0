"""The demo's rounds: Incheon 2021 from its preset, a copy of it that stands open today, the other two presets."""

from datetime import date, datetime, timedelta

from accounts.models import User
from journal import clock
from ledger.models import FundingLine
from portal.presets import library
from portal.presets.load import load
from portal.setup import copying, lifecycle
from programs import reference, services, versions
from programs.models import Call, Confidence, FactorSet, Operator, Round
from programs.services import Edit

PREPARED_AT = datetime(2021, 3, 2, 9, 0, tzinfo=clock.SEOUL)
OPENED_AT = datetime(2021, 7, 9, 9, 0, tzinfo=clock.SEOUL)
CASES = "IC"
OTHERS = ("ansan-2012", "just-transition-2022")


def prepare(admin: User) -> Round:
    """Load, copy and open what the demo plays on; returns the 2021 round. Made once."""
    reference.load_all()
    past = Round.objects.filter(case_prefix=f"{CASES}-2021").first() or _past(admin)
    for name in OTHERS:
        load(library.read(name), actor=admin)
    today = clock.today()
    if not Round.objects.filter(case_prefix=f"{CASES}-{today.year}").exists():
        _present(past, today, admin)
    Operator.objects.update(is_demo=True)
    return past


def _past(admin: User) -> Round:
    with clock.travel(PREPARED_AT):
        round_ = load(library.read("incheon-2021"), actor=admin).rounds[0]
    with clock.travel(OPENED_AT):
        return lifecycle.perform(round_, "open", Edit(admin))


def close(round_: Round, admin: User) -> None:
    """Nobody applies any more; made once."""
    if round_.status == Round.Status.OPEN:
        lifecycle.perform(round_, "close", Edit(admin, reason="접수 기간이 끝났습니다."))
        round_.refresh_from_db()


def _present(past: Round, today: date, admin: User) -> Round:
    """This year's round as an administrator makes it: copied, given its dates and factors, opened."""
    edit = Edit(admin, reason="시연용 차수")
    title = past.name_ko.replace(str(past.year), str(today.year))
    new = copying.NewRound(
        year=today.year,
        name_ko=title,
        name_en=past.name_en.replace(str(past.year), str(today.year)),
        case_prefix=f"{CASES}-{today.year}",
        regions=list(past.regions.all()),
    )
    with clock.travel(clock.end_of_day(today - timedelta(days=10), 9)):
        round_ = copying.copy(past, new, edit)
        services.change(round_, _dates(today), edit)
        factors = reference.current(FactorSet, "kr-2026")
        versions.name_set(round_, factors, "factor_set", edit)
        services.change(Call.objects.get(round=round_), {"publish_at": clock.now()}, edit)
        for line in FundingLine.objects.filter(round=round_):
            services.change(line, INVENTED, edit)
        round_.refresh_from_db()
        return lifecycle.perform(round_, "open", edit)


INVENTED = {
    "source": "invented for the demo",
    "confidence": Confidence.DEMO,
    "remark": "2021년 차수를 복사한 시연용 금액입니다.",
}


def _dates(today: date) -> dict[str, object]:
    """A call that opened a week ago and closes in three; the project runs from today."""
    return {
        "announced_on": today - timedelta(days=10),
        "opens_on": today - timedelta(days=7),
        "closes_on": today + timedelta(days=21),
        "project_from": today,
        "project_until": today + timedelta(days=300),
        "note_ko": "시연용 차수입니다. 금액과 날짜는 가정입니다.",
    }
