import datetime as dt
import importlib
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.states import Role
from bookings.actions import (
    OfferTerms,
    SpotDraft,
    accept_booking,
    counter_booking,
    decline_booking,
    expire_booking,
    request_act,
    set_lineup,
    terms_of,
    withdraw_booking,
)
from bookings.actions.offers import OFFERS_MAX
from bookings.models import Booking, Offer, Spot
from bookings.states import BookingState, Event, LineupState
from engagements.deals import Deal
from engagements.errors import WrongState
from engagements.states import DealKind, Side
from notifications.models import Notification
from tests.bookings.scenes import HOUR, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from venues.models import HousePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

MORE = OfferTerms(60000, "EUR")


@pytest.fixture
def show(house):
    return an_open_show(house, spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")])


@pytest.fixture
def applied(show, act):
    return an_application(act, show, message="We would love to.")


def counter(user, booking, terms=MORE, **values):
    return counter_booking(acting_user=user, booking=booking, terms=terms, **values)


def test_every_booking_begins_with_an_offer(applied, act):
    [offer] = applied.offers.all()
    assert (offer.number, offer.side, offer.fee_minor, offer.message) == (1, Side.ACT, 35000, "We would love to.")
    assert (offer.made_by, offer.lineup, offer.moves_set) == (act.leader, None, False)
    assert (offer.call_at, offer.starts_at) == (applied.spot.call_at, applied.spot.starts_at)


def test_a_booking_begins_with_the_cancellation_tiers_of_the_house(house, act):
    HousePolicy.objects.create(venue=house.stage.venue, cancellation_tiers=[[30, 25], [14, 50]])
    assert an_application(act, an_open_show(house)).cancellation_tiers == [[30, 25], [14, 50]]


def test_counter_is_the_next_offer_and_the_other_sides_turn(applied, act, house):
    booking = counter(house.manager, applied, message="Could you do it for 600?")
    assert (booking.state, booking.turn, booking.offer_number) == (BookingState.PENDING, Side.ACT, 2)
    assert (booking.fee_minor, booking.version) == (60000, applied.version + 1)
    offer = booking.offers.get(number=2)
    assert (offer.side, offer.fee_minor, offer.message) == (Side.HOST, 60000, "Could you do it for 600?")


def test_counter_gives_new_time_to_answer(applied, house):
    later = applied.created_at + dt.timedelta(days=1)
    booking = counter(house.manager, applied, at=later)
    assert booking.answer_by == later + (applied.answer_by - applied.created_at)


def test_counter_tells_the_other_side_and_the_history(applied, act, house):
    counter(house.manager, applied, message="600?")
    assert Notification.objects.filter(user=act.leader, kind="bookings.countered").count() == 1
    entry = applied.history.get(event=Event.COUNTERED)
    assert entry.changes == {
        "fee": [{"amount_minor": 35000, "currency": "EUR"}, {"amount_minor": 60000, "currency": "EUR"}]
    }
    assert (entry.actor, entry.text) == (house.manager, "600?")


def test_a_countered_application_is_the_acts_to_accept(applied, act, house):
    booking = counter(house.manager, applied)
    with pytest.raises(PermissionDenied):
        accept_booking(acting_user=house.manager, booking=booking)
    booked = accept_booking(acting_user=act.leader, booking=booking, offer=2)
    assert (booked.state, booked.fee_minor) == (BookingState.CONFIRMED, 60000)


def test_what_was_countered_meanwhile_is_not_accepted(applied, act, house):
    counter(house.manager, applied)
    counter(act.leader, applied, OfferTerms(80000, "EUR"))
    with pytest.raises(WrongState) as refused:
        accept_booking(acting_user=house.manager, booking=applied, offer=1)
    assert "The terms have changed." in str(refused.value.detail)
    with pytest.raises(WrongState):
        counter(house.manager, applied, OfferTerms(70000, "EUR"), offer=1)
    assert accept_booking(acting_user=house.manager, booking=applied, offer=3).fee_minor == 80000


def test_counter_is_for_the_side_whose_turn_it_is(applied, act):
    for user in (act.leader, act.members[0], UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            counter(user, applied)


def test_counter_after_the_time_to_answer_is_too_late(applied, house):
    with pytest.raises(WrongState):
        counter(house.manager, applied, at=applied.answer_by)
    expire_booking(booking=applied, at=applied.answer_by)
    with pytest.raises(WrongState):
        counter(house.manager, applied)


def test_an_offer_that_nobody_answers_runs_out(applied, act, house):
    booking = counter(house.manager, applied, answer_by=applied.created_at + dt.timedelta(hours=5))
    assert expire_booking(booking=booking, at=booking.answer_by).state == BookingState.EXPIRED
    assert Notification.objects.filter(kind="bookings.expired").count() == 2


def test_counter_with_a_deal_makes_its_guarantee_the_fee(applied, house):
    deal = Deal(DealKind.VERSUS, guarantee_minor=20000, percent_bp=7000)
    booking = counter(house.manager, applied, OfferTerms(deal=deal, fee_currency="EUR"))
    assert (booking.fee_minor, booking.deal) == (20000, deal.to_json())
    assert terms_of(booking).deal == deal


def test_counter_with_a_plain_guarantee_stores_a_plain_fee(applied, house):
    booking = counter(house.manager, applied, OfferTerms(deal=Deal.flat(1000), fee_currency="EUR"))
    assert (booking.fee_minor, booking.deal) == (1000, None)


def test_counter_that_changes_nothing_is_refused(applied, house):
    with pytest.raises(ValidationError) as refused:
        counter(house.manager, applied, terms_of(applied))
    assert set(refused.value.message_dict) == {"terms"}
    assert not applied.history.filter(event=Event.COUNTERED).exists()


def test_counter_moves_the_set_once_it_is_accepted(applied, act, house):
    spot = applied.spot
    earlier = replace(terms_of(applied), starts_at=spot.starts_at - HOUR, ends_at=spot.ends_at - 2 * HOUR)
    counter(house.manager, applied, earlier)
    assert Spot.objects.get(pk=spot.pk).starts_at == spot.starts_at
    booked = accept_booking(acting_user=act.leader, booking=applied, offer=2)
    now = Spot.objects.get(pk=spot.pk)
    assert (now.starts_at, now.ends_at, now.released_at) == (
        spot.starts_at - HOUR,
        spot.ends_at - 2 * HOUR,
        spot.ends_at - 2 * HOUR,
    )
    assert (booked.claim.period.lower, booked.claim.period.upper) == (now.call_at, now.released_at)
    assert booked.history.get(event=Event.TERMS_AGREED).changes["starts_at"] == [
        spot.starts_at.isoformat(),
        now.starts_at.isoformat(),
    ]


def test_offers_tell_the_times_they_were_made_for_whatever_is_accepted(applied, act, house, commit_checks):
    before = applied.spot.times
    earlier = replace(terms_of(applied), starts_at=before["starts_at"] - HOUR, ends_at=before["ends_at"] - 2 * HOUR)
    counter(house.manager, applied, earlier)
    booked = accept_booking(acting_user=act.leader, booking=applied, offer=2)
    commit_checks()  # what waits for the commit, or no trigger can be switched
    first, second = booked.offers.order_by("number")
    assert [getattr(first, name) for name in before] == list(before.values())
    assert (first.moves_set, second.moves_set, second.starts_at) == (False, True, before["starts_at"] - HOUR)
    for change in ({"starts_at": before["starts_at"]}, {"moves_set": False}, {"fee_minor": 1, "fee_currency": "EUR"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Offer.objects.filter(pk=second.pk).update(**change)


def test_offers_from_before_they_kept_their_times_get_them_from_the_history(applied, act, house, commit_checks):
    before = applied.spot.times
    counter(house.manager, applied, replace(terms_of(applied), starts_at=before["starts_at"] - HOUR))
    accept_booking(acting_user=act.leader, booking=applied, offer=2)
    commit_checks()
    upgrade = importlib.import_module("bookings.migrations.0004_offers_keep_their_times")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bookings_offer " + ", ".join(f"ALTER {name} DROP NOT NULL" for name in before))
        cursor.execute(upgrade.FORGET)
        assert Offer.objects.filter(booking=applied, starts_at=None).count() == 1
        cursor.execute(upgrade.KEEP)
    first, second = Offer.objects.filter(booking=applied).order_by("number")
    assert [getattr(first, name) for name in before] == list(before.values())
    assert (first.moves_set, second.starts_at) == (False, before["starts_at"] - HOUR)


def test_counter_keeps_times_that_are_on_the_table(applied, act, house):
    spot = applied.spot
    counter(house.manager, applied, replace(terms_of(applied), starts_at=spot.starts_at - HOUR, ends_at=spot.ends_at))
    counter(act.leader, applied)
    assert Offer.objects.get(booking=applied, number=3).starts_at == spot.starts_at - HOUR


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"call_at": -5 * HOUR}, "call_at"),
        ({"starts_at": 4 * HOUR}, "ends_at"),
        ({"ends_at": 20 * HOUR}, "released_at"),
        ({"call_at": 2 * HOUR}, "call_at"),
        ({"starts_at": -dt.timedelta(days=4000), "call_at": -dt.timedelta(days=4000)}, "call_at"),
    ],
)
def test_counter_with_times_that_do_not_fit_is_refused_at_the_field(applied, house, times, field):
    moved = {name: applied.spot.starts_at + shift for name, shift in times.items()}
    with pytest.raises(ValidationError) as refused:
        counter(house.manager, applied, replace(terms_of(applied), **moved))
    assert field in refused.value.message_dict
    assert Booking.objects.get(pk=applied.pk).offer_number == 1


