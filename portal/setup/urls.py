from django.urls import path

import portal.setup.converters  # noqa: F401 - registers set_field
from portal.setup.views import (
    calls,
    checklists,
    contributions,
    factor_sets,
    index,
    money,
    papers,
    presets,
    rates,
    regions,
    rounds,
    rules,
    simulator,
)

app_name = "setup"

urlpatterns = [
    path("", index.index, name="index"),
    # -- rounds: portal/setup/views/rounds.py, calls.py, regions.py
    path("programs/new/", index.program_new, name="program-new"),
    path("programs/<uuid:uid>/", index.program_edit, name="program-edit"),
    path("programs/<uuid:uid>/export/", presets.download, name="program-export"),
    path("presets/", presets.presets, name="presets"),
    path("programs/<uuid:uid>/rounds/new/", rounds.round_new, name="round-new"),
    path("regions/", regions.region_list, name="region-list"),
    path("regions/new/", regions.region_new, name="region-new"),
    path("regions/<uuid:uid>/", regions.region_edit, name="region-edit"),
    path("<uuid:uid>/", rounds.round_page, name="round"),
    path("<uuid:uid>/edit/", rounds.round_edit, name="round-edit"),
    path("<uuid:uid>/copy/", rounds.round_copy, name="round-copy"),
    path("<uuid:uid>/preview/", rounds.round_preview, name="round-preview"),
    path("<uuid:uid>/acts/<slug:name>/", rounds.round_act, name="round-act"),
    path("<uuid:uid>/call/", calls.call, name="call"),
    path("<uuid:uid>/call/attachments/", calls.attachment_add, name="attachment-add"),
    path(
        "<uuid:uid>/call/attachments/<uuid:file>/remove/", calls.attachment_remove, name="attachment-remove"
    ),
    path("<uuid:uid>/questions/", calls.question_list, name="questions"),
    path("<uuid:uid>/questions/<uuid:question>/", calls.question_answer, name="question-answer"),
    path("<uuid:uid>/regions/", regions.region_parts, name="regions"),
    path("<uuid:uid>/regions/strands/", regions.strands, name="strands"),
    path("<uuid:uid>/regions/<uuid:region>/", regions.part_edit, name="part-edit"),
    path("<uuid:uid>/regions/<uuid:region>/remove/", regions.part_remove, name="part-remove"),
    # -- rule sets: portal/setup/views/rules.py and its neighbours
    path("<uuid:uid>/criteria_set/", rules.criteria, name="criteria"),
    path("<uuid:uid>/rate_table/", rates.rates, name="rates"),
    path("<uuid:uid>/scoring_sheet/", rules.scoring, name="scoring"),
    path("<uuid:uid>/checklist/", checklists.checklist, name="checklist"),
    path("<uuid:uid>/checklist/xlsx/", checklists.export, name="checklist-xlsx"),
    path("<uuid:uid>/checklist/import/", checklists.read_in, name="checklist-import"),
    path("<uuid:uid>/factor_set/", factor_sets.factors, name="factors"),
    path("<uuid:uid>/factor_set/compare/", factor_sets.compare, name="factors-compare"),
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
    path("<uuid:uid>/papers/", papers.papers, name="papers"),
    path("<uuid:uid>/papers/<slug:kind>/", papers.paper, name="paper"),
    path("<uuid:uid>/papers/<slug:kind>/preview/", papers.paper_preview, name="paper-preview"),
    path("<uuid:uid>/papers/<slug:kind>/restore/", papers.paper_restore, name="paper-restore"),
    # -- simulator: portal/setup/views/simulator.py
    path("<uuid:uid>/simulator/", simulator.simulator, name="simulator"),
    path("<uuid:uid>/simulator/xlsx/", simulator.simulator_xlsx, name="simulator-xlsx"),
]
