"""The list of local firms: what narrows it, what is typed about a firm."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import LocalFirmContact
from journal import clock
from programs.models import Region, Round


class LocalFirmFilterForm(forms.Form):
    """Region, call and what came of it."""

    OUTCOMES = (
        ("", _("All")),
        ("not_reached", _("Not reached yet")),
        ("reached", _("Reached")),
        ("invited", _("Invited")),
        ("applied", _("Applied")),
        ("not_applied", _("Has not applied")),
        ("took_part", _("Took part")),
        ("left_out", _("Left out or without mail")),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), required=False, to_field_name="code", empty_label=_("All")
    )
    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Call"), required=False, to_field_name="uid", empty_label=_("All calls")
    )
    outcome = forms.ChoiceField(label=_("What came of it"), required=False, choices=OUTCOMES)
    q = forms.CharField(label=_("Name or business number"), required=False, max_length=60)

    def __init__(self, *args: Any, regions: Any, rounds: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = regions
        self.fields["round"].queryset = rounds


class LocalFirmImportForm(forms.Form):
    """A file with a region's firms."""

    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), to_field_name="code", empty_label=None
    )
    file = forms.FileField(
        label=_("XLSX or CSV file"),
        help_text=_(
            "The first line names the columns: 사업자등록번호, 업체명, 대표자, 주소, 전화번호, 이메일, "
            "업종코드, 종업원수."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, regions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = regions


class LocalContactForm(forms.ModelForm):
    """One contact."""

    class Meta:
        model = LocalFirmContact
        fields = ("on", "channel", "result", "person", "note")
        widgets = {"on": forms.DateInput()}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("on", clock.today())


class InviteForm(forms.Form):
    """Which call the firms of which region are invited to."""

    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), to_field_name="code", empty_label=None
    )
    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Call"), to_field_name="uid", empty_label=None
    )

    def __init__(self, *args: Any, regions: Any, rounds: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = regions
        self.fields["round"].queryset = rounds


class ExportReasonForm(forms.Form):
    """A bulk download of what names persons asks why."""

    comment = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("It is kept with the record of the download."),
    )
