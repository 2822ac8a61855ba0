"""The self-check for programs: the same questions, the same rules; nothing is stored."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from accounts.errors import BadData
from accounts.models import Organisation
from accounts.requests import address
from applications.models import Application
from applications.serializers import EnergySerializer, LineSerializer
from calculations.eligibility import Result
from portal.selfcheck.check import check
from portal.selfcheck.forms import HOLDS, SelfCheckForm
from portal.selfcheck.views import apply_address
from programs.models import Round


class PublicThrottle(SimpleRateThrottle):
    """So many calls a minute from one address, for whoever is not signed in."""

    scope = "self_check"

    def get_rate(self) -> str:
        return settings.SELF_CHECK_RATE

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if request.user and request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": address(request)}


class SelfCheckAnswersSerializer(serializers.Serializer):
    """Any of the answers; what is left out is not answered. Districts by their official code."""

    area = serializers.CharField(required=False, help_text="District code, or “elsewhere”.")
    holds = serializers.MultipleChoiceField(choices=[name for name, _label in HOLDS], required=False)
    polluting_processes = serializers.MultipleChoiceField(
        choices=Application.PollutingProcess.choices, required=False
    )
    size = serializers.ChoiceField(choices=Organisation.Size.choices, required=False)
    regular_employees = serializers.IntegerField(required=False, min_value=0)
    electricity_kwh = serializers.DecimalField(max_digits=15, decimal_places=3, required=False)
    gas_quantity = serializers.DecimalField(max_digits=15, decimal_places=3, required=False)
    gas_unit = serializers.ChoiceField(choices=["Nm3", "MJ"], required=False)
    site_toe = serializers.DecimalField(max_digits=15, decimal_places=3, required=False)
    consecutive_years = serializers.IntegerField(required=False, min_value=1)
    other_support = serializers.BooleanField(required=False, allow_null=True)


class CheckSerializer(serializers.Serializer):
    """What the conditions say; ``apply`` is the address that carries the answers on."""

    result = serializers.ChoiceField([result.value for result in Result])
    score = serializers.DecimalField(max_digits=7, decimal_places=1)
    lines = LineSerializer(many=True)
    energy = EnergySerializer(allow_null=True)
    apply = serializers.CharField()


class SelfCheckView(APIView):
    """``POST /api/v1/rounds/<uid>/self-check/``."""

    throttle_classes = [PublicThrottle]

    @extend_schema(
        operation_id="round_self_check", request=SelfCheckAnswersSerializer, responses=CheckSerializer
    )
    def post(self, request: Request, uid: UUID) -> Response:
        """Hold the conditions of a call against answers. Stores nothing."""
        round_ = get_object_or_404(Round.objects.visible_to(request.user).distinct(), uid=uid)
        form = SelfCheckForm(_answers(request.data), round_=round_)
        if not form.is_valid():
            raise BadData({name: [str(text) for text in texts] for name, texts in form.errors.items()})
        found = check(round_, form.cleaned_data)
        body = {
            "result": found.result.value,
            "score": found.score,
            "lines": found.lines,
            "energy": found.energy,
            "apply": request.build_absolute_uri(apply_address(round_, found)),
        }
        return Response(CheckSerializer(body).data)


def _answers(data: Any) -> dict[str, Any]:
    """A body as the form reads it: yes and no in words."""
    if not isinstance(data, dict):
        raise BadData({"body": [_("Send an object with named entries.")]})
    words = {True: "yes", False: "no", None: ""}
    return {
        name: words[value] if value is None or isinstance(value, bool) else value
        for name, value in data.items()
    }
