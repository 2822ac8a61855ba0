from django.urls import path

import portal.setup.converters  # noqa: F401 - registers set_field
from portal.setup.views import contributions, index, money, rules

app_name = "setup"

urlpatterns = [
    path("", index.index, name="index"),
    # -- rounds: portal/setup/views/rounds.py, calls.py, regions.py
    # -- rule sets: portal/setup/views/rules.py and its neighbours
    path("<uuid:uid>/criteria_set/", rules.criteria, name="criteria"),
    path("<uuid:uid>/scoring_sheet/", rules.scoring, name="scoring"),
    path("<uuid:uid>/document_list/", rules.documents, name="documents"),
    path("<uuid:uid>/<set_field:field>/add/", rules.row_add, name="row-add"),
    path("<uuid:uid>/<set_field:field>/head/", rules.head_edit, name="head-edit"),
    path("<uuid:uid>/<set_field:field>/choose/", rules.choose, name="set-choose"),
    path("<uuid:uid>/<set_field:field>/<str:key>/", rules.row_edit, name="row-edit"),
    path("<uuid:uid>/<set_field:field>/<str:key>/remove/", rules.row_remove, name="row-remove"),
    # -- money and papers: portal/setup/views/money.py, contributions.py, papers.py
    path("<uuid:uid>/money/", money.money, name="money"),
    path("<uuid:uid>/money/lines/add/", money.line_add, name="line-add"),
    path("<uuid:uid>/money/lines/<uuid:line>/", money.line_edit, name="line-edit"),
    path("<uuid:uid>/money/lines/<uuid:line>/amend/", money.line_amend, name="line-amend"),
    path("<uuid:uid>/money/lines/<uuid:line>/remove/", money.line_remove, name="line-remove"),
    path("<uuid:uid>/money/shares/", money.shares, name="shares"),
    path("<uuid:uid>/money/contributions/", contributions.owed, name="contributions"),
    path("<uuid:uid>/money/contributions/bill/", contributions.bill, name="contribution-bill"),
    path("<uuid:uid>/money/contributions/export/", contributions.export, name="contributions-export"),
    path("<uuid:uid>/money/contributions/<uuid:due>/", contributions.edit, name="contribution-edit"),
    path(
        "<uuid:uid>/money/contributions/<uuid:due>/receive/",
        contributions.receive,
        name="contribution-receive",
    ),
    # -- simulator: portal/setup/views/simulator.py
]
