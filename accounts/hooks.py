"""News for those above who name parties on what they show, and keep it: each registers when it starts."""

from collections.abc import Callable

from accounts.models import Party

_told: list[Callable[[Party], None]] = []


def when_named_otherwise(tell: Callable[[Party], None]) -> None:
    """From now on, have this called for each party that gets another name, or comes into public sight or leaves it.

    It runs in the transaction of the change, with the party locked, and raises the versions of what names the party.
    """
    _told.append(tell)


def tell_mentions(party: Party) -> None:
    """Call whoever asked for it. Inside the transaction of the change."""
    for tell in _told:
        tell(party)
