"""One router, one line per viewset; the OpenAPI schema and its readable page beside it."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView
from rest_framework.routers import SimpleRouter

from applications.api import ApplicationViewSet
from applications.committee_api import CommitteeViewSet, PlanConfirmationsView, ReviewViewSet
from applications.evidence_api import WalletViewSet
from applications.industry_api import IndustryView
from applications.staff_api import (
    CaseContactViewSet,
    DuplicateFlagViewSet,
    InterviewViewSet,
    LocalFirmViewSet,
    PledgeViewSet,
    SiteCheckViewSet,
)
from diagnostics.api import DiagnosisViewSet
from documents.api import FileViewSet, PaperViewSet
from portal.api import CaseViewSet, MeasureViewSet, OrganisationViewSet, SiteViewSet
from portal.selfcheck.api import SelfCheckView
from portal.setup.api import FactorSetViewSet, RoundViewSet
from reports.api import AnnualResultsView, CertificateViewSet, OutcomeViewSet
from subsidies.api import GrantViewSet

router = SimpleRouter()
router.register("rounds", RoundViewSet, basename="round")
router.register("organizations", OrganisationViewSet, basename="organization")
router.register("sites", SiteViewSet, basename="site")
router.register("cases", CaseViewSet, basename="case")
router.register("applications", ApplicationViewSet, basename="application")
router.register("wallet", WalletViewSet, basename="wallet")
router.register("committees", CommitteeViewSet, basename="committee")
router.register("reviews", ReviewViewSet, basename="review")
router.register("duplicate-flags", DuplicateFlagViewSet, basename="duplicate-flag")
router.register("site-checks", SiteCheckViewSet, basename="site-check")
router.register("interviews", InterviewViewSet, basename="interview")
router.register("case-contacts", CaseContactViewSet, basename="case-contact")
router.register("pledges", PledgeViewSet, basename="pledge")
router.register("local-firms", LocalFirmViewSet, basename="local-firm")
router.register("diagnoses", DiagnosisViewSet, basename="diagnosis")
router.register("measures", MeasureViewSet, basename="measure")
router.register("grants", GrantViewSet, basename="grant")
router.register("outcomes", OutcomeViewSet, basename="outcome")
router.register("certificates", CertificateViewSet, basename="certificate")
router.register("papers", PaperViewSet, basename="paper")
router.register("files", FileViewSet, basename="file")

urlpatterns = [
    *router.urls,
    path("industries/", IndustryView.as_view(), name="industry-list"),
    path("rounds/<uuid:uid>/self-check/", SelfCheckView.as_view(), name="round-self-check"),
    path("rounds/<uuid:uid>/annual-results/", AnnualResultsView.as_view(), name="round-annual-results"),
    path(
        "rounds/<uuid:uid>/plan-confirmations/",
        PlanConfirmationsView.as_view(),
        name="round-plan-confirmations",
    ),
    path(
        "factor-sets/",
        FactorSetViewSet.as_view({"get": "list", "post": "create"}),
        name="factor-set-list",
    ),
    path(
        "factor-sets/<slug:code>/<int:version>/",
        FactorSetViewSet.as_view({"get": "retrieve"}),
        name="factor-set-detail",
    ),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("schema/docs/", SpectacularRedocView.as_view(url_name="api-schema"), name="api-docs"),
]
