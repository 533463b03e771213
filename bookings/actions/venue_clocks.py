"""Shows whose venue gets another clock: all of them follow as its leader chose, but for what acts were told.

A show that acts are booked for, or wait for, stays wholly as it was agreed, on the clock on which it was: another time
for it is a move, to which they have to agree.
"""

import datetime as dt
from copy import copy
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions.doing import Doing
from bookings.actions.drafts import check_order, check_spot
from bookings.actions.locking import concerned_calendars, lock_bookings, lock_show
from bookings.actions.retelling import retell
from bookings.actions.stages import claim_stage, let_stage_go, stage_calendars
from bookings.models import Booking, Show, Spot
from bookings.queries.lineups import lineup_of
from bookings.states import LIVE, PROMISED, Event, ShowState
from engagements.states import Channel
from venues.hooks import CLOCK_JUMPS, ClockChange, OnTheClock
from venues.models import Venue
from venues.queries import night_of
from venues.queries.nights import clocks_keeping_nights
from venues.states import Existing
from web.context import find_url

STANDING = (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED)
SHOW_MOMENTS = (
    "load_in_at", "doors_at", "starts_at", "ends_at", "curfew_at", "out_at", "announce_at", "on_sale_at",
)  # fmt: skip
SPOT_MOMENTS = ("call_at", "starts_at", "ends_at", "released_at", "soundcheck_at")
FOLLOWED = (*SHOW_MOMENTS, "timezone", "night", "nights_clocks")
KINDS = {ShowState.DRAFT: gettext_lazy("Draft")}


class ShowsOnClock:
    """The drafts and shows of a venue that are not over."""

    def __init__(self, venue: Venue) -> None:
        shows = Show.objects.filter(stage__venue=venue, state__in=STANDING, out_at__gt=now())
        self.shows = list(shows.select_related("owner").order_by("pk"))
        self._locked: list[tuple[Show, bool]] = []

    @cached_property
    def lines(self) -> list[OnTheClock]:
        agreed = self._agreed()
        return [
            OnTheClock(
                kind=str(KINDS.get(ShowState(show.state), _("Show"))),
                name=show.title or _("Show at %(place)s") % {"place": show.owner.name},
                night=show.night,
                starts_at=show.starts_at,
                timezone=show.timezone,
                path=find_url("bookings:show", show.pk) or "",
                is_agreed=show.pk in agreed,
                stage_id=show.stage_id,
            )
            for show in self.shows
        ]

    def _agreed(self) -> set:
        """Those that acts are booked for or wait for. One query."""
        live = Booking.objects.filter(spot__show__in=self.shows, state__in=sorted(LIVE | PROMISED))
        return set(live.values_list("spot__show", flat=True))

    def lock(self) -> set[int]:
        """The shows by id, then their bookings; all calendars that tell of them."""
        shows = [lock_show(show.pk) for show in self.shows]
        agreed = self._agreed()
        self._locked = [(show, show.pk in agreed) for show in shows if show.state in STANDING]
        calendars: set[int] = set()
        for show, _is_agreed in self._locked:
            bookings = lock_bookings(show, state__in=sorted(PROMISED))
            calendars |= concerned_calendars(show, bookings, lineup_of(bookings)) | stage_calendars(show.stage)
        return calendars

    def follow(self, change: ClockChange) -> None:
        doing = Doing.begin(change.acting_user, Channel.PAGE, change.at)
        free = [show for show, is_agreed in self._locked if not is_agreed]
        before = {show.pk: copy(show) for show in free}
        if change.existing == Existing.CLOCK:
            self._shift(free, change)
        for show in free:
            show.timezone = change.timezone
            _count_nights(before[show.pk], show, change)
            _store(before[show.pk], show, doing)

    def _shift(self, shows: list[Show], change: ClockChange) -> None:
        """All of them give their stages back before any claims one anew: they may change places."""
        claimed = [show for show in shows if show.claim_id]
        for show in claimed:
            let_stage_go(show)
        for show in shows:
            _move(show, change)
        for show in claimed:
            claim_stage(show, stays=True)
            show.save(update_fields=["claim", *SHOW_MOMENTS])


def _count_nights(before: Show, show: Show, change: ClockChange) -> None:
    """Anew by the new clock; or they stay those that they were, by the clock by which they were counted: what began in
    the evening may lie at noon on the new one, and would take a second night."""
    if change.existing == Existing.ANEW:
        show.night = night_of(show.starts_at, change.timezone, change.day_starts_at)
        show.nights_clocks = []
    elif change.existing == Existing.MOMENTS and before.timezone != show.timezone:
        show.nights_clocks = clocks_keeping_nights(before.nights_clocks, before.timezone, change.timezone)


def _move(show: Show, change: ClockChange) -> None:
    """The show and its spots at the same times of the new clock. Raises ValidationError for what would have begun."""
    former = show.timezone
    for name in SHOW_MOMENTS:
        _move_moment(show, name, change, former)
    if show.starts_at <= change.at < change.moved(show.starts_at, former):
        raise ValidationError(
            {"existing": [_("%(show)s would already have started. Change it first.") % {"show": show}]}
        )
    spots = list(show.spots.all())
    for spot in spots:
        spot.show = show
        for name in SPOT_MOMENTS:
            _move_moment(spot, name, change, former)
    _require_order(show, spots)
    Spot.objects.bulk_update(spots, SPOT_MOMENTS)


def _require_order(show: Show, spots: list[Spot]) -> None:
    """The new clock may skip or repeat an hour where the former did not. Raises ValidationError at `existing`."""
    try:
        check_order(show)
        for spot in spots:
            check_spot(spot, "spots")
    except ValidationError as error:
        raise ValidationError({"existing": [CLOCK_JUMPS % {"show": show}]}) from error


def _move_moment(row: Show | Spot, name: str, change: ClockChange, former: str) -> None:
    moment: dt.datetime | None = getattr(row, name)
    if moment is not None:
        setattr(row, name, change.moved(moment, former))


def _store(before: Show, show: Show, doing: Doing) -> None:
    """Write what is another now, note it and tell calendars; nothing for what stays as it is."""
    changes = {
        name: [_told(getattr(before, name)), _told(getattr(show, name))]
        for name in FOLLOWED
        if getattr(before, name) != getattr(show, name)
    }
    if not changes:
        return
    show.version += 1
    show.save(update_fields=[*FOLLOWED, "version"])
    doing.note(Event.UPDATED, show=show, before=show.state, after=show.state, changes=changes)
    retell(show)


def _told(value) -> str | None:
    return value.isoformat() if hasattr(value, "isoformat") else value
