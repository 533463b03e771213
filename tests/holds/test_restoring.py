"""An act that was booked over a ladder calls off: the venue restores the ladder with one press."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.actions import add_membership
from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval, Role
from bookings.actions import accept_booking, add_spots, apply_to_spot, cancel_booking, cancel_show
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState
from engagements.errors import WrongState
from holds.actions import confirm_hold, let_hold, restore_ladder
from holds.models import Hold
from holds.queries.restoring import restoration_of, restorations_on, restorations_waiting
from holds.states import HoldState, Obstacle
from tests.api.conftest import Caller
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.factories import MembershipFactory, UserFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold, a_ladder, house_rules, is_whole, ranks, told
from venues.actions import close_stage
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
LATER = PLACED + DAY


def booked(house, act, hold) -> tuple[Show, Booking]:
    """The hold becomes a show, its act is booked, and the others are released."""
    confirm_hold(acting_user=act.leader, hold=hold, at=LATER)
    found = confirm_hold(acting_user=house.manager, hold=hold, others=OtherHolds.RELEASE, at=LATER)
    booking = Booking.objects.with_show().get(pk=found.booking_id)
    assert booking.state == BookingState.CONFIRMED
    return found.show, booking


def called_off(house, count: int = 3):
    """A ladder whose first act was booked and has called off."""
    acts, holds = a_ladder(house, count, **SET)
    show, booking = booked(house, acts[0], holds[0])
    cancel_booking(acting_user=acts[0].leader, booking=booking, message="Flu", at=LATER)
    return acts, holds, show, booking


def restore(house, show, **values):
    return restore_ladder(acting_user=house.manager, show=show, **{"calls_off": True, "at": LATER, **values})


def test_one_press_restores_the_ladder_and_takes_the_empty_show_off_once(house, commit_checks):
    acts, holds, show, _booking = called_off(house)
    since = a_hold(house, an_act(members=1), at=LATER)
    with pytest.raises(WrongState):
        restore(house, show, calls_off=False)
    assert ranks(house, *holds, since) == [None, None, None, 1]
    for outsider in (acts[1].leader, a_house().manager):
        with pytest.raises(PermissionDenied):
            restore_ladder(acting_user=outsider, show=show, calls_off=True, at=LATER)
    assert restore(house, show) == holds[1:]
    commit_checks()
    assert ranks(house, *holds, since) == [None, 1, 2, 3]
    assert is_whole(house)
    assert told(acts[1].leader)[-2:] == ["hold_released", "hold_restored"]
    show.refresh_from_db()
    holds[0].refresh_from_db()
    assert (show.state, holds[0].state) == (ShowState.CANCELLED, HoldState.RELEASED)
    assert restore(house, show) == []
    assert restoration_of(show, LATER) is None
    assert confirm_hold(acting_user=house.manager, hold=holds[1], others=OtherHolds.KEEP, at=LATER).show


def test_where_others_are_booked_the_show_stays_and_those_restored_are_backups(house):
    acts, holds = a_ladder(house, 3, **SET)
    show, booking = booked(house, acts[0], holds[0])
    add_spots(acting_user=house.manager, show=show, role="support")
    support = an_act(members=1)
    spot = show.spots.get(role="support")
    waiting = apply_to_spot(acting_user=support.leader, spot=spot, act=support.party)
    accept_booking(acting_user=house.manager, booking=waiting, despite_conflicts=True)
    with pytest.raises(WrongState):
        restore(house, show)
    cancel_booking(acting_user=acts[0].leader, booking=booking, at=LATER)
    with pytest.raises(WrongState):
        restore(house, show)
    show.refresh_from_db()
    assert restoration_of(show, LATER).calls_off is False
    assert restore(house, show, calls_off=False) == holds[1:]
    show.refresh_from_db()
    assert (show.state, ranks(house, *holds)) == (ShowState.OPEN, [None, 1, 2])


def test_the_limit_of_a_person_counts_all_that_they_lead(house):
    """Two bands of the ladder are Ann's, who holds two nights with a third one since: one of them stands again."""
    acts, holds, show, _booking = called_off(house, 4)
    ann, third = acts[1].leader, an_act(members=0)
    for party in (acts[2].party, third.party):
        MembershipFactory(party=party, user=ann, role=Role.OWNER)
    Hold.objects.filter(pk=holds[2].pk).update(created_by=ann)
    for weeks in (1, 2):
        a_hold(house, third, night=NIGHT + weeks * 7 * DAY, at=LATER)
    show.refresh_from_db()
    assert [each.obstacle for each in restoration_of(show, LATER).candidates] == [None, Obstacle.TOO_MANY, None]
    # Placed by somebody else who leads that band alone, it is not Ann's; where they left, it is hers.
    Hold.objects.filter(pk=holds[2].pk).update(created_by=acts[2].leader)
    assert [each.obstacle for each in restoration_of(show, LATER).candidates] == [None] * 3
    Hold.objects.filter(pk=holds[2].pk).update(created_by=None)
    assert restore(house, show) == [holds[1], holds[3]]
    assert Hold.objects.standing().filter(holder__in=[acts[1].party, acts[2].party, third.party]).count() == 3


