from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Shows and bookings")

    def ready(self):
        from bookings.emails import register_kinds

        register_kinds()
