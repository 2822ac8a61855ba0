from django.urls import path

from diagnostics.views import checklist, diagnoses, findings, measures

app_name = "diagnostics"

urlpatterns = [
    path("", diagnoses.diagnoses, name="list"),
    path("<uuid:uid>/", diagnoses.detail, name="detail"),
    path("<uuid:uid>/checklist/", checklist.checklist, name="checklist"),
    path("<uuid:uid>/findings/new/", findings.add, name="finding-add"),
    path("findings/<uuid:uid>/", findings.edit, name="finding-edit"),
    path("<uuid:uid>/measures/new/", measures.add, name="measure-add"),
    path("measures/<uuid:uid>/", measures.detail, name="measure"),
    path("measures/<uuid:uid>/edit/", measures.edit, name="measure-edit"),
    path("measures/<uuid:uid>/remove/", measures.remove, name="measure-remove"),
    path("calculations/<uuid:uid>/", measures.calculation, name="calculation"),
]
