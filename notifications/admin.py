"""Staff look at what was sent; nothing is changed by hand."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(ModelAdmin):
    list_display = ["created_at", "kind", "user", "email_state", "email_attempts", "read_at"]
    list_filter = ["kind", "email_state"]
    search_fields = ["user__email", "kind"]
    list_select_related = ["user"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
