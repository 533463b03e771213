from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HoldsConfig(AppConfig):
    name = "holds"
    verbose_name = _("Holds")

    def ready(self):
        from accounts.hooks import party_redescribed
        from bookings import hooks
        from holds.actions.elsewhere import holds_of_booked
        from holds.actions.making_way import HoldsOnStage
        from holds.actions.news import tell_of_show_called_off
        from holds.actions.rewriting import enqueue_rewriting
        from holds.actions.venue_clocks import HoldsOnClock
        from holds.emails import register_kinds
        from holds.pages.ladders import notices_to_host
        from holds.queries.holds import acts_in_line, holds_in_the_way
        from holds.queries.nights import nights_held_for, nights_held_on
        from venues.hooks import on_the_clock

        register_kinds()
        on_the_clock.register(HoldsOnClock)
        party_redescribed.register(enqueue_rewriting)
        hooks.acts_booked.register(holds_of_booked)
        hooks.stage_taken.register(HoldsOnStage)
        hooks.holds_on.register(holds_in_the_way)
        hooks.next_in_line.register(acts_in_line)
        hooks.act_nights_asked_for.register(nights_held_for)
        hooks.stage_nights_asked_for.register(nights_held_on)
        hooks.show_called_off.register(tell_of_show_called_off)
        hooks.show_notices.register(notices_to_host)
