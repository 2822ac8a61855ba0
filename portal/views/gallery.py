"""Every component with its variants on one page, for those who build pages; not in production."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from journal import clock
from portal.components import icons
from portal.components.timeline import Entry
from portal.components.tones import Tone

# Wrong on purpose, so that the page shows every kind of error.
WRONG_INPUT = {"wrong-business_number": "120-81-47522", "wrong-size": "small"}


class SampleForm(forms.Form):
    """One field of each kind."""

    business_number = forms.RegexField(
        r"^\d{10}$",
        label=_("Business number"),
        help_text=_("Ten digits, as on the registration certificate."),
        error_messages={"invalid": _("Look at the certificate and enter the ten digits again.")},
    )
    electricity = forms.DecimalField(
        label=_("Electricity in July 2020"),
        help_text=_("Enter 0 if none was used."),
        widget=forms.NumberInput(attrs={"data-unit": "kWh"}),
    )
    visited_on = forms.DateField(label=_("Day of the visit"))
    size = forms.ChoiceField(
        label=_("Company size"),
        choices=[("", _("Choose")), ("small", _("Small")), ("medium", _("Medium-sized"))],
    )
    basis = forms.ChoiceField(
        label=_("Basis of electricity"),
        choices=[("consumption", _("Consumption")), ("final", _("Final energy"))],
        widget=forms.RadioSelect,
    )
    pollution = forms.MultipleChoiceField(
        label=_("Polluting processes"),
        required=False,
        choices=[("plating", _("Plating")), ("casting", _("Casting")), ("painting", _("Painting"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick all that apply."),
    )
    evidence = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("PDF, JPEG, PNG or XLSX, at most 20 MB.")
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    consent = forms.BooleanField(label=_("I agree to the use of these data for the programme."))


@require_http_methods(["GET"])
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; 404 where the installation hides the gallery."""
    if not settings.SHOW_GALLERY:
        raise Http404
    return render(request, "portal/gallery.html", _context())


def _context() -> dict[str, Any]:
    return {
        "tones": list(Tone),
        "step_numbers": range(6),
        "form": SampleForm(),
        "wrong_form": SampleForm(WRONG_INPUT, prefix="wrong"),
        "record": SimpleNamespace(
            version=3, state="correction", get_state_display=lambda: _("Correction requested")
        ),
        "rows": [
            ("IC-2021-0001", _("Demo Plating Co."), Decimal("412.6"), 5_500_000),
            ("IC-2021-0002", _("Demo Casting Co."), Decimal("1873.25"), 10_500_000),
            ("IC-2021-0003", _("Demo Painting Co."), None, None),
        ],
        "numbered_page": Paginator(range(400), 25).page(8),
        "keyset_page": SimpleNamespace(previous_cursor="a1", next_cursor="b2"),
        "facts": {
            _("Company name"): _("Demo Plating Co."),
            _("Business number"): "120-81-47521",
            _("Regular employees"): 23,
            _("Remark"): "",
        },
        "events": _events(),
        "job_states": ("queued", "rendering", "ready", "failed"),
        "pairs": [(_("Namdong"), 12, 12), (_("Bupyeong"), 7, 8)],
        "bars": [
            (_("Electricity"), Decimal("310.2"), "310.2"),
            (_("LNG"), Decimal("87.4"), "87.4"),
            (_("Diesel"), 0, "0"),
        ],
        "icon_names": sorted(icons.PATHS),
    }


def _events() -> list[Entry]:
    def at(day: int, hour: int) -> datetime:
        return datetime(2021, 7, day, hour, 5, tzinfo=clock.SEOUL)

    return [
        Entry(at(12, 9), _("Selected"), _("Reviewing official"), tone=Tone.SUCCESS),
        Entry(
            at(5, 14),
            _("Correction requested"),
            _("Reviewing official"),
            comment=_("The electricity use of July 2020 is missing."),
            tone=Tone.WARNING,
        ),
        Entry(at(1, 16), _("Submitted"), _("Company owner"), on_behalf_of=_("Demo Plating Co.")),
    ]
