"""The public status of nights: what everybody may know of when an act, a stage or a venue is available.

The number of queries does not depend on the number of nights: three for an act, five for a venue with all its stages.
Past nights are unavailable unless booked.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval, PartyKind
from availability.queries.manager import AvailabilityManager
from availability.states import BlockKind, NightState
from bands.queries import players
from bookings.conditions import PROMISED_BOOKING, PUBLIC_SHOW
from bookings.hooks import act_nights_asked_for, stage_nights_asked_for
from bookings.models import Booking, Show, ShowRoom, Spot
from bookings.queries.nights import DAY, DAY_ROLL, night_window, nights_between, nights_of, nights_taken
from bookings.states import BookingState, NightStatus, SpotState
from venues.models import Stage, Venue
from venues.queries import night_of
from web.prepared import run

REACH = dt.timedelta(days=8)
"""No show takes a night farther from its own: none lasts longer than a week."""
PUBLIC_STATUS = {
    NightState.GREEN: NightStatus.AVAILABLE,
    NightState.AMBER: NightStatus.AVAILABLE,
    NightState.SHORT: NightStatus.AVAILABLE,
    NightState.UNKNOWN: NightStatus.ON_REQUEST,
    NightState.RED: NightStatus.UNAVAILABLE,
}
"""What everybody may know of a night on which an act is neither booked nor asked for."""

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Taken(TypedDict):
        """What `_shows_within` adds to a show: whether acts are sought or apply, and the rooms beside its stage."""

        has_open_spot: bool
        has_applicants: bool
        further_rooms: list[UUID]

    ShowOnNights: TypeAlias = WithAnnotations[Show, Taken]


class NightShow(NamedTuple):
    """A show as everybody may know it: announced, of an approved owner."""

    id: UUID
    title: str
    owner: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    timezone: str

    @property
    def local_start(self) -> dt.datetime:
        return self.starts_at.astimezone(ZoneInfo(self.timezone))

    @property
    def local_end(self) -> dt.datetime:
        return self.ends_at.astimezone(ZoneInfo(self.timezone))


class PublicNight(NamedTuple):
    """One night: its status, and the shows that have been announced; a booked night without shows is nameless."""

    night: dt.date
    status: NightStatus
    shows: tuple[NightShow, ...] = ()


@dataclass(frozen=True)
class StageNights:
    """The nights of one stage."""

    stage: Stage
    nights: tuple[PublicNight, ...]


def public_nights(subject: Party | Stage, first: dt.date, last: dt.date) -> list[PublicNight]:
    """Every night from `first` to `last`, both included, of an act, a venue or one stage.

    Asks nobody's leave: load the party through `accounts.access`. Raises ValidationError for a senseless range.
    """
    if isinstance(subject, Stage):
        [stage] = stages_nights(subject.venue, [subject], first, last)
        return list(stage.nights)
    if subject.kind == PartyKind.VENUE:
        return venue_nights(subject, first, last)[0]
    return act_nights(subject, first, last)


def act_nights(act: Party, first: dt.date, last: dt.date) -> list[PublicNight]:
    """Booked if claimed; pending if an application, invitation or hold of it is open, or a request that it has
    answered, and it shows that; available if its members can, if need be; on request if that is not known; else
    unavailable. Three queries, and those of the hook: one for holds."""
    nights = nights_between(first, last)
    states = _night_states(act, first, last)
    booked, shows = set(), defaultdict(list)
    pending = {night for found in act_nights_asked_for(act, first, last) for night in found}
    for state, from_at, until, show in _promised_or_asked(act, first, last):
        taken = nights_taken(from_at, until, act.timezone)
        if state == CLAIMED:
            booked |= set(taken)
        elif state == BookingState.PENDING:
            pending |= set(taken)
        elif show:
            shows[taken[0]].append(show)
    today = night_of(now(), act.timezone, DAY_ROLL)
    shown = pending if act.shows_pending else set()
    return [
        PublicNight(night, _status_of_act(night, today, booked, shown, states[night]), tuple(shows[night]))
        for night in nights
    ]


def _status_of_act(night: dt.date, today: dt.date, booked: set, pending: set, state: NightState) -> NightStatus:
    if night in booked:
        return NightStatus.BOOKED
    if night < today:
        return NightStatus.UNAVAILABLE
    if night in pending:
        return NightStatus.PENDING
    return PUBLIC_STATUS[state]


def _night_states(act: Party, first: dt.date, last: dt.date) -> dict[dt.date, NightState]:
    who = players(act)
    is_person = act.kind == PartyKind.PERSON
    nights = AvailabilityManager.nights(
        members=[act.calendar_id] if is_person else who.members,
        own_calendar_id=0 if is_person else act.calendar_id,
        first=first,
        last=last,
        timezone=act.timezone,
        evening_from=who.band.evening_from,
        evening_to=who.band.evening_to,
        terms=who.terms,
    )
    return {night.night: night.state for night in nights}


CLAIMED = "claimed"
# Of a booking that is promised, the show follows if everybody may know it by name. A request counts once the act has
# answered it with other terms: strangers would fill its calendar otherwise. Nor does what lapsed unanswered.
TAKEN = f"""
SELECT %(claimed)s::text AS state, lower(period), upper(period), NULL::timestamptz AS plays_at,
       false, NULL::uuid, NULL, NULL, NULL::timestamptz, NULL::timestamptz, NULL
  FROM availability_timeblock
 WHERE calendar_id = %(calendar)s AND kind = %(claim)s AND period && tstzrange(%(since)s, %(until)s)
   AND (expires_at IS NULL OR expires_at > %(now)s)
 UNION ALL
