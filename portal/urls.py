from django.urls import path

from portal.selfcheck import views as selfcheck
from portal.views import acts, cases, charge, corrections, front, home, progress, staff
from portal.views.gallery import gallery

app_name = "portal"

urlpatterns = [
    path("", front.front, name="front"),
    path("calls/<uuid:uid>/", front.round_page, name="round"),
    path("calls/<uuid:uid>/self-check/", selfcheck.self_check, name="self-check"),
    path("calls/<uuid:uid>/ask/", front.ask, name="ask"),
    path("home/", home.home, name="home"),
    path("cases/", cases.cases, name="cases"),
    path("cases/transfer/", charge.transfer, name="transfer"),
    path("cases/<uuid:uid>/", cases.case, name="case"),
    path("cases/<uuid:uid>/progress/", progress.progress, name="progress"),
    path("cases/<uuid:uid>/officer/", charge.charge, name="charge"),
    path("corrections/<slug:kind>/<uuid:uid>/", corrections.ask, name="corrections"),
    path("acts/<slug:kind>/<uuid:uid>/<slug:name>/", acts.act, name="act"),
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.invite, name="staff-invite"),
    path("staff/roles/<int:pk>/end/", staff.end, name="staff-end"),
    path("staff/invitations/<uuid:uid>/cancel/", staff.cancel_invitation, name="staff-invitation-cancel"),
    path("gallery/", gallery, name="gallery"),
]
