from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Papers and files")

    def ready(self) -> None:
        # Each step registers its papers in its own documents.py; this layer knows no step by name.
        autodiscover_modules("documents")
