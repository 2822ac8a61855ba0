"""Addresses of what officials and experts keep beside an application; part of ``applications.urls``."""

from django.urls import path

from applications.views import flags, screening_page, step1_records

urlpatterns = [
    path("flags/", flags.flags, name="flags"),
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
