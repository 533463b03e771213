"""Clients who publish, apply and accept at once, for a few stages, acts and people, and a record of their answers.

Whoever asks is told yes, told no, or hears nothing: then they ask again with the same key until they are answered.
"""

import datetime as dt
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import Party, User
from availability.errors import Busy, Taken
from bookings.actions import SpotDraft, accept_booking, apply_to_spot, cancel_show, create_show, publish_show
from bookings.models import Booking, HistoryEntry, Show, Spot
from bookings.states import Event
from engagements.queries.people import leaders_of
from idempotency.actions import once
from tests.bookings.scenes import a_house, an_act
from tests.factories import FAR_SATURDAY, UserFactory
from venues.models import Stage
from web.errors import Refusal

HOUSES, ACTS, MEMBERS, PLAYERS = 3, 8, 3, 9
"""Eight acts of three out of nine people: hardly two of them can play at the same time."""
NIGHTS = 6
LOST = 0.03
"""The share of answers that get lost on their way."""


@dataclass(frozen=True)
class Attempt:
    """One thing that was asked for of `subject`, and how it ended: `ok`, or the name of the refusal.

    `key` is in what it writes. `lost` counts the answers that never came, `offered` the free alternatives that came
    with a `Taken`, `is_set` where it told of another set of the same show, for which no other night is an answer.
    """

    what: str
    key: str
    subject: uuid.UUID
    outcome: str
    lost: int = 0
    offered: int = 0
    is_set: bool = False


@dataclass
class World:
    """Who takes part, by ids that every process can load for itself."""

    stages: list[uuid.UUID]
    acts: list[uuid.UUID]


def make_world() -> World:
    chance = random.Random(1)
    people = [UserFactory() for _ in range(PLAYERS)]
    houses = [a_house() for _ in range(HOUSES)]
    acts = [an_act(members=chance.sample(people, MEMBERS)) for _ in range(ACTS)]
    return World([house.stage.pk for house in houses], [act.party.pk for act in acts])


