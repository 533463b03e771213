"""The smallest valid objects, made straight in the tables: no actions run, nobody is told.

A factory's object is what its name says and nothing more: a `BandFactory()` has no members, a `ShowFactory()` is a
draft without spots. What needs claims (a confirmed booking) is made by the actions, not here.
"""

import datetime as dt
import functools

import factory
from django.contrib.auth.hashers import make_password
from django.utils.timezone import now
from factory.django import DjangoModelFactory

from accounts.models import Membership, Party, User
from accounts.states import Approval, PartyKind, Role
from availability.models import Calendar
from bands.models import Band
from bookings.models import Booking, Show, Spot
from bookings.states import InitiatedBy, SpotRole
from engagements.states import Side
from venues.models import Stage, Venue

FAR_SATURDAY = dt.datetime(2028, 3, 4, 20, 0, tzinfo=dt.UTC)
"""21:00 in Berlin on a Saturday that stays in the future for as long as these tests are likely to run."""


PASSWORD = "an-honest-passphrase"


@functools.cache
def hashed(password: str) -> str:
    """Hashed once a run: hashing a password for every user would be most of the suite's time."""
    return make_password(password)


class CalendarFactory(DjangoModelFactory):
    class Meta:
        model = Calendar


class UserFactory(DjangoModelFactory):
    """A user who can sign in with `PASSWORD`, once allauth knows the address as verified. Their account is not new."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    timezone = "Europe/Berlin"
    calendar = factory.SubFactory(CalendarFactory)
    date_joined = factory.LazyFunction(lambda: now() - dt.timedelta(days=30))
    password = factory.LazyFunction(lambda: hashed(PASSWORD))


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = Party

    kind = PartyKind.BAND
    name = factory.Sequence(lambda n: f"Party {n}")
    slug = factory.Sequence(lambda n: f"party-{n}")
    timezone = "Europe/Berlin"
    approval = Approval.APPROVED
    calendar = factory.SubFactory(CalendarFactory)


class BandFactory(DjangoModelFactory):
    class Meta:
        model = Band

    party = factory.SubFactory(PartyFactory, kind=PartyKind.BAND)


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    party = factory.SubFactory(PartyFactory, kind=PartyKind.VENUE)


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Stage {n}")
    calendar = factory.SubFactory(CalendarFactory)


class MembershipFactory(DjangoModelFactory):
    """A membership without its calendar source: use `accounts.actions.add_membership` where time matters."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    party = factory.SubFactory(PartyFactory)
    role = Role.MEMBER
    joined_at = factory.LazyFunction(now)


class ShowFactory(DjangoModelFactory):
    """A draft on Saturday 4 March 2028, 21:00 to 00:30 in Berlin, load-in from 17:00."""

    class Meta:
        model = Show

    owner = factory.SelfAttribute("stage.venue.party")
    stage = factory.SubFactory(StageFactory)
    title = factory.Sequence(lambda n: f"Night {n}")
    night = dt.date(2028, 3, 4)
    timezone = "Europe/Berlin"
    load_in_at = FAR_SATURDAY - dt.timedelta(hours=4)
    starts_at = FAR_SATURDAY
    ends_at = FAR_SATURDAY + dt.timedelta(hours=3, minutes=30)
    out_at = factory.SelfAttribute("ends_at")


class SpotFactory(DjangoModelFactory):
    class Meta:
        model = Spot

    show = factory.SubFactory(ShowFactory)
    role = SpotRole.HEADLINER
    call_at = factory.SelfAttribute("show.load_in_at")
    starts_at = factory.SelfAttribute("show.starts_at")
    ends_at = factory.SelfAttribute("show.ends_at")
    released_at = factory.SelfAttribute("ends_at")


class BookingFactory(DjangoModelFactory):
    """A pending application without a line-up."""

    class Meta:
        model = Booking

    spot = factory.SubFactory(SpotFactory)
    act = factory.SubFactory(PartyFactory)
    initiated_by = InitiatedBy.APPLICATION
    turn = Side.HOST
