from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Shows and bookings")

    def ready(self):
        from accounts.mentions import when_named_otherwise
        from bookings.actions.mentions import retell_shows
        from bookings.emails import register_kinds

        register_kinds()
        when_named_otherwise(retell_shows)
