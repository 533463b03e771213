"""Why somebody's own calendar says what it says of a night: for that person alone."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from availability.models import CalendarEntry, TimeBlock
from availability.ranges import Period
from availability.states import BlockKind
from web.dates import say_span

MOST_REASONS = 12


@dataclass(frozen=True)
class Reason:
    """Something on one's own calendar: its kind, its time, what it is, and where to look at it."""

    kind: str
    time: str
    text: str
    path: str = ""

    @property
    def label(self) -> str:
        return str(BlockKind(self.kind).label)


def own_reasons(user: User, period: Period) -> list[Reason]:
    """What of the user's own calendar touches the period, in order: with which band or calendar, or by which rule.

    Two queries. Never to be shown to anybody else.
    """
    near = TimeBlock.objects.standing().filter(calendar=user.calendar_id)
    blocks = near.overlapping(period.starts_at, period.ends_at).select_related("rule", "imported").order_by("period")
    found = list(blocks[:MOST_REASONS])
    occasions = [block.occasion for block in found if block.occasion]
    entries = CalendarEntry.objects.filter(calendar=user.calendar_id, occasion__in=occasions) if occasions else []
    named = {entry.occasion: entry for entry in entries}
    return [_reason(user, block, named.get(block.occasion) if block.occasion else None) for block in found]


def _reason(user: User, block: TimeBlock, entry: CalendarEntry | None) -> Reason:
    time = say_span(block.period.lower, block.period.upper, user.timezone, viewer_zone=user.timezone)
    if entry:
        return Reason(block.kind, time, entry.title, entry.path)
    if block.imported:
        return Reason(block.kind, time, _("from the calendar “%(name)s”") % {"name": block.imported.name})
    if block.rule and block.rule.note:
        return Reason(block.kind, time, block.rule.note)
    if block.rule and block.rule.rrule:
        return Reason(block.kind, time, _("from one of your entries"))
    return Reason(block.kind, time, _("as you entered"))
