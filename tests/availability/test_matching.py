"""Random weeks of actions on random calendars: after each one masks and known times are what the blocks say, and the
conditions of matching leave out nobody who fits."""

import datetime as dt
import random
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.timezone import now

from availability.actions import (
    Wanted,
    change_blocks,
    claim,
    forget_said,
    paint_nights,
    release_claims,
    say_time,
    set_known_until,
    start_drawing,
    stop_drawing,
    unsay_time,
)
from availability.actions.known import known_differences
from availability.actions.masks import mask_differences
from availability.actions.upkeep import purge_what_is_past, sweep_expired_claims
from availability.errors import Taken
from availability.models import AvailabilityRule, Calendar, CalendarSource, ImportedCalendar, TimeBlock
from availability.queries.manager import AvailabilityManager
from availability.ranges import Period
from availability.states import MemberState
from tests.factories import CalendarFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
ZONES = ("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC")


class Chance:
    """Somebody who does anything at all with three people and two bands, for some weeks around today."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.begin = now().replace(minute=0, second=0, microsecond=0) - 3 * DAY
        self.people, self.bands = CalendarFactory.create_batch(3), CalendarFactory.create_batch(2)
        self.imports = [ImportedCalendar.objects.create(calendar=each, kind="file", name="x") for each in self.people]

    def do(self) -> None:
        actions = (
            self.say, self.say, self.repeat, self.paint, self.unsay, self.bring_in, self.promise, self.promise,
            self.release, self.join, self.join, self.leave, self.know, self.know, self.sweep, self.forget,
        )  # fmt: skip
        self.random.choice(actions)()

    def one_of(self, rows):
        rows = list(rows)
        return self.random.choice(rows) if rows else None

    def period(self, longest: int = 30) -> Period:
        starts_at = self.begin + self.random.randrange(21 * 48) * 30 * MINUTE + self.random.choice((0, 0, 7)) * MINUTE
        return Period(starts_at, starts_at + self.random.randrange(1, longest * 4) * 15 * MINUTE)

    def _say(self, longest: int, **more) -> None:
        period, owner = self.period(longest), self.random.choice(self.people)
        say_time(
            acting_user=None, calendar=owner, kind=self.random.choice(("busy", "maybe", "free")),
            starts_at=period.starts_at, ends_at=period.ends_at, timezone=self.random.choice(ZONES), **more,
        )  # fmt: skip

    def say(self) -> None:
        self._say(longest=200)

    def repeat(self) -> None:
        self._say(longest=20, rrule=f"FREQ=WEEKLY;COUNT={self.random.randrange(6, 9)}")

    def paint(self) -> None:
        nights = {(self.begin + self.random.randrange(21) * DAY).date() for _night in range(3)}
        paint_nights(
            acting_user=None, calendar=self.random.choice(self.people), nights=nights, from_time=dt.time(18),
            kind=self.random.choice(("busy", "free", None)), to_time=dt.time(1), timezone=self.random.choice(ZONES),
        )  # fmt: skip

    def unsay(self) -> None:
        if rule := self.one_of(AvailabilityRule.objects.order_by("pk")):
            unsay_time(acting_user=None, rule=rule)

    def bring_in(self) -> None:
        imported = self.random.choice(self.imports)
        meant = [(self.random.choice(("busy", "maybe")), self.period()) for _event in range(self.random.randrange(4))]
        change_blocks(calendar=imported.calendar, imported={imported: meant})

    def promise(self) -> None:
        period, occasion = self.period(16), uuid4()
        expires_at = self.random.choice((None, None, now() - HOUR, now() + HOUR))
        who = self.random.sample([*self.people, *self.bands], k=2)
        try:
            with transaction.atomic():
                claim(
                    wanted=[
                        Wanted(each.pk, period.starts_at, period.ends_at, occasion, expires_at=expires_at)
                        for each in who
                    ]
                )
        except Taken:
            pass

    def release(self) -> None:
        if block := self.one_of(TimeBlock.objects.claims().order_by("pk")):
            release_claims(blocks=[block])

    def join(self) -> None:
        start_drawing(calendar=self.random.choice(self.bands), on=self.random.choice(self.people))

    def leave(self) -> None:
        if source := self.one_of(CalendarSource.objects.filter(until=None).order_by("pk")):
            stop_drawing(calendar=source.calendar, on=source.draws_on)

    def know(self) -> None:
        until = self.random.choice((None, now() + self.random.randrange(30) * DAY))
        set_known_until(acting_user=None, calendar=self.random.choice(self.people), until=until, timezone="UTC")

    def sweep(self) -> None:
        sweep_expired_claims()
        purge_what_is_past()

    def forget(self) -> None:
        if self.random.random() < 0.2:
            owner = self.random.choice(self.people)
            forget_said(calendar=owner)
            self.imports = [
                ImportedCalendar.objects.get_or_create(calendar=each, kind="file", name="x")[0] for each in self.people
            ]


@pytest.fixture
def clock():
    """A Monday before clocks go forward in Berlin, and then as the test moves it."""
    with time_machine.travel(dt.datetime(2028, 3, 20, 12, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.mark.parametrize("seed", range(4))
def test_masks_and_known_times_equal_the_blocks_after_every_action(clock, seed):
    chance = Chance(seed)
    for _step in range(50):
        clock.shift(chance.random.randrange(8) * HOUR)
        chance.do()
        assert mask_differences() == []
        assert known_differences() == []
    sweep_expired_claims()
    chance.begin = now()
    for _night in range(15):
        period = chance.period(8)
        states = exactly(period)
        not_taken = {pk for pk, state in states.items() if state is not MemberState.BUSY}
        assert matching(AvailabilityManager.nothing_taken(period, "pk")) >= not_taken
        assert matching(AvailabilityManager.may_be_known(period, "pk", "known_until")) & not_taken >= {
            pk for pk in not_taken if states[pk] is not MemberState.UNKNOWN
        }


@pytest.mark.parametrize("seed", [98, 99])
def test_nothing_taken_between_half_hours_is_the_blocks_own_answer(clock, seed):
    chance = Chance(seed)
    for _step in range(40):
        clock.shift(chance.random.randrange(8) * HOUR)
        chance.do()
    sweep_expired_claims()
    for _night in range(15):
        starts_at = chance.begin + chance.random.randrange(21 * 48) * 30 * MINUTE
        period = Period(starts_at, starts_at + chance.random.randrange(1, 60) * 30 * MINUTE)
        free = {pk for pk, state in exactly(period).items() if state is not MemberState.BUSY}
        assert matching(AvailabilityManager.nothing_taken(period, "pk")) == free
        assert AvailabilityManager.free_calendars(calendar_ids=None, period=period) == free


def matching(condition) -> set[int]:
    return set(Calendar.objects.filter(condition).values_list("pk", flat=True))


def exactly(period: Period) -> dict[int, MemberState]:
    """What the blocks themselves say of every calendar."""
    pairs = [(pk, period) for pk in Calendar.objects.values_list("pk", flat=True)]
    return {pk: state for (pk, _period), state in AvailabilityManager.combined_states(pairs).items()}


def test_known_time_of_a_band_is_that_of_its_least_known_member():
    band, *members = CalendarFactory.create_batch(3)
    moments = [now() + days * DAY for days in (20, 10)]
    for member, until in zip(members, moments, strict=True):
        start_drawing(calendar=band, on=member)
        set_known_until(acting_user=None, calendar=member, until=until, timezone="UTC")

    def known():
        return Calendar.objects.get(pk=band.pk).known_until

    assert known() == moments[1]
    stop_drawing(calendar=band, on=members[1])
    assert known() == moments[0]
    start_drawing(calendar=band, on=CalendarFactory())
    assert known() is None
    for source in CalendarSource.objects.filter(until=None):
        stop_drawing(calendar=band, on=source.draws_on)
    assert known() is None


def test_checker_finds_a_band_that_knows_more_than_its_members(capsys):
    band, member = CalendarFactory.create_batch(2)
    start_drawing(calendar=band, on=member)
    Calendar.objects.filter(pk=band.pk).update(known_until=now())
    with pytest.raises(CommandError):
        call_command("check_masks")
    assert f"calendar {band.pk} is known until None, not" in capsys.readouterr().out
