"""Which calendars draw on which, a band's on its members', and who stands in. Written by whoever knows memberships."""

from django.db import transaction
from django.utils.timezone import now

from availability.actions.known import refresh_known
from availability.actions.locks import lock_calendars
from availability.actions.masks import refresh_masks
from availability.actions.versions import raise_versions
from availability.models import Calendar, CalendarSource, CalendarStandIn, TimeBlock
from availability.ranges import Period


@transaction.atomic
def start_drawing(*, calendar: Calendar, on: Calendar) -> CalendarSource:
    """From now on `calendar` draws on the other: what is taken there counts here. Where it does already, all stays."""
    lock_calendars([calendar.pk, on.pk])
    source, created = CalendarSource.objects.get_or_create(calendar=calendar, draws_on=on, until=None)
    if created:
        _follow(source)
    return source


@transaction.atomic
def stop_drawing(*, calendar: Calendar, on: Calendar) -> CalendarSource | None:
    """From now on `calendar` no longer draws on the other. None where it did not."""
    lock_calendars([calendar.pk, on.pk])
    source = CalendarSource.objects.filter(calendar=calendar, draws_on=on, until=None).first()
    if source is not None:
        source.until = max(now(), source.since)
        source.save(update_fields=["until"])
        _follow(source)
    return source


@transaction.atomic
def start_standing_in(*, calendar: Calendar, who: Calendar) -> None:
    """From now on somebody may stand in for those that `calendar` draws on. Where they do already, all stays."""
    lock_calendars([calendar.pk, who.pk])
    _stand_in, created = CalendarStandIn.objects.get_or_create(calendar=calendar, stands_in=who)
    if created:
        raise_versions(seen=[calendar.pk], all_public=True)


@transaction.atomic
def stop_standing_in(*, calendar: Calendar, who: Calendar) -> None:
    """From now on they no longer do."""
    lock_calendars([calendar.pk, who.pk])
    count, _by_model = CalendarStandIn.objects.filter(calendar=calendar, stands_in=who).delete()
    if count:
        raise_versions(seen=[calendar.pk], all_public=True)


def _follow(source: CalendarSource) -> None:
    """Bring masks, known time and versions of the drawing calendar after a source began or ended."""
    taken = TimeBlock.objects.taken().filter(calendar=source.draws_on_id, period__endswith__gt=source.since)
    periods = taken.values_list("period", flat=True)
    refresh_masks([(source.calendar_id, Period.of(period)) for period in periods])
    refresh_known([source.calendar_id])
    raise_versions(seen=[source.calendar_id], all_public=True)
