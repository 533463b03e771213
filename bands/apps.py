from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BandsConfig(AppConfig):
    name = "bands"
    verbose_name = _("Bands")

    def ready(self):
        from accounts.hooks import rights_changed
        from availability import hooks as availability_hooks
        from bands.access import may_have_press_sound, may_have_rider
        from bands.actions.departures import end_links
        from bands.emails import register_kinds
        from bands.feeds import open_nights_of
        from media import hooks as media_hooks

        register_kinds()
        rights_changed.register(end_links)
        availability_hooks.open_nights.register(open_nights_of)
        media_hooks.may_have_sound.register(may_have_press_sound)
        media_hooks.may_have_document.register(may_have_rider)
