"""News for the owners of files, who are above and unknown here: each registers when it starts."""

from collections.abc import Callable
from typing import Any, TypeVar

from media.models import Kept

K = TypeVar("K", bound=Kept)
_told: list[tuple[type[Kept], Callable[[Any], None]]] = []


def when_prepared(model: type[K], tell: Callable[[K], None]) -> None:
    """From now on, have this called for each picture, sound or document that becomes ready or is refused.

    It runs in the transaction that writes the outcome, before the row is locked: an owner may lock its own rows, and
    raises the versions of whatever shows the file.
    """
    _told.append((model, tell))


def tell_owners(kept: Kept) -> None:
    """Call whoever asked for it. Inside a transaction."""
    for model, tell in _told:
        if isinstance(kept, model):
            tell(kept)
