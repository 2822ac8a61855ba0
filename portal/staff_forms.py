"""Inviting people who work for the programme: role, programme and region from what there is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import STAFF_ROLES, Role
from programs.models import Program, Region


class StaffInvitationForm(forms.Form):
    """An administrator chooses within their own scope; the service holds them to it."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose")), *((role.value, role.label) for role in Role if role in STAFF_ROLES)],
    )
    program = forms.ModelChoiceField(
        Program.objects.all(),
        label=_("Programme"),
        to_field_name="code",
        required=False,
        empty_label=_("All programmes"),
    )
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label=_("Region"),
        to_field_name="code",
        required=False,
        empty_label=_("All regions"),
        help_text=_(
            "Officials usually have one region; consultants see only the cases they are assigned to."
        ),
    )

    def __init__(self, *args: Any, inviter: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = {m.program_code for m in inviter.current_memberships if m.role == Role.ADMIN}
        if "" not in codes:
            program = self.fields["program"]
            program.queryset = Program.objects.filter(code__in=codes)
            program.required, program.empty_label = True, None

    def values(self) -> dict[str, str]:
        """The arguments of the service."""
        chosen = self.cleaned_data
        return {
            "email": chosen["email"],
            "name": chosen["name"],
            "role": chosen["role"],
            "program_code": chosen["program"].code if chosen["program"] else "",
            "region_code": chosen["region"].code if chosen["region"] else "",
        }
