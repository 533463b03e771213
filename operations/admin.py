"""The backups that were made, for staff to read."""

from django.contrib import admin

from operations.models import Backup
from web.office import ReadOnlyAdmin


@admin.register(Backup)
class BackupAdmin(ReadOnlyAdmin):
    """`manage.py backup` writes them."""

    list_display = ["name", "place", "size", "started_at", "finished_at"]
    ordering = ["-started_at"]
