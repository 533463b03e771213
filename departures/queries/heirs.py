"""Who could answer for a party when its last owner goes."""

from collections.abc import Collection, Iterable

from accounts.models import Party, User
from accounts.queries import Teammate, leaves_nobody, teammates_of
from accounts.states import Approval, PartyKind, Role

HEIR_ROLES = (Role.OWNER, Role.MANAGER, Role.MEMBER, Role.STAFF)
"""Who may be made an owner, the likeliest first: not a dep, who only stands in."""


def heirs_of(party: Party, leaver: User) -> list[User]:
    """The others of the team who may be made its owner, leaders first. One query."""
    return heirs_of_each([party], leaver)[party]


def heirs_of_each(parties: Collection[Party], leaver: User) -> dict[Party, list[User]]:
    """The same for several parties. One query."""
    mates = teammates_of(parties)
    return {party: _heirs(mates[party.pk], leaver) for party in parties}


def _heirs(mates: Iterable[Teammate], leaver: User) -> list[User]:
    ranked = [
        (min(HEIR_ROLES.index(Role(role)) for role in mate.roles & set(HEIR_ROLES)), mate.user)
        for mate in mates
        if mate.user != leaver and mate.user.is_active and mate.roles & set(HEIR_ROLES)
    ]
    return [user for _rank, user in sorted(ranked, key=lambda each: each[0])]


def led_alone(user: User) -> list[Party]:
    """The bands, venues and agencies that nobody would lead without the user, by name; closed ones need nobody. Two
    queries."""
    led = Party.objects.led_by(user).exclude(kind=PartyKind.PERSON)
    found = list(led.exclude(approval=Approval.CLOSED).select_related("calendar").order_by("name", "id"))
    mates = teammates_of(found)
    return [party for party in found if leaves_nobody(user, mates[party.pk])]
