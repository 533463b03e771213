from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "venues"
    verbose_name = _("Venues")

    def ready(self):
        from media import hooks as media_hooks
        from venues.access import may_have_stage_photo
        from venues.actions.photos import tell_prepared

        media_hooks.file_prepared.register(tell_prepared)
        media_hooks.may_have_picture.register(may_have_stage_photo)
