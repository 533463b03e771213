"""Confirming a hold, and what becomes of everything that hangs on it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import PartyKind, Role
from availability.errors import Taken
from availability.models import CalendarEntry, TimeBlock
from bookings.actions import accept_booking, cancel_show, create_show
from bookings.errors import Held
from bookings.models import Booking
from bookings.states import BookingState, ShowState
from engagements.errors import WrongState
from holds.actions import agree_to_hold, change_hold, confirm_hold, place_hold, place_offer, restore_ladder
from holds.models import Hold, HoldEvent
from holds.queries.holds import next_holds
from holds.queries.restoring import restoration_of
from holds.states import HoldEnd, HoldState, Obstacle
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, PartyFactory
from tests.holds.scenes import (
    DAY,
    NIGHT,
    PLACED,
    SET,
    a_hold,
    a_ladder,
    house_rules,
    is_whole,
    known,
    ranks,
    told,
    two_rooms,
)
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
LATER = PLACED + DAY


def confirm(user, hold, at=LATER, **values):
    """The show that it made."""
    return confirm_hold(acting_user=user, hold=hold, at=at, **values).show


def test_the_first_confirms_and_the_act_is_booked_when_both_agreed(house, act, commit_checks):
    hold = a_hold(house, act, fee_minor=50_000, fee_currency="EUR", **SET)
    show = confirm(house.manager, hold)
    commit_checks()
    booking = Booking.objects.get()
    assert (show.state, booking.state, booking.act) == (ShowState.CONFIRMED, BookingState.CONFIRMED, act.party)
    assert (booking.fee_minor, booking.fee_currency_id, booking.lineup.count()) == (50_000, "EUR", 2)
    hold.refresh_from_db()
    assert (hold.state, hold.show, hold.booking) == (HoldState.CONFIRMED, show, booking)


def test_the_venue_confirms_for_an_act_that_answers_then(house, act):
    hold = place_hold(
        acting_user=house.manager, holder=house.party, act=act.party, stage=house.stage, night=NIGHT, at=PLACED, **SET
    )
    confirm(house.manager, hold)
    booking = Booking.objects.get()
    assert (booking.turn, booking.lineup.count()) == ("act", 0)
    assert told(act.leader) == ["hold_placed", "hold_confirmed"]


def test_other_times_than_agreed_wait_for_the_other_side(house, act):
    hold = a_hold(house, act, **SET)
    agree_to_hold(acting_user=house.manager, hold=hold, at=PLACED)
    confirm(house.manager, hold, starts_at=FAR_SATURDAY + dt.timedelta(hours=1))
    booking = Booking.objects.get()
    assert (booking.state, booking.turn) == (BookingState.PENDING, "act")
    accept_booking(acting_user=act.leader, booking=booking, at=LATER)


def test_changed_terms_are_agreed_to_anew(house, act):
    hold = a_hold(house, act, **SET)
    agree_to_hold(acting_user=house.manager, hold=hold, at=PLACED)
    hold = change_hold(acting_user=act.leader, hold=hold, fee_minor=9_000, fee_currency="EUR", at=PLACED)
    assert (hold.agreed_by_host, hold.agreed_by_act) == (False, True)
    assert told(house.manager) == ["hold_placed", "hold_changed"]
    assert told(act.leader) == ["hold_agreed"]


def test_a_lower_hold_may_not_confirm_and_the_venue_names_what_becomes_of_those_above(house):
    [_first, second, _third], holds = a_ladder(house, 3, **SET)
    with pytest.raises(WrongState):
        confirm(second.leader, holds[1])
    with pytest.raises(Held) as refused:
        confirm(house.manager, holds[1])
    assert refused.value.holds == [holds[0]]
    assert ranks(house, *holds) == [1, 2, 3]
    confirm(house.manager, holds[1], others=OtherHolds.RELEASE)
    assert ranks(house, *holds) == [None, None, None]


def test_strangers_confirm_nothing(house, act):
    hold = a_hold(house, act, **SET)
    with pytest.raises(PermissionDenied):
        confirm(an_act().leader, hold)


def test_a_hold_without_times_says_them_when_confirmed(house, act):
    hold = a_hold(house, act)
    with pytest.raises(ValidationError) as refused:
        confirm(house.manager, hold)
    assert "starts_at" in refused.value.message_dict
    assert confirm(house.manager, hold, **SET).night == NIGHT


def test_others_are_released_and_hear_it_once(house):
    acts, holds = a_ladder(house, 3, **SET)
    show = confirm(house.manager, holds[0])
    for act, hold in zip(acts[1:], holds[1:], strict=True):
        hold.refresh_from_db()
        assert (hold.state, hold.ended_by, hold.show) == (HoldState.RELEASED, HoldEnd.OTHER_CONFIRMED, show)
        assert told(act.leader) == ["hold_released"]


def test_others_are_kept_as_a_backup_where_the_venue_says_so(house):
    acts, holds = a_ladder(house, 3, **SET)
    confirm(house.manager, holds[0], others=OtherHolds.KEEP)
    assert ranks(house, *holds) == [None, 1, 2]
    assert [told(act.leader) for act in acts[1:]] == [["hold_kept"], ["hold_kept"]]
    assert is_whole(house)


def test_the_stage_is_taken_from_a_backup(house):
    _acts, holds = a_ladder(house, 2, **SET)
    house_rules(house, other_holds=OtherHolds.KEEP)
    confirm(house.manager, holds[0])
    with pytest.raises(Taken):
        confirm(house.manager, holds[1])
    assert ranks(house, holds[1]) == [1]


def test_an_offer_settles_on_one_night(house, act):
    nights = [NIGHT, NIGHT + DAY, NIGHT + 2 * DAY]
    known(house, act.party)
    offer = place_offer(acting_user=act.leader, holder=act.party, stage=house.stage, nights=nights, at=PLACED, **SET)
    below = a_hold(house, an_act(), night=nights[1])
    first, second, third = offer.holds.order_by("night")
    confirm(house.manager, second, others=None)
    offer.refresh_from_db()
    assert offer.settled_on == second
    assert {*offer.holds.values_list("state", "ended_by")} == {
        (HoldState.CONFIRMED, HoldEnd.CONFIRMED),
        (HoldState.RELEASED, HoldEnd.OTHER_NIGHT),
    }
    below.refresh_from_db()
    assert below.state == HoldState.RELEASED
    with pytest.raises(WrongState):
        confirm(house.manager, third)
    assert ranks(house, first) == [None]


def test_what_the_act_holds_elsewhere_goes_once_it_is_booked(house, act):
    elsewhere = a_house()
    hold, other = a_hold(house, act, **SET), a_hold(elsewhere, act, **SET)
    below = a_hold(elsewhere, an_act())
    confirm(house.manager, hold, starts_at=FAR_SATURDAY + dt.timedelta(hours=1))
    assert ranks(elsewhere, other, below) == [1, 2]
    accept_booking(acting_user=act.leader, booking=Booking.objects.get(), at=LATER)
    other.refresh_from_db()
    assert (other.state, other.ended_by) == (HoldState.RELEASED, HoldEnd.PLAYS_ELSEWHERE)
    assert ranks(elsewhere, below) == [1]
    assert told(elsewhere.manager) == ["hold_placed", "hold_placed", "hold_released"]


def test_an_application_accepted_elsewhere_releases_the_hold_too(house, act):
    elsewhere = a_house()
    hold = a_hold(house, act, **SET)
    application = an_application(act, an_open_show(elsewhere))
    accept_booking(acting_user=elsewhere.manager, booking=application)
    hold.refresh_from_db()
    assert (hold.state, hold.ended_by) == (HoldState.RELEASED, HoldEnd.PLAYS_ELSEWHERE)


def test_a_show_is_not_published_over_a_hold_that_is_not_named(house):
    acts, holds = a_ladder(house, 2)
    with pytest.raises(Held) as refused:
        an_open_show(house)
    assert refused.value.holds == holds
    show = an_open_show(house, release_holds=[hold.pk for hold in holds])
    assert show.state == ShowState.OPEN
    assert ranks(house, *holds) == [None, None]
    assert [told(act.leader) for act in acts] == [["hold_released"], ["hold_released"]]


def test_a_hall_of_two_rooms_claims_both_and_blocks_both(house, act, commit_checks):
    other, hall = two_rooms(house)
    show = confirm(house.manager, a_hold(house, act, stage=hall, **SET))
    commit_checks()
    calendars = {hall.calendar_id, other.calendar_id, house.stage.calendar_id}
    assert (
        set(TimeBlock.objects.filter(occasion=show.pk, calendar__in=calendars).values_list("calendar", flat=True))
        == calendars
    )
    with pytest.raises(Taken):
        an_open_show(house)
    cancel_show(acting_user=house.manager, show=show)
    commit_checks()
    assert not TimeBlock.objects.filter(occasion=show.pk).exists()
    an_open_show(house)
    with pytest.raises(Taken):
        create_show(acting_user=house.manager, owner=house.party, stage=hall, publish=True, **SET)


def test_the_ladder_stands_again_when_the_show_is_called_off(house):
    acts, holds = a_ladder(house, 4, **SET)
    show = confirm(house.manager, holds[0])
    cancel_show(acting_user=house.manager, show=show)
    Hold.objects.filter(pk=holds[2].pk).update(expires_at=LATER)
    since = a_hold(house, an_act(), at=LATER)
    show.refresh_from_db()
    offer = restoration_of(show, LATER)
    assert (offer.calls_off, offer.asked) == (False, [holds[1], holds[3]])
    assert [(each.hold, each.obstacle) for each in offer.left_out] == [(holds[2], Obstacle.TIME)]
    assert next_holds(house.stage, NIGHT, LATER) == [since, holds[1], holds[3]]
    restored = restore_ladder(acting_user=house.manager, show=show, at=LATER)
    assert restored == [holds[1], holds[3]]
    assert ranks(house, *holds, since) == [None, 1, None, 2, 3]
    assert is_whole(house)
    assert told(acts[1].leader) == ["hold_released", "hold_restored"]
    assert restore_ladder(acting_user=house.manager, show=show, at=LATER) == []


def test_calendars_tell_a_hold_as_tentative_until_it_ends(house, act):
    hold = a_hold(house, act, **SET)
    entries = CalendarEntry.objects.filter(uid=f"hold-{hold.pk}@stageslot")
    assert {entry.calendar_id for entry in entries} == {
        house.stage.calendar_id, house.party.calendar_id, act.party.calendar_id
    }  # fmt: skip
    assert {(entry.status, entry.is_hold) for entry in entries} == {("tentative", True)}
    confirm(house.manager, hold)
    assert set(entries.values_list("status", flat=True)) == {"cancelled"}


def test_history_tells_what_happened_to_a_hold_before_and_after(house):
    _acts, holds = a_ladder(house, 2, **SET)
    confirm(house.manager, holds[1], others=OtherHolds.RELEASE)
    events = HoldEvent.objects.filter(hold=holds[1]).values_list("event", "actor", "before", "after")
    assert [event for event, *_rest in events] == ["placed", "confirmed"]
    assert events[1][2:] == ({"state": "standing", "rank": 2}, {"state": "confirmed", "why": "confirmed"})


def test_a_note_is_the_holders_and_no_agreement(house, act):
    hold = a_hold(house, act, note="Ours.", **SET)
    hold = change_hold(acting_user=house.manager, hold=hold, note="", at=PLACED)
    assert (hold.note, hold.agreed_by_host) == ("Ours.", False)
    hold = change_hold(acting_user=act.leader, hold=hold, note="Still ours.", at=PLACED)
    assert (hold.note, hold.agreed_by_act) == ("Still ours.", True)
    assert told(house.manager) == ["hold_placed"]


def test_an_agent_holds_for_a_band_and_both_hear_of_its_booking_once(house, act):
    agency = PartyFactory(kind=PartyKind.AGENCY)
    agent = MembershipFactory(party=agency, role=Role.OWNER).user
    MembershipFactory(party=act.party, user=agent, role=Role.MANAGER)
    partner = MembershipFactory(party=agency, role=Role.MANAGER).user
    known(house, agency)
    hold = place_hold(acting_user=agent, holder=agency, act=act.party, stage=house.stage, night=NIGHT, at=PLACED, **SET)
    agree_to_hold(acting_user=house.manager, hold=hold, at=PLACED)
    confirm(house.manager, hold)
    assert Booking.objects.get().state == BookingState.CONFIRMED
    assert told(partner) == ["hold_placed", "hold_agreed", "hold_confirmed"]
    assert told(act.leader) == ["hold_placed", "hold_agreed", "confirmed"]


def test_a_promoter_without_an_act_needs_the_venues_word(house):
    promoter = PartyFactory(kind=PartyKind.AGENCY)
    user = MembershipFactory(party=promoter, role=Role.OWNER).user
    known(house, promoter)
    hold = place_hold(
        acting_user=user, holder=promoter, act_name="The Unheard", stage=house.stage, night=NIGHT, at=PLACED, **SET
    )
    assert confirm(user, hold) is None
    show = confirm(house.manager, hold)
    assert (show.title, show.state, show.owner) == ("The Unheard", ShowState.CONFIRMED, house.party)
