"""One include per app. Every name needs its row in cleanprod.policies."""

from django.contrib import admin
from django.urls import include, path

from cleanprod import api
from cleanprod.health import healthz

urlpatterns = [
    path("", include("portal.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("people/", include("accounts.urls")),
    path("applications/", include("applications.urls")),
    path("committee/", include("applications.committee_urls")),
    path("diagnoses/", include("diagnostics.urls")),
    path("support/", include("subsidies.urls")),
    path("outcomes/", include("reports.urls")),
    path("", include("documents.urls")),
    path("setup/", include("portal.setup.urls")),
    path("api/v1/", include(api.urlpatterns)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("hatch/", admin.site.urls),
    path("healthz/", healthz, name="healthz"),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