SELECT booking.state, spot.call_at, spot.released_at, spot.starts_at,
       booking.state <> 'pending' AND {PUBLIC_SHOW.sql("show", owner="owner", moment="%(now)s")},
       show.id, show.title, owner.name, show.starts_at, show.ends_at, show.timezone
  FROM bookings_booking booking
  JOIN bookings_spot spot ON spot.id = booking.spot_id
  JOIN bookings_show show ON show.id = spot.show_id
  JOIN accounts_party owner ON owner.id = show.owner_id
 WHERE booking.act_id = %(act)s AND spot.call_at < %(until)s AND spot.released_at > %(since)s
   AND ({PROMISED_BOOKING.sql("booking")}
        OR (booking.state = 'pending' AND (booking.answer_by IS NULL OR booking.answer_by > %(now)s)
            AND (booking.initiated_by <> 'request' OR booking.offer_number > 1)))
 ORDER BY plays_at
"""


def _promised_or_asked(
    act: Party, first: dt.date, last: dt.date
) -> Iterator[tuple[str, dt.datetime, dt.datetime, NightShow | None]]:
    """What an act is claimed for, promised to or asked for: state, from when until when, and the show of a
    promise if it is public. One query."""
    since, until = night_window(first, last, act.timezone)
    values: dict[str, Any] = {
        "act": act.pk, "calendar": act.calendar_id, "since": since, "until": until,
        "now": now(), "claimed": CLAIMED, "claim": BlockKind.CLAIM.value,
    }  # fmt: skip
    for state, from_at, to_at, _plays_at, is_public, *show in run(TAKEN, values):
        yield state, from_at, to_at, NightShow(*show) if is_public else None


def venue_nights(venue: Party, first: dt.date, last: dt.date) -> tuple[list[PublicNight], list[StageNights]]:
    """A venue's nights, each the best of its stages, and the nights of each stage. Five queries and those of
    the hook."""
    loaded = Venue.objects.prefetch_related("stages").get(party=venue)
    loaded.party = venue
    stages = stages_nights(loaded, list(loaded.stages.all()), first, last)
    nights = nights_between(first, last)
    return [_best(night, [stage.nights[place] for stage in stages]) for place, night in enumerate(nights)], stages


def _best(night: dt.date, of_stages: list[PublicNight]) -> PublicNight:
    order = list(NightStatus)
    status = min((stage.status for stage in of_stages), key=order.index, default=NightStatus.UNAVAILABLE)
    return PublicNight(night, status, tuple(show for stage in of_stages for show in stage.shows))


def stages_nights(venue: Venue, stages: list[Stage], first: dt.date, last: dt.date) -> list[StageNights]:
    """Booked if its show has no open spot; pending if a spot is open and somebody applied, or somebody wants it;
    unavailable if the venue said so; else available. What takes one of its rooms, or a hall that it is part of, takes
    it too. Three queries and those of the hook, whatever the number of stages."""
    nights = nights_between(first, last)
    zone, roll = venue.party.timezone, venue.day_starts_at
    window = night_window(first, last, zone)
    rooms, part_calendars = _rooms_of(stages)
    wanted = _nights_wanted(rooms, first, last)
    shows: dict[tuple, list[ShowOnNights]] = defaultdict(list)
    for show in _shows_within(venue, first, last):
        taken = {show.stage_id, *show.further_rooms}
        for stage in stages:
            if taken & set(rooms[stage.pk]):
                for night in nights_of(show):
                    shows[stage.pk, night].append(show)
    calendars = {stage.pk: stage.calendar_id for stage in stages} | part_calendars
    closed = _nights_claimed(list(calendars.values()), window, zone, roll, kind=BlockKind.BUSY)
    today = night_of(now(), zone, roll)
    return [
        StageNights(
            stage,
            tuple(
                _night_of_stage(
                    stage,
                    night,
                    shows[stage.pk, night],
                    today,
                    is_closed=any(night in closed[calendars[room]] for room in rooms[stage.pk]),
                    is_wanted=night in wanted[stage.pk],
                )
                for night in nights
            ),
        )
        for stage in stages
    ]


def _night_of_stage(
    stage: Stage, night: dt.date, shows: "list[ShowOnNights]", today: dt.date, *, is_closed: bool, is_wanted: bool
) -> PublicNight:
    """Shows are told by the stage that they stand on, and by none of its rooms."""
    announced = tuple(
        _named(show) for show in shows if show.is_public and show.night == night and show.stage_id == stage.pk
    )
    return PublicNight(night, _status_of_stage(night, shows, today, is_closed, is_wanted), announced)


def _status_of_stage(
    night: dt.date, shows: "list[ShowOnNights]", today: dt.date, is_closed: bool, is_wanted: bool
) -> NightStatus:
    if shows and (night < today or not any(show.has_open_spot for show in shows)):
        return NightStatus.BOOKED
    if night < today or (is_closed and not shows):
        return NightStatus.UNAVAILABLE
    is_wanted = is_wanted or any(show.has_applicants for show in shows)
    return NightStatus.PENDING if is_wanted else NightStatus.AVAILABLE


def _shows_within(venue: Venue, first: dt.date, last: dt.date) -> "Iterable[ShowOnNights]":
    open_spots = Spot.objects.filter(show=OuterRef("pk"), state=SpotState.OPEN)
    applicants = Booking.objects.pending().filter(
        Q(answer_by=None) | Q(answer_by__gt=now()),
        spot__show=OuterRef("pk"),
        spot__state=SpotState.OPEN,
        act__approval=Approval.APPROVED,
    )
    # A show that kept its night when the venue got another clock may be a day away from it by that clock, and days away
    # after several of them.
    since, until = night_window(first - DAY, last + DAY, venue.party.timezone)
    near = Q(load_in_at__lt=until, out_at__gt=since)
    kept = ~Q(nights_clocks=[]) & Q(night__range=(first - REACH, last + REACH))
    shows = Show.objects.published().filter(near | kept, stage__venue=venue)
    annotated = shows.annotate(
        has_open_spot=Exists(open_spots),
        has_applicants=Exists(applicants),
        further_rooms=ArraySubquery(ShowRoom.objects.filter(show=OuterRef("pk")).values("room")),
    )
    return annotated.select_related("owner").order_by("starts_at", "id")


def _rooms_of(stages: list[Stage]) -> tuple[dict[UUID, list[UUID]], dict[UUID, int]]:
    """Each stage and the rooms that it is made of, by its id; and the ids of these rooms' calendars. One query."""
    rooms = {stage.pk: [stage.pk] for stage in stages}
    parts = Stage.parts.through.objects.filter(from_stage__in=stages)
    calendars: dict[UUID, int] = {}
    for whole, part, calendar_id in parts.values_list("from_stage", "to_stage", "to_stage__calendar"):
        rooms[whole].append(part)
        calendars[part] = calendar_id
    return rooms, calendars


