"""Venues in a list: how many people fit, and in which street."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from accounts.models import Party
from venues.models import Venue


@dataclass(frozen=True)
class Room:
    """People in the largest stage of a venue, None where no stage names them; its street may be empty."""

    capacity: int | None
    address: str


def rooms_of(venues: Iterable[Party]) -> dict[UUID, Room]:
    """The room of each venue by the id of its party. One query, none without venues."""
    parties = [party.pk for party in venues]
    if not parties:
        return {}
    rows = Venue.objects.filter(party__in=parties).annotate(most=Max("stages__capacity"))
    return {party: Room(most, address) for party, most, address in rows.values_list("party", "most", "address")}