def test_who_could_not_hold_now_is_named_with_the_reason_and_not_asked(house):
    acts, holds, show, _booking = called_off(house, 9)
    Party.objects.filter(pk=acts[1].party.pk).update(approval=Approval.SUSPENDED)
    Party.objects.filter(pk=acts[2].party.pk).update(approval=Approval.CLOSED)
    a_confirmed_booking(a_house(), acts[3])
    Hold.objects.filter(pk=holds[4].pk).update(expires_at=LATER)
    a_hold(house, acts[5], at=LATER, **SET)
    let_hold(acting_user=house.manager, venue=house.stage.venue, party=acts[6].party, may=False)
    house_rules(house, most_holds=1)
    a_hold(house, acts[7], night=NIGHT + 7 * DAY, at=LATER)
    show.refresh_from_db()
    offer = restoration_of(show, LATER)
    assert [each.obstacle for each in offer.candidates] == [
        Obstacle.SUSPENDED, Obstacle.CLOSED, Obstacle.NOT_FREE, Obstacle.TIME, Obstacle.HOLDS_AGAIN, Obstacle.REFUSED,
        Obstacle.TOO_MANY, None,
    ]  # fmt: skip
    assert restore(house, show) == [holds[8]]


def test_a_closed_night_gets_no_ladder(house):
    _acts, _holds, show, _booking = called_off(house)
    close_stage(acting_user=house.manager, stage=house.stage, first=NIGHT, last=NIGHT)
    show.refresh_from_db()
    assert {each.obstacle for each in restoration_of(show, LATER).candidates} == {Obstacle.HOUSE_CLOSED}
    assert restorations_waiting([house.party.pk], LATER) == []
    assert restore(house, show) == []


def test_pages_of_the_night_the_desk_the_show_and_today_offer_it_to_leaders(client, house):
    acts, holds, show, _booking = called_off(house)
    Hold.objects.filter(pk=holds[2].pk).update(expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    press = reverse("holds:ladder_restore", args=[show.pk])
    pages = [
        "/", reverse("holds:desk", args=[house.party.slug]), reverse("bookings:show", args=[show.pk]),
        reverse("holds:stage_night", args=[house.stage.pk, NIGHT.isoformat()]),
    ]  # fmt: skip
    client.force_login(house.manager)
    for page in pages:
        text = client.get(page).content.decode()
        assert (text.count(press), "Restore earlier holds" in text) == (1, True), page
        assert f"<li>{acts[1].party.name}</li>" in text, page
        assert f"{acts[2].party.name}: Expired" in text, page
    staff = UserFactory()
    add_membership(acting_user=None, party=house.party, user=staff, role=Role.STAFF)
    client.force_login(staff)
    assert not [page for page in pages if press in client.get(page).content.decode()]
    assert client.post(press, {"calls_off": "yes"}).status_code == 403
    client.force_login(house.manager)
    assert client.post(press).status_code == 302
    assert ranks(house, *holds) == [None, None, None]
    answer = client.post(press, {"calls_off": "yes"}, follow=True)
    assert "1 hold is back." in answer.content.decode()
    assert ranks(house, *holds) == [None, 1, None]
    assert not [page for page in pages if press in client.get(page).content.decode()]


def test_nothing_is_offered_once_the_night_is_taken_again(house):
    _acts, _holds, show, _booking = called_off(house)
    other = an_act(members=1)
    waiting = apply_to_spot(acting_user=other.leader, spot=show.spots.get(), act=other.party, at=LATER)
    accept_booking(acting_user=house.manager, booking=waiting, despite_conflicts=True, at=LATER)
    show.refresh_from_db()
    assert restoration_of(show, LATER) is None
    assert restorations_waiting([house.party.pk], LATER) == restorations_on(house.stage, NIGHT, LATER) == []
    with pytest.raises(WrongState):
        restore(house, show)


def test_today_asks_only_where_the_act_called_off(house):
    acts, holds = a_ladder(house, 2, **SET)
    show, _booking = booked(house, acts[0], holds[0])
    cancel_show(acting_user=house.manager, show=show, at=LATER)
    assert restorations_waiting([house.party.pk], LATER) == []
    assert [each.asked for each in restorations_on(house.stage, NIGHT, LATER)] == [[holds[1]]]


def test_the_api_tells_who_would_be_asked_and_restores_once(house, settings):
    settings.RATE_LIMITS = False
    acts, holds, show, _booking = called_off(house)
    path = f"/shows/{show.pk}/ladder"
    manager = Caller(house.manager)
    told_now = manager.get(path).json()
    assert (told_now["calls_off"], told_now["state"]) == (True, "open")
    assert [(each["hold"]["id"], each["obstacle"]) for each in told_now["released"]] == [
        (str(hold.pk), None) for hold in holds[1:]
    ]
    assert Caller(acts[1].leader).get(path).status_code == 403
    refused = manager.post(f"{path}/restore")
    assert (refused.status_code, refused.json()["state"]) == (409, "open")
    answers = [manager.post(f"{path}/restore", {"calls_off": True}, Idempotency_Key="k").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0]["state"], [each["rank"] for each in answers[0]["holds"]]) == ("cancelled", [1, 2])
    assert manager.post(f"{path}/restore", {"calls_off": True}).json()["holds"] == []


@pytest.mark.parametrize("approval", [Approval.SUSPENDED, Approval.CLOSED])
def test_nobody_stands_again_at_a_venue_that_is_shut(house, approval):
    _acts, holds, show, _booking = called_off(house)
    Party.objects.filter(pk=house.party.pk).update(approval=approval)
    with pytest.raises(NotApproved):
        restore(house, show)
    assert ranks(house, *holds) == [None, None, None]
    path = reverse("holds:ladder_restore", args=[show.pk])
    client = Client(headers={"host": "localhost"})
    client.force_login(house.manager)
    assert client.post(path, {"calls_off": "yes"}).status_code in (302, 403)
    assert Caller(house.manager).post(f"/shows/{show.pk}/ladder/restore", {"calls_off": True}).status_code == 403
    assert ranks(house, *holds) == [None, None, None]
