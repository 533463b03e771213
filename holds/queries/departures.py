"""What nobody is left to answer for when an account is closed."""

from collections.abc import Collection

from accounts.models import Party, User
from engagements.queries.people import leaders_by_party
from holds.models import Hold


def holds_left_by(user: User, parties: Collection[Party]) -> list[Hold]:
    """The standing holds of those of these parties that nobody but the user books for. Two queries."""
    leaders = leaders_by_party([party.pk for party in parties])
    alone = [party_id for party_id, users in leaders.items() if {leader.pk for leader in users} == {user.pk}]
    return list(Hold.objects.standing().with_place().filter(holder__in=alone).order_by("id")) if alone else []
