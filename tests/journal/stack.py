"""A small site of the journal's own: who you are is a header, and two URLs act once per request.

The journal must work below every other app, so that its proofs use no account, policy or template of theirs.
"""

from types import SimpleNamespace

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from journal.api import IdempotentMixin
from tests.journal.tasks_for_tests import leave_effect

USER_HEADER = "X-Test-User"

SETTINGS = {
    "ROOT_URLCONF": "tests.journal.stack",
    "MIDDLEWARE": ["tests.journal.stack.PersonMiddleware", "journal.idempotency.IdempotencyMiddleware"],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "errors/409.html": "{{ code }}: {{ detail }} {{ back_url }}",
                            "errors/422.html": "{{ code }}: {{ detail }}",
                        },
                    )
                ]
            },
        }
    ],
}

# What the views do between their effect and their answer; a test that needs a pause or a crash sets it.
before_answer = [lambda: None]


class PersonMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = person(request)
        return self.get_response(request)


class HeaderAuthentication(BaseAuthentication):
    """Known only after DRF's authentication, as token users are."""

    def authenticate(self, request):
        user = person(request)
        return (user, None) if user.is_authenticated else None


class Act(IdempotentMixin, APIView):
    authentication_classes = (HeaderAuthentication,)
    permission_classes = (AllowAny,)

    def get(self, request):
        return Response({"n": 0})

    def post(self, request):
        return Response({"n": act(request.data)}, status=201, headers={"Location": "/api/act/1/"})


def page(request):
    number = act(request.POST)
    if request.POST.get("wrong"):
        return HttpResponse("the form again, with its errors")
    return HttpResponseRedirect(f"/acts/{number}/")


@transaction.atomic
def act(data):
    """Leave one effect, unless told to refuse or to break."""
    if data.get("refuse"):
        raise ValidationError({"refuse": "no"})
    if not data.get("wrong"):
        leave_effect({"n": data.get("n")})
    before_answer[0]()
    if data.get("broken"):
        raise ZeroDivisionError
    return data.get("n")


def person(request):
    pk = request.headers.get(USER_HEADER)
    return SimpleNamespace(pk=int(pk) if pk else None, is_authenticated=bool(pk), is_active=bool(pk))


urlpatterns = [path("act/", page), path("other/", page), path("api/act/", Act.as_view())]
