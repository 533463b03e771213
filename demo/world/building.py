"""Builds the demo world while the site is used already: in small steps, each committed by itself.

Whether it is complete is kept in the database, as an entry of the staff's log. What an interrupted build has left is
taken away before the world is built again.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import OperationalError, connection, transaction
from django.db.models import Case, F, When
from django.utils.timezone import now

from accounts.models import User
from accounts.states import PartyKind
from availability.errors import Busy
from bookings.models import Show
from demo.world import making as pieces
from demo.world.calendars import import_calendars
from demo.world.cast import BANDS, VENUES
from demo.world.engine import run_the_engine
from demo.world.houses import publicise
from demo.world.logins import CLIENT, COMPLETE, DOMAIN, MANAGER, STAFF
from demo.world.making import World
from demo.world.past import play_night
from demo.world.press import make_private_link
from demo.world.questions import ask_around, ask_before_booking
from demo.world.sessions import add_sessions
from demo.world.studios import STUDIOS, add_studio
from discovery.actions import learn_words
from notifications.models import Notification

DAYS_AROUND = 45
"""Three months of life, with today in the middle."""
ATTEMPTS = 3
PEOPLE_AT_ONCE = 8
FIRST_PHASE = "people who sign in"

Step = Callable[[], object]


@dataclass(frozen=True)
class Phase:
    """Steps that belong together. `share` is how much of the time they take, in percent."""

    title: str
    share: int
    steps: Callable[[World], list[Step]]


def is_begun() -> bool:
    return User.objects.filter(email=STAFF).exists()


def nights() -> int:
    """How many nights the venues of the demo world have."""
    return Show.objects.filter(owner__is_demo=True, owner__kind=PartyKind.VENUE).count()


def is_complete() -> bool:
    return LogEntry.objects.filter(user__email=STAFF, object_id=COMPLETE).exists()


def build(
    report: Callable[[int, str], None] = lambda percent, title: None,
    *,
    days_around: int = DAYS_AROUND,
    bands: int = len(BANDS),
) -> World:
    """Build the world, so many days back and ahead, with so many of its bands, at least three. `report` is called
    before each step with what is done, in percent, and the title of the phase.

    The site must hold no other demo world: ask `is_begun()` before.
    """
    today = now().date()
    world = World(today=today, chance=random.Random(today.toordinal()))
    done = 0
    for phase in _phases(days_around, bands):
        steps = phase.steps(world)
        for number, step in enumerate(steps):
            report(done + phase.share * number // len(steps), phase.title)
            _commit(step, world)
        done += phase.share
    return world


def _phases(days: int, bands: int) -> list[Phase]:
    return [
        Phase(FIRST_PHASE, 1, lambda world: [partial(pieces.add_logins, world)]),
        Phase("bands", 40, lambda world: [partial(pieces.add_band, world, part) for part in BANDS[:bands]]),
        Phase("studios", 6, lambda world: [partial(add_studio, world, part, _person(world)) for part in STUDIOS]),
        Phase("venues", 8, lambda world: [partial(pieces.add_venue, world, part) for part in VENUES]),
        Phase("what everybody said of their time", 11, _calendars),
        Phase("nights gone by", 13, partial(_nights, range(-days, -1), play_night)),
        Phase("nights to come", 15, partial(_nights, range(2, days), pieces.plan_night)),
        Phase("sessions", 2, lambda world: add_sessions(world, _person(world))),
        Phase("requests, holds, offers and settlements", 4, _dealings),
    ]


def _person(world: World) -> Callable[[str], User]:
    return partial(pieces.add_person, world)


def _calendars(world: World) -> list[Step]:
    groups = [partial(_say_all, world, group) for group in _groups(world.people)]
    return [*groups, partial(import_calendars, world.today), _analyze]


def _groups(people: list[User]) -> list[list[User]]:
    return [people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE)]


def _say_all(world: World, people: list[User]) -> None:
    for user in people:
        pieces.say_something(world, user)


def _nights(days: range, plan: Callable, world: World) -> list[Step]:
    nights = [world.today + dt.timedelta(days=each) for each in days]
    return [*(partial(pieces.plan_nights, world, night, plan) for night in nights), _analyze]


def _dealings(world: World) -> list[Step]:
    first = world.bands[0]
    leader = world.leaders[first]
    return [
        partial(pieces.add_requests, world),
        partial(pieces.add_musicians, world),
        partial(publicise, world.leaders),
        lambda: run_the_engine(world, pieces.add_person(world, "Europe/Berlin")),
        lambda: ask_around(first, leader, pieces.add_person(world, first.timezone), world.today),
        lambda: ask_before_booking(first, leader, world.logins[CLIENT], world.logins[MANAGER], world.today),
        partial(make_private_link, first, leader, world.today),
        learn_words,
        partial(_complete, world),
    ]


def _commit(step: Step, world: World) -> None:
    """Run one step in a transaction, again if it met somebody else: its actions lock in an order only one by one.

    What it has added to the world is taken away with the rows.
    """
    for attempt in range(1, ATTEMPTS + 1):
        began, before = now(), world.snapshot()
        try:
            with transaction.atomic():
                step()
                _calm_down(began)
        except (OperationalError, Busy):  # an action within tells a deadlock as Busy
            if attempt == ATTEMPTS or connection.in_atomic_block:
                raise
            world.restore(before)
        else:
            return


def _calm_down(began: dt.datetime) -> None:
    """Nobody wants a thousand mails of invented people; what an inbox shows is news of the last days only."""
    told = Notification.objects.filter(created_at__gte=began, user__email__endswith=f"@{DOMAIN}")
    is_old_news = When(kind__in=["bookings.confirmed", "bookings.declined", "accounts.approved"], then=now())
    told.update(email_state=Notification.EmailState.SKIPPED, read_at=Case(is_old_news, default=F("read_at")))


def _analyze() -> None:
    """PostgreSQL plans by statistics, and gathers them by itself only after a minute."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")


def _complete(world: World) -> None:
    LogEntry.objects.create(
        user=world.staff, object_id=COMPLETE, object_repr="Demo world", action_flag=ADDITION, change_message=""
    )
