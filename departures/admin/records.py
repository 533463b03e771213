"""The record of departures: who went, and what still awaits somebody."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline

from bookings.models import Booking, Show
from departures.models import Departure, OpenItem
from departures.queries import awaiting_items, awaits_whom, with_items
from holds.models import Hold
from web.office import ReadOnly

if TYPE_CHECKING:
    from departures.queries.items import AwaitedItem

ITEM_PAGES = {Show: "bookings_show", Booking: "bookings_booking", Hold: "holds_hold"}


class OpenItemInline(ReadOnly, TabularInline):
    """The open items of a departure: what became of each, and who still has to act."""

    model = OpenItem
    fields = ["what", "night", "state", "outcome", "state_now", "awaits"]
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request):
        items = super().get_queryset(request)
        items = items.annotate(awaits_somebody=Exists(awaiting_items(now()).filter(pk=OuterRef("pk"))))
        return items.select_related(
            "departure__person", "show__owner", "show__stage__venue__party", "hold__holder", "hold__act",
            "hold__stage__venue__party", "booking__act", "booking__spot__show__owner", "booking__cancellation",
        )  # fmt: skip

    @admin.display(description=gettext_lazy("what"))
    def what(self, item: OpenItem) -> str:
        thing = item.thing
        page = reverse(f"admin:{ITEM_PAGES[type(thing)]}_change", args=[thing.pk])
        return format_html('<a href="{}">{}: {}</a>', page, thing._meta.verbose_name, _name_of(thing))

    @admin.display(description=gettext_lazy("night"))
    def night(self, item: OpenItem):
        thing = item.thing
        return thing.spot.show.night if isinstance(thing, Booking) else thing.night

    @admin.display(description=gettext_lazy("status now"))
    def state_now(self, item: OpenItem) -> str:
        return item.thing.get_state_display()

    @admin.display(description=gettext_lazy("waiting for"))
    def awaits(self, item: "AwaitedItem") -> str:
        return awaits_whom(item) if item.awaits_somebody else ""


def _name_of(thing: Show | Booking | Hold) -> str:
    if isinstance(thing, Booking):
        return _("%(act)s for %(host)s") % {"act": thing.act, "host": thing.spot.show.owner}
    return str(thing)


class AwaitingFilter(admin.SimpleListFilter):
    """Departures of which something still awaits somebody."""

    title = gettext_lazy("still open")
    parameter_name = "awaiting"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(awaiting__gt=0)
        return queryset.filter(awaiting=0) if self.value() == "no" else queryset


@admin.register(Departure)
class DepartureAdmin(ReadOnly, ModelAdmin):
    """Every departure, closing and suspension: who, when, what ended, what was handed over, what awaits somebody."""

    list_display = ["at", "kind", "party", "person", "acted_by", "ended", "handed_over", "awaiting"]
    list_display_links = ["at", "kind"]
    list_filter = ["kind", AwaitingFilter]
    search_fields = ["party__name", "party__slug", "person__name", "person__email"]
    list_select_related = ["party", "person", "acted_by"]
    date_hierarchy = "at"
    fields = ["kind", "party", "person", "successor", "acted_by", "at", "reason", "ended", "handed_over", "awaiting"]
    readonly_fields = fields
    inlines = [OpenItemInline]
    actions = None

    def get_queryset(self, request):
        return with_items(super().get_queryset(request), now())

    @admin.display(description=gettext_lazy("ended"), ordering="ended")
    def ended(self, departure) -> int:
        return departure.ended

    @admin.display(description=gettext_lazy("handed over"), ordering="handed_over")
    def handed_over(self, departure) -> int:
        return departure.handed_over

    @admin.display(description=gettext_lazy("still open"), ordering="awaiting")
    def awaiting(self, departure) -> int:
        return departure.awaiting


class DepartureInline(ReadOnly, TabularInline):
    """The departures of a person or a party, each with its page."""

    model = Departure
    fk_name = "party"
    fields = ["at", "kind", "person", "acted_by", "reason"]
    readonly_fields = fields
    extra = 0
    tab = True
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "acted_by", "party")


class PersonDepartureInline(DepartureInline):
    fk_name = "person"
    fields = ["at", "kind", "party", "acted_by", "reason"]
    readonly_fields = fields
