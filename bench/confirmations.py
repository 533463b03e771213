"""Confirming bookings of five through the action: alone, by sixteen at once, for one drummer, among many claims.

--seconds says how long sixteen clients fight for one drummer (10 unless told), --claims among how many claims one
confirms (10000 and 1000000 unless told). Beside each rate stands that of bare claims: as many rows locked and claimed
by plain psycopg, and nothing else that a booking is.
"""

import datetime as dt
import os
import time
import uuid
from collections.abc import Iterable
from itertools import pairwise

import psycopg
from django.db import connection

from accounts.actions import accept_invite, create_invite
from accounts.models import Party, User
from accounts.states import Approval, Role
from availability.actions import set_known_until
from availability.errors import Busy, Taken
from bands.actions import create_band
from bench import worlds
from bench.crowd import at_once
from bench.timing import percentile, say
from bookings.actions import SpotDraft, accept_booking, apply_to_spot, create_show
from bookings.models import Booking
from venues.actions import create_stage, create_venue

ZONE = "Europe/Berlin"
PLAYERS = 5
CLIENTS = 16
ALONE, EACH, WARM_UP = 40, 24, 3
"""How many bookings one client confirms, and each of sixteen, after so many by which statements are planned."""
HOT_NIGHTS = 10
USUAL_SECONDS, USUAL_CLAIMS = "10", "10000 1000000"
NIGHT = dt.datetime(2028, 1, 1, 20, tzinfo=dt.UTC)

Span = tuple[float, float]
"""When an attempt began and ended."""

BARE_LOCK = "SELECT id FROM availability_calendar WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
BARE_CLAIM = """
INSERT INTO availability_timeblock (calendar_id, period, kind, occasion)
SELECT id, tstzrange(%s, %s), 'claim', %s FROM unnest(%s::bigint[]) AS id
ON CONFLICT ON CONSTRAINT timeblock_claims_never_overlap DO NOTHING
"""
# Promises of others: each calendar has a hundred, a day apart.
CLAIMS = """
WITH fresh AS (
    INSERT INTO availability_calendar (public_id, version, public_version)
    SELECT gen_random_uuid(), 1, 1 FROM generate_series(1, %(calendars)s) RETURNING id
)
INSERT INTO availability_timeblock (calendar_id, kind, period, occasion)
SELECT id, 'claim', tstzrange(starts_at, starts_at + interval '5 hours'), gen_random_uuid()
  FROM fresh, generate_series(%(night)s, %(night)s + interval '99 days', interval '1 day') AS starts_at
"""


def run() -> None:
    before = deadlocks()
    alone()
    by_many()
    for_one_drummer()
    say("deadlocks that PostgreSQL counted meanwhile", str(deadlocks() - before), "0")
    among_claims()
    worlds.empty()


def alone() -> None:
    spans, bare = [], []
    for booking, night in zip(waiting(a_house("alone"), a_band("alone"), ALONE), bare_nights(ALONE), strict=True):
        spans += accept_all([booking])
        bare += claim_bare([night])
    say(f"one client, {PLAYERS} players: median", milliseconds(spans, 0.5), "< 25 ms")
    say("one client: median / median of bare claims", f"{median(spans) / median(bare):.1f}")


def by_many() -> None:
    """Sixteen venues with a band each: what they share is the machine."""
    names = [f"many{number}" for number in range(CLIENTS)]
    bookings = [waiting(a_house(name), a_band(name), WARM_UP + EACH) for name in names]
    spans = joined(at_once(accept_others, bookings, first=accept_first))
    bare = joined(at_once(claim_bare, [bare_nights(EACH * 4) for _name in names]))
    say(f"{CLIENTS} clients: confirmations/s", f"{rate(spans):.0f}", ">= 150")
    say(f"{CLIENTS} clients: bare claims/s by the same", f"{rate(bare):.0f}")
    say(f"{CLIENTS} clients: p99", milliseconds(spans, 0.99), "< 300 ms")


def for_one_drummer() -> None:
    """Sixteen bands with one drummer, all waiting to be booked for the same nights, and trying again when refused."""
    seconds = float(os.environ.get("BENCH_SECONDS", USUAL_SECONDS))
    drummer = User.objects.create_user("drummer@bench.example")
    bookings: list[list[uuid.UUID]] = []
    for number in range(CLIENTS):
        bookings.append(waiting(a_house(f"hot{number}"), a_band(f"hot{number}", drummer), HOT_NIGHTS))
    found = at_once(fight, [(each, seconds) for each in bookings])
    won, lost = joined(part[0] for part in found), joined(part[1] for part in found)
    say(f"{CLIENTS} clients for one drummer, {seconds:.0f} s: attempts/s", f"{rate(won + lost):.0f}")
    say("for one drummer: confirmed, refused", f"{len(won)}, {len(lost)}")
    ratio = percentile(lengths(won + lost), 0.999) / median(won + lost)
    say("for one drummer: p99.9 / median", f"{ratio:.1f}", "< 20")


def among_claims() -> None:
    sizes = [int(size) for size in os.environ.get("BENCH_CLAIMS", USUAL_CLAIMS).replace(",", " ").split()]
    house, band, medians = a_house("claims"), a_band("claims"), []
    for place, size in enumerate(sizes):
        fill(size)
        spans = accept_all(waiting(house, band, WARM_UP + ALONE, first=place * (WARM_UP + ALONE)))[WARM_UP:]
        medians.append(median(spans))
        say(f"among {size:,} claims: median", milliseconds(spans, 0.5))
    for (fewer, more), (one, other) in zip(pairwise(sizes), pairwise(medians), strict=True):
        say(f"among {more:,} / among {fewer:,} claims", f"{other / one:.2f}", "<= 1.25")


