"""An owner who leaves for good: what they said goes, what was promised stays."""

from django.db import transaction

from availability.actions.blocks import change_blocks
from availability.actions.known import refresh_known
from availability.actions.locks import lock_calendars
from availability.models import AvailabilityRule, Calendar, ImportedCalendar


@transaction.atomic
def forget_said(*, calendar: Calendar) -> None:
    """Drop all that was said of a calendar: rules, imported calendars with what opens them, and that the rest is free.

    Locks the calendar and those that draw on it; masks and versions follow. Claims stand.
    """
    locked = lock_calendars([calendar.pk])
    imported = list(ImportedCalendar.objects.filter(calendar=calendar))
    rules = AvailabilityRule.objects.filter(calendar=calendar).values_list("pk", flat=True)
    change_blocks(calendar=calendar, unsaid=rules, imported=dict.fromkeys(imported, ()), locked=locked)
    ImportedCalendar.objects.filter(calendar=calendar).delete()
    Calendar.objects.filter(pk=calendar.pk).update(known_until=None, said_at=None)
    refresh_known([calendar.pk])
