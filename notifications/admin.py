"""Staff look at what was sent; nothing is changed by hand."""

from django.contrib import admin

from notifications.models import Notification
from web.office import ReadOnlyAdmin


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "kind", "user", "email_state", "email_attempts", "read_at"]
    list_filter = ["kind", "email_state"]
    search_fields = ["user__email", "kind"]
    list_select_related = ["user"]
    date_hierarchy = "created_at"
