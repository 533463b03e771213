from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Shows and bookings")

    def ready(self):
        from accounts.hooks import member_joined, party_approved, party_redescribed, party_renamed, rights_changed
        from availability.hooks import claims_explained
        from bookings.access import may_have_poster
        from bookings.actions.invitations import end_spot_invites
        from bookings.actions.kept_applications import tell_of_kept_applications
        from bookings.actions.mentions import retell_shows
        from bookings.actions.newcomers import tell_of_newcomer
        from bookings.actions.rewriting import enqueue_rewriting
        from bookings.actions.venue_clocks import ShowsOnClock
        from bookings.emails import register_kinds
        from bookings.queries.orphans import claims_of_shows
        from media import hooks as media_hooks
        from venues.hooks import on_the_clock

        register_kinds()
        claims_explained.register(claims_of_shows)
        party_renamed.register(retell_shows)
        rights_changed.register(end_spot_invites)
        party_approved.register(tell_of_kept_applications)
        member_joined.register(tell_of_newcomer)
        on_the_clock.register(ShowsOnClock)
        party_redescribed.register(enqueue_rewriting)
        media_hooks.may_have_picture.register(may_have_poster)
