"""What a venue's desk shows: its stages, what stands on them by night, and the version of all of it.

Each read is one query, whatever the number of stages, nights and items, and makes no model objects: rendering a month
is what costs. They ask nobody's leave; `holds.desk` does.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Party, Viewer
from accounts.names.forgotten import name_shown
from accounts.states import LEADING_ROLES
from bookings.queries.nights import nights_of_show
from bookings.states import LIVE, PROMISED, ShowState
from web.prepared import run

LONGEST_SHOW = dt.timedelta(days=8)
"""No claim lasts longer: a show whose own night is farther away does not reach into these."""


@dataclass(frozen=True)
class DeskDoor:
    """A venue as its desk needs it, what the viewer is there, and the versions of all that the desk shows.

    `versions` are those of the venue's calendar and of its stages': every change of a show, its bill, a hold or a
    stage's own time raises one of them in its transaction.
    """

    party: Party
    day_starts_at: dt.time
    topic: str
    version: int
    versions: tuple[int, ...]
    roles: frozenset[str]

    @property
    def is_led(self) -> bool:
        return bool(self.roles & LEADING_ROLES)


@dataclass(frozen=True)
class DeskStage:
    """A stage, and the ids of the rooms that it is made of."""

    id: UUID
    name: str
    capacity: int | None
    calendar_id: int
    parts: Sequence[UUID]


@dataclass(frozen=True)
class DeskShow:
    """A show with its bill: who is booked, how many spots are open, and how many acts wait for an
    answer or have to give one; of these, how many applied."""

    id: UUID
    state: str
    title: str
    night: dt.date
    load_in_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    out_at: dt.datetime
    timezone: str
    nights_clocks: Sequence[str]
    stage_id: UUID | None
    place: str
    rooms: Sequence[UUID]
    acts: Sequence[str]
    open_spots: int
    waiting: int
    applications: int

    @property
    def nights(self) -> list[dt.date]:
        """The nights that it takes: a festival of three days takes three."""
        return nights_of_show(self.night, self.load_in_at, self.out_at, self.timezone, self.nights_clocks)


@dataclass(frozen=True)
class DeskHold:
    """A hold on the ladder of one room. `asked_until`: challenged, it has to answer by then; `challenges`: it is the
    one who challenges, `decides_until`: all above have passed, and it has to confirm by then. `proposed_until`: it was
    proposed to the venue, which has to answer by then."""

    id: UUID
    stage_id: UUID
    room_id: UUID
    night: dt.date
    rank: int
    name: str
    holder_id: UUID
    holder: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    expires_at: dt.datetime | None
    asked_until: dt.datetime | None
    challenges: bool
    decides_until: dt.datetime | None
    proposed_until: dt.datetime | None


# Asked on every request, also where the fragment is kept: by hand, as small as can be, and planned once a connection.
_DOOR_FIELDS = ("id", "kind", "name", "slug", "calendar_id", "timezone", "approval", "is_listed", "version")
_DOOR = f"""
SELECT venue.day_starts_at, own.public_id, own.version,
       ARRAY(SELECT calendar.version FROM venues_stage stage
               JOIN availability_calendar calendar ON calendar.id = stage.calendar_id
              WHERE stage.venue_id = party.id ORDER BY stage.id),
       ARRAY(SELECT role FROM accounts_membership
              WHERE party_id = party.id AND user_id = %s AND left_at IS NULL),
       {", ".join(f"party.{name}" for name in _DOOR_FIELDS)}
  FROM accounts_party party
  JOIN venues_venue venue ON venue.party_id = party.id
  JOIN availability_calendar own ON own.id = party.calendar_id
 WHERE party.slug = %s
"""


def find_door(user: Viewer, slug: str) -> DeskDoor | None:
    """The desk's door of a venue in whose team the user is; None for anybody else, and for a slug of old. One query."""
    if "\x00" in slug:
        return None
    row = next(iter(run(_DOOR, [user.pk, slug])), None)
    if row is None or not row[4]:
        return None
    day_starts_at, public_id, version, versions, roles, *party = row
    return DeskDoor(
        party=Party(**dict(zip(_DOOR_FIELDS, party, strict=True))),
        day_starts_at=day_starts_at,
        topic=f"p.{public_id}",
        version=version,
        versions=(version, *versions),
        roles=frozenset(roles),
    )