def race(world: World, *, attempts: int, clients: int, seed: int = 1) -> list[Attempt]:
    """The record of so many attempts by so many clients at once, in this process."""
    racers = [Racer(world, seed * 1000 + number, attempts // clients) for number in range(clients)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    if errors := [racer.error for racer in racers if racer.error]:
        raise errors[0]
    return [attempt for racer in racers for attempt in racer.record]


class Racer(threading.Thread):
    """A client who makes so many attempts. What is refused is recorded; any other error ends it and fails the run."""

    def __init__(self, world: World, seed: int, attempts: int) -> None:
        super().__init__(daemon=True)
        self.world, self.chance, self.attempts = world, random.Random(seed), attempts
        self.record: list[Attempt] = []
        self.drafts: list = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while len(self.record) < self.attempts:
                self.chance.choices([self.publish, self.apply, self.accept, self.cancel], [4, 5, 8, 1])[0]()
        except BaseException as error:
            self.error = error
        finally:
            connections.close_all()

    def publish(self) -> None:
        """A night on some stage, at about the time at which others want it too."""
        if len(self.drafts) < 4:
            with suppress(Busy):
                self.drafts.append(self._draft())
        if not self.drafts:
            return
        show = self.chance.choice(self.drafts)
        user = self._leader(show.owner)
        if self._ask("publish", show.pk, user, lambda _key: publish_show(acting_user=user, show=show)) == "ok":
            self.drafts.remove(show)

    def _draft(self) -> Show:
        stage = Stage.objects.select_related("venue__party").get(pk=self.chance.choice(self.world.stages))
        night = FAR_SATURDAY + dt.timedelta(days=self.chance.randrange(NIGHTS))
        starts_at = night + dt.timedelta(minutes=5 * self.chance.randrange(24))
        ends_at = starts_at + dt.timedelta(hours=3)
        host = stage.venue.party
        return create_show(
            acting_user=self._leader(host), owner=host, stage=stage, starts_at=starts_at, ends_at=ends_at,
            spots=[SpotDraft()] * 2,
        )  # fmt: skip

    def apply(self) -> None:
        """Any act, whose people may be promised elsewhere already, for any open spot."""
        spot = Spot.objects.with_show().filter(state="open", show__state="open").order_by("?").first()
        if spot:
            act = Party.objects.get(pk=self.chance.choice(self.world.acts))
            user = self._leader(act)
            self._ask(
                "apply", spot.pk, user, lambda key: apply_to_spot(acting_user=user, spot=spot, act=act, message=key)
            )

    def accept(self) -> None:
        """Any pending booking; now and then somebody accepts the same at this moment, or a rival of it."""
        booking = Booking.objects.pending().select_related("spot__show__owner").order_by("?").first()
        if booking:
            user = self._leader(booking.spot.show.owner)
            self._ask(
                "accept", booking.pk, user, lambda key: accept_booking(acting_user=user, booking=booking, message=key)
            )

    def cancel(self) -> None:
        """Make room: call off a whole night. No race of its own, but one against all others."""
        show = Show.objects.published().select_related("owner").order_by("?").first()
        if show:
            user = self._leader(show.owner)
            self._ask("cancel", show.pk, user, lambda key: cancel_show(acting_user=user, show=show, reason=key))

    def _ask(self, what: str, subject: uuid.UUID, user, action: Callable[[str], object]) -> str:
        """Ask, and where the answer is lost ask again with the same key; record what was answered at last."""
        key, lost, offered, is_set = str(uuid.UUID(int=self.chance.getrandbits(128))), 0, 0, False

        def effect():
            action(key)
            return 200, {}, ()

        while True:
            try:
                once(user=user, path=what, key=key, body=b"", effect=effect)
                outcome = "ok"
            except Refusal as refusal:
                outcome = type(refusal).__name__
                offered = len(refusal.extra.get("alternatives", ()))
                is_set = isinstance(refusal, Taken) and all(conflict.is_set for conflict in refusal.conflicts)
            if self.chance.random() >= LOST:
                break
            lost += 1
        self.record.append(Attempt(what, key, subject, outcome, lost, offered, is_set))
        return outcome

    def _leader(self, party: Party) -> User:
        return leaders_of(party)[0]


def wrongs(record: list[Attempt]) -> list[str]:
    """Everything that is not as it was told, or must not be, in words; empty when all is well."""
    return [*_overlaps(), *_untold(record), *_unhelpful(record), *_commands("check_claims", "check_masks")]


def overlaps() -> int:
    """Pairs of claims of one calendar that overlap for different occasions."""
    with connection.cursor() as cursor:
        # What was written a moment ago PostgreSQL does not count, and may then compare each claim with all others.
        cursor.execute("ANALYZE availability_timeblock")
        cursor.execute(
            "SELECT count(*) FROM availability_timeblock a JOIN availability_timeblock b"
            " ON a.calendar_id = b.calendar_id AND a.period && b.period AND a.occasion <> b.occasion AND a.id < b.id"
            " WHERE a.kind = 'claim' AND b.kind = 'claim'"
        )
        return cursor.fetchone()[0]


def _overlaps() -> Iterator[str]:
    if found := overlaps():
        yield f"{found} pairs of claims overlap"


def _untold(record: list[Attempt]) -> Iterator[str]:
    """Each yes has its one effect, each no has none, and nothing else happened."""
    told = HistoryEntry.objects.exclude(text="")
    stored = {
        "apply": Counter(Booking.objects.values_list("message", flat=True)),
        "accept": Counter(told.filter(event=Event.CONFIRMED).values_list("text", flat=True)),
        "cancel": Counter(told.filter(event=Event.CANCELLED, booking=None).values_list("text", flat=True)),
        "publish": Counter(
            str(pk) for pk in HistoryEntry.objects.filter(event=Event.PUBLISHED).values_list("show", flat=True)
        ),
    }
    for what, found in stored.items():
        done = [attempt for attempt in record if attempt.what == what and attempt.outcome == "ok"]
        promised = Counter(str(attempt.subject) if what == "publish" else attempt.key for attempt in done)
        for name in promised.keys() | found.keys():
            if promised[name] != found[name]:
                yield f"{what} {name} was acknowledged {promised[name]} times and is stored {found[name]} times"


def _unhelpful(record: list[Attempt]) -> Iterator[str]:
    """No answer but yes and a refusal that says why, and with each time that is taken others that are free."""
    for attempt in record:
        if attempt.outcome == "Taken" and not attempt.offered and not attempt.is_set:
            yield f"{attempt.what} of {attempt.subject} was refused without a free alternative"
    for outcome, count in Counter(attempt.outcome for attempt in record).items():
        if outcome not in ("ok", "Taken", "WrongState", "Busy"):
            yield f"{count} attempts ended as {outcome}"


def _commands(*names: str) -> Iterator[str]:
    for name in names:
        try:
            call_command(name, stdout=StringIO())
        except CommandError as error:
            yield f"{name}: {error}"
