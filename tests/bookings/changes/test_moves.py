import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from availability.actions.masks import mask_differences
from availability.errors import Taken
from availability.models import CalendarEntry, TimeBlock
from bookings.access.changes import checks_of_moves
from bookings.actions import (
    SpotDraft,
    accept_booking,
    answer_move,
    invite_act,
    propose_move,
    request_act,
)
from bookings.errors import Held, ShowChanged
from bookings.models import Move, Spot
from bookings.states import BookingState, Event, MoveState
from engagements.errors import WrongState
from holds.actions import place_hold, release_hold
from holds.states import HoldEnd, HoldState
from notifications.models import Notification
from tests.bookings.changes.scenes import HOUR, LATER, a_bill, act_agrees, act_proposes, host_proposes
from tests.bookings.scenes import House, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, StageFactory, UserFactory
from venues.actions import close_stage
from venues.errors import StageClosed
from web.dates import say_time

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)


def claims():
    """What stands, by calendar: from, until."""
    return {block.calendar_id: (block.period.lower, block.period.upper) for block in TimeBlock.objects.claims()}


def told(kind):
    return set(Notification.objects.filter(kind=f"bookings.{kind}").values_list("user", flat=True))


def test_a_move_waits_for_the_act_and_changes_nothing_meanwhile(house, act, show, booking):
    before = claims()
    move = host_proposes(house, show)
    show.refresh_from_db()
    assert (move.state, move.number, show.starts_at, claims()) == (MoveState.PROPOSED, 1, FAR_SATURDAY, before)
    assert told("move_proposed") == {act.leader.pk}


def test_the_last_agreement_moves_stage_act_and_players_over_their_own_old_time(
    house, act, show, booking, commit_checks
):
    move = act_agrees(act, host_proposes(house, show), booking)
    commit_checks()
    show.refresh_from_db()
    period = (show.load_in_at, show.out_at)
    assert (move.state, show.starts_at) == (MoveState.AGREED, FAR_SATURDAY + LATER)
    assert period == (FAR_SATURDAY - 2 * HOUR, FAR_SATURDAY + 5.5 * HOUR)
    calendars = [house.stage.calendar_id, act.party.calendar_id, *(user.calendar_id for user in act.members)]
    assert claims() == dict.fromkeys(calendars, period)
    assert mask_differences() == []


def test_a_move_is_told_to_both_sides_and_the_players_and_in_every_calendar(house, act, show, booking):
    before = show.version
    act_agrees(act, host_proposes(house, show, DAY), booking)
    show.refresh_from_db()
    assert told("moved") == {house.manager.pk, *(user.pk for user in act.members)}
    assert (show.night, show.version) == (dt.date(2028, 3, 5), before + 1)
    for calendar, sequence in ((act.members[0].calendar, 1), (act.party.calendar, 1), (house.stage.calendar, 2)):
        entry = CalendarEntry.objects.get(calendar=calendar)
        assert (entry.sequence, entry.status, entry.period.lower) == (sequence, "confirmed", show.load_in_at)


def test_history_keeps_before_and_after(house, act, show, booking):
    act_agrees(act, host_proposes(house, show, message="The boiler"), booking, message="Fine")
    events = list(booking.history.values_list("event", "text"))[-3:]
    assert events == [(Event.MOVE_PROPOSED, "The boiler"), (Event.MOVE_AGREED, "Fine"), (Event.MOVED, "The boiler")]
    before, after = booking.history.last().changes["starts_at"]
    assert dt.datetime.fromisoformat(after) - dt.datetime.fromisoformat(before) == LATER


def test_an_act_proposes_and_the_host_agrees(house, act, show, booking):
    move = act_proposes(act, show)
    assert told("move_proposed") == {house.manager.pk}
    assert answer_move(acting_user=house.manager, move=move, agrees=True).state == MoveState.AGREED


def test_all_acts_of_the_bill_must_agree(house):
    acts = [an_act(), an_act()]
    show, bookings = a_bill(house, *acts)
    move = act_proposes(acts[0], show)
    assert answer_move(acting_user=house.manager, move=move, agrees=True).state == MoveState.PROPOSED
    assert act_agrees(acts[1], move, bookings[1]).state == MoveState.AGREED


def test_agreeing_twice_is_once(house):
    acts = [an_act(), an_act()]
    show, bookings = a_bill(house, *acts)
    move = host_proposes(house, show)
    for _press in range(2):
        assert act_agrees(acts[0], move, bookings[0]).state == MoveState.PROPOSED


