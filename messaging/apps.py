from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")

    def ready(self):
        from django.conf import settings

        from accounts.hooks import rights_changed
        from bookings import hooks as booking_hooks
        from media import hooks as media_hooks
        from messaging.access import may_send_file, rights_to_attachment
        from messaging.access.blocks import unwelcome, unwelcome_client
        from messaging.actions.losing import end_reading_of_shows, wake_team
        from messaging.emails import register_kinds
        from messaging.pages.beside import beside_booking, beside_session
        from messaging.pages.enquiries import enquiry_of_booking
        from messaging.pages.sessions import enquiry_of_session
        from studio import hooks as studio_hooks

        register_kinds()
        booking_hooks.beside_booking.register(beside_booking)
        booking_hooks.beside_booking.register(enquiry_of_booking)
        booking_hooks.unwelcome.register(unwelcome)
        studio_hooks.beside_session.register(beside_session)
        studio_hooks.beside_session.register(enquiry_of_session)
        studio_hooks.unwelcome_client.register(unwelcome_client)
        booking_hooks.bookings_changed.register(end_reading_of_shows)
        media_hooks.may_send_to.register(may_send_file)
        media_hooks.rights_to_file.register(rights_to_attachment)
        rights_changed.register(wake_team)
        if settings.INBOUND_SERVICE:
            from messaging.views.inbound import connect

            connect()
