"""Accounts elsewhere hold several calendars; their owner says which one counts."""

from dataclasses import dataclass

CHOICES_MAX = 200
"""More calendars than this are not offered."""


@dataclass(frozen=True)
class Choice:
    """A calendar of an account: where it is kept (an address, or what Google calls it) and its name there."""

    place: str
    name: str
