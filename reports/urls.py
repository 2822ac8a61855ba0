"""Pages of step 4."""

from django.urls import path

from reports.views import annual, measures, outcomes

app_name = "reports"

urlpatterns = [
    path("", outcomes.outcomes, name="list"),
    path("results/", annual.rounds, name="rounds"),
    path("results/<uuid:uid>/", annual.results, name="results"),
    path("results/<uuid:uid>/export/", annual.export_results, name="export"),
    path("measures/<uuid:uid>/", measures.report, name="measure"),
    path("<uuid:uid>/", outcomes.detail, name="detail"),
    path("<uuid:uid>/verify/", outcomes.verify, name="verify"),
]
