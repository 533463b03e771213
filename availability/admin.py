"""Staff look at calendars; what stands there is written by actions only. A feed can be revoked."""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from availability.actions import revoke_feed
from availability.imports.sorts import SORTS
from availability.models import (
    AvailabilityRule,
    Calendar,
    CalendarEntry,
    CalendarSource,
    CalendarStandIn,
    Feed,
    ImportedCalendar,
    TimeBlock,
)
from web.office import ReadOnlyAdmin


class LookOnly(ReadOnlyAdmin):
    """To look at, never to change: locks, masks and versions follow every write, and only actions see to that."""

    show_full_result_count = False


@admin.register(Calendar)
class CalendarAdmin(LookOnly):
    list_display = ("public_id", "known_until", "version", "public_version")
    search_fields = ("public_id",)


@admin.register(CalendarSource)
class CalendarSourceAdmin(LookOnly):
    list_display = ("calendar", "draws_on", "since", "until")
    list_select_related = ("calendar", "draws_on")


@admin.register(CalendarStandIn)
class CalendarStandInAdmin(LookOnly):
    list_display = ("calendar", "stands_in")
    list_select_related = ("calendar", "stands_in")


@admin.register(AvailabilityRule)
class AvailabilityRuleAdmin(LookOnly):
    list_display = ("calendar", "kind", "starts_at", "ends_at", "rrule", "projected_until")
    list_select_related = ("calendar",)
    list_filter = ("kind",)
    search_fields = ("calendar__public_id",)


@admin.register(TimeBlock)
class TimeBlockAdmin(LookOnly):
    list_display = ("calendar", "kind", "period", "occasion", "expires_at")
    list_select_related = ("calendar",)
    list_filter = ("kind",)
    search_fields = ("calendar__public_id", "occasion")


@admin.register(ImportedCalendar)
class ImportedCalendarAdmin(LookOnly):
    """How it goes, never what is in it: content and secret stay out, and so does the address, which often is one."""

    list_display = ("calendar", "kind", "state", "problem", "events_count", "good_at", "next_try_at", "failures")
    list_select_related = ("calendar",)
    list_filter = ("kind", "state")
    search_fields = ("calendar__public_id",)
    fields = (
        "calendar", "kind", "host", "timezone", *SORTS, "zone_names", "unknown_zones", "state", "problem",
        "events_count", "created_at", "tried_at", "good_at", "next_try_at", "failures", "projected_until",
    )  # fmt: skip

    @admin.display(description=_("server"))
    def host(self, imported):
        return urlsplit(imported.url).hostname or ""


@admin.register(CalendarEntry)
class CalendarEntryAdmin(LookOnly):
    list_display = ("title", "calendar", "status", "period", "sequence", "modified_at")
    list_select_related = ("calendar",)
    list_filter = ("status",)
    search_fields = ("title", "uid", "calendar__public_id")


@admin.register(Feed)
class FeedAdmin(LookOnly):
    list_display = ("name", "user", "kind", "created_at", "revoked_at", "last_fetched_at", "last_client")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    exclude = ("token_hash",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke selected feeds"), permissions=["revoke"])
    def revoke(self, request, queryset):
        for feed in queryset:
            revoke_feed(acting_user=request.user, feed=feed)
        count = len(queryset)
        text = ngettext("%(count)s feed revoked.", "%(count)s feeds revoked.", count) % {"count": count}
        messages.success(request, text)

    def has_revoke_permission(self, request):
        return request.user.has_perm("availability.change_feed")
