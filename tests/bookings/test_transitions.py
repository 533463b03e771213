"""Every move of a booking, legal and illegal, by everybody, on the page and by the API: one table, read row by row.

A row is a booking as it came to stand: who began it, whose turn it is, or how it ended. What the table expects is
written out here and not computed by the code under test; together its moves are those of `BOOKING_TRANSITIONS`.
"""

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.actions import create_api_token
from accounts.models import User
from accounts.states import Role, TokenScope
from bookings.actions import (
    OfferTerms,
    accept_booking,
    apply_to_spot,
    cancel_booking,
    complete_show,
    counter_booking,
    decline_booking,
    expire_booking,
    invite_act,
    report_booking,
    request_act,
    resolve_report,
    withdraw_booking,
)
from bookings.models import Booking
from bookings.queries.changes import completes_at
from bookings.states import BOOKING_TRANSITIONS, BookingState
from engagements.errors import WrongState
from tests.bookings.scenes import HOUR, Act, House, a_house, an_act, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.matrix.sampling import IN_FULL
from web.constraints import pairs

pytestmark = pytest.mark.slow

ROLES = ("anonymous", "stranger", "host_staff", "site_staff", "act_member", "dep", "act_leader", "host_leader")
LEADERS = {"act_leader", "host_leader"}
VERBS = ("accept", "decline", "withdraw", "counter", "cancel")
LEADS_TO = {
    "accept": BookingState.CONFIRMED,
    "decline": BookingState.DECLINED,
    "withdraw": BookingState.WITHDRAWN,
    "counter": BookingState.PENDING,
    "cancel": BookingState.CANCELLED,
}
DONE, REFUSED, FORBIDDEN, UNKNOWN, NOBODY = "done", "refused", "forbidden", "unknown", "nobody"
STATUS = {
    "page": {DONE: 302, REFUSED: 409, FORBIDDEN: 403, UNKNOWN: 404, NOBODY: 302},
    "api": {DONE: 200, REFUSED: 409, FORBIDDEN: 403, UNKNOWN: 404, NOBODY: 401},
}


@dataclass(frozen=True)
class Row:
    """How a booking stands, and who may do what: the roles by verb. `line_up`: whether it names who plays."""

    state: BookingState
    may: dict[str, set[str]] = field(default_factory=dict)
    line_up: bool = True


def waiting(turn: str, takes_back: set[str], *, line_up: bool) -> Row:
    """One that waits: the side whose turn it is answers, and who began it or waits may take it back."""
    answers = {turn}
    may = {"accept": answers, "decline": answers, "counter": answers, "withdraw": takes_back}
    return Row(BookingState.PENDING, may, line_up)


ROWS = {
    "applied": waiting("host_leader", {"act_leader"}, line_up=True),
    "countered": waiting("act_leader", LEADERS, line_up=True),
    "invited": waiting("act_leader", {"host_leader"}, line_up=False),
    "requested": waiting("act_leader", {"host_leader"}, line_up=False),
    "confirmed": Row(BookingState.CONFIRMED, {"cancel": LEADERS | {"site_staff"}}),
    "completed": Row(BookingState.COMPLETED),
    "disputed": Row(BookingState.DISPUTED),
    "declined": Row(BookingState.DECLINED),
    "withdrawn": Row(BookingState.WITHDRAWN),
    "expired": Row(BookingState.EXPIRED),
    "cancelled": Row(BookingState.CANCELLED),
}
CLOCK = {(BookingState.PENDING, BookingState.EXPIRED), (BookingState.CONFIRMED, BookingState.COMPLETED)}
REPORTS = {
    (BookingState.CONFIRMED, BookingState.DISPUTED),
    (BookingState.COMPLETED, BookingState.DISPUTED),
    (BookingState.DISPUTED, BookingState.COMPLETED),
    (BookingState.DISPUTED, BookingState.CANCELLED),
}


def expected(row: Row, verb: str, role: str) -> str:
    if role == "anonymous":
        return NOBODY
    if role in ("stranger", "host_staff") or (role in ("act_member", "dep") and not row.line_up):
        return UNKNOWN
    if role in row.may.get(verb, ()):
        return DONE
    speaks = LEADERS | ({"site_staff"} if verb == "cancel" else set())
    if role not in speaks:
        return FORBIDDEN
    # Whoever leads a side hears that it is over; while it waits, that it is not theirs to do.
    return FORBIDDEN if row.state == BookingState.PENDING and verb != "cancel" else REFUSED


