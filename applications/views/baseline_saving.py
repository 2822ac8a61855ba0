"""One save of the table of bills, by button or by itself: what fits is kept, what does not stays on the page."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import rules, services
from applications.forms import BillForm
from applications.models import Application, EnergyUse
from applications.rules.merging import plain
from applications.services.baseline_rows import described
from applications.views.acting import act
from journal import clock
from programs.models import Carrier
from workflow.errors import ActError

AUTOSAVE = "X-Autosave"
LARGEST_SEEN = 400_000

Rows = dict[str, dict[str, Any]]


def is_autosave(request: HttpRequest) -> bool:
    """Whether the page saves by itself and wants JSON (``static/site/autosave.js``)."""
    return AUTOSAVE in request.headers or request.POST.get("act") == "autosave"


def seen_text(uses: Iterable[EnergyUse]) -> str:
    """Stored rows as the page carries them along, to be compared with at its next save."""
    return json.dumps({str(use.uid): _plain(use) for use in uses}, ensure_ascii=False)


def _plain(use: EnergyUse) -> dict[str, Any]:
    return {name: plain(value) for name, value in described(use).items()}


def _read(text: str) -> Rows | None:
    """The rows that the page showed; nonsense is nothing, and the version decides then."""
    try:
        sent = json.loads(text) if 0 < len(text) < LARGEST_SEEN else None
        return {str(uid): dict(row) for uid, row in sent.items()} if isinstance(sent, dict) else None
    except (ValueError, TypeError):
        return None


class BillSaving:
    """Hands the readable rows to the service and keeps what must go back to the page."""

    def __init__(
        self, request: HttpRequest, application: Application, carrier: Carrier, formset: Any
    ) -> None:
        self.request = request
        self.application = application
        self.carrier = carrier
        self.formset = formset
        self.seen = _read(request.POST.get("seen", ""))
        self.refusal: ActError | None = None
        self.settled: Rows = {}
        self.typed: Rows = {}

    def save(self) -> None:
        """Errors go to their cells; what refuses the whole table is kept as ``refusal``."""
        self.formset.is_valid()
        forms = [form for form in self.formset.forms if self._counts(form)]
        doing = act(self.request)
        try:
            plan = services.save_uses(
                self.application, [form.values() for form in forms], doing, partly=True, seen=self.seen
            )
        except ActError as error:
            self.refusal = error
            return
        for place, form in enumerate(forms):
            for name, texts in plan.errors.get(place, {}).items():
                for text in texts:
                    form.add_error(name if name in form.fields else None, text)
        for place, use in plan.uses.items():
            self.typed[str(use.uid)] = {name: plain(value) for name, value in forms[place].values().items()}
        for place in (*plan.uses, *plan.removed):
            forms[place].become(plan.uses.get(place))
        self._settle(forms, plan.conflicts)

    def _counts(self, form: BillForm) -> bool:
        """A row that says something; a save by itself takes nothing away."""
        if form.errors or not (form.is_stored or not form.is_empty):
            return False
        return not (is_autosave(self.request) and form.cleaned_data.get("remove"))

    def _settle(self, forms: list[BillForm], conflicts: Iterable[tuple[int, str]]) -> None:
        """A value of somebody else that was shown beside its cell counts as seen from now on."""
        stored = {use.uid: use for use in self._stored()} if conflicts else {}
        by_key = {(u.carrier_id, u.meter, u.band, u.starts_on): u for u in stored.values()}
        for place, _name in conflicts:
            form = forms[place]
            given = form.values()
            key = (given["carrier"], given.get("meter", ""), given.get("band", ""), given.get("starts_on"))
            use = stored.get(form.cleaned_data.get("uid")) or by_key.get(key)
            if use is not None:
                data: Any = form.data
                data[form.add_prefix("uid")] = use.uid
                self.settled[str(use.uid)] = _plain(use)

    def _stored(self) -> list[EnergyUse]:
        return [use for use in rules.site_uses(self.application) if use.carrier_id == self.carrier.code]

    @property
    def failed(self) -> bool:
        return self.refusal is not None or any(self.formset.errors)

    @property
    def status(self) -> int:
        if self.refusal is not None:
            return self.refusal.status
        if self.settled:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if any(self.formset.errors) else HTTPStatus.OK

    def seen_now(self) -> str:
        """What the next save is compared with: rows as stored where they stand, as seen where they wait."""
        waiting = {str(form["uid"].value()) for form in self.formset.forms if form.errors or self.refusal}
        seen: Rows = {}
        for use in self._stored():
            uid, now = str(use.uid), _plain(use)
            before = (self.seen or {}).get(uid)
            seen[uid] = before if uid in waiting and before else self._told(uid, now, before or now)
        return json.dumps(seen | self.settled, ensure_ascii=False)

    def _told(self, uid: str, now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
        """A page that is not drawn again still shows what it showed: what somebody else saved it has not seen."""
        if not is_autosave(self.request):
            return now
        typed = self.typed.get(uid, now)
        return {
            n: value if typed.get(n, value) == value else before.get(n, value) for n, value in now.items()
        }

    def answer(self) -> JsonResponse:
        """What the page needs to know of a save by itself: when, what could not be saved, what to compare with."""
        self.application.refresh_from_db()
        now = timezone.localtime(clock.now())
        saved_at = _("Saved at %(time)s (server time)") % {"time": now.strftime("%H:%M")}
        body: Mapping[str, Any] = {
            "saved_at": now.isoformat(),
            "message": self.refusal.message if self.refusal else saved_at,
            "version": self.application.version,
            "seen": self.seen_now(),
            "errors": self._errors(),
            "conflicts": "",
            "csrf": get_token(self.request),
            "rows": {
                form.prefix: str(form["uid"].value()) for form in self.formset.forms if form["uid"].value()
            },
        }
        return JsonResponse(body, status=self.status)

    def _errors(self) -> dict[str, list[str]]:
        """By the name of the cell; what refuses the whole table stands at its first cell."""
        errors = {
            form.add_prefix("quantity" if name == "__all__" else name): [str(text) for text in texts]
            for form in self.formset.forms
            for name, texts in form.errors.items()
        }
        if self.refusal is not None:
            errors["uses-0-starts_on"] = [self.refusal.message]
        return errors