_STAGES = """
SELECT stage.id, stage.name, stage.capacity, stage.calendar_id,
       ARRAY(SELECT to_stage_id FROM venues_stage_parts WHERE from_stage_id = stage.id)
  FROM venues_stage stage WHERE stage.venue_id = %s ORDER BY stage.position, stage.name
"""


def desk_stages(venue_id: UUID) -> list[DeskStage]:
    """The stages of a venue in its order. One query."""
    return [DeskStage(*row) for row in _rows(_STAGES, [venue_id])]


_SHOWS = """
SELECT show.id, show.state, show.title, show.night, show.load_in_at, show.starts_at, show.ends_at, show.out_at,
       show.timezone, show.nights_clocks, show.stage_id, show.place,
       ARRAY(SELECT room_id FROM bookings_showroom WHERE show_id = show.id),
       bill.acts, bill.open_spots, bill.waiting, bill.applications
  FROM bookings_show show
 CROSS JOIN LATERAL (
    SELECT COALESCE(array_remove(array_agg(
               CASE WHEN booking.state <> 'pending' THEN act.name END ORDER BY spot.starts_at, spot.position, spot.id
           ), NULL), '{}') AS acts,
           count(DISTINCT spot.id) FILTER (WHERE spot.state = 'open') AS open_spots,
           count(booking.id) FILTER (WHERE booking.state = 'pending') AS waiting,
           count(booking.id) FILTER (
               WHERE booking.state = 'pending' AND booking.initiated_by = 'application'
           ) AS applications
      FROM bookings_spot spot
      LEFT JOIN bookings_booking booking ON booking.spot_id = spot.id AND booking.state = ANY(%(states)s)
      LEFT JOIN accounts_party act ON act.id = booking.act_id
     WHERE spot.show_id = show.id
 ) bill
 WHERE show.night BETWEEN %(from)s AND %(last)s AND show.state <> %(cancelled)s
   AND (show.owner_id = %(venue)s OR show.stage_id = ANY(%(stages)s::uuid[]))
 ORDER BY show.starts_at, show.id
"""


def desk_shows(venue_id: UUID, stages: list[DeskStage], first: dt.date, last: dt.date) -> list[DeskShow]:
    """The shows that take a night from `first` to `last`, drafts too and without the cancelled, by start. One query.

    Those up to eight days before and after come along: what of them reaches into these nights, by a load-in days before
    too, is the reader's to see.
    """
    values = {
        "venue": venue_id,
        "stages": [stage.id for stage in stages],
        "from": first - LONGEST_SHOW,
        "last": last + LONGEST_SHOW,
        "cancelled": ShowState.CANCELLED.value,
        "states": sorted(state.value for state in LIVE | PROMISED),
    }
    shows = [DeskShow(*row) for row in _rows(_SHOWS, values)]
    return [replace(show, acts=[name_shown(act) for act in show.acts]) for show in shows]


_HOLDS = """
SELECT hold.id, hold.stage_id, rung.room_id, rung.night, rung.rank,
       COALESCE(act.name, NULLIF(hold.act_name, ''), holder.name), holder.id, holder.name,
       hold.starts_at, hold.ends_at, hold.expires_at,
       (SELECT min(until) FROM holds_challenge
         WHERE asked_id = hold.id AND state = 'asking'),
       own.state IS NOT NULL,
       CASE WHEN own.state = 'deciding' THEN own.until END, proposal.answer_by
  FROM holds_rung rung
  JOIN holds_hold hold ON hold.id = rung.hold_id
  JOIN accounts_party holder ON holder.id = hold.holder_id
  LEFT JOIN accounts_party act ON act.id = hold.act_id
  LEFT JOIN holds_challenge own ON own.hold_id = hold.id AND own.state IN ('asking', 'deciding', 'paused')
  LEFT JOIN holds_proposal proposal ON proposal.hold_id = hold.id AND proposal.state = 'waiting'
 WHERE rung.room_id = ANY(%s::uuid[]) AND rung.night BETWEEN %s AND %s AND rung.rank IS NOT NULL
 ORDER BY rung.night, rung.rank
"""


def desk_holds(stages: list[DeskStage], first: dt.date, last: dt.date) -> list[DeskHold]:
    """The holds on the ladders of these rooms, by night and rank; one that takes two rooms comes twice. One query."""
    return [DeskHold(*row) for row in _rows(_HOLDS, [[stage.id for stage in stages], first, last])]


def _rows(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        yield from cursor.fetchall()
