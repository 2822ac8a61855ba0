from django.urls import path

from applications import staff_urls, views

app_name = "applications"

urlpatterns = [
    path("", views.list_page, name="list"),
    path("export/", views.export_list, name="export"),
    path("views/", views.saved_views, name="views"),
    path("views/<uuid:uid>/", views.saved_view_act, name="view"),
    path("bulk/", views.bulk_new, name="bulk"),
    path("bulk/<uuid:uid>/", views.bulk_act, name="bulk-act"),
    path("start/", views.start, name="start"),
    path("industries/", views.industry_options, name="industries"),
    path("industries/search/", views.industry_search, name="industry-search"),
    *staff_urls.urlpatterns,
    path("wallet/<uuid:uid>/", views.wallet, name="wallet"),
    path("wallet/<uuid:uid>/add/", views.wallet_add, name="wallet-add"),
    path("wallet/item/<uuid:uid>/", views.wallet_item, name="wallet-item"),
    path("wallet/item/<uuid:uid>/replace/", views.wallet_replace, name="wallet-replace"),
    path("wallet/item/<uuid:uid>/put-away/", views.wallet_put_away, name="wallet-put-away"),
    path("<uuid:uid>/", views.detail, name="detail"),
    path("<uuid:uid>/firm/", views.firm, name="firm"),
    path("<uuid:uid>/size-hint/", views.size_hint, name="size-hint"),
    path("<uuid:uid>/management/", views.management, name="management"),
    path("<uuid:uid>/processes/", views.processes, name="processes"),
    path("<uuid:uid>/wishes/", views.wishes, name="wishes"),
    path("<uuid:uid>/energy/", views.energy, name="energy"),
    path("<uuid:uid>/energy/import/", views.energy_import, name="energy-import"),
    path("<uuid:uid>/energy/note/", views.energy_note, name="energy-note"),
    path("<uuid:uid>/energy/template/", views.energy_template, name="energy-template"),
    path("<uuid:uid>/energy/<slug:carrier>/", views.energy_carrier, name="energy-carrier"),
    path("<uuid:uid>/evidence/", views.evidence, name="evidence"),
    path("<uuid:uid>/evidence/take/<uuid:item>/<slug:purpose>/", views.evidence_take, name="evidence-take"),
    path("<uuid:uid>/evidence/<uuid:row>/take-back/", views.evidence_take_back, name="evidence-take-back"),
    path("<uuid:uid>/consents/", views.consents, name="consents"),
    path("<uuid:uid>/check/", views.check, name="check"),
    path("<uuid:uid>/agreement/", views.agreement, name="agreement"),
    path("<uuid:uid>/receipt/", views.receipt, name="receipt"),
    path("<uuid:uid>/copy/", views.copy, name="copy"),
]
