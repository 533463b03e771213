"""Which of very many bands are free this night, by day masks and by a walk through their members' blocks.

--bands says for how many (1000 and 10000 unless told; 100000 take some minutes to write).
"""

import datetime as dt
import gc
import itertools
import os
import statistics
import time
from collections.abc import Callable
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from accounts.models import Party
from accounts.states import PartyKind
from availability.actions import refresh_masks
from availability.actions.known import known_differences
from availability.actions.masks import mask_differences
from availability.models import TimeBlock
from availability.queries.manager import AvailabilityManager
from availability.ranges import Period
from bench.timing import in_turn, milliseconds, ratio, say
from bench.worlds import MIDNIGHT
from discovery.actions import rebuild_listings
from discovery.queries import search_parties

USUAL = "1000 10000"
PLAYERS = 5
DAYS = 540
BLOCKS_A_PLAYER, BLOCKS_MAX = 80, 10_000_000
CHECKED_MAX = 1000
"""As many bands are checked mask by mask; more take longer than they teach."""
TABLES = (
    "availability_calendar", "availability_calendarsource", "availability_timeblock", "availability_daymask",
    "accounts_party", "accounts_party_genres", "accounts_partyphoto", "discovery_listing", "discovery_searchtext",
)  # fmt: skip
NIGHT = dt.date(2028, 6, 17)
EVENING = Period(dt.datetime(2028, 6, 17, 18, tzinfo=dt.UTC), dt.datetime(2028, 6, 17, 22, tzinfo=dt.UTC))
SHOWN = 24

# Copies of the tables with all their indexes, and without the checks of foreign keys that would be most of the loading.
# Those of blocks and masks come back afterwards, unproven for what is there: what is measured pays for them.
COPIES = [f"CREATE TABLE scratch.{table} (LIKE public.{table} INCLUDING ALL)" for table in TABLES]
REFERENCES = [
    f"ALTER TABLE {table} ADD FOREIGN KEY (calendar_id) REFERENCES availability_calendar"
    " DEFERRABLE INITIALLY DEFERRED NOT VALID"
    for table in ("availability_timeblock", "availability_daymask")
]
PLAYERS_OF = """
INSERT INTO availability_calendar (id, public_id, known_until, version, public_version)
SELECT %(bands)s + player, gen_random_uuid(), CASE WHEN random() < 0.7 THEN %(until)s::timestamptz
           ELSE %(midnight)s::timestamptz + random() * %(days)s * interval '1 day' END, 1, 1
  FROM generate_series(1, %(bands)s * %(players)s) AS player;
INSERT INTO availability_calendar (id, public_id, known_until, version, public_version)
SELECT band, gen_random_uuid(), min(known_until), 1, 1
  FROM generate_series(1, %(bands)s) AS band
  JOIN availability_calendar player ON player.id BETWEEN %(bands)s + (band - 1) * %(players)s + 1
                                                     AND %(bands)s + band * %(players)s
 GROUP BY band;
INSERT INTO availability_calendarsource (calendar_id, draws_on_id, since)
SELECT 1 + (player - 1) / %(players)s, %(bands)s + player, '-infinity'
  FROM generate_series(1, %(bands)s * %(players)s) AS player;
INSERT INTO accounts_party (id, kind, name, slug, timezone, tagline, bio, approval, is_listed, shows_pending,
                            rating_average, rating_count, version, is_demo, created_at, calendar_id)
SELECT gen_random_uuid(), 'band', 'Band ' || band, 'band-' || band, 'Europe/Berlin', '', '', 'approved', true, true,
       round((1 + 4 * random())::numeric, 2), 1, 1, false, now(), band
  FROM generate_series(1, %(bands)s) AS band;
"""
BLOCKS = """
INSERT INTO availability_timeblock (calendar_id, kind, period)
SELECT %(bands)s + player, (ARRAY['busy', 'busy', 'busy', 'maybe', 'free'])[1 + floor(random() * 5)],
       tstzrange(starts_at, starts_at + interval '15 minutes' * (4 + floor(random() * 37)))
  FROM (SELECT player, %(midnight)s::timestamptz + interval '15 minutes' * floor(random() * %(days)s * 96) AS starts_at
          FROM generate_series(%(first)s, %(last)s) AS player, generate_series(1, %(each)s)
         ORDER BY 1, 2) AS given
"""
MASKS = """
INSERT INTO availability_daymask (calendar_id, day, mask)
SELECT calendar_id, day, bit_or(((1::bigint << (last - first)) - 1) << first)
  FROM (SELECT calendar_id, day::date AS day,
               floor(extract(epoch FROM greatest(lower(period), day AT TIME ZONE 'UTC') - day AT TIME ZONE 'UTC')
                     / 1800)::int AS first,
               ceil(extract(epoch FROM least(upper(period), (day + interval '1 day') AT TIME ZONE 'UTC')
                            - day AT TIME ZONE 'UTC') / 1800)::int AS last
          FROM availability_timeblock,
               generate_series(date_trunc('day', lower(period) AT TIME ZONE 'UTC'),
                               upper(period) AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 day') AS day
         WHERE kind = 'busy' AND calendar_id > %(bands)s + %(first)s - 1
           AND calendar_id <= %(bands)s + %(last)s) AS part
 GROUP BY calendar_id, day
"""
MASKS_OF_BANDS = """
INSERT INTO availability_daymask (calendar_id, day, mask)
SELECT s.calendar_id, day, bit_or(mask)
  FROM availability_daymask mask JOIN availability_calendarsource s ON s.draws_on_id = mask.calendar_id
 GROUP BY s.calendar_id, day
"""
WALK = """
EXISTS (SELECT FROM availability_calendarsource s JOIN availability_timeblock b ON b.calendar_id = s.draws_on_id
         WHERE s.calendar_id = accounts_party.calendar_id AND b.kind IN ('busy', 'claim')
           AND b.period && tstzrange(%s, %s))
"""