def test_where_nobody_is_booked_the_host_moves_at_once(house, commit_checks):
    show = an_open_show(house)
    assert host_proposes(house, show).state == MoveState.AGREED
    commit_checks()
    assert claims() == {house.stage.calendar_id: (show.load_in_at + LATER, show.out_at + LATER)}


def test_to_another_stage_of_the_house(house, act, show, booking, commit_checks):
    other = StageFactory(venue=house.party.venue)
    move = host_proposes(house, show, dt.timedelta(), stage=other)
    act_agrees(act, move, booking)
    commit_checks()
    assert {other.calendar_id} == claims().keys() - {c.calendar_id for c in (act.party, *act.members)}
    former, present = (CalendarEntry.objects.get(calendar=stage.calendar) for stage in (house.stage, other))
    assert (former.status, present.status) == ("cancelled", "confirmed")
    assert booking.history.last().changes == {"stage": [house.stage.name, other.name]}


def test_to_a_stage_made_of_two_rooms_and_back(house, act, show, booking, commit_checks):
    hall = StageFactory(venue=house.party.venue)
    parts = [house.stage, StageFactory(venue=house.party.venue)]
    hall.parts.set(parts)
    act_agrees(act, host_proposes(house, show, stage=hall), booking)
    commit_checks()
    assert claims().keys() >= {hall.calendar_id, *(part.calendar_id for part in parts)}
    show.refresh_from_db()
    act_agrees(act, host_proposes(house, show, -LATER, stage=house.stage), booking)
    commit_checks()
    assert not claims().keys() & {hall.calendar_id, parts[1].calendar_id}


def test_a_show_that_is_taken_by_a_room_of_its_new_stage_stays(house, act, show, booking):
    hall, annex = StageFactory(venue=house.party.venue), StageFactory(venue=house.party.venue)
    hall.parts.set([annex])
    move = host_proposes(house, show, dt.timedelta(), stage=hall)
    an_open_show(House(house.party, annex, house.manager))
    before = claims()
    with pytest.raises(Taken) as refused:
        act_agrees(act, move, booking)
    assert refused.value.extra["conflicts"][0]["who"] == "a stage"
    move.refresh_from_db()
    assert (move.state, claims()) == (MoveState.PROPOSED, before)


def test_who_agrees_last_hears_that_somebody_is_taken_and_nothing_has_changed(house, act, show, booking):
    move = host_proposes(house, show, 7 * DAY)
    elsewhere = an_act(members=[act.members[0]])
    a_bill(a_house(), elsewhere, starts_at=FAR_SATURDAY + 7 * DAY)
    before = claims()
    with pytest.raises(Taken) as refused:
        act_agrees(act, move, booking)
    assert refused.value.extra["conflicts"][0]["who"] == "a member"
    assert refused.value.extra["alternatives"]
    show.refresh_from_db()
    assert (show.starts_at, move.spots.get().agreed_at, claims()) == (FAR_SATURDAY, None, before)


def test_a_time_that_is_taken_already_is_refused_when_it_is_proposed(house, show):
    an_open_show(house, starts_at=FAR_SATURDAY + DAY)
    with pytest.raises(Taken):
        host_proposes(house, show, DAY)
    assert not Move.objects.exists()


def test_each_act_in_the_way_is_named_with_its_own_times(house, act):
    other, third = an_act(), an_act()
    show = an_open_show(house, spots=3)
    for hours, spot in enumerate(show.spots.order_by("position", "id")):
        Spot.objects.filter(pk=spot.pk).update(call_at=spot.call_at + hours * HOUR)
    for place, each in enumerate((act, other, third)):
        accept_booking(acting_user=house.manager, booking=an_application(each, show, place))
    for busy in (act, third):
        a_bill(a_house(), busy, starts_at=FAR_SATURDAY + 7 * DAY)
    with pytest.raises(Taken) as refused:
        host_proposes(house, show, 7 * DAY)
    spots = [Spot.objects.get(bookings__act=each.party, show=show) for each in (act, other, third)]
    spans = [[say_time(at, show.timezone) for at in (spot.call_at, spot.released_at)] for spot in spots]
    assert len({tuple(span) for span in spans}) == 3
    told = [
        f"{each.party.name} is already booked then: from call time at {start} to {end}."
        for each, (start, end) in zip((act, third), (spans[0], spans[2]), strict=True)
    ]
    assert refused.value.detail == " ".join(told)
    assert [row["name"] for row in refused.value.extra["conflicts"]] == [act.party.name, third.party.name]


