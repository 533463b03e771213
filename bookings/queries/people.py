"""Who belongs to the acts and hosts of bookings."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES, PLAYING_ROLES, Role


def roster(act: Party) -> dict[UUID, Membership]:
    """Who may stand in a line-up of this act: its members and deps by user id, members first. One query."""
    playing = Membership.objects.current().filter(party=act, role__in=PLAYING_ROLES, user__is_active=True)
    found: dict[UUID, Membership] = {}
    for membership in sorted(playing.select_related("user"), key=lambda membership: membership.role != Role.MEMBER):
        found.setdefault(membership.user_id, membership)
    return found


def led_ids(user, parties: Collection[Party | UUID]) -> frozenset[UUID]:
    """Which of these parties the user may book for. One query, none for who is not signed in."""
    if not user.is_authenticated:
        return frozenset()
    memberships = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES, party__in=parties)
    return frozenset(memberships.values_list("party_id", flat=True))


def leaders_of(*parties: Party) -> list[User]:
    """Everybody who books for any of these parties. One query."""
    current = Membership.objects.current().filter(party__in=parties, role__in=LEADING_ROLES, user__is_active=True)
    return list(User.objects.filter(pk__in=current.values("user_id")).order_by("id"))


def leader_ids(party: Party) -> frozenset[UUID]:
    """The users who lead or ever led the party: in whose name what they did was done. One query."""
    memberships = Membership.objects.filter(party=party, role__in=LEADING_ROLES)
    return frozenset(memberships.values_list("user_id", flat=True))
