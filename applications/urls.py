from django.urls import path

from applications import views

app_name = "applications"

urlpatterns = [
    path("", views.listing, name="list"),
    path("start/", views.start, name="start"),
    path("industries/", views.industry_options, name="industries"),
    path("<uuid:uid>/", views.detail, name="detail"),
    path("<uuid:uid>/entries/", views.entries, name="entries"),
    path("<uuid:uid>/energy/", views.energy, name="energy"),
    path("<uuid:uid>/evidence/", views.evidence, name="evidence"),
    path("<uuid:uid>/consents/", views.consents, name="consents"),
    path("<uuid:uid>/check/", views.check, name="check"),
    path("<uuid:uid>/agreement/", views.agreement, name="agreement"),
    path("<uuid:uid>/receipt/", views.receipt, name="receipt"),
]
