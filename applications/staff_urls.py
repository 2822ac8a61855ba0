"""Addresses of what officials and experts keep beside an application; part of ``applications.urls``."""

from django.urls import path

from applications.views import flags, local_firms, screening_page, step1_records

urlpatterns = [
    path("flags/", flags.flags, name="flags"),
    path("local-firms/", local_firms.local_firms, name="local-firms"),
    path("local-firms/import/", local_firms.local_firms_import, name="local-firms-import"),
    path("local-firms/invite/", local_firms.local_firms_invite, name="local-firms-invite"),
    path("local-firms/export/", local_firms.local_firms_export, name="local-firms-export"),
    path(
        "local-firms/unsubscribe/<str:token>/",
        local_firms.local_firms_unsubscribe,
        name="local-firms-unsubscribe",
    ),
    path("local-firms/<uuid:uid>/", local_firms.local_firm, name="local-firm"),
    path("<uuid:uid>/screening/", screening_page.screening, name="screening"),
    path("<uuid:uid>/site-check/", step1_records.site_check, name="site-check"),
    path("<uuid:uid>/interviews/", step1_records.interviews, name="interviews"),
    path(
        "<uuid:uid>/interviews/<slug:audience>/sheet/", step1_records.interview_sheet, name="interview-sheet"
    ),
    path("interviews/<uuid:uid>/", step1_records.interview, name="interview"),
    path("<uuid:uid>/team/", step1_records.team, name="team"),
    path("team/<uuid:uid>/", step1_records.contact, name="contact"),
    path("<uuid:uid>/pledge/", step1_records.pledge, name="pledge"),
]
