"""Which of very many rows fit a stretch of time, as conditions for their own queries: nothing is walked one by one.

A condition is right about all but the edges: it never leaves out who fits, but for what expires within the minute.
What is shown is rechecked by `combined_states`, which reads the blocks themselves.
"""

from django.db.models import BigIntegerField, DateField, Exists, F, Func, OuterRef, Q
from django.db.models.expressions import Combinable, CombinedExpression

from availability.models import CalendarSource, DayMask, TimeBlock
from availability.queries.probes import half_hour_bits
from availability.ranges import LONGEST_BLOCK, Period
from availability.states import BlockKind


def nothing_taken(period: Period, calendar: str = "calendar_id") -> Q:
    """Rows on whose calendar (this column) no half hour within the period is taken, nor on any that it draws on.

    An index probe for each UTC day that the period touches: about 2 ms for 10,000 bands. Half hours that the period
    only touches are not asked: a gig that ends at 20:10 leaves the rest of that half hour free.
    """
    condition = Q()
    for day, inner, _outer in half_hour_bits(period):
        if inner:
            masks = DayMask.objects.filter(calendar_id=OuterRef(calendar), day=day)
            condition &= Q(~Exists(masks.annotate(hit=F("mask").bitand(inner)).filter(hit__gt=0)))
    return condition


def may_be_known(period: Period, calendar: str = "calendar_id", known_until: str = "calendar__known_until") -> Q:
    """Rows whose calendar is known throughout the period, or on which somebody said that they can at some of it.

    Of a calendar that draws on others `known_until` is the earliest of theirs (see `availability.actions.known`), as
    they are now: this is a question about times to come.
    """
    can = TimeBlock.objects.filter(
        kind__in=[BlockKind.FREE, BlockKind.MAYBE],
        period__startswith__gte=period.starts_at - LONGEST_BLOCK,
        period__startswith__lt=period.ends_at,
        period__endswith__gt=period.starts_at,
    )
    drawing = CalendarSource.objects.filter(
        calendar_id=OuterRef(calendar), until=None, draws_on_id__in=can.values("calendar_id")
    )
    own = can.filter(calendar_id=OuterRef(calendar))
    return Q(**{f"{known_until}__gte": period.ends_at}) | Exists(drawing) | Exists(own)


def taken_between(calendar_id: int, starts: str, ends: str) -> Exists:
    """Rows between whose two columns of instants some whole half hour is taken on this one calendar.

    Each row probes the masks of the two or three UTC days that it touches.
    """
    masks = DayMask.objects.filter(
        calendar_id=calendar_id, day__gte=_UtcDay(OuterRef(starts)), day__lte=_UtcDay(OuterRef(ends))
    )
    within = _HalfHoursWithin(OuterRef(starts), OuterRef(ends), F("day"))
    hit = CombinedExpression(F("mask"), Combinable.BITAND, within)
    return Exists(masks.annotate(hit=hit).filter(hit__gt=0))


class _UtcDay(Func):
    template = "(%(expressions)s AT TIME ZONE 'UTC')::date"
    output_field = DateField()


class _HalfHoursWithin(Func):
    """The bits of the half hours of a UTC day (the third) that lie wholly between two instants, as bits of a mask."""

    output_field = BigIntegerField()

    def as_sql(self, compiler, connection, *_templates, **_extra):
        (starts, *before), (ends, *after), (day, *of_day) = self._compiled(compiler)
        first = f"least(greatest(ceil(extract(epoch FROM {starts} - {day}) / 1800), 0), 48)::int"
        last = f"least(greatest(floor(extract(epoch FROM {ends} - {day}) / 1800), 0), 48)::int"
        start = [*before, *of_day]
        bits = f"((1::bigint << greatest({first}, {last})) - (1::bigint << {first}))"
        return bits, (*start, *after, *of_day, *start)

    def _compiled(self, compiler):
        (starts, before), (ends, after), (day, of_day) = map(compiler.compile, self.source_expressions)
        return (starts, *before), (ends, *after), (f"({day}::timestamp AT TIME ZONE 'UTC')", *of_day)