def _nights_wanted(rooms: dict[UUID, list[UUID]], first: dt.date, last: dt.date) -> dict[UUID, set[dt.date]]:
    """The nights that somebody wants a stage for, as the apps above know, by the stage's id."""
    found: dict[UUID, set[dt.date]] = defaultdict(set)
    for by_stage in stage_nights_asked_for(rooms, first, last):
        for stage, nights in by_stage.items():
            found[stage] |= set(nights)
    return found


BLOCKS = """
SELECT calendar_id, lower(period), upper(period) FROM availability_timeblock
 WHERE calendar_id = ANY(%s::bigint[]) AND kind = %s AND period && tstzrange(%s, %s)
   AND (expires_at IS NULL OR expires_at > %s)
"""


def _nights_claimed(
    calendar_ids: list[int],
    window: tuple[dt.datetime, dt.datetime],
    timezone: str,
    roll: dt.time,
    kind: BlockKind = BlockKind.CLAIM,
) -> dict[int, set[dt.date]]:
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, [calendar_ids, kind, *window, now()])
        blocks = cursor.fetchall()
    nights: dict[int, set[dt.date]] = defaultdict(set)
    for calendar_id, starts_at, ends_at in blocks:
        nights[calendar_id] |= set(nights_taken(starts_at, ends_at, timezone, roll))
    return nights


def closed_nights(
    calendar_ids: list[int], first: dt.date, last: dt.date, timezone: str, day_starts_at: dt.time
) -> dict[int, set[dt.date]]:
    """The nights on which a stage is said to be unavailable, by its calendar's id. One query."""
    window = night_window(first, last, timezone)
    return _nights_claimed(calendar_ids, window, timezone, day_starts_at, kind=BlockKind.BUSY)


def _named(show: Show) -> NightShow:
    return NightShow(show.pk, show.title, show.owner.name, show.starts_at, show.ends_at, show.timezone)