def run() -> None:
    sizes = sorted(int(size) for size in os.environ.get("BENCH_BANDS", USUAL).replace(",", " ").split())
    medians = {}
    for bands in sizes:
        with a_world(bands):
            medians[bands] = measure(bands)
    for fewer, more in itertools.pairwise(sizes):
        growth = medians[more] / medians[fewer]
        say(f"{more:,} bands / {fewer:,} bands", f"{growth:.1f}", "<= 12" if more == 10 * fewer else "")


@contextmanager
def a_world(bands: int):
    """So many bands of five, each player's blocks spread over 18 months, in tables of their own that are dropped."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS scratch CASCADE")
        cursor.execute("CREATE SCHEMA scratch")
        for copy in COPIES:
            cursor.execute(copy)
        cursor.execute("SET search_path = scratch, public")
        try:
            write(cursor, bands)
            yield
        finally:
            cursor.execute("RESET search_path")
            cursor.execute("DROP SCHEMA scratch CASCADE")


def write(cursor, bands: int) -> None:
    started = time.perf_counter()
    players = bands * PLAYERS
    each = min(BLOCKS_A_PLAYER, BLOCKS_MAX // players)
    until = MIDNIGHT + dt.timedelta(days=DAYS)
    values = {"bands": bands, "players": PLAYERS, "midnight": MIDNIGHT, "until": until, "days": DAYS, "each": each}
    cursor.execute("SELECT setseed(0.5)")
    cursor.execute(PLAYERS_OF, values)
    steps = [(first, min(first + 50_000, players + 1) - 1) for first in range(1, players + 1, 50_000)]
    for first, last in steps:
        for statement in (BLOCKS, MASKS):
            cursor.execute(statement, values | {"first": first, "last": last})
        print(f"\r   {bands:,} bands: the blocks of {last:,} of {players:,} players", end="", flush=True)
    cursor.execute(MASKS_OF_BANDS)
    cursor.execute("CREATE INDEX ON availability_timeblock USING gist (calendar_id, period) WHERE kind <> 'free'")
    for reference in REFERENCES:
        cursor.execute(reference)
    rebuild_listings()
    cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
    print(f"\r   {bands:,} bands, {players:,} members, {players * each:,} blocks: written in"
          f" {time.perf_counter() - started:.0f} s      ", flush=True)  # fmt: skip


def measure(bands: int) -> float:
    """Says what is measured of so many bands; returns the median seconds of the question itself."""
    if bands <= CHECKED_MAX:
        assert mask_differences() == known_differences() == []
    by_masks = free(AvailabilityManager.nothing_taken(EVENING))
    by_walking = free(~Q(RawSQL(WALK, [EVENING.starts_at, EVENING.ends_at], output_field=BooleanField())))
    assert by_masks() == by_walking()
    taken = in_turn({"walk": by_walking, "masks": by_masks}, rounds=7 if bands < 100_000 else 3)
    pages = in_turn({"page": page}, rounds=15)["page"]
    is_told = bands == 10_000
    say(f"{bands:,} bands: how many are free, by masks", milliseconds(taken["masks"]), "< 10 ms" if is_told else "")
    say(f"{bands:,} bands: NOT EXISTS over the raw blocks", milliseconds(taken["walk"]))
    say(f"{bands:,} bands: walk / masks", f"{ratio(taken['walk'], taken['masks']):.0f}", ">= 100" if is_told else "")
    say(f"{bands:,} bands: a page of {SHOWN} in words, rechecked by the blocks", milliseconds(pages))
    say(f"{bands:,} bands: upkeep of the masks on one new block", milliseconds(upkeep(bands)), "< 1 ms")
    return statistics.median(taken["masks"])


def free(taken: Q) -> Callable[[], list]:
    """The question how many public bands that is true of, in SQL that is made only once."""
    bands = Party.objects.public().filter(taken, kind=PartyKind.BAND)
    found, values = bands.values("calendar").query.sql_with_params()
    statement = f"SELECT count(*) FROM ({found}) AS found"

    def ask() -> list:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    return ask


def page() -> None:
    times = {"from_time": dt.time(20), "to_time": dt.time(0)}
    found = search_parties(None, kind=PartyKind.BAND, nights=(NIGHT,), limit=SHOWN, **times)
    assert len(found.items) == SHOWN


def upkeep(bands: int, rounds: int = 200) -> list[float]:
    """Seconds that the masks take in the transaction that writes one block of one player: theirs and the band's."""
    taken = []
    gc.collect()
    with transaction.atomic():
        for number in range(rounds):
            player = bands + 1 + number * (bands * PLAYERS // rounds)
            starts_at = MIDNIGHT + dt.timedelta(days=number, hours=19, minutes=10)
            block = Period(starts_at, starts_at + dt.timedelta(hours=3))
            TimeBlock.objects.create(calendar_id=player, kind="busy", period=(block.starts_at, block.ends_at))
            started = time.perf_counter()
            refresh_masks([(player, block)])
            taken.append(time.perf_counter() - started)
        transaction.set_rollback(True)
    return taken
