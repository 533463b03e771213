"""Reads of musician profiles."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import Membership, Party, User
from accounts.states import PartyKind, Role
from bands.models import Musician


def find_musician(slug: str) -> Musician | None:
    """The musician whose code ends this part of an address, public or not. One query."""
    code = slug.rpartition("-")[2]
    return Musician.objects.select_related("user", "city__country", "city__region").filter(code=code).first()


def shown_acts(musician: Musician) -> list[Party]:
    """The acts that their page names: those they chose, that are public, and of which they are still a member. One
    query."""
    current = Membership.objects.current().filter(user=musician.user_id, role=Role.MEMBER)
    return list(musician.acts.public().filter(pk__in=current.values("party")).order_by("name", "pk"))


def acts_to_show(user: User) -> list[Party]:
    """The acts of which somebody is a member, and that they may name on their page. One query."""
    current = Membership.objects.current().filter(user=user, role=Role.MEMBER)
    return list(Party.objects.filter(pk__in=current.values("party"), kind=PartyKind.BAND).order_by("name", "pk"))


def named_at_first(acts: Collection[Party]) -> list[Party]:
    """Those of one's acts that a new profile names: no solo act, since a stage name is not everybody's to know."""
    return [party for party in acts if not party.is_solo]


def public_musicians(*, text: str = "", near: str = "", deps_only: bool = False) -> QuerySet[Musician]:
    """Public musician profiles, the most recently changed first. `text` matches name or instruments, `near` the name
    of the town."""
    found = Musician.objects.public().select_related("user", "city__country", "city__region")
    for word in text.split():
        found = found.filter(Q(instruments__icontains=word) | Q(user__name__icontains=word))
    if near:
        found = found.filter(Q(city__name__icontains=near) | Q(city__names__name__iexact=near)).distinct()
    if deps_only:
        found = found.filter(is_dep=True)
    return found.order_by("-changed_at", "user")
