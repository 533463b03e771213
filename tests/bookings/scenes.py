"""The people and places that bookings are tested with, and shows made by the actions themselves."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import now

from accounts.actions.memberships import enter_party
from accounts.models import Membership, Party, User
from accounts.states import Role
from availability.actions.known import refresh_known
from availability.models import CalendarSource
from bookings.actions import SpotDraft, accept_booking, apply_to_spot, create_show
from bookings.models import Booking, Show
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, StageFactory, UserFactory, VenueFactory
from venues.models import Stage

HOUR = dt.timedelta(hours=1)


@dataclass
class House:
    """A venue with one stage and the manager who books it."""

    party: Party
    stage: Stage
    manager: User


@dataclass
class Act:
    """A band, its leader (who does not play) and its members."""

    party: Party
    leader: User
    members: list[User] = field(default_factory=list)


def a_house(**party) -> House:
    venue = VenueFactory(**{f"party__{name}": value for name, value in party.items()})
    manager = MembershipFactory(party=venue.party, role=Role.OWNER).user
    return House(venue.party, StageFactory(venue=venue), manager)


@transaction.atomic
def an_act(*, members: int | list[User] = 2, **party) -> Act:
    """With so many new players, or with these, whose time the band begins to draw on."""
    band = BandFactory(**{f"party__{name}": value for name, value in party.items()})
    leader = MembershipFactory(party=band.party, role=Role.MANAGER).user
    if isinstance(members, int):
        return Act(band.party, leader, _new_players(band.party, members))
    for player in members:
        enter_party(party=band.party, user=player, role=Role.MEMBER)
    return Act(band.party, leader, members)


def _new_players(party: Party, count: int) -> list[User]:
    """What `enter_party` writes for people of whose time nothing is known yet, without its twenty statements each."""
    players = [UserFactory() for _ in range(count)]
    Membership.objects.bulk_create(
        Membership(party=party, user=player, role=Role.MEMBER, joined_at=now()) for player in players
    )
    CalendarSource.objects.bulk_create(
        CalendarSource(calendar=party.calendar, draws_on=player.calendar) for player in players
    )
    return players


def know_all(*users: User) -> None:
    """These people are free at all times but for what is promised."""
    for user in users:
        user.calendar.known_until = FAR_SATURDAY + dt.timedelta(days=900)
        user.calendar.save(update_fields=["known_until"])
    refresh_known(user.calendar_id for user in users)


def an_open_show(
    house: House, *, starts_at: dt.datetime = FAR_SATURDAY, spots: int | list[SpotDraft] = 1, **values
) -> Show:
    """21:00 to 00:30 in Berlin with load-in four hours before, unless told otherwise."""
    values = {
        "title": "A night",
        "ends_at": starts_at + 3.5 * HOUR,
        "load_in_at": starts_at - 4 * HOUR,
        "spots": [SpotDraft()] * spots if isinstance(spots, int) else spots,
        "publish": True,
    } | values
    return create_show(acting_user=house.manager, owner=house.party, stage=house.stage, starts_at=starts_at, **values)


def an_application(act: Act, show: Show, place: int = 0, **values) -> Booking:
    return apply_to_spot(acting_user=act.leader, spot=show.spots.all()[place], act=act.party, **values)


def a_confirmed_booking(house: House, act: Act, **values) -> Booking:
    show = an_open_show(house, **values)
    return accept_booking(acting_user=house.manager, booking=an_application(act, show))
