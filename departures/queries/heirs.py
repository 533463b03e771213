"""Who could answer for a party when its last owner goes."""

from accounts.models import Party, User
from accounts.queries import is_last_leader, teammates
from accounts.states import Approval, PartyKind, Role

HEIR_ROLES = (Role.OWNER, Role.MANAGER, Role.MEMBER, Role.STAFF)
"""Who may be made an owner, the likeliest first: not a dep, who only stands in."""


def heirs_of(party: Party, leaver: User) -> list[User]:
    """The others of the team who may be made its owner, leaders first. One query."""
    ranked = [
        (min(HEIR_ROLES.index(Role(role)) for role in mate.roles & set(HEIR_ROLES)), mate.user)
        for mate in teammates(party)
        if mate.user != leaver and mate.user.is_active and mate.roles & set(HEIR_ROLES)
    ]
    return [user for _rank, user in sorted(ranked, key=lambda each: each[0])]


def led_alone(user: User) -> list[Party]:
    """The bands, venues and agencies that nobody would lead without the user, by name; closed ones need nobody."""
    led = Party.objects.led_by(user).exclude(kind=PartyKind.PERSON)
    found = led.exclude(approval=Approval.CLOSED).select_related("calendar")
    return [party for party in found.order_by("name", "id") if is_last_leader(user, party)]
