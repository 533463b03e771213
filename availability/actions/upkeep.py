"""What time alone makes necessary: longer projections, and an end of what is long past."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from availability.actions.blocks import change_blocks
from availability.actions.claims import release_expired_claims
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.masks import refresh_masks
from availability.models import AvailabilityRule, Calendar, CalendarEntry, TimeBlock
from availability.ranges import Period
from availability.rules.projection import HORIZON, KEPT, is_over, project
from availability.states import EntryStatus

WORTH_EXTENDING = dt.timedelta(days=7)
DROPPED_AT_ONCE = 10_000


def extend_projections() -> int:
    """Project recurring rules as far as 18 months from now, where a week or more is missing; returns how many rules.

    One transaction a calendar, so that no lock is held for long and a failure costs one calendar only.
    """
    until = now() + HORIZON
    behind = Q(projected_until=None) | Q(projected_until__lte=until - WORTH_EXTENDING)
    rules = AvailabilityRule.objects.exclude(rrule="").filter(behind).order_by("calendar", "pk")
    by_calendar: dict[int, list[UUID]] = {}
    for calendar_id, rule_id in rules.values_list("calendar_id", "pk"):
        by_calendar.setdefault(calendar_id, []).append(rule_id)
    return sum(_extend(calendar_id, rule_ids, until) for calendar_id, rule_ids in by_calendar.items())


@retry_serialization
@transaction.atomic
def _extend(calendar_id: int, rule_ids: list[UUID], until: dt.datetime) -> int:
    # Read again under the lock: a rule that was taken back meanwhile must not come back by this.
    locked = lock_calendars([calendar_id])
    rules = AvailabilityRule.objects.filter(calendar=calendar_id, pk__in=rule_ids)
    said = {rule: project(rule, until) for rule in rules}
    change_blocks(calendar=Calendar(pk=calendar_id), said=said, until=until, locked=locked)
    return len(said)


def sweep_expired_claims() -> int:
    """Release the claims whose time to be paid has passed; returns on how many calendars."""
    expired = TimeBlock.objects.claims().filter(expires_at__lte=now())
    calendar_ids = list(expired.order_by("calendar").values_list("calendar_id", flat=True).distinct())
    for calendar_id in calendar_ids:
        release_expired_claims(calendar_id=calendar_id)
    return len(calendar_ids)


def purge_what_is_past() -> int:
    """Drop what was said of times over 400 days ago, and entries cancelled as long ago; returns how many blocks.

    Claims stay for good: they are the history of bookings. No version rises: nothing that anybody looks at changes.
    """
    long_ago = now() - KEPT
    old = AvailabilityRule.objects.filter(ends_at__lt=long_ago, blocks=None)
    old.filter(rrule="").delete()
    ended = old.filter(Q(rrule__contains="COUNT=") | Q(rrule__contains="UNTIL="), created_at__lt=long_ago)
    AvailabilityRule.objects.filter(pk__in=[rule.pk for rule in ended if is_over(rule, now())]).delete()
    CalendarEntry.objects.filter(status=EntryStatus.CANCELLED, cancelled_at__lt=long_ago).delete()
    past = TimeBlock.objects.exclude(kind="claim").filter(period__endswith__lt=long_ago).order_by("calendar", "pk")
    rows = list(past.values_list("pk", "calendar_id", "period")[:DROPPED_AT_ONCE])
    with transaction.atomic():
        lock_calendars({calendar_id for _pk, calendar_id, _period in rows})
        TimeBlock.objects.filter(pk__in=[pk for pk, *_rest in rows])._raw_delete(using="default")
        refresh_masks([(calendar_id, Period.of(period)) for _pk, calendar_id, period in rows])
    return len(rows)
