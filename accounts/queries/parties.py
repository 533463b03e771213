"""Reads about parties and who belongs to them."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import ApiToken, Invite, Membership, Party, SiteSettings, User, Viewer
from accounts.states import INACTIVE, LEADING_ROLES, PLAYING_ROLES, Approval, PartyKind, Role, inviting_roles
from web.context import find_url
from web.prepared import Parameter, PreparedQuery
from web.rows import find_row
from web.secrets import hash_secret

HOME_URLS = {
    PartyKind.BAND: "bands:band",
    PartyKind.VENUE: "venues:stages",
    PartyKind.PERSON: "accounts:you",
    PartyKind.AGENCY: "accounts:team",
    PartyKind.PROFESSIONAL: "accounts:team",
}


@dataclass(frozen=True)
class MyParty:
    """A party and the roles one user has in it."""

    party: Party
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_led(self) -> bool:
        return bool(self.roles & LEADING_ROLES)

    @property
    def role_labels(self) -> list[str]:
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def path(self) -> str:
        return party_path(self.party)


@dataclass(frozen=True)
class Teammate:
    """Somebody who belongs to a party, with all their roles in it and what they said on joining."""

    user: User
    memberships: tuple[Membership, ...]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)

    @property
    def role_labels(self) -> list[str]:
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def playing(self) -> Membership | None:
        """The membership that holds instrument and consent."""
        return next((membership for membership in self.memberships if membership.role in PLAYING_ROLES), None)


def site_settings() -> SiteSettings:
    """What staff have set, or the defaults as long as they have set nothing."""
    return SiteSettings.objects.first() or SiteSettings()


def parties_of(user: User) -> list[MyParty]:
    """The bands and venues a user belongs to at present, each with all their roles, by name. One query."""
    memberships = Membership.objects.current().filter(user=user).exclude(party__kind=PartyKind.PERSON)
    roles: dict[uuid.UUID, set[str]] = {}
    parties: dict[uuid.UUID, Party] = {}
    for membership in memberships.select_related("party__calendar").order_by("party__name", "party_id"):
        parties[membership.party_id] = membership.party
        roles.setdefault(membership.party_id, set()).add(membership.role)
    return [MyParty(party, frozenset(roles[party.pk])) for party in parties.values()]


ROLES: PreparedQuery[Any] = PreparedQuery(
    lambda: (
        Membership.objects.current()
        .filter(user=Parameter("user"), party=Parameter("party"))
        .order_by()
        .values_list("role")
    )
)


def roles_of(user: Viewer, party: Party) -> frozenset[str]:
    """The roles a user has in a party at present; none for an anonymous visitor."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(role for (role,) in ROLES.rows(user=user.pk, party=party.pk))


def leaders(party: Party) -> list[User]:
    """Who books in the party's name: the people to tell about it."""
    current = Membership.objects.current().filter(party=party, role__in=LEADING_ROLES, user__is_active=True)
    return list(User.objects.filter(pk__in=current.values("user_id")).order_by("date_joined"))


def team(party: Party) -> list[Membership]:
    """All current memberships with their users, in the order of joining. One query."""
    return list(Membership.objects.current().filter(party=party).select_related("user"))


def is_last_leader(user: User, party: Party, ending: Collection[str] = LEADING_ROLES) -> bool:
    """Whether nobody would answer for the party once these roles of the user end (`leaves_nobody`). A closed one needs
    nobody. At most two queries."""
    is_last = leaves_nobody(user, teammates(party), ending)
    return is_last and not Party.objects.filter(pk=party.pk, approval=Approval.CLOSED).exists()


def leaves_nobody(user: User, team: Iterable[Teammate], ending: Collection[str] = LEADING_ROLES) -> bool:
    """Whether nobody of this team would answer for its party once these roles of the user end: its owner without
    another owner, or its only leader."""
    roles = {mate.user: mate.roles & LEADING_ROLES for mate in team if mate.user == user or mate.user.is_active}
    losing = roles.get(user, frozenset()) & set(ending)
    left = [held - losing if mate == user else held for mate, held in roles.items()]
    return bool(losing) and not any(Role.OWNER in held if Role.OWNER in losing else held for held in left)


def teammates(party: Party) -> list[Teammate]:
    """Everybody who belongs to a party at present, each once, in the order of joining. One query."""
    return teammates_of([party])[party.pk]


def teammates_of(parties: Collection[Party]) -> dict[uuid.UUID, list[Teammate]]:
    """The same for several parties, by their ids. One query."""
    people: dict[uuid.UUID, dict[uuid.UUID, list[Membership]]] = {party.pk: {} for party in parties}
    for membership in Membership.objects.current().filter(party__in=parties).select_related("user"):
        people[membership.party_id].setdefault(membership.user_id, []).append(membership)
    return {
        party_id: [Teammate(memberships[0].user, tuple(memberships)) for memberships in mates.values()]
        for party_id, mates in people.items()
    }


def person_party(user: User) -> Party | None:
    """The party under which a person acts for themselves, if they ever did."""
    return Party.objects.filter(kind=PartyKind.PERSON, calendar_id=user.calendar_id).first()


def find_invite(token: str) -> Invite | None:
    """The invite that a link carries, whatever has become of it."""
    return Invite.objects.select_related("party", "created_by").filter(token_hash=hash_secret(token)).first()


def issuers_of(party: Party, roles: Collection[Role]) -> QuerySet[Membership, uuid.UUID]:
    """The ids of those whose links to the party work: active users who hold one of these roles now; nobody's while the
    party is suspended or closed."""
    current = Membership.objects.current().filter(party=party, role__in=roles, user__is_active=True)
    return current.exclude(party__approval__in=INACTIVE).values_list("user_id", flat=True)


def is_backed(creator: str = "created_by", party: str = "party") -> Exists:
    """For querysets of links to a party: whether their creators may still issue them as its leaders (`issuers_of`)."""
    current = Membership.objects.current().filter(role__in=LEADING_ROLES, user__is_active=True)
    active = current.exclude(party__approval__in=INACTIVE)
    return Exists(active.filter(user=OuterRef(creator), party=OuterRef(party)))


def may_issue(user_id: uuid.UUID | None, party: Party, roles: Collection[Role]) -> bool:
    """Whether links that this user made to the party work now (`issuers_of`). One query."""
    return user_id is not None and issuers_of(party, roles).filter(user=user_id).exists()


def is_open(invite: Invite, at: dt.datetime) -> bool:
    """Whether somebody could still join by this invite at an instant: its creator may still invite. One query."""
    return (
        invite.revoked_at is None
        and invite.uses_count < invite.uses_max
        and at < invite.expires_at
        and may_issue(invite.created_by_id, invite.party, inviting_roles(invite.role))
    )


def open_invites(party: Party, at: dt.datetime) -> QuerySet[Invite]:
    """The invites to a party by which somebody could still join at an instant, newest first."""
    return party.invites.filter(revoked_at=None, uses_count__lt=F("uses_max"), expires_at__gt=at)


def find_api_token(token: str) -> ApiToken | None:
    """The token of an active user that is not revoked, with that user; None for anything else. One query.

    It may have expired: whoever lets somebody in by it asks `is_expired`."""
    live = ApiToken.objects.select_related("user").filter(revoked_at=None, user__is_active=True)
    return find_row(live.filter(token_hash=hash_secret(token)))


def party_path(party: Party) -> str:
    """Where the team of a party works on it; empty while no app has that page."""
    return _party_url(HOME_URLS[PartyKind(party.kind)], party)


def _party_url(name: str, party: Party) -> str:
    return find_url(name) if party.kind == PartyKind.PERSON else find_url(name, party.slug)
