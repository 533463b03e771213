from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Shows and bookings")

    def ready(self):
        from accounts.hooks import party_redescribed, party_renamed
        from bookings.access import may_have_poster
        from bookings.actions.mentions import retell_shows
        from bookings.actions.rewriting import enqueue_rewriting
        from bookings.emails import register_kinds
        from media import hooks as media_hooks

        register_kinds()
        party_renamed.register(retell_shows)
        party_redescribed.register(enqueue_rewriting)
        media_hooks.may_have_picture.register(may_have_poster)
