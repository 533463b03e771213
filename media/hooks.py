"""The owners of files, who are above and unknown here: each registers when it starts, to be told and to be asked."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from media.models import Kept

K = TypeVar("K", bound=Kept)
_told: list[tuple[type[Kept], Callable[[Any], None]]] = []
_asked: list[tuple[type[Kept], Callable[[Any, UUID], bool | None]]] = []


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


def when_asked_for(model: type[Kept], may_have: Callable[[Any, UUID], bool | None]) -> None:
    """From now on, have this asked whether a user may have the files of a picture, sound or document.

    It answers None for one that it does not own.
    """
    _asked.append((model, may_have))


def may_have(user: Any, model: type[Kept], pk: UUID) -> bool:
    """Whether an owner lets this user have the files; or nobody owns them yet, and there is nobody to refuse."""
    refused = False
    for owned, answer in _asked:
        if owned is model and (said := answer(user, pk)) is not None:
            if said:
                return True
            refused = True
    return not refused
