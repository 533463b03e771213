"""The start page of the administration: what waits for staff."""

from typing import Any

from django.http import HttpRequest

from discovery.queries.office import waiting_for_staff
from operations.queries.backups import is_backup_overdue, last_backup


def start_page(_request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK: adds queue and last backup. Only the index of the administration calls it."""
    backup = {"last_backup": last_backup(), "is_backup_overdue": is_backup_overdue()}
    return context | {"queue": waiting_for_staff()} | backup
