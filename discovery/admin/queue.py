"""The start page of the administration: what waits for staff."""

from typing import Any

from django.http import HttpRequest

from discovery.queries.office import waiting_for_staff


def start_page(_request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK: adds the queue. Only the index of the administration calls it."""
    return context | {"queue": waiting_for_staff()}
