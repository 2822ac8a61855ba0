"""What every step of the play needs: who acts when, on which application."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from applications.models import Application
from journal import clock
from portal.demo.data import DemoFirm, firms
from portal.demo.people import DemoAccount
from programs.models import Round
from workflow.acts import Act

Report = Callable[[str], None]
FONT = settings.BASE_DIR / "static" / "vendor" / "fonts" / "PretendardGOV-Regular.ttf"


@dataclass
class Scene:
    """The round, its people, and each firm's owner and application."""

    round: Round
    staff: dict[DemoAccount, User]
    report: Report
    owners: dict[DemoFirm, User] = field(default_factory=dict)
    applications: dict[DemoFirm, Application] = field(default_factory=dict)

    def selected(self) -> Iterator[tuple[int, DemoFirm]]:
        """The thirteen firms that are selected, numbered."""
        return ((n, firm) for n, firm in enumerate(firms()) if firm.part in {"certified", "not_implemented"})

    def certified(self) -> Iterator[tuple[int, DemoFirm]]:
        return ((n, firm) for n, firm in enumerate(firms()) if firm.part == "certified")


@contextmanager
def at(month: int, day: int, hour: int, *, turn: int = 0, year: int = 2021) -> Iterator[datetime]:
    """A moment in Seoul, of 2021 unless said otherwise; ``turn`` spaces the firms seven minutes apart."""
    moment = datetime(year, month, day, hour, tzinfo=clock.SEOUL) + timedelta(minutes=7 * turn)
    with clock.travel(moment):
        yield moment


def act(actor: User, comment: str = "", **data: Any) -> Act:
    return Act(actor=actor, comment=comment, data=data)


def scan(title: str, firm: DemoFirm) -> SimpleUploadedFile:
    """A picture that says what a real scan would show; nothing in it pretends to be a real paper."""
    page = Image.new("RGB", (900, 1270), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((40, 40, 860, 1230), outline="#1d3c6e", width=4)
    for top, size, text in (
        (180, 60, title),
        (330, 40, firm.name_ko),
        (1120, 28, "시연용 견본이며 실제 문서가 아닙니다."),
    ):
        font = ImageFont.truetype(FONT, size)
        draw.text((450, top), text, fill="#16213a", font=font, anchor="mm")
    picture = BytesIO()
    page.save(picture, "PNG", optimize=True)
    return SimpleUploadedFile(f"{title}.png", picture.getvalue(), content_type="image/png")
