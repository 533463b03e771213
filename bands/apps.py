from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BandsConfig(AppConfig):
    name = "bands"
    verbose_name = _("Bands")

    def ready(self):
        from bands.emails import register_kinds

        register_kinds()
