"""What happens when somebody goes, or asks too much, at the very moment at which others act."""

import threading
from datetime import timedelta
from functools import partial
from itertools import cycle, islice

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.actions import accept_invite, create_invite
from accounts.errors import InviteGone, NotApproved
from accounts.models import Membership
from accounts.states import Approval, Role
from availability.actions.masks import mask_differences
from availability.models import TimeBlock
from bookings.actions import accept_booking, create_show, join_waitlist, request_act
from bookings.models import Booking, Show
from bookings.queries.requests import NEW
from bookings.states import LIVE
from departures.actions import close_account, close_party, leave_team
from departures.queries import affairs_of
from holds.actions import ask_to_hold, let_hold, set_policy
from holds.models import Hold, HoldPermission
from tests.bookings import test_races
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.bookings.test_races import race, told, weeks
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.holds.scenes import a_hold
from tests.threads import at_once, wait_for_a_waiting_one

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(autouse=True)
def also_refused(monkeypatch):
    monkeypatch.setattr(test_races, "REFUSALS", (*test_races.REFUSALS, InviteGone, NotApproved))


def ask(user, act, hours):
    starts_at = FAR_SATURDAY + timedelta(hours=hours)
    return request_act(acting_user=user, act=act.party, starts_at=starts_at, ends_at=starts_at + HOUR)


def test_requests_that_come_together_do_not_pass_the_limit():
    acts = [an_act(members=0) for _ in range(4)]
    for round_of in range(2):
        user = UserFactory(date_joined=now())
        calls = [
            lambda act=act, hours=hours, user=user: ask(user, act, hours)
            for hours, act in enumerate(islice(cycle(acts), 12), start=100 * round_of)
        ]
        assert told(race(*calls))["Booking"] == NEW.in_all
        mine = Booking.objects.pending().filter(created_by=user)
        assert mine.count() == NEW.in_all
        assert all(mine.filter(act=act.party).count() <= NEW.with_one_act for act in acts)


def test_a_link_and_the_removal_of_who_made_it():
    act = an_act()
    owner = MembershipFactory(party=act.party, role=Role.OWNER).user
    for _round in range(4):
        maker = MembershipFactory(party=act.party, role=Role.MANAGER).user
        _invite, token = create_invite(acting_user=maker, party=act.party, uses=50)
        leave = lambda maker=maker: leave_team(acting_user=owner, party=act.party, leaver=maker)  # noqa: E731
        come = [lambda token=token: accept_invite(acting_user=UserFactory(), token=token) for _ in range(4)]
        again = lambda token=token, maker=maker: accept_invite(acting_user=maker, token=token)  # noqa: E731
        results = race(leave, *come, again)
        assert not set(told(results)) - {"NoneType", "Membership", "InviteGone"}
        with pytest.raises(InviteGone):
            accept_invite(acting_user=UserFactory(), token=token)
        Membership.objects.filter(role=Role.MEMBER, user=maker).delete()


def test_closing_an_act_against_whatever_else_happens_to_it():
    house = a_house()
    for saturday in weeks(4):
        act = an_act()
        booked = a_confirmed_booking(house, act, starts_at=saturday)
        waiting = an_application(act, an_open_show(house, starts_at=saturday + 24 * HOUR))
        further = an_open_show(house, starts_at=saturday + 48 * HOUR)
        results = race(
            lambda act=act: close_party(acting_user=act.leader, party=act.party),
            lambda waiting=waiting: accept_booking(acting_user=house.manager, booking=waiting),
            lambda act=act, further=further: an_application(act, further),
            lambda act=act, saturday=saturday: a_hold(house, act, night=saturday.date() + timedelta(days=3)),
            lambda act=act, saturday=saturday: ask(UserFactory(), act, 1000),
        )
        assert told(results)["Party"] == 1
        act.party.refresh_from_db()
        assert act.party.approval == Approval.CLOSED
        left = affairs_of([act.party], saturday - timedelta(days=30))
        assert (left.bookings, left.holds) == ([], [])
        assert not TimeBlock.objects.claims().filter(calendar=act.party.calendar).exists()
        booked.refresh_from_db()
        assert booked.state not in LIVE
        assert not mask_differences()


def test_the_two_owners_of_a_house_go_together():
    for _round in range(3):
        house = a_house()
        other = MembershipFactory(party=house.party, role=Role.OWNER).user
        a_hold(house, an_act(members=1))
        race(*[lambda user=user: close_account(acting_user=user) for user in (house.manager, other)])
        house.party.refresh_from_db()
        assert house.party.approval == Approval.CLOSED
        assert not Hold.objects.standing().filter(stage=house.stage).exists()


def refused_after(closing, deed):
    """The error of an action that began while a party was closing and waited for it."""
    is_closed = threading.Event()

    def close_or_do(number):
        if number:
            is_closed.wait(20)
            deed()
            return
        with transaction.atomic():
            closing()
            is_closed.set()
            wait_for_a_waiting_one()

    return type(at_once(2, close_or_do)[1])


def test_nothing_begins_in_the_name_of_a_party_that_closes():
    taken = a_confirmed_booking(a_house(), an_act(members=1)).spot
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + HOUR}
    deeds = {
        "a draft": lambda act, house: create_show(acting_user=act.leader, owner=act.party, place="Yard", **times),
        "house rules": lambda act, house: set_policy(acting_user=house.manager, venue=house.party, warn_days=3),
        "waiting": lambda act, house: join_waitlist(acting_user=act.leader, spot=taken, act=act.party),
        "asking": lambda act, house: ask_to_hold(acting_user=act.leader, venue=house.stage.venue, holder=act.party),
        "letting": lambda act, house: let_hold(acting_user=house.manager, venue=house.stage.venue, party=act.party),
    }
    for name, deed in deeds.items():
        act, house = an_act(members=1), a_house()
        closes = (house.manager, house.party) if name in ("house rules", "letting") else (act.leader, act.party)
        closing = partial(close_party, acting_user=closes[0], party=closes[1])
        assert refused_after(closing, partial(deed, act, house)) is NotApproved, name
    assert not Show.objects.exclude(pk=taken.show_id).exists()
    assert not HoldPermission.objects.exists()
    assert not taken.waitlist.exists()
