"""Public identifiers."""

import datetime as dt
import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A time-ordered UUID, version 7 of RFC 9562: 48 bits of Unix milliseconds, then 74 random bits.

    Made in Python so that an object knows its id before it is stored; ordered so that indexes grow at one end.
    """
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (random_bits >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | random_bits & ((1 << 62) - 1)
    return uuid.UUID(int=value)


def made_at(identifier: uuid.UUID) -> dt.datetime:
    """When a UUID of version 7 was made."""
    return dt.datetime.fromtimestamp((identifier.int >> 80) / 1000, dt.UTC)


def first_at(moment: dt.datetime) -> uuid.UUID:
    """The smallest UUID of version 7 of this millisecond: those made later are greater."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0b10 << 62)


def parse_uuid(text: str) -> uuid.UUID | None:
    """The UUID that a text spells, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