def test_counter_onto_the_set_of_another_act_is_refused_and_so_is_accepting_it(house, act):
    first = SpotDraft(starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR)
    second = SpotDraft(starts_at=FAR_SATURDAY + 2 * HOUR, ends_at=FAR_SATURDAY + 3 * HOUR)
    show, other = an_open_show(house, spots=[first, second]), an_act()
    mine, theirs = an_application(act, show, 0), an_application(other, show, 1)
    later = OfferTerms(starts_at=FAR_SATURDAY + 2 * HOUR, ends_at=FAR_SATURDAY + 2.5 * HOUR)
    counter(house.manager, mine, later)
    accept_booking(acting_user=house.manager, booking=theirs)
    with pytest.raises(WrongState) as refused:
        accept_booking(acting_user=act.leader, booking=mine, offer=2)
    assert "Another booked act" in str(refused.value.detail)
    with pytest.raises(ValidationError) as refused:
        counter(act.leader, mine, replace(later, ends_at=FAR_SATURDAY + 3 * HOUR))
    assert set(refused.value.message_dict) == {"starts_at"}


def test_counter_by_the_act_names_who_plays_and_asks_them(applied, act, house):
    dep = MembershipFactory(party=act.party, role=Role.DEP).user
    counter(house.manager, applied)
    chosen = [act.members[0].pk, dep.pk]
    booking = counter(act.leader, applied, replace(MORE, lineup=chosen))
    assert {entry.user_id: entry.state for entry in booking.lineup.all()} == {
        act.members[0].pk: LineupState.PLAYS,
        dep.pk: LineupState.ASKED,
    }
    assert Notification.objects.filter(user=dep, kind="bookings.lineup_asked").exists()
    assert set(booking.offers.get(number=3).lineup) == set(chosen)


