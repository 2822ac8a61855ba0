"""Pages of step 3."""

from django.urls import path

from subsidies.views import evidence, funding, grants, requests

app_name = "subsidies"

urlpatterns = [
    path("", grants.grants, name="list"),
    path("funding/", funding.rounds, name="funding-rounds"),
    path("funding/<uuid:uid>/", funding.funding, name="funding"),
    path("cases/<uuid:uid>/request/", requests.request_support, name="request"),
    path("items/<uuid:uid>/evidence/", evidence.add, name="evidence"),
    path("evidence/<uuid:uid>/withdraw/", evidence.withdraw, name="evidence-withdraw"),
    path("evidence/<uuid:uid>/judge/", evidence.judge, name="evidence-judge"),
    path("<uuid:uid>/", grants.detail, name="detail"),
    path("<uuid:uid>/correction/", requests.answer_correction, name="correct"),
]
