"""Whom each side of a booking writes to, and who may know it."""

from dataclasses import dataclass

from accounts.models import Party, User, Viewer
from bookings.models import Booking
from bookings.queries.money import money_sides, parties_of
from bookings.states import PROMISED
from engagements.queries.people import leaders_by_party
from engagements.states import Side


@dataclass(frozen=True)
class Contact:
    """Somebody who books for one side."""

    side: Side
    party: Party
    name: str
    email: str


def may_know_contacts(user: Viewer, booking: Booking) -> bool:
    """Whether the user leads a side of a booking that was confirmed and not called off. A headliner that answers for
    the host, the line-up and staff may not. One query, none before it is confirmed."""
    return booking.state in PROMISED and bool(money_sides(user, booking))


def contacts_of(user: Viewer, booking: Booking) -> tuple[Contact, ...]:
    """Who books for the act and for the host, for those who may know it; empty for everybody else. Two queries."""
    if not may_know_contacts(user, booking):
        return ()
    parties = parties_of(booking)
    people = leaders_by_party([party.pk for party in parties.values()])
    return tuple(
        Contact(side, party, person.display_name, person.email)
        for side, party in parties.items()
        for person in _once(people.get(party.pk, []))
    )


def _once(people: list[User]) -> list[User]:
    """Who both owns and manages a party stands there once."""
    return list({person.pk: person for person in people}.values())
