"""A venue gets another clock: another time zone, or a day that starts at another time.

What exists follows as its leader chose, in the same transaction: shows and holds by one rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.actions.memberships import lock_led_party
from accounts.actions.texts import clean_zone
from accounts.models import User
from availability.actions import lock_calendars
from venues.actions.closures import ClosuresOnClock
from venues.hooks import ClockChange, Follower, on_the_clock
from venues.models import Venue
from venues.states import Existing

CLOCK = ("timezone", "day_starts_at")


@dataclass(frozen=True)
class Following:
    """What exists at a venue, locked, and what is to become of it."""

    change: ClockChange
    followers: Iterable[Follower]

    def carry_out(self) -> None:
        """Once the venue has its new clock. Raises ValidationError at `existing` where it cannot be as chosen."""
        for follower in self.followers:
            follower.follow(self.change)


def lock_clock(acting_user: User, venue: Venue, fields: dict, existing: str | None) -> Following | None:
    """Lock what stands on a venue's clock where these fields of `update_venue` give it another: its party, its shows,
    then all calendars. None where the clock stays.

    Raises ValidationError at `existing` when something exists and nothing was chosen, PermissionDenied.
    """
    # Whether it changes is read under the lock: the venue in hand may be an older one.
    if not fields.keys() & set(CLOCK):
        return None
    lock_led_party(acting_user, venue.party)
    venue.party.refresh_from_db(fields=["timezone"])
    venue.refresh_from_db(fields=["day_starts_at"])
    if not _changes_clock(venue, fields):
        return None
    require_active(venue.party)
    followers = [*on_the_clock(venue), ClosuresOnClock(venue)]
    has_to_choose = any(follower.lines for follower in followers)
    change = ClockChange(
        acting_user=acting_user,
        at=now(),
        former=venue.party.timezone,
        timezone=clean_zone(fields.get("timezone", venue.party.timezone)),
        day_starts_at=fields.get("day_starts_at", venue.day_starts_at),
        existing=_chosen(existing) if has_to_choose else Existing.MOMENTS,
    )
    lock_calendars(set().union(*(follower.lock() for follower in followers)))
    return Following(change, followers)


def _changes_clock(venue: Venue, fields: dict) -> bool:
    present = {"timezone": venue.party.timezone, "day_starts_at": venue.day_starts_at}
    return any(fields[name] != present[name] for name in CLOCK if name in fields)


def _chosen(existing: str | None) -> Existing:
    if existing not in Existing.values:
        raise ValidationError({"existing": [_("Choose what happens to existing shows and holds.")]})
    return Existing(existing)
