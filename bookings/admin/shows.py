"""Shows and bookings, called off with a reason."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from bookings.actions import cancel_booking, cancel_show
from bookings.models import Booking, HistoryEntry, LineupEntry, Show, Spot
from engagements.admin.reasons import CancelledWithReason
from engagements.states import Channel
from web.office import ReadOnly, amount_column

FEE = amount_column("fee_minor", "fee_currency_id", _("fee"))


class HistoryInline(ReadOnly, TabularInline):
    model = HistoryEntry
    fields = ["at", "event", "before", "after", "actor", "channel", "text"]
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")


class SpotInline(ReadOnly, TabularInline):
    model = Spot
    fields = ["role", "state", "call_at", "starts_at", "ends_at", "released_at", FEE]
    readonly_fields = fields
    extra = 0
    tab = True


class LineupInline(ReadOnly, TabularInline):
    model = LineupEntry
    fields = ["user", "name", "instrument", "state"]
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


@admin.register(Show)
class ShowAdmin(CancelledWithReason, ModelAdmin):
    """Shows with their bill and history."""

    list_display = ["__str__", "owner", "night", "state", "starts_at"]
    list_filter = ["state", "night"]
    search_fields = ["title", "owner__name", "owner__slug", "id"]
    list_select_related = ["owner"]
    date_hierarchy = "night"
    ordering = ["-night"]
    fields = [
        "id", "title", "owner", "state", "version", "stage", "place", "city", "night", "timezone", "load_in_at",
        "doors_at", "starts_at", "ends_at", "curfew_at", "out_at", "announce_at", "description", "ticket_url",
        "cancel_reason", "created_by", "created_at",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [SpotInline, HistoryInline]

    def call_off(self, user, show, reason):
        cancel_show(acting_user=user, show=show, reason=reason, channel=Channel.ADMIN)


@admin.register(Booking)
class BookingAdmin(CancelledWithReason, ModelAdmin):
    """Bookings with their line-up and history."""

    list_display = ["act", "host", "night", "state", "initiated_by", "created_at"]
    list_filter = ["state", "initiated_by"]
    search_fields = ["act__name", "act__slug", "spot__show__owner__name", "id"]
    list_select_related = ["act", "spot__show__owner"]
    ordering = ["-created_at"]
    fields = [
        "id", "act", "host", "spot", "state", "version", "initiated_by", "turn", "answer_by", FEE,
        "message", "created_by", "created_at", "decided_at",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [LineupInline, HistoryInline]

    @admin.display(description=_("host"), ordering="spot__show__owner__name")
    def host(self, booking):
        return booking.spot.show.owner

    @admin.display(description=_("night"), ordering="spot__show__night")
    def night(self, booking):
        return booking.spot.show.night

    def call_off(self, user, booking, reason):
        cancel_booking(acting_user=user, booking=booking, message=reason, channel=Channel.ADMIN)
