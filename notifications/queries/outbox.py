"""Mails that are to be sent."""

from django.utils.timezone import now

from notifications.models import Notification


def due_ids(limit: int) -> list:
    """Mails that wait for the worker or for another try, those due longest first."""
    due = Notification.objects.filter(email_state=Notification.EmailState.WANTED, email_next_at__lte=now())
    return list(due.order_by("email_next_at").values_list("pk", flat=True)[:limit])
