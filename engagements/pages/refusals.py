"""A refusal in words for a page: what is in the way, and what is free instead."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from engagements.actions.conflicts import A_MEMBER, A_STAGE
from engagements.errors import LineupConflicts
from engagements.queries.lineups import LineupCheck
from web.dates import say_day, say_span
from web.errors import Refusal


@dataclass(frozen=True)
class FreeNight:
    """A night that would do instead: its date for forms, and its words."""

    night: str
    words: str


@dataclass(frozen=True)
class SaidRefusal:
    """`in_the_way` says who or what is promised then, `free` what is not; `check` who of the line-up may not be there,
    for the leaders of the act."""

    slug: str
    title: str
    in_the_way: list[str]
    free: list[FreeNight]
    check: LineupCheck | None = None

    @property
    def mark(self) -> str:
        """Tells one set of busy people from another."""
        return self.check.mark if self.check else ""

    @property
    def may_be_overruled(self) -> bool:
        """Whether a second step does it all the same: only the line-up's own calendars are against it."""
        return self.slug == LineupConflicts.slug


def say_refusal(refusal: Refusal, timezone: str) -> SaidRefusal:
    """The refusal as one reads it, with times on the clock of `timezone`."""
    return SaidRefusal(
        refusal.slug,
        str(refusal.detail),
        list(dict.fromkeys(_conflict(conflict, timezone) for conflict in refusal.extra.get("conflicts", ()))),
        [_free(period, timezone) for period in refusal.extra.get("alternatives", ())],
        refusal.check if isinstance(refusal, LineupConflicts) else None,
    )


def _conflict(conflict: dict[str, str], timezone: str) -> str:
    who = {A_MEMBER: _("A member"), A_STAGE: _("This stage")}.get(conflict["who"], _("The act"))
    who = conflict.get("name", who)
    when = say_span(*_ends(conflict), timezone, viewer_zone=timezone)
    return _("%(who)s is booked: %(when)s") % {"who": who, "when": when}


def _free(period: dict[str, str], timezone: str) -> FreeNight:
    starts_at, _ends_at = _ends(period)
    night = starts_at.astimezone(ZoneInfo(timezone)).date()
    return FreeNight(night.isoformat(), say_day(night))


def _ends(period: dict[str, str]) -> tuple[dt.datetime, dt.datetime]:
    return dt.datetime.fromisoformat(period["starts_at"]), dt.datetime.fromisoformat(period["ends_at"])
