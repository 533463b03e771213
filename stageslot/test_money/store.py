"""Everything the stand-in knows: objects in the shape in which the API tells them, in one file."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stageslot.test_money.errors import NoSuchObject

Body = dict[str, Any]
SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (place INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, account TEXT NOT NULL,
                                    kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_kind ON objects (kind, place);
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, asked TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (event TEXT PRIMARY KEY, tries INTEGER NOT NULL, next_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS faults (name TEXT PRIMARY KEY, detail TEXT NOT NULL);
"""


class Store:
    """One thread at a time: `transaction()` is where everything happens, and it is undone when it raises."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; what is inside sees no other."""
        with self._lock:
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
            self.database.execute("COMMIT")

    def add(self, body: Body, account: str = "") -> Body:
        """Keep a new object, under the id that it has."""
        self.database.execute(
            "INSERT INTO objects (id, account, kind, body) VALUES (?, ?, ?, ?)",
            (body["id"], account, body["object"], json.dumps(body)),
        )
        return body

    def change(self, body: Body, **values: Any) -> Body:
        """Change an object in place, and keep it so."""
        body.update(values)
        self.database.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))
        return body

    def get(self, kind: str, id: str) -> Body:
        """The object of a kind by its id. Raises NoSuchObject."""
        row = self.database.execute("SELECT body FROM objects WHERE id = ? AND kind = ?", (id, kind)).fetchone()
        if row is None:
            raise NoSuchObject(kind, id)
        return json.loads(row[0])

    def find(self, kind: str, *, account: str = "", **equal: Any) -> list[Body]:
        """Objects of a kind with these values, the newest first, as lists of the API are."""
        rows = self.database.execute(
            "SELECT body FROM objects WHERE kind = ? AND account = ? ORDER BY place DESC", (kind, account)
        )
        found = (json.loads(body) for (body,) in rows)
        return [body for body in found if all(body.get(name) == value for name, value in equal.items())]


def new_id(prefix: str) -> str:
    """An id as Stripe makes them; `test` stands in those of sessions."""
    return f"{prefix}_{secrets.token_hex(12)}"