def test_counter_with_people_outside_the_act_is_refused_at_the_lineup(applied, act, house):
    stranger = UserFactory()
    for user in (house.manager, act.leader):
        with pytest.raises(ValidationError) as refused:
            counter(user, applied, replace(MORE, lineup=[stranger.pk]))
        assert set(refused.value.message_dict) == {"lineup"}
        if user == house.manager:
            counter(user, applied)


def test_the_host_leaves_somebody_out_once_the_act_accepts(applied, act, house):
    counter(house.manager, applied, replace(terms_of(applied), lineup=[act.members[1].pk]))
    assert applied.lineup.count() == 2
    accept_booking(acting_user=act.leader, booking=applied, offer=2)
    [entry] = applied.lineup.all()
    assert (entry.user, entry.claim is not None) == (act.members[1], True)


def test_a_lineup_that_was_offered_is_not_changed_behind_the_others_back(applied, act, house):
    counter(house.manager, applied)
    counter(act.leader, applied, replace(MORE, lineup=[act.members[0].pk]))
    with pytest.raises(WrongState):
        set_lineup(acting_user=act.leader, booking=applied, lineup=None)


def test_counter_moves_a_private_show_along(act):
    client = UserFactory()
    booking = request_act(
        acting_user=client, act=act.party, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + 2 * HOUR, place="Boathouse"
    )
    later = OfferTerms(40000, "EUR", starts_at=FAR_SATURDAY + 5 * HOUR, ends_at=FAR_SATURDAY + 7 * HOUR)
    counter(act.leader, booking, later)
    show = accept_booking(acting_user=client, booking=booking, offer=2).spot.show
    show.refresh_from_db()
    assert (show.load_in_at, show.starts_at, show.out_at) == (later.starts_at, later.starts_at, later.ends_at)


def test_either_side_may_take_back_the_offer_it_waits_with(show, act, house):
    booking = counter(house.manager, an_application(act, show))
    assert withdraw_booking(acting_user=house.manager, booking=booking).state == BookingState.WITHDRAWN
    assert Notification.objects.filter(user=act.leader, kind="bookings.withdrawn").exists()


def test_who_declines_a_counter_offer_tells_who_made_it(applied, act, house):
    counter(house.manager, applied)
    decline_booking(acting_user=act.leader, booking=applied)
    assert Notification.objects.filter(user=house.manager, kind="bookings.declined").count() == 1


def test_offers_end_somewhere(applied, act, house):
    Booking.objects.filter(pk=applied.pk).update(offer_number=OFFERS_MAX)
    with pytest.raises(WrongState):
        counter(house.manager, applied)


@pytest.mark.parametrize("days", [-1, 0, 4000])
def test_the_time_to_answer_lies_between_now_and_the_call(applied, house, days):
    with pytest.raises(ValidationError) as refused:
        counter(
            house.manager, applied, answer_by=applied.created_at + dt.timedelta(days=days * 10), at=applied.created_at
        )
    assert set(refused.value.message_dict) == {"answer_by"}


def test_an_offer_is_never_changed(applied):
    with pytest.raises(DatabaseError), transaction.atomic():
        applied.offers.update(fee_minor=1)
