"""What a database holds, as digests that can be compared with those of another.

python -m tests.chaos.looking      prints them as JSON, of the database of the instance in STAGESLOT_VAR
"""

import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import psycopg
from psycopg import sql

from stageslot.embedded.instance import Instance

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
ROWS = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
# By name: PostgreSQL words a condition in another way once it has read its own words.
RULES = """
    SELECT conrelid::regclass || '.' || conname, contype::text || convalidated::text
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgrelid::regclass || '.' || tgname, tgenabled::text || tgtype::text
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT proname, md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang <> 13
    UNION ALL SELECT indexname, tablename FROM pg_indexes WHERE schemaname = 'public'
    ORDER BY 1, 2
"""
TEXTS = """
    SELECT title FROM bookings_show UNION ALL SELECT message FROM bookings_booking
    UNION ALL SELECT text FROM bookings_historyentry WHERE event IN ('confirmed', 'cancelled')
"""


def contents(address: str) -> dict[str, tuple[int, str]]:
    """(number of rows, digest of all of them) by table."""
    with psycopg.connect(address) as database:
        tables = [name for (name,) in database.execute(TABLES)]
        return {name: database.execute(sql.SQL(ROWS).format(sql.Identifier(name))).fetchone() for name in tables}


def rules(address: str) -> list[tuple[str, str]]:
    """Constraints, triggers, functions, indexes and where each sequence stands."""
    with psycopg.connect(address) as database:
        return database.execute(RULES).fetchall() + database.execute(SEQUENCES).fetchall()


def files_in(folder: Path) -> dict[str, str]:
    """The digest of each file by its path below the folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def texts(address: str) -> Counter[str]:
    """How often each text stands with a show, an application, a confirmation or a cancellation."""
    with psycopg.connect(address) as database:
        return Counter(text for (text,) in database.execute(TEXTS) if text)


if __name__ == "__main__":
    url = Instance(Path(os.environ["STAGESLOT_VAR"])).remembered()["DATABASE_URL"]
    print(json.dumps({"contents": contents(url), "rules": rules(url), "texts": texts(url)}))
