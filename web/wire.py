"""The short way of a prepared statement to PostgreSQL and back, below `web.prepared`.

A cursor finds out anew each time what it is asked: whether the words are prepared, of which types the values are, how
a list of each becomes an array. For two dozen statements in a row that took as long as PostgreSQL took to answer. Here
words are prepared once a connection, values go as text, whose type the server knows from the words, and libpq waits,
without the lock of the interpreter.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, Cursor, DataError, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.datetime import TimestamptzLoader

MOST_PREPARED = 400
"""So many statements a connection keeps, each with its plan: what people ask for can be worded in thousands of ways."""
DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
PLAIN: dict[type, Callable[[Any], str]] = {
    UUID: str,
    int: str,
    float: repr,
    bool: str,
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
}
"""What is written as it reads, in an array too: a dozen promises hold three hundred of them."""


def is_open(database: BaseDatabaseWrapper) -> bool:
    """Whether a statement may go this way: its transaction has begun, and nobody counts or logs queries.

    Behind PgBouncer, of which DISABLE_SERVER_SIDE_CURSORS tells, the next statement may reach another session.
    """
    session = database.connection
    if session is None or database.queries_logged or database.execute_wrappers:
        return False
    if database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return False
    return session.autocommit or session.pgconn.transaction_status != TransactionStatus.IDLE


def execute(session: Connection, sql: str, values: Sequence | Mapping[str, Any]) -> list[tuple]:
    """Run a statement and give its rows. Raises what psycopg raises."""
    return _wire_of(session).execute(sql, values)


def execute_once(session: Connection, sql: str, values: Sequence) -> list[tuple]:
    """The same of a statement that is not kept: it is planned for these very values."""
    return _wire_of(session).execute_once(sql, values)


def _wire_of(session: Connection) -> "_Wire":
    try:
        wire: _Wire = session.wire  # type: ignore[attr-defined]  # it lives as long as its connection
    except AttributeError:
        wire = session.wire = _Wire(session)  # type: ignore[attr-defined]  # as above
    return wire


class _Wire:
    """What one connection has prepared, and how it writes values and reads rows."""

    def __init__(self, session: Connection) -> None:
        self._pgconn = session.pgconn
        self._names: dict[str, bytes] = {}
        self._numbers = itertools.count()
        # Of a cursor, because its adapters are its own: what is registered here concerns nobody else.
        cursor = Cursor(session)
        cursor.adapters.register_loader("timestamptz", _InstantLoader)
        self._types = Transformer.from_context(cursor)

    def execute(self, sql: str, values: Sequence | Mapping[str, Any]) -> list[tuple]:
        name = self._names.get(sql) or self._prepare(sql, values)
        given = values.values() if isinstance(values, Mapping) else values
        written: list[Any] = [self._written(value) for value in given]
        return self._rows(self._pgconn.exec_prepared(name, written))

    def execute_once(self, sql: str, values: Sequence) -> list[tuple]:
        written: list[Any] = [self._written(value) for value in values]
        return self._rows(self._pgconn.exec_params((sql % _places(len(values))).encode(), written))

    def _rows(self, result: PGresult) -> list[tuple]:
        self._checked(result)
        if not result.nfields:
            return []
        self._types.set_pgresult(result)
        return self._types.load_rows(0, result.ntuples, tuple)

    def _prepare(self, sql: str, values: Sequence | Mapping[str, Any]) -> bytes:
        places: Any = _places(len(values))
        if isinstance(values, Mapping):
            places = dict(zip(values, places, strict=True))
        if len(self._names) >= MOST_PREPARED:
            self._forget(next(iter(self._names)))
        name = b"wire_%d" % next(self._numbers)
        self._checked(self._pgconn.prepare(name, (sql % places).encode()))
        self._names[sql] = name
        return name

    def _forget(self, sql: str) -> None:
        self._checked(self._pgconn.exec_(b"DEALLOCATE " + self._names[sql]))
        del self._names[sql]

    def _checked(self, result: PGresult) -> PGresult:
        if result.status in DONE:
            return result
        if self._pgconn.status == ConnStatus.BAD:
            raise OperationalError("the connection to the database is lost")
        raise error_from_result(result)

    def _written(self, value: Any) -> bytes | None:
        """A value as PostgreSQL reads it. libpq would end it where a NUL is."""
        written = None if value is None else self._text(value).encode()
        if written and b"\0" in written:
            raise DataError("PostgreSQL text cannot contain NUL (0x00) bytes")
        return written

    def _text(self, value: Any) -> str:
        if (plain := PLAIN.get(type(value))) is not None:
            return plain(value)
        if isinstance(value, str):
            return str(value)
        if isinstance(value, list):
            return "{" + ",".join([self._element(each) for each in value]) + "}"
        return bytes(self._types.get_dumper(value, PyFormat.TEXT).dump(value) or b"").decode()

    def _element(self, value: Any) -> str:
        """A value within an array, in quotes where its text may hold what divides and ends one."""
        if (plain := PLAIN.get(type(value))) is not None:
            return plain(value)
        if value is None:
            return "NULL"
        if isinstance(value, list):
            return self._text(value)
        return '"' + self._text(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def _places(count: int) -> tuple[str, ...]:
    return tuple(f"${place}" for place in range(1, count + 1))


class _InstantLoader(TimestamptzLoader):
    """Reads an instant in UTC, as the connections of this site have all of them, several times as fast."""

    def load(self, data) -> dt.datetime:
        try:
            return dt.datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            return super().load(data).replace(tzinfo=dt.UTC)
