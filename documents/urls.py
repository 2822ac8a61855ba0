"""Pages of papers and files, and the public page where anybody verifies a paper."""

from django.urls import path

from documents import views

app_name = "documents"

urlpatterns = [
    path("documents/file/<uuid:uid>/", views.file, name="file"),
    path("documents/attachment/<uuid:uid>/", views.attachment, name="attachment"),
    path("documents/paper/<uuid:uid>/", views.paper, name="paper"),
    path("documents/paper/<uuid:uid>/status/", views.paper_status, name="paper-status"),
    path("documents/paper/<uuid:uid>/retry/", views.paper_retry, name="paper-retry"),
    path("verify/", views.verify_search, name="verify-search"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