@dataclass
class World:
    house: House
    act: Act
    people: dict[str, User]
    bookings: dict[str, Booking] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def send(self, channel: str, role: str, verb: str, row: str) -> int:
        booking = self.bookings[row]
        if channel == "page":
            path = reverse(f"bookings:booking_{verb}", args=[booking.pk])
            data = counter_form(booking) if verb == "counter" else SAID
            return self.browsers[role].post(path, data).status_code
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {}
        data = {"fee": {"amount_minor": 77700, "currency": "EUR"}} if verb == "counter" else SAID
        path, body = f"/api/v1/bookings/{booking.pk}/{verb}", json.dumps(data)
        return ANYBODY.post(path, body, content_type="application/json", headers=headers).status_code


ANYBODY = Client(raise_request_exception=False)
SAID = {"message": "So be it."}


def counter_form(booking: Booking) -> dict[str, str]:
    """The form as it stands on the page, with another fee."""
    spot, zone = booking.spot, ZoneInfo(booking.spot.show.timezone)
    times = {"call": spot.call_at, "starts": spot.starts_at, "ends": spot.ends_at}
    typed = {name: f"{instant.astimezone(zone):%H:%M}" for name, instant in times.items()}
    money = {"deal_kind": "guarantee", "fee": "777", "fee_currency": "EUR"}
    return typed | money | {"offer": str(booking.offer_number)}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Everybody, and a booking for each row; made once, every test is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.RATE_LIMITS = False


def make_world() -> World:
    house, act = a_house(), an_act()
    people = {
        "stranger": UserFactory(),
        "host_staff": MembershipFactory(party=house.party, role=Role.STAFF).user,
        "site_staff": UserFactory(is_staff=True),
        "act_member": act.members[0],
        "dep": MembershipFactory(party=act.party, role=Role.DEP).user,
        "act_leader": act.leader,
        "host_leader": house.manager,
    }
    world = World(house, act, people)
    world.browsers = {role: Client(raise_request_exception=False) for role in ROLES}
    for role, user in people.items():
        world.browsers[role].force_login(user)
        world.tokens[role] = create_api_token(acting_user=user, name="tests", scopes=tuple(TokenScope.values))[1]
    for week, name in enumerate(ROWS):
        world.bookings[name] = MADE[name](world, FAR_SATURDAY + dt.timedelta(weeks=week))
        assert Booking.objects.get(pk=world.bookings[name].pk).state == ROWS[name].state
    return world


def applied(world: World, starts_at: dt.datetime) -> Booking:
    spot = an_open_show(world.house, starts_at=starts_at).spots.get()
    lineup = [world.people["act_member"].pk, world.people["dep"].pk]
    return apply_to_spot(acting_user=world.act.leader, spot=spot, act=world.act.party, lineup=lineup)


def countered(world: World, starts_at: dt.datetime) -> Booking:
    booking = applied(world, starts_at)
    return counter_booking(acting_user=world.house.manager, booking=booking, terms=OfferTerms(5, "EUR"))


def invited(world: World, starts_at: dt.datetime) -> Booking:
    spot = an_open_show(world.house, starts_at=starts_at).spots.get()
    return invite_act(acting_user=world.house.manager, spot=spot, act=world.act.party)


def requested(world: World, starts_at: dt.datetime) -> Booking:
    return request_act(
        acting_user=world.house.manager,
        host=world.house.party,
        act=world.act.party,
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
    )


def confirmed(world: World, starts_at: dt.datetime) -> Booking:
    return accept_booking(acting_user=world.house.manager, booking=applied(world, starts_at))


def completed(world: World, starts_at: dt.datetime) -> Booking:
    booking = confirmed(world, starts_at)
    complete_show(show=booking.spot.show, at=completes_at(booking.spot.show))
    return booking


def disputed(world: World, starts_at: dt.datetime) -> Booking:
    booking = confirmed(world, starts_at)
    report_booking(acting_user=world.act.leader, booking=booking, kind="dispute", text="No stage.", at=starts_at)
    return booking


def ended(action: Callable, who: str) -> Callable:
    return lambda world, starts_at: action(acting_user=world.people[who], booking=applied(world, starts_at))


def expired(world: World, starts_at: dt.datetime) -> Booking:
    booking = applied(world, starts_at)
    return expire_booking(booking=booking, at=booking.answer_by)


