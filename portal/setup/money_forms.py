"""Forms of a round's money. What holds together is said by the models and by the ledger's services."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from ledger.models import ContributionDue, FundingLine, SourceShare
from programs.models import Region, Round


class WonField(forms.IntegerField):
    """Whole won as people write them: 5,500,000, 5500000원, △500,000 for less."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "data-unit": _("won"), "class": "control-narrow"}

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.replace(",", "").replace(" ", "").removesuffix("원").replace("△", "-")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value


def reason_field(*, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=_("Reason"), required=required, max_length=300, help_text=help_text)


class LineForm(forms.ModelForm):
    """What a funding line is; its amount changes by amendments alone."""

    class Meta:
        model = FundingLine
        fields = (
            *("fund_source", "purpose", "region", "law", "external_system", "external_number"),
            *("code", "source", "confidence", "remark"),
        )
        help_texts = {
            "code": _("Names the line in files and the API. Empty: made from source and purpose."),
            "source": _("Where the amount stands, such as the notice or the plan."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        region.queryset = Region.objects.filter(parts__round=self.instance.round_id)
        region.empty_label = _("All regions of the round")
        self.fields["code"].required = self.instance.pk is not None


class NewLineForm(LineForm):
    planned_krw = WonField(label=_("Planned amount"), min_value=0)

    field_order = ["fund_source", "purpose", "planned_krw"]


class AmendForm(forms.Form):
    """Another amount for a line, written anew or as a change."""

    NEW, CHANGE = "new", "change"

    how = forms.ChoiceField(
        label=_("I enter"),
        choices=[(NEW, _("the new amount")), (CHANGE, _("the change, with △ or - for less"))],
        initial=NEW,
        widget=forms.RadioSelect,
    )
    planned_krw = WonField(label=_("Amount"))
    reason = reason_field(required=True, help_text=_("Such as: first supplementary budget, 2021. 5. 20."))

    def __init__(self, *args: Any, line: FundingLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line

    def planned(self) -> int:
        """The amount the line is to have."""
        entered = self.cleaned_data["planned_krw"]
        return entered if self.cleaned_data["how"] == self.NEW else self._line.planned_krw + entered


class SharesForm(forms.Form):
    """One field for each source; empty: this source gives nothing by agreement."""

    reason = reason_field()

    def __init__(self, *args: Any, shares: list[SourceShare], **kwargs: Any) -> None:
        given = {share.fund_source: share.percent.normalize() for share in shares}
        super().__init__(*args, initial={name: f"{percent:f}" for name, percent in given.items()}, **kwargs)
        for source in FundingLine.Source:
            self.fields[source.value] = forms.DecimalField(
                label=source.label,
                required=False,
                max_digits=5,
                decimal_places=2,
                min_value=Decimal(0),
                max_value=Decimal(100),
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal", "data-unit": "%", "class": "control-narrow"}
                ),
            )
        self.order_fields([*FundingLine.Source.values, "reason"])

    def percents(self) -> dict[str, Decimal]:
        """The shares that were entered; a source with 0 has none."""
        entered = ((name, self.cleaned_data[name]) for name in FundingLine.Source.values)
        return {name: percent for name, percent in entered if percent}


class BillForm(forms.ModelForm):
    amount_krw = WonField(label=_("Amount"), min_value=1)

    class Meta:
        model = ContributionDue
        fields = ("line", "organisation", "payer", "amount_krw", "billed_on", "due_on")
        help_texts = {
            "organisation": _("Empty: the payer is no firm of this portal."),
            "payer": _("As on the bill and on the receipt."),
        }
        widgets = {"billed_on": forms.DateInput(), "due_on": forms.DateInput()}

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = FundingLine.objects.filter(round=round_, fund_source__in=ContributionDue.PAYING_SOURCES)
        self.fields["line"].queryset = lines
        self.fields["line"].label = _("Line")
        taking_part = Organisation.objects.filter(cases__round=round_).distinct()
        if self.instance.organisation_id:
            taking_part |= Organisation.objects.filter(pk=self.instance.organisation_id).distinct()
        self.fields["organisation"].queryset = taking_part.order_by("name_ko")


class ReceiveForm(forms.Form):
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"received_on": today}, **kwargs)
