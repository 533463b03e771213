"""What a page lists of all that ends or lacks a player when somebody leaves the site."""

from typing import Any

from django.utils.timezone import now

from accounts.models import Party, User
from accounts.queries import person_party
from departures.queries import affairs_of_each, gigs_lost_by
from studio.queries.sessions import work_of


def what_ends(user: User, alone: list[Party], handed_over: set[Party]) -> dict[str, Any]:
    """The context of `departures/_what_ends.html`. `alone`: the parties that only the user leads, of which those
    `handed_over` have a team that may go on. A constant number of queries."""
    own = person_party(user)
    affairs = affairs_of_each([*alone, own] if own else alone, now())
    closing = {party.pk for party in alone if party not in handed_over}
    staying = [party for party in Party.objects.of(user) if party.pk not in closing]
    return {
        "sessions": work_of(user, staying),
        "gigs": gigs_lost_by(user, staying, now()),
        "alone": [(party, party in handed_over, affairs[party]) for party in alone],
        "own": affairs[own] if own else None,
    }
