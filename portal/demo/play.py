"""The whole play, in order. Can be repeated: each act looks whether it has happened already."""

import time

from documents.choices import PaperState
from documents.models import IssuedDocument
from journal.models import OutboxMessage
from portal.demo import ansan, people, programme, step1, step2, step3, step4
from portal.demo.scene import Report, Scene
from programs.models import Round

# A slow machine is no reason to give up; a worker that does nothing is.
STANDSTILL_SECONDS = 120
REPORT_EVERY = 50


class PapersLate(Exception):
    """The worker stands still; carries how many papers and mails are left."""


def play(report: Report) -> Round:
    """Prepare the rounds and play 2021 through all four steps by the services."""
    staff = people.staff()
    report("reference data, rounds and money")
    round_ = programme.prepare(staff[people.ADMIN])
    scene = Scene(round=round_, staff=people.staff(), report=report)
    ansan.play(Round.objects.get(case_prefix=f"AS-{ansan.YEAR}"), people.staff()[people.ADMIN], report)
    for step in (step1, step2, step3, step4):
        step.play(scene)
    return round_


def wait_for_papers(report: Report) -> None:
    """Wait until the worker has rendered every paper and sent every mail; give up when nothing moves any more."""
    left, moved_at, shown = _waiting(), time.monotonic(), None
    while left:
        if shown is None or left <= shown - REPORT_EVERY:
            report(f"worker: {left} papers and mails to go")
            shown = left
        time.sleep(0.5)
        before, left = left, _waiting()
        if left < before:
            moved_at = time.monotonic()
        elif time.monotonic() - moved_at > STANDSTILL_SECONDS:
            raise PapersLate(left)


def _waiting() -> int:
    papers = IssuedDocument.objects.exclude(state__in=[PaperState.READY, PaperState.FAILED]).count()
    open_messages = OutboxMessage.objects.exclude(
        state__in=[OutboxMessage.State.DONE, OutboxMessage.State.FAILED]
    )
    return max(papers, open_messages.count())
