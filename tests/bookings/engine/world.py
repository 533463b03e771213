"""The houses, acts and nights of a story."""

import datetime as dt
from zoneinfo import ZoneInfo

from accounts.actions import add_membership
from accounts.states import Role
from tests.bookings.scenes import a_house, an_act, know_all
from tests.factories import FAR_SATURDAY, StageFactory, UserFactory
from venues.models import HousePolicy
from venues.states import WhoMayHold

HOUR = dt.timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = [FAR_SATURDAY.date() + dt.timedelta(days=days) for days in range(2)]


def at(night: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(night, dt.time(hour), BERLIN).astimezone(dt.UTC)


class World:
    """Two houses, one of them with a hall made of two rooms, and three acts: two share a drummer, each has a dep."""

    def __init__(self):
        self.house, other = a_house(), a_house()
        second, hall = StageFactory(venue=self.house.stage.venue), StageFactory(venue=self.house.stage.venue)
        hall.parts.set([self.house.stage, second])
        self.managers = {self.house.party.pk: self.house.manager, other.party.pk: other.manager}
        self.stages = [self.house.stage, second, hall, other.stage]
        for venue in (self.house.stage.venue, other.stage.venue):
            HousePolicy.objects.create(venue=venue, who_may_hold=WhoMayHold.ANYBODY, most_holds=100)
        self.rooms = {stage.pk: [stage] for stage in self.stages} | {hall.pk: [self.house.stage, second]}
        first = an_act(members=2)
        self.acts = [first, an_act(members=[first.members[0], UserFactory()]), an_act(members=2)]
        self.deps = [UserFactory() for _ in self.acts]
        for act, dep in zip(self.acts, self.deps, strict=True):
            add_membership(acting_user=None, party=act.party, user=dep, role=Role.DEP)
        self.people = {user.pk: user for act in self.acts for user in act.members} | {dep.pk: dep for dep in self.deps}
        know_all(*self.people.values())

    def host(self, stage):
        return self.managers[stage.venue_id]

    def calendars(self, stage) -> frozenset[int]:
        return frozenset({stage.calendar_id, *(room.calendar_id for room in self.rooms[stage.pk])})

    def act_of(self, party_id):
        return next(act for act in self.acts if act.party.pk == party_id)