def test_a_move_of_a_show_that_has_changed_since_is_refused_and_makes_room(house, act):
    other = an_act()
    show = an_open_show(house, spots=2)
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show))
    move = host_proposes(house, show)
    accept_booking(acting_user=house.manager, booking=an_application(other, show, 1))
    with pytest.raises(ShowChanged):
        act_agrees(act, move, booking)
    assert host_proposes(house, show).number == 2
    move.refresh_from_db()
    assert move.state == MoveState.EXPIRED


def test_one_proposal_at_a_time(house, act, show):
    host_proposes(house, show)
    with pytest.raises(WrongState):
        act_proposes(act, show, DAY)


def test_over_a_night_on_which_clocks_change_the_sets_keep_their_length(house, act):
    spring = dt.datetime(2028, 3, 25, 21, tzinfo=dt.UTC)  # 22:00 in Berlin; at 02:00 it becomes 03:00
    spots = [SpotDraft(starts_at=FAR_SATURDAY + 3 * HOUR, ends_at=FAR_SATURDAY + 4 * HOUR)]
    show = an_open_show(house, spots=spots, ends_at=FAR_SATURDAY + 6 * HOUR)
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show))
    times = {"starts_at": spring, "ends_at": spring + 6 * HOUR}
    move = propose_move(acting_user=house.manager, show=show, party=house.party, **times)
    act_agrees(act, move, booking)
    show.refresh_from_db()
    spot = show.spots.get()
    assert (show.night, show.load_in_at) == (dt.date(2028, 3, 25), spring - 4 * HOUR)
    assert (spot.starts_at, spot.ends_at) == (spring + 3 * HOUR, spring + 4 * HOUR)


def test_spots_may_be_given_their_own_times(house, act, show, booking):
    spot = booking.spot
    times = {spot.pk: {"starts_at": FAR_SATURDAY + LATER + HOUR}}
    move = host_proposes(house, show, spots=times)
    assert move.spots.get().starts_at == FAR_SATURDAY + LATER + HOUR
    with pytest.raises(ValidationError):
        propose_move(
            acting_user=act.leader, show=show, party=act.party, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR,
            spots={spot.pk: {"ends_at": FAR_SATURDAY + 9 * HOUR}},
        )  # fmt: skip


@pytest.mark.parametrize(
    "times",
    [
        {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 3.5 * HOUR},
        {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY},
        {"starts_at": FAR_SATURDAY - 4000 * DAY, "ends_at": FAR_SATURDAY},
        {"starts_at": FAR_SATURDAY, "ends_at": dt.datetime.max.replace(tzinfo=dt.UTC)},
        {"starts_at": FAR_SATURDAY.replace(tzinfo=None), "ends_at": FAR_SATURDAY},
        {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + HOUR, "answer_by": FAR_SATURDAY},
    ],
)
def test_what_cannot_be_is_refused_at_its_field(house, show, times):
    with pytest.raises(ValidationError) as refused:
        propose_move(acting_user=house.manager, show=show, party=house.party, **times)
    assert refused.value.message_dict.keys() <= {"starts_at", "ends_at", "out_at", "answer_by"}


def test_waiting_acts_stay_where_their_hours_hold_the_new_ones_and_end_elsewhere(house):
    all_night, briefly = an_act(), an_act()
    show = an_open_show(house, spots=2)
    bookings = [an_application(all_night, show), an_application(briefly, show, 1)]
    shorter = {"starts_at": FAR_SATURDAY + HOUR, "ends_at": FAR_SATURDAY + 2 * HOUR}
    host_proposes(house, show, HOUR / 2, spots={bookings[1].spot_id: shorter})
    assert [b.spot.bookings.get().state for b in bookings] == [BookingState.DECLINED, BookingState.PENDING]
    assert (told("moved_away"), told("moved")) == ({all_night.leader.pk}, {briefly.leader.pk})


def test_a_waiting_act_that_is_called_within_its_hours_stays_and_hears(house, act):
    show = an_open_show(house)
    waiting = an_application(act, show)
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 3 * HOUR, "load_in_at": FAR_SATURDAY - HOUR}
    propose_move(acting_user=house.manager, show=show, party=house.party, **times)
    waiting.refresh_from_db()
    assert (waiting.state, told("moved")) == (BookingState.PENDING, {act.leader.pk})


