from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BandsConfig(AppConfig):
    name = "bands"
    verbose_name = _("Bands")

    def ready(self):
        from bands.access import may_have_press_sound, may_have_rider
        from bands.emails import register_kinds
        from media.hooks import when_asked_for
        from media.models import Document, Sound

        register_kinds()
        when_asked_for(Sound, may_have_press_sound)
        when_asked_for(Document, may_have_rider)
