"""Every error of a page's forms in one list, each with a link to its field."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from portal.components.fields import FieldView


@dataclass(frozen=True)
class ErrorLine:
    message: str
    label: str = ""
    target_id: str = ""


def lines(*sources: BaseForm | BaseFormSet) -> list[ErrorLine]:
    """The errors of all bound forms and formsets, in page order."""
    found: list[ErrorLine] = []
    for source in sources:
        found += _of_formset(source) if isinstance(source, BaseFormSet) else _of_form(source)
    return found


def _of_form(form: BaseForm, prefix: str = "") -> Iterator[ErrorLine]:
    if not form.is_bound:
        return
    for message in form.non_field_errors():
        yield ErrorLine(str(message), label=prefix)
    for bound in form:
        view = FieldView(bound)
        label = f"{prefix} {bound.label}".strip()
        for message in bound.errors:
            yield ErrorLine(str(message), label=label, target_id="" if bound.is_hidden else view.target_id)


def _of_formset(formset: BaseFormSet) -> Iterator[ErrorLine]:
    if not formset.is_bound:
        return
    for message in formset.non_form_errors():
        yield ErrorLine(str(message))
    for number, form in enumerate(formset.forms, start=1):
        yield from _of_form(form, prefix=_("Row %(number)d:") % {"number": number})
