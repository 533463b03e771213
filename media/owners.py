"""News for the owners of files, who are above and unknown here: each registers when it starts."""

from collections.abc import Callable

from media.models import Kept

Tell = Callable[[Kept], None]
_told: list[tuple[type[Kept], Tell]] = []


def when_prepared(model: type[Kept], tell: Tell) -> None:
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
