"""Nobody holds a night between two sides of which one has blocked the other."""

from accounts.models import Party, User
from bookings.queries.acquaintance import find_refusal
from web.errors import Refusal


def why_unwelcome_at(user: User, holder: Party, venue: Party, act: Party | None = None) -> Refusal | None:
    """Why this user holds no night at a venue for this holder and act: one has blocked the other. A venue that holds
    its own night deals with the act. None where all may go on."""
    guests = {party for party in (holder, act) if party and party != venue}
    sides = [(venue, guest) if holder == venue else (guest, venue) for guest in guests]
    return next(filter(None, (find_refusal(user, side, other) for side, other in sides)), None)


def require_welcome_at(user: User, holder: Party, venue: Party, act: Party | None = None) -> None:
    """Raise what `why_unwelcome_at` returns."""
    if refusal := why_unwelcome_at(user, holder, venue, act):
        raise refusal
