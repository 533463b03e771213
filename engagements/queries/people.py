"""Who belongs to the acts and hosts of bookings."""

from collections.abc import Collection, Mapping
from uuid import UUID

from accounts.models import Membership, Party, User, Viewer
from accounts.states import LEADING_ROLES, PLAYING_ROLES, Role
from web.prepared import Parameter, ParameterList, PreparedQuery

ROSTER = PreparedQuery(
    lambda: (
        Membership.objects.current()
        .filter(party=Parameter("act"), role__in=PLAYING_ROLES, user__is_active=True)
        .select_related("user")
    )
)
ROSTER_IDS = PreparedQuery(
    lambda: (
        Membership.objects.current()
        .filter(party=Parameter("act"), role__in=PLAYING_ROLES, user__is_active=True)
        .values_list("user_id")
    )
)
LED = PreparedQuery(
    lambda: (
        Membership.objects.current()
        .filter(user=Parameter("user"), role__in=LEADING_ROLES, party__in=ParameterList("parties"))
        .values_list("party_id")
    )
)
LEADERS = PreparedQuery(
    lambda: (
        Membership.objects.current()
        .filter(party__in=ParameterList("parties"), role__in=LEADING_ROLES, user__is_active=True)
        .select_related("user")
        .order_by("user")
    )
)


def roster(act: Party) -> dict[UUID, Membership]:
    """Who may stand in a line-up of this act: its members and deps by user id, members first. One query."""
    found: dict[UUID, Membership] = {}
    for membership in sorted(ROSTER.all(act=act.pk), key=lambda membership: membership.role != Role.MEMBER):
        found.setdefault(membership.user_id, membership)
    return found


def members_of(people: Mapping[UUID, Membership]) -> list[UUID]:
    """Who of a roster plays unless the act says otherwise: its members. Deps stand in only when named."""
    return [user_id for user_id, membership in people.items() if membership.role == Role.MEMBER]


def rosters(acts: Collection[UUID]) -> dict[UUID, list[Membership]]:
    """Who may stand in the line-ups of these acts, by act: each person once, as a member where they are both. One
    query."""
    memberships = Membership.objects.current().filter(party__in=acts, role__in=PLAYING_ROLES, user__is_active=True)
    found: dict[UUID, dict[UUID, Membership]] = {}
    for each in sorted(memberships.select_related("user"), key=lambda membership: membership.role != Role.MEMBER):
        found.setdefault(each.party_id, {}).setdefault(each.user_id, each)
    return {act_id: list(people.values()) for act_id, people in found.items()}


def roster_ids(act: Party) -> frozenset[UUID]:
    """`roster` by user id only. One query."""
    return frozenset(user_id for (user_id,) in ROSTER_IDS.rows(act=act.pk))


def led_ids(user: Viewer, parties: Collection[Party | UUID]) -> frozenset[UUID]:
    """Which of these parties the user may book for. One query, none for an anonymous visitor."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(party_id for (party_id,) in LED.rows(user=user.pk, parties=_ids(parties)))


def roles_by_party(user: Viewer, parties: Collection[Party | UUID]) -> dict[UUID, set[str]]:
    """The user's present roles in each of these parties, empty ones left out. One query, none for an anonymous
    visitor."""
    found: dict[UUID, set[str]] = {}
    if user.is_authenticated:
        memberships = Membership.objects.current().filter(user=user, party__in=parties)
        for party_id, role in memberships.values_list("party_id", "role"):
            found.setdefault(party_id, set()).add(role)
    return found


def leaders_of(*parties: Party) -> list[User]:
    """Everybody who books for any of these parties. One query."""
    return list({each.user_id: each.user for each in LEADERS.all(parties=_ids(parties))}.values())


def leaders_by_party(parties: Collection[UUID]) -> dict[UUID, list[User]]:
    """Everybody who books for each of these parties. One query, none without parties."""
    found: dict[UUID, list[User]] = {}
    if parties:
        for membership in LEADERS.all(parties=_ids(parties)):
            found.setdefault(membership.party_id, []).append(membership.user)
    return found


def leader_ids_of(parties: Collection[Party | UUID]) -> dict[UUID, frozenset[UUID]]:
    """By party, the users who lead or ever led it: in whose name what they did was done. One query."""
    memberships = Membership.objects.filter(party__in=parties, role__in=LEADING_ROLES)
    found: dict[UUID, set[UUID]] = {}
    for party_id, user_id in memberships.values_list("party_id", "user_id"):
        found.setdefault(party_id, set()).add(user_id)
    return {party_id: frozenset(user_ids) for party_id, user_ids in found.items()}


def _ids(parties: Collection[Party | UUID]) -> list[UUID]:
    return [party.pk if isinstance(party, Party) else party for party in parties]
