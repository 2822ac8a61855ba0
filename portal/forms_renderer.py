"""The one form renderer: `{{ form }}`, `{{ form.field.as_field_group }}` and formsets look like the rest."""

from django.forms.renderers import TemplatesSetting


class KrdsFormRenderer(TemplatesSetting):
    """Finds widget templates through the project's template settings, ours before Django's."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
