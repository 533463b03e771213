from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")

    def ready(self):
        from bookings import hooks as booking_hooks
        from media import hooks as media_hooks
        from messaging.access import may_send_file, rights_to_attachment
        from messaging.pages.beside import beside_booking

        booking_hooks.beside_booking.register(beside_booking)
        media_hooks.may_send_to.register(may_send_file)
        media_hooks.rights_to_file.register(rights_to_attachment)
