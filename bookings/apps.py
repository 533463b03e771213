from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Shows and bookings")

    def ready(self):
        from accounts.hooks import when_named_otherwise
        from bookings.access import may_have_poster
        from bookings.actions.mentions import retell_shows
        from bookings.emails import register_kinds
        from media.models import Picture
        from media.owners import when_asked_for

        register_kinds()
        when_named_otherwise(retell_shows)
        when_asked_for(Picture, may_have_poster)
