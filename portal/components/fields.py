"""One form field as the page shows it: label, mark, hint, control with unit, errors."""

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class FieldView:
    """A bound field prepared for `components/field.html`.

    The unit comes from the widget attribute `data-unit`, so that a form says it once and the
    page shows it beside the control.
    """

    bound: BoundField
    label_hidden: bool = False

    @property
    def widget(self) -> forms.Widget:
        return self.bound.field.widget

    @property
    def kind(self) -> str:
        """hidden | check (a lone box) | group (radios and the like) | single."""
        if self.bound.is_hidden:
            return "hidden"
        if isinstance(self.widget, forms.CheckboxInput):
            return "check"
        return "group" if self.bound.use_fieldset else "single"

    @property
    def unit(self) -> str:
        return str(self.widget.attrs.get("data-unit", ""))

    @property
    def required(self) -> bool:
        return self.bound.field.required

    @property
    def hint(self) -> SafeString:
        """Help text, with the way to write a date where the field is one."""
        parts = [self.bound.help_text] if self.bound.help_text else []
        if isinstance(self.widget, forms.DateInput):
            parts.append(_("Example: 2021-06-30"))
        return format_html_join(" ", "{}", ((part,) for part in parts))

    @property
    def hint_id(self) -> str:
        return f"{self.bound.auto_id}_helptext"

    @property
    def unit_id(self) -> str:
        return f"{self.bound.auto_id}_unit"

    @property
    def error_id(self) -> str:
        return f"{self.bound.auto_id}_error"

    @property
    def described_by(self) -> str:
        """Ids of everything that explains the control, in reading order."""
        ids = [
            identifier
            for identifier, present in (
                (self.unit_id, self.unit),
                (self.hint_id, self.hint),
                (self.error_id, self.bound.errors),
            )
            if present
        ]
        return " ".join(ids)

    @property
    def target_id(self) -> str:
        """The id that a link to this field leads to: the first control of a group."""
        return f"{self.bound.auto_id}_0" if self.kind == "group" else self.bound.id_for_label

    @property
    def control(self) -> SafeString:
        """The widget with our classes and its descriptions, without placeholder: hints stand above."""
        attrs: dict[str, str | bool] = {"placeholder": False}
        if style := self._control_class():
            attrs["class"] = f"{self.widget.attrs.get('class', '')} {style}".strip()
        if self.kind != "group" and self.described_by:
            attrs["aria-describedby"] = self.described_by
        if isinstance(self.widget, forms.DateInput) and self.widget.input_type == "text":
            # Native picker; browsers send ISO dates, which every locale's formats begin with.
            self.widget.input_type = "date"
            self.widget.format = "%Y-%m-%d"
        return self.bound.as_widget(attrs=attrs)

    def _control_class(self) -> str:
        if isinstance(self.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.CheckboxInput):
            return ""
        if isinstance(self.widget, forms.Select):
            return "krds-form-select"
        if isinstance(self.widget, forms.FileInput):
            return "control-file"
        narrow = isinstance(self.widget, forms.NumberInput | forms.DateInput)
        return "krds-input control-narrow" if narrow else "krds-input"
