"""The first step into a round."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Site
from programs.models import Round


class StartForm(forms.Form):
    """Which factory applies in which call; where there is only one, it is chosen already."""

    round = forms.ModelChoiceField(Round.objects.none(), label=gettext_lazy("Call"), to_field_name="uid")
    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Site"), to_field_name="uid")

    def __init__(self, *args: Any, rounds: Any, sites: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        call: Any = self.fields["round"]
        place: Any = self.fields["site"]
        call.queryset, place.queryset = rounds, sites
        for name, found in (("round", rounds), ("site", sites)):
            if len(found) == 1 and not self.initial.get(name):
                self.initial[name] = found[0].uid
        place.label_from_instance = lambda site: f"{site.organisation} · {site} ({site.address})"
