"""Forms about people, firms and sites. They shape input; accounts.services decides."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.errors import ActError, BadData, Refused, StaleVersion
from accounts.models import Area, Membership, Organisation, Site, User
from accounts.roles import FIRM_ROLES, Role
from calculations import business_number
from journal import clock


def show_error(form: forms.BaseForm, error: ActError) -> None:
    """Put a refusal next to the field it concerns, or above the form; typed values stay."""
    form.refused_with = error.status
    if isinstance(error, BadData):
        for path, messages in error.errors.items():
            _add(form, path.partition(".")[0], messages)
        return
    _add(form, error.field if isinstance(error, Refused) else None, [error.message])
    if isinstance(error, StaleVersion):
        for name, stored in error.current.items():
            if name in form.fields and form.cleaned_data.get(name) != stored:
                shown = _shown(form.fields[name], stored)
                _add(form, name, [_("Saved in the meantime: %(value)s") % {"value": shown}])


def _shown(field: forms.Field, stored: Any) -> Any:
    """A stored value as the form words it."""
    if isinstance(stored, bool):
        return _("yes") if stored else _("no")
    if isinstance(field, forms.ModelChoiceField):
        return stored or "–"
    labels = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}
    if isinstance(stored, list):
        return ", ".join(str(labels.get(item, item)) for item in stored) or "–"
    return labels.get(stored, field.prepare_value(stored))


def status_of(form: forms.BaseForm) -> int:
    """The status of a page with this form: 200 untouched, 422 or that of the refusal when it has errors."""
    if not (form.is_bound and form.errors):
        return 200
    return getattr(form, "refused_with", 422)


def _add(form: forms.BaseForm, field: str | None, messages: list[str]) -> None:
    for message in messages:
        form.add_error(field if field in form.fields else None, message)


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password (merged into allauth's form)."""

    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        help_text=_("Such as 032-000-0000."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def signup(self, request, user) -> None:
        """allauth asks for this hook; the adapter stores the fields."""


class InvitedAccountForm(SignupForm):
    """The account of an invited person: the address is the invited one."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least ten characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self._email, name=self.cleaned_data.get("name", "")))
        return password


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "phone", "language"]
        labels = {"language": _("Language of pages and mails")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Purpose"), max_length=60, help_text=_("What will use the token, such as a spreadsheet.")
    )


class OrganisationForm(forms.ModelForm):
    """A firm's data without its number, which never changes."""

    corporate_number = forms.CharField(
        label=_("Corporate number"),
        max_length=20,
        required=False,
        help_text=_("Thirteen digits; leave empty for a sole proprietor."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = Organisation
        fields = [
            "name_ko",
            "name_en",
            "representative",
            "corporate_number",
            "address",
            "phone",
            "founded_on",
        ]
        help_texts = {
            "name_ko": _("As on the business registration certificate."),
        }
        widgets = {"founded_on": forms.DateInput()}

    def clean_corporate_number(self) -> str:
        """Hyphens and blanks are fine; a wrong check digit is only warned of."""
        return business_number.plain(self.cleaned_data["corporate_number"])


class RegistrationForm(OrganisationForm):
    """A new firm: its business number comes first."""

    business_number = forms.CharField(
        label=_("Business number"),
        max_length=20,
        help_text=_("Ten digits, as on the registration certificate."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    field_order = ["business_number"]


class SiteForm(forms.ModelForm):
    """A factory; only districts that exist today are offered, and the one it has."""

    class Meta:
        model = Site
        fields = ["name", "address", "area", "has_factory", "industrial_complex", "factory_registration"]
        help_texts = {"area": _("The district that the factory stands in today.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = Area.objects.districts().valid_on(clock.today())
        if self.instance.area_id:
            districts = districts | Area.objects.filter(pk=self.instance.area_id)
        self.fields["area"].queryset = districts.order_by("name_ko", "pk")

    def validate_unique(self) -> None:
        """The service says which name is taken; the form does not know the firm."""


class ColleagueForm(forms.Form):
    """Whom an owner invites into the firm."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role in FIRM_ROLES],
        initial=Role.MEMBER,
        widget=forms.RadioSelect,
        help_text=_(
            "An owner may also invite colleagues, withdraw applications and cancel requests. A helper (consultant, "
            "clerk) only types and uploads; everything they write says so."
        ),
    )


class HandOverForm(forms.Form):
    """To whom an owner hands the firm, and what becomes of the owner."""

    to = forms.ModelChoiceField(
        Membership.objects.none(), label=_("New owner"), empty_label=None, widget=forms.RadioSelect
    )
    stays = forms.ChoiceField(
        label=_("And you"),
        choices=[("yes", _("I stay as a member")), ("no", _("I leave the firm"))],
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = colleagues
        to.label_from_instance = lambda one: f"{one.user.name} ({one.user.email}) · {one.get_role_display()}"