def test_a_private_gig_moves_too(act):
    client = UserFactory()
    request = request_act(
        acting_user=client, act=act.party, place="Barn 7", starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR
    )
    booking = accept_booking(acting_user=act.leader, booking=request)
    show = booking.spot.show
    move = act_proposes(act, show, DAY)
    answer_move(acting_user=client, move=move, agrees=True)
    assert claims()[act.party.calendar_id] == (show.starts_at + DAY, show.ends_at + DAY)


def test_a_stage_of_a_house_that_one_does_not_lead_is_refused(house, show):
    with pytest.raises(ValidationError) as refused:
        host_proposes(house, show, stage=a_house().stage)
    assert set(refused.value.message_dict) == {"stage"}


def test_to_another_house_of_the_same_people_by_its_clock(house, act, show, booking, commit_checks):
    lisbon = a_house(timezone="Europe/Lisbon")
    lisbon.party.memberships.create(user=house.manager, role="manager", joined_at=FAR_SATURDAY - 4000 * DAY)
    act_agrees(act, host_proposes(house, show, stage=lisbon.stage), booking)
    commit_checks()
    show.refresh_from_db()
    assert (show.timezone, show.stage) == ("Europe/Lisbon", lisbon.stage)
    assert CalendarEntry.objects.get(calendar=lisbon.stage.calendar).timezone == "Europe/Lisbon"


def test_a_night_that_others_hold_is_taken_only_once_they_are_released(house, show):
    night = {"stage": house.stage, "night": FAR_SATURDAY.date() + DAY}
    hold = place_hold(acting_user=house.manager, holder=house.party, act=an_act().party, **night)
    with pytest.raises(Held):
        host_proposes(house, show, DAY)
    release_hold(acting_user=house.manager, hold=hold)
    assert host_proposes(house, show, DAY).state == MoveState.PROPOSED


def test_what_an_act_holds_elsewhere_on_the_new_night_is_released(house, act, show, booking, commit_checks):
    other, night = a_house(), show.night + DAY
    hold = place_hold(acting_user=other.manager, holder=other.party, act=act.party, stage=other.stage, night=night)
    Notification.objects.all().delete()
    move = host_proposes(house, show, DAY)
    act_agrees(act, move, booking)
    commit_checks()
    hold.refresh_from_db()
    assert (hold.state, hold.ended_by) == (HoldState.RELEASED, HoldEnd.PLAYS_ELSEWHERE)
    assert Notification.objects.filter(user=other.manager, kind="holds.hold_released").count() == 1


def test_a_move_to_a_closed_night_is_not_proposed(house, act, show):
    night = (FAR_SATURDAY + DAY).date()
    close_stage(acting_user=house.manager, stage=house.stage, first=night, last=night)
    with pytest.raises(StageClosed):
        host_proposes(house, show, DAY)
    assert not show.moves.exists()


def test_who_was_invited_for_other_hours_reads_the_new_ones_before_they_accept(house, act):
    show = an_open_show(house)
    booking = invite_act(acting_user=house.manager, spot=show.spots.get(), act=act.party)
    host_proposes(house, show, -HOUR, ends_at=show.ends_at - HOUR, load_in_at=show.load_in_at)
    booking.refresh_from_db()
    assert (booking.state, booking.offer_number) == (BookingState.PENDING, 2)
    with pytest.raises(WrongState, match="Read them"):
        accept_booking(acting_user=act.leader, booking=booking, offer=1)
    accept_booking(acting_user=act.leader, booking=booking, offer=2)


def test_line_ups_checked_together_say_for_which_spot(house, act):
    other = an_act()
    MembershipFactory(party=other.party, user=act.leader, role="manager")
    alone, _booked = a_bill(house, other, starts_at=FAR_SATURDAY + dt.timedelta(days=7))
    show, _booked = a_bill(house, act, other)
    checks = checks_of_moves(act.leader, [host_proposes(house, show), host_proposes(house, alone)])
    said = [sorted(check.spot for check in each.values()) for each in checks.values()]
    roles = [spot.get_role_display() for spot in show.spots.all()]
    assert said == [sorted(f"{each.party.name}, {role}" for each, role in zip((act, other), roles, strict=True)), [""]]
