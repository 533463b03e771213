"""Writes the load in the order in which its rows refer to one another."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils.timezone import now

from accounts.models import User
from demo.load import parties, professionals, words
from demo.load import time as of_time
from demo.world.logins import DOMAIN as DEMO_DOMAIN
from discovery.actions import rebuild_listings
from studio.states import Discipline

DOMAIN = "load.invalid"
PLAYERS = 5
ACTS_A_VENUE = 5
STEP = 50_000
TABLES = (
    "availability_calendar", "availability_calendarsource", "availability_timeblock", "availability_daymask",
    "accounts_user", "accounts_party", "accounts_party_genres", "accounts_membership", "bands_band", "venues_venue",
    "venues_stage", "studio_professional", "studio_service", "studio_credit",
)  # fmt: skip
COUNTLESS = ("availability_timeblock", "availability_daymask")
SCATTERED = ("timeblock_can_start", "daymask_day_calendar")
"""Indexes by day, of rows that come calendar by calendar: sorted once at the end they cost a quarter less."""
REFERENCES = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
  FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
"""

Say = Callable[[str], None]


def is_there() -> bool:
    """Whether a load has been written before."""
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def strangers() -> int:
    """How many people here belong neither to a load nor to the demo world: whose site this really is."""
    return User.objects.exclude(email__endswith=f"@{DOMAIN}").exclude(email__endswith=f"@{DEMO_DOMAIN}").count()


def write(*, acts: int, say: Say) -> None:
    """So many approved acts of five players each with twenty blocks over 18 months, and a venue for every five acts.

    Triggers and references of blocks rest while the rows are written, which are right by how they are made; the search
    rows come at the end. Nobody else should use the site meanwhile.
    """
    with connection.cursor() as cursor:
        with _unchecked(cursor), _sorted_later(cursor):
            _write(cursor, acts, say)
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
    say(f"{rebuild_listings():,} search rows")


def write_professionals(*, count: int, say: Say) -> None:
    """So many approved professionals of one person each, open on four days a week for two months, as `write` writes
    acts."""
    with connection.cursor() as cursor:
        with _unchecked(cursor), _sorted_later(cursor):
            _write_professionals(cursor, count, say)
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
    say(f"{rebuild_listings():,} search rows")


def _write_professionals(cursor, count: int, say: Say) -> None:
    cursor.execute("SELECT setseed(0.5)")
    values: dict[str, Any] = {
        "base": _calendar_ids(cursor, 2 * count), "parties": count, "domain": DOMAIN, "bio": words.BIO,
        "disciplines": Discipline.values, "start": _midnight(), "days": professionals.DAYS_OPEN,
        "each": professionals.BUSY_EACH,
    }  # fmt: skip
    cursor.execute(professionals.PEOPLE, values)
    cursor.execute(parties.TOWNS % ())
    cursor.execute(parties.PICKED, _choices(count))
    cursor.execute(professionals.PARTIES, values)
    say(f"{count:,} professionals")
    cursor.execute(professionals.BLOCKS, values)
    span = {"first": values["base"] + 1, "last": values["base"] + 2 * count}
    cursor.execute(of_time.MASKS, span)
    say("their hours")
    cursor.execute("DROP TABLE load_town, load_genre, load_party")


def _write(cursor, acts: int, say: Say) -> None:
    people, venues = acts * PLAYERS, acts // ACTS_A_VENUE
    cursor.execute("SELECT setseed(0.5)")
    base = _calendar_ids(cursor, people + acts + 3 * venues)
    values: dict[str, Any] = {
        "base": base, "people": people, "acts": acts, "venues": venues, "domain": DOMAIN, "today": _midnight(),
        "bio": words.BIO,
    }  # fmt: skip
    for first, last in _steps(1, people):
        cursor.execute(parties.PEOPLE, values | {"first": first, "last": last})
    say(f"{people:,} people")
    cursor.execute(parties.TOWNS % ())
    cursor.execute(parties.PICKED, _choices(acts + venues))
    cursor.execute(parties.CALENDARS, values)
    cursor.execute(parties.PARTIES, values)
    say(f"{acts:,} acts and {venues:,} venues")
    _write_time(cursor, values, say)
    cursor.execute("DROP TABLE load_town, load_genre, load_party")


def _write_time(cursor, values: dict, say: Say) -> None:
    people, stages_from = values["people"], values["base"] + values["people"] + values["acts"] + values["venues"]
    start = _midnight() - dt.timedelta(days=30)
    spans = [(values["base"] + 1, values["base"] + people)]
    cursor.execute("SELECT min(calendar_id), max(calendar_id) FROM venues_stage WHERE calendar_id > %s", [stages_from])
    first_stage, last_stage = cursor.fetchone()
    if first_stage:
        spans.append((first_stage, last_stage))
    began = time.perf_counter()
    for span in spans:
        for first, last in _steps(*span):
            told = {"first": first, "last": last, "start": start, "days": of_time.DAYS}
            cursor.execute(of_time.BLOCKS, values | told | {"each": of_time.BLOCKS_A_CALENDAR})
            cursor.execute(of_time.MASKS, told)
            say(f"blocks of {last - values['base']:,} calendars ({time.perf_counter() - began:.0f} s)")
    cursor.execute(of_time.MASKS_OF_ACTS, values)


def _calendar_ids(cursor, count: int) -> int:
    """The number below a stretch of so many ids that are ours from now on."""
    cursor.execute("SELECT setval(seq, nextval(seq) + %s) - %s"
                   " FROM (SELECT pg_get_serial_sequence('availability_calendar', 'id')::regclass AS seq) AS own",
                   [count, count])  # fmt: skip
    return cursor.fetchone()[0]


def _choices(count: int) -> dict:
    return {
        "parties": count, "now": now(), "first": list(words.FIRST), "second": list(words.SECOND),
        "lines": list(words.LINES), "houses": list(words.HOUSES),
    }  # fmt: skip


def _midnight() -> dt.datetime:
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def _steps(first: int, last: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last + 1, STEP):
        yield start, min(start + STEP - 1, last)


@contextmanager
def _unchecked(cursor):
    """Our own triggers rest, and blocks are not looked up one by one in their calendars: all of them afterwards."""
    cursor.execute(REFERENCES, [list(COUNTLESS)])
    references = cursor.fetchall()
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name, _definition in references:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        for table, name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def _sorted_later(cursor):
    """Indexes in whose order nothing comes are made when everything is there."""
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(SCATTERED)])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")