def cancelled(world: World, starts_at: dt.datetime) -> Booking:
    return cancel_booking(acting_user=world.act.leader, booking=confirmed(world, starts_at), message="Flu.")


MADE: dict[str, Callable[[World, dt.datetime], Booking]] = {
    "applied": applied,
    "countered": countered,
    "invited": invited,
    "requested": requested,
    "confirmed": confirmed,
    "completed": completed,
    "disputed": disputed,
    "declined": ended(decline_booking, "host_leader"),
    "withdrawn": ended(withdraw_booking, "act_leader"),
    "expired": expired,
    "cancelled": cancelled,
}


def standing(booking: Booking) -> tuple[str, int]:
    return Booking.objects.values_list("state", "version").get(pk=booking.pk)


def test_the_table_holds_every_move_there_is():
    by_people = {(row.state, LEADS_TO[verb]) for row in ROWS.values() for verb, who in row.may.items() if who}
    stays = {(BookingState.PENDING, BookingState.PENDING)}
    moves = (by_people | CLOCK | REPORTS) - stays
    assert {(before.value, after.value) for before, after in moves} == set(pairs(BOOKING_TRANSITIONS))
    assert {row.state for row in ROWS.values()} == set(BookingState)


def channels(want: str) -> list[str]:
    """What is done is done both ways; a refusal is asked for by one of them, chosen anew in each run, and by both with
    `bin/chaos matrix`."""
    both = list(STATUS)
    return both if IN_FULL or want == DONE else random.sample(both, 1)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ROWS)
def test_who_may(world, name, verb, undrawn_refusals):
    row, booking = ROWS[name], world.bookings[name]
    wrong = {}
    for role in ROLES:
        want = expected(row, verb, role)
        for channel in channels(want):
            before = standing(booking)
            with transaction.atomic():
                status = world.send(channel, role, verb, name)
                after = standing(booking)
                transaction.set_rollback(True)
            moved = (LEADS_TO[verb], after[1] > before[1]) == (after[0], True) if want == DONE else after == before
            if status != STATUS[channel][want] or not moved:
                wrong[role, channel] = (want, status, after)
    assert not wrong


@pytest.mark.parametrize("name", ROWS)
def test_what_the_clock_does(world, name):
    row, booking = ROWS[name], world.bookings[name]
    late = completes_at(booking.spot.show)
    with transaction.atomic():
        expire_booking(booking=booking, at=late)
        assert standing(booking)[0] == (BookingState.EXPIRED if row.state == BookingState.PENDING else row.state)
        transaction.set_rollback(True)
    with transaction.atomic():
        complete_show(show=booking.spot.show, at=late)
        ends = {BookingState.CONFIRMED: "completed", BookingState.PENDING: "expired"}
        # What a client asked for hangs on a draft, which is never played.
        assert standing(booking)[0] == (row.state if name == "requested" else ends.get(row.state, row.state))
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ROWS)
def test_who_may_report(world, name):
    row, booking = ROWS[name], world.bookings[name]
    may = row.state in (BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.DISPUTED)
    for role, user in world.people.items():
        has_said = row.state == BookingState.DISPUTED and role == "act_leader"
        want = None if role in LEADERS and may and not has_said else WrongState if role in LEADERS else PermissionDenied
        with transaction.atomic():
            assert refusal_of(report_booking, acting_user=user, booking=booking, kind="dispute", text="Oh.") is want
            assert standing(booking)[0] == (BookingState.DISPUTED if want is None else row.state)
            transaction.set_rollback(True)


@pytest.mark.parametrize("to", ["completed", "cancelled"])
def test_who_may_settle_a_dispute(world, to):
    booking = world.bookings["disputed"]
    for role, user in world.people.items():
        want = None if role == "site_staff" else PermissionDenied
        with transaction.atomic():
            said = {"acting_user": user, "report": booking.reports.get(), "to": to, "text": "Heard both."}
            assert refusal_of(resolve_report, **said) is want
            assert standing(booking)[0] == (to if want is None else "disputed")
            transaction.set_rollback(True)


def refusal_of(action: Callable, **values) -> type | None:
    """What kind of no it is, as soon as the show has begun."""
    subject = values.get("booking") or values["report"].booking
    try:
        with transaction.atomic():
            action(**values, at=subject.spot.starts_at)
    except (PermissionDenied, WrongState) as refused:
        return type(refused)
    return None
