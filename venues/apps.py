from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "venues"
    verbose_name = _("Venues")

    def ready(self):
        from media.hooks import when_asked_for, when_prepared
        from media.models import Picture
        from venues.access import may_have_stage_photo
        from venues.actions.photos import tell_prepared

        when_prepared(Picture, tell_prepared)
        when_asked_for(Picture, may_have_stage_photo)
