"""How far the search rows are that follow a changed rate, town or genre; to be read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from discovery.models import ListingRefresh


@admin.register(ListingRefresh)
class ListingRefreshAdmin(ModelAdmin):
    list_display = ["fact", "key", "changed_at", "progress", "finished_at"]
    list_filter = ["fact"]
    search_fields = ["key"]
    ordering = ["-pk"]
    fields = ["fact", "key", "changed_at", "progress", "finished_at"]
    show_full_result_count = False

    @admin.display(description=_("done"))
    def progress(self, refresh: ListingRefresh) -> str:
        """How many parties of how many, or what it is waiting for."""
        if refresh.total is None:
            return "" if refresh.finished_at else str(_("Waiting"))
        return _("%(done)d of %(total)d") % {"done": refresh.done, "total": refresh.total}

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
