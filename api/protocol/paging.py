"""Lists by keyset: a cursor names the last row seen, so that nothing is skipped or repeated while rows come and go."""

import base64
import binascii
import datetime as dt
import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _


def page_of(
    rows: QuerySet,
    *,
    by: str,
    cursor: str | None,
    limit: int,
    is_descending: bool = False,
    key: Callable[[str], Any] = uuid.UUID,
) -> tuple[Sequence, str | None]:
    """The rows after the cursor, by an instant (`by`, a field path) and then id, and the cursor of the next page.

    `key` reads an id. Raises ValidationError at `cursor` for one that is none of ours.
    """
    if cursor:
        instant, last = read_cursor(cursor, key)
        side = "lt" if is_descending else "gt"
        rows = rows.filter(Q(**{f"{by}__{side}": instant}) | Q(**{by: instant, f"id__{side}": last}))
    sign = "-" if is_descending else ""
    found = list(rows.order_by(f"{sign}{by}", f"{sign}id")[: limit + 1])
    following = write_cursor(found[limit - 1], by) if len(found) > limit else None
    return found[:limit], following


def write_cursor(row: Model, by: str) -> str:
    """Where the page after this row begins, as one opaque word."""
    instant: Any = row
    for step in by.split("__"):
        instant = getattr(instant, step)
    return base64.urlsafe_b64encode(json.dumps([instant.isoformat(), str(row.pk)]).encode()).decode()


def read_cursor(cursor: str, key: Callable[[str], Any] = uuid.UUID) -> tuple[dt.datetime, Any]:
    """What `write_cursor` wrote. Raises ValidationError at `cursor`."""
    try:
        text, last = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        instant = parse_datetime(text)
        if instant is None or instant.tzinfo is None:
            raise ValueError(text)
        return instant.astimezone(dt.UTC), key(last)
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValidationError({"cursor": [_("This page has expired. Start again.")]}) from error
