"""What a venue says about holds, refills and cancelling."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Party
from venues.models import HousePolicy, Venue


def policy_of(venue: Venue | Party) -> HousePolicy:
    """The house rules of a venue; the defaults, not stored, where it has said nothing. One query."""
    return policies_of([venue.pk])[venue.pk]


def policies_of(venues: Iterable[UUID]) -> dict[UUID, HousePolicy]:
    """`policy_of` for many, by the venue's id. One query."""
    venues = set(venues)
    found = {policy.pk: policy for policy in HousePolicy.objects.filter(venue__in=venues)}
    return {pk: found.get(pk) or HousePolicy(venue_id=pk) for pk in venues}
