"""What a person has said of their time, in words."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries.months import DAY_STARTS_AT
from availability.models import AvailabilityRule
from availability.states import BlockKind
from stageslot.web.dates import say_day, say_full_day, say_span


@dataclass(frozen=True)
class Said:
    """One thing said: its kind, its time in words, and the rule to take it back by."""

    rule: AvailabilityRule
    text: str

    @property
    def label(self) -> str:
        return str(BlockKind(self.rule.kind).label)


def said_by(user: User, at: dt.datetime) -> list[Said]:
    """What a person said that is not over at an instant: what recurs first, then by time. One query."""
    rules = AvailabilityRule.objects.filter(calendar=user.calendar_id).filter(Q(ends_at__gt=at) | ~Q(rrule=""))
    told = sorted(rules, key=lambda rule: (not rule.rrule, rule.starts_at))
    return [Said(rule, _in_words(rule)) for rule in told if not _is_over(rule, at)]


def _in_words(rule: AvailabilityRule) -> str:
    span = _span(rule)
    parts = _parts(rule)
    if not parts:
        return span
    if set(parts) - {"FREQ", "UNTIL"} or parts["FREQ"] != "WEEKLY":
        return _("%(span)s, again by the rule %(rule)s") % {"span": span, "rule": rule.rrule}
    weekday, _rest = say_full_day(rule.starts_at.astimezone(ZoneInfo(rule.timezone)).date()).split(" ", 1)
    text = _("every %(weekday)s from %(span)s") % {"weekday": weekday.rstrip(","), "span": span}
    until = _until(parts)
    return _("%(text)s until %(day)s") % {"text": text, "day": say_day(until)} if until else text


def _span(rule: AvailabilityRule) -> str:
    """Days where it is whole days, else hours."""
    start, end = (moment.astimezone(ZoneInfo(rule.timezone)) for moment in (rule.starts_at, rule.ends_at))
    if not start.time() == end.time() == DAY_STARTS_AT:
        return say_span(rule.starts_at, rule.ends_at, rule.timezone)
    first, last = start.date(), end.date() - dt.timedelta(days=1)
    return say_day(first) if first == last else f"{say_day(first)} – {say_day(last)}"


def _is_over(rule: AvailabilityRule, at: dt.datetime) -> bool:
    until = _until(_parts(rule))
    return bool(until and until < at.date())


def _parts(rule: AvailabilityRule) -> dict[str, str]:
    """The parts of an RRULE of RFC 5545, section 3.3.10; valid, since it was checked when it was said."""
    text = rule.rrule.removeprefix("RRULE:").upper()
    return dict(part.split("=", 1) for part in text.split(";") if "=" in part)


def _until(parts: dict[str, str]) -> dt.date | None:
    until = parts.get("UNTIL", "")[:8]
    return dt.date(int(until[:4]), int(until[4:6]), int(until[6:])) if len(until) == 8 else None
