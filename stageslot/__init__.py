"""StageSlot books live music without double bookings."""

from stageslot.celery import app as celery_app

__all__ = ["celery_app"]
