"""Venues and their stages, for staff to look at; approval is on the party."""

from django.contrib import admin
from unfold.admin import TabularInline

from venues.models import Stage, Venue
from web.office import ReadOnly, ReadOnlyAdmin


class StageInline(ReadOnly, TabularInline):
    model = Stage
    fields = ["name", "capacity", "position"]
    readonly_fields = fields
    extra = 0


@admin.register(Venue)
class VenueAdmin(ReadOnlyAdmin):
    list_display = ["party", "address", "postal_code", "day_starts_at"]
    search_fields = ["party__name", "party__slug", "address"]
    list_select_related = ["party"]
    readonly_fields = ["party", "address", "postal_code", "latitude", "longitude", "day_starts_at"]
    inlines = [StageInline]