def accept_all(bookings: Iterable[uuid.UUID]) -> list[Span]:
    """Accept them one after another; how long each took, without looking it up."""
    spans = []
    for booking in load(bookings):
        started = time.perf_counter()
        accept_booking(acting_user=booking.spot.show.created_by, booking=booking)
        spans.append((started, time.perf_counter()))
    return spans


def claim_bare(nights: Iterable[tuple[list[int], int]]) -> list[Span]:
    """Lock calendars and claim them for a day, each in a transaction of plain psycopg."""
    spans, values = [], connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: values[name] for name in names}) as claiming:
        for calendars, day in nights:
            starts_at = NIGHT + dt.timedelta(days=day)
            started = time.perf_counter()
            with claiming.transaction():
                claiming.execute(BARE_LOCK, [calendars])
                claiming.execute(BARE_CLAIM, [starts_at, starts_at + dt.timedelta(hours=5), uuid.uuid4(), calendars])
            spans.append((started, time.perf_counter()))
    return spans


def accept_first(bookings: list[uuid.UUID]) -> list[Span]:
    return accept_all(bookings[:WARM_UP])


def accept_others(bookings: list[uuid.UUID]) -> list[Span]:
    return accept_all(bookings[WARM_UP:])


def fight(argument: tuple[list[uuid.UUID], float]) -> tuple[list[Span], list[Span]]:
    """Accept bookings in turn until the time is over, those that were refused again; the spans of both endings."""
    ids, seconds = argument
    waiting_still, won, lost = load(ids), [], []
    ends = time.perf_counter() + seconds
    while waiting_still and (started := time.perf_counter()) < ends:
        booking = waiting_still.pop(0)
        try:
            accept_booking(acting_user=booking.spot.show.created_by, booking=booking)
            won.append((started, time.perf_counter()))
        except (Taken, Busy):
            lost.append((started, time.perf_counter()))
            waiting_still.append(booking)
    return won, lost


def load(ids: Iterable[uuid.UUID]) -> list[Booking]:
    ids = list(ids)
    found = Booking.objects.select_related("spot__show__created_by", "act", "created_by").in_bulk(ids)
    return [found[each] for each in ids]


def a_house(name: str):
    """A venue's manager, and its one stage."""
    manager = User.objects.create_user(f"manager.{name}@bench.example")
    venue = create_venue(acting_user=manager, name=f"House {name}", timezone=ZONE)
    Party.objects.filter(pk=venue.pk).update(approval=Approval.APPROVED)
    venue.party.refresh_from_db()
    return manager, create_stage(acting_user=manager, venue=venue, name="Stage")


def a_band(name: str, *members: User) -> tuple[User, Party]:
    """A leader and an approved band of PLAYERS, these members among them, who are free for years."""
    leader = User.objects.create_user(f"leader.{name}@bench.example")
    party = create_band(acting_user=leader, name=f"Band {name}", timezone=ZONE).party
    _, token = create_invite(acting_user=leader, party=party, role=Role.MEMBER, uses=PLAYERS - 1, expires_in_days=7)
    others = [
        User.objects.create_user(f"player.{name}.{number}@bench.example")
        for number in range(PLAYERS - 1 - len(members))
    ]
    for member in (*members, *others):
        accept_invite(acting_user=member, token=token, instrument="", may_be_booked=True)
    for member in (leader, *others):
        until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=500)
        set_known_until(acting_user=member, calendar=member.calendar, until=until, timezone=ZONE)
    Party.objects.filter(pk=party.pk).update(approval=Approval.APPROVED)
    party.refresh_from_db()
    return leader, party


def waiting(house, band, count: int, *, first: int = 0) -> list[uuid.UUID]:
    """So many pending bookings of a band in a house, one a night."""
    (manager, stage), (leader, act) = house, band
    found = []
    for number in range(first, first + count):
        starts_at = dt.datetime.now(dt.UTC).replace(hour=20, minute=0, second=0, microsecond=0)
        starts_at += dt.timedelta(days=10 + number)
        show = create_show(
            acting_user=manager, owner=stage.venue.party, stage=stage, starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=3), spots=[SpotDraft()], publish=True,
        )  # fmt: skip
        found.append(apply_to_spot(acting_user=leader, spot=show.spots.get(), act=act).pk)
    return found


def bare_nights(count: int) -> list[tuple[list[int], int]]:
    """So many days of fresh calendars, as many as a booking claims."""
    calendars = worlds.calendars(1 + PLAYERS, known_days=500)
    return [(calendars, day) for day in range(count)]


def fill(size: int) -> None:
    """Claims of other calendars, until there are so many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM availability_timeblock WHERE kind = 'claim'")
        missing = max(0, size - cursor.fetchone()[0])
        cursor.execute(CLAIMS, {"calendars": missing // 100, "night": NIGHT})
        cursor.execute("VACUUM ANALYZE availability_timeblock, availability_calendar")


def joined(parts: Iterable[list[Span]]) -> list[Span]:
    return [span for part in parts for span in part]


def lengths(spans: list[Span]) -> list[float]:
    return [ended - started for started, ended in spans]


def median(spans: list[Span]) -> float:
    return percentile(lengths(spans), 0.5)


def milliseconds(spans: list[Span], share: float) -> str:
    return f"{percentile(lengths(spans), share) * 1000:.1f} ms"


def rate(spans: list[Span]) -> float:
    """How many a second, from the first start to the last end."""
    return len(spans) / (max(ended for _started, ended in spans) - min(started for started, _ended in spans))


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
