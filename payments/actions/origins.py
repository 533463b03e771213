"""Which attempt an object of the provider belongs to."""

from uuid import UUID

from payments import provider
from payments.actions.applying import Mismatch
from payments.actions.checkouts import refresh
from payments.models import Attempt
from payments.states import Means


class Unsettled(Exception):
    """It cannot be applied yet: something else has to happen before. It is tried again later."""


def find_attempt(object_id: str) -> Attempt | None:
    """The attempt that an object names, after a look at what became of it; None for what is not ours.

    Raises Mismatch where it names an attempt that we do not have, or another object than that of the attempt;
    ProviderDown and ProviderRefused.
    """
    return _attempt_of(provider.find_origin(object_id))


def settled_attempt(object_id: str) -> Attempt | None:
    """The same for what follows a charge: its attempt, which that charge has paid. Raises Unsettled, too."""
    origin = provider.find_origin(object_id)
    attempt = _attempt_of(origin)
    if attempt and attempt.charge_id != origin.charge_id:
        raise Unsettled(f"{origin.charge_id} is not the charge of attempt {attempt.pk}, or not yet.")
    return attempt


def _attempt_of(origin: provider.Origin) -> Attempt | None:
    if not origin.attempt:
        return None
    id = _uuid(origin.attempt)
    known = Attempt.objects.filter(pk=id).first() if id else None
    if known is None:
        raise Mismatch(f"It names attempt {origin.attempt}, which this site does not have.")
    if known.means != Means.CARD:
        raise Mismatch(f"It names attempt {known.pk}, which was not made by card.")
    refresh(attempt_id=known.pk)
    known.refresh_from_db()
    if origin.charge_id and known.charge_id and known.charge_id != origin.charge_id:
        raise Mismatch(f"{origin.charge_id} names attempt {known.pk}, which was paid by {known.charge_id}.")
    return known


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
