from django.urls import path

from applications.views import committee as views

app_name = "committee"

urlpatterns = [
    path("", views.listing, name="list"),
    path("mine/", views.mine, name="mine"),
    path("rounds/<uuid:uid>/new/", views.new, name="new"),
    path("plans/<uuid:uid>/", views.plan, name="plan"),
    path("plans/<uuid:uid>/<uuid:plan>/file/", views.plan_file, name="plan-file"),
    path("plans/<uuid:uid>/<uuid:plan>/revoke/", views.plan_revoke, name="plan-revoke"),
    path("reviews/<uuid:uid>/", views.review, name="review"),
    path("reviews/<uuid:uid>/conflict/", views.report_conflict, name="report-conflict"),
    path("<uuid:uid>/", views.detail, name="detail"),
    path("<uuid:uid>/edit/", views.edit, name="edit"),
    path("<uuid:uid>/members/", views.members, name="members"),
    path("<uuid:uid>/members/<uuid:user>/remove/", views.member_remove, name="member-remove"),
    path("<uuid:uid>/act/<slug:name>/", views.perform, name="act"),
    path("<uuid:uid>/assignments/", views.assignments, name="assignments"),
    path("<uuid:uid>/assignments/distribute/", views.distribute, name="distribute"),
    path("<uuid:uid>/assignments/sheet/", views.sheet, name="sheet"),
    path("<uuid:uid>/assignments/upload/", views.upload, name="upload"),
    path("<uuid:uid>/assignments/remove/", views.unassign, name="unassign"),
    path("<uuid:uid>/declare/", views.declare, name="declare"),
    path("<uuid:uid>/ties/", views.ties, name="ties"),
    path("<uuid:uid>/ranking/", views.ranked, name="ranking"),
    path("<uuid:uid>/statistics/", views.statistics, name="statistics"),
    path("<uuid:uid>/proposal/", views.proposal, name="proposal"),
    path("<uuid:uid>/decide/<uuid:case>/", views.decide, name="decide"),
    path("<uuid:uid>/promote/<uuid:case>/", views.promote, name="promote"),
    path("<uuid:uid>/release/", views.release, name="release"),
    path("<uuid:uid>/minutes/", views.minutes, name="minutes"),
    path("<uuid:uid>/minutes/<uuid:minutes>/", views.minutes_edit, name="minutes-edit"),
    path("<uuid:uid>/minutes/<uuid:minutes>/file/", views.minutes_file, name="minutes-file"),
]
