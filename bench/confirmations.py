"""Confirming bookings through the action: one after another, and sixteen at once for one hot spot."""

import datetime as dt
import threading
import time

from django.db import connection, connections

from accounts.actions import accept_invite, create_invite
from accounts.models import Party, User
from accounts.states import Approval, Role
from availability.actions import set_known_until
from availability.errors import Taken
from bands.actions import create_band
from bench import worlds
from bench.timing import percentile, say
from bookings.actions import SpotDraft, accept_booking, apply_to_spot, create_show
from bookings.errors import WrongState
from bookings.models import Booking
from stageslot.web.errors import Refusal
from venues.actions import create_stage, create_venue

ZONE = "Europe/Berlin"
PLAYERS = 5
THREADS = 16
SHOWS = 40
HOT_ROUNDS = 12


def run() -> None:
    manager = User.objects.create_user("manager@bench.example")
    venue = create_venue(acting_user=manager, name="Bench", timezone=ZONE)
    Party.objects.filter(pk=venue.pk).update(approval=Approval.APPROVED)
    venue.party.refresh_from_db()
    stage = create_stage(acting_user=manager, venue=venue, name="Stage")
    bands = [band(number) for number in range(THREADS)]
    before = deadlocks()
    uncontended(manager, venue.party, stage, bands[0])
    hot(manager, venue.party, stage, bands)
    say("deadlocks that PostgreSQL counted meanwhile", str(deadlocks() - before), "0")
    worlds.empty()


def band(number: int) -> tuple[User, Party]:
    """A leader and an approved band of PLAYERS who have all said that they are free for years."""
    leader = User.objects.create_user(f"leader{number}@bench.example")
    party = create_band(acting_user=leader, name=f"Band {number}", timezone=ZONE).party
    _, token = create_invite(acting_user=leader, party=party, role=Role.MEMBER, uses=PLAYERS - 1, expires_in_days=7)
    members = [leader]
    for player in range(PLAYERS - 1):
        members.append(User.objects.create_user(f"player{number}-{player}@bench.example"))
        accept_invite(acting_user=members[-1], token=token, instrument="", may_be_booked=True)
    for member in members:
        until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=500)
        set_known_until(acting_user=member, calendar=member.calendar, until=until, timezone=ZONE)
    Party.objects.filter(pk=party.pk).update(approval=Approval.APPROVED)
    party.refresh_from_db()
    return leader, party


def open_spot(manager: User, host: Party, stage, night: int):
    starts_at = dt.datetime.now(dt.UTC).replace(hour=20, minute=0, second=0, microsecond=0) + dt.timedelta(days=night)
    return create_show(
        acting_user=manager, owner=host, stage=stage, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=3),
        spots=[SpotDraft()], publish=True,
    ).spots.get()  # fmt: skip


def uncontended(manager: User, host: Party, stage, one: tuple[User, Party]) -> None:
    leader, act = one
    bookings = [
        apply_to_spot(acting_user=leader, spot=open_spot(manager, host, stage, 10 + night), act=act)
        for night in range(SHOWS)
    ]
    taken = []
    for booking in bookings:
        started = time.perf_counter()
        accept_booking(acting_user=manager, booking=booking)
        taken.append(time.perf_counter() - started)
    say(f"one client, {PLAYERS} players: confirmations/s", f"{SHOWS / sum(taken):.0f}")
    say("one client: median", f"{percentile(taken, 0.5) * 1000:.1f} ms")


def hot(manager: User, host: Party, stage, bands) -> None:
    """All bands wait for one spot; all are accepted at the same moment. One is booked, the others hear why not."""
    taken, outcomes = [], []
    for round_number in range(HOT_ROUNDS):
        spot = open_spot(manager, host, stage, 100 + round_number)
        waiting = [apply_to_spot(acting_user=leader, spot=spot, act=act) for leader, act in bands]
        taken += accept_at_once(manager, waiting, outcomes)
    assert outcomes.count("booked") == HOT_ROUNDS, outcomes
    assert set(outcomes) <= {"booked", "refused"}, set(outcomes)
    say(f"{THREADS} threads on one hot spot: attempts/s", f"{len(outcomes) / sum(taken):.0f}")
    say(f"{THREADS} threads on one hot spot: confirmations/s", f"{HOT_ROUNDS / sum(taken):.1f}")
    say("one winner a round, every other refused in words", f"{HOT_ROUNDS} of {HOT_ROUNDS}")


def accept_at_once(manager: User, waiting: list[Booking], outcomes: list[str]) -> list[float]:
    barrier = threading.Barrier(len(waiting) + 1)

    def accept(booking: Booking) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            accept_booking(acting_user=manager, booking=booking)
            outcomes.append("booked")
        except (Taken, WrongState, Refusal):
            outcomes.append("refused")
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=(booking,)) for booking in waiting]
    for thread in threads:
        thread.start()
    barrier.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return [time.perf_counter() - started]


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
