from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShowImportsConfig(AppConfig):
    name = "show_imports"
    verbose_name = _("Import")
