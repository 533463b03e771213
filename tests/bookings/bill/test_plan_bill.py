"""Putting a bill in order: what is written, whom it tells, what it refuses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from availability.models import CalendarEntry
from bookings.actions import accept_booking, cancel_show, invite_act, plan_bill, request_act
from bookings.errors import BeyondPromise
from bookings.models import HistoryEntry
from bookings.states import BookingState, Event
from engagements.errors import ChangedMeanwhile, WrongState
from engagements.states import Side
from notifications.models import Notification
from tests.bookings.bill.scenes import CURFEW, FAR_SATURDAY, MINUTE, USUAL, a_night, book, clocks, plan_of
from tests.bookings.scenes import an_act, an_application, an_open_show
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def told(kind="bookings.bill_changed"):
    return {note.user_id for note in Notification.objects.filter(kind=kind)}


def test_a_plan_gives_every_spot_its_set_and_its_soundcheck(house):
    show = a_night(house)
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, (40, 0, 20), (45, 15, 30), (75, 30, 60)))
    spots = list(show.spots.all())
    assert clocks(spots) == ["21:00-21:40", "21:55-22:40", "23:10-00:25"]
    assert [(FAR_SATURDAY - spot.soundcheck_at) // MINUTE for spot in spots] == [80, 110, 170]
    assert [(spot.position, spot.changeover_minutes, spot.soundcheck_minutes) for spot in spots] == [
        (0, 0, 20), (1, 15, 30), (2, 30, 60),
    ]  # fmt: skip


def test_two_acts_change_places(house):
    show = a_night(house)
    opener, support, _headliner = show.spots.all()
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, order=[1, 0, 2]))
    assert [spot.pk for spot in show.spots.all()][:2] == [support.pk, opener.pk]


def test_a_booked_act_plays_at_another_time_within_its_promise_and_everybody_hears_of_it(house, commit_checks):
    show, act = a_night(house), an_act()
    booking = book(house, act, show, 0)
    plan_bill(
        acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, first_at=FAR_SATURDAY + 10 * MINUTE)
    )  # fmt: skip
    commit_checks()
    booking.refresh_from_db()
    assert booking.spot.starts_at == FAR_SATURDAY + 10 * MINUTE
    assert (booking.claim.period.lower, booking.claim.period.upper) == (booking.spot.call_at, booking.spot.released_at)
    assert told() == {act.leader.pk, *(member.pk for member in act.members)}
    entry = CalendarEntry.objects.get(calendar=act.members[0].calendar_id)
    assert "21:10" in entry.text
    assert entry.sequence == 0


def test_nobody_accepts_a_set_that_moved_while_they_read(house):
    show, act = a_night(house), an_act()
    invite = {"acting_user": house.manager, "spot": show.spots.first(), "act": act.party}
    booking = invite_act(**invite, fee_minor=9000, fee_currency="EUR")
    later = plan_of(show, *USUAL, first_at=FAR_SATURDAY + 5 * MINUTE)
    for _twice in range(2):
        plan_bill(acting_user=house.manager, show=show, plan=later)
    with pytest.raises(WrongState, match="Read them"):
        accept_booking(acting_user=act.leader, booking=booking, offer=1)
    first, second = booking.offers.all()
    assert (first.starts_at, second.starts_at) == (FAR_SATURDAY, FAR_SATURDAY + 5 * MINUTE)
    assert (second.side, second.fee_minor) == (Side.HOST, 9000)
    assert accept_booking(acting_user=act.leader, booking=booking, offer=2).state == BookingState.CONFIRMED


def test_who_applied_for_other_hours_is_asked_before_they_are_booked_at_these(house):
    show, act = a_night(house), an_act()
    booking = an_application(act, show, 0)
    within = plan_of(show, *USUAL, first_at=FAR_SATURDAY + 5 * MINUTE)
    plan_bill(acting_user=house.manager, show=show, plan=within)
    booking.refresh_from_db()
    assert (booking.turn, booking.offer_number) == (Side.HOST, 1)
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, order=[1, 2, 0]))
    booking.refresh_from_db()
    assert booking.spot.released_at > booking.offers.get(number=1).released_at
    assert (booking.turn, booking.offer_number) == (Side.ACT, 2)
    with pytest.raises(PermissionDenied):
        accept_booking(acting_user=house.manager, booking=booking)
    accept_booking(acting_user=act.leader, booking=booking, offer=2, despite_conflicts=True)
    booking.refresh_from_db()
    assert booking.claim.period.upper == booking.spot.released_at


def test_what_a_client_asked_for_is_not_planned_anew_before_the_act_has_answered(act):
    client = UserFactory()
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 120 * MINUTE}
    booking = request_act(acting_user=client, act=act.party, place="Barn", **times)
    show = booking.spot.show
    with pytest.raises(WrongState):
        plan_bill(acting_user=client, show=show, plan=plan_of(show, (30, 0, 0)))
    assert show.spots.get().ends_at == times["ends_at"]


def test_who_applied_for_a_spot_that_moves_hears_of_it_too(house):
    show, act = a_night(house), an_act()
    an_application(act, show, 0)
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, first_at=FAR_SATURDAY + 5 * MINUTE))
    assert told() == {act.leader.pk}


def test_acts_whose_times_stay_are_left_in_peace(house):
    show, opener, headliner = a_night(house), an_act(), an_act()
    book(house, opener, show, 0)
    book(house, headliner, show, 2)
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL))
    Notification.objects.all().delete()
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, (30, 0, 20), (35, 20, 30), (75, 40, 60)))
    assert told() == set()


def test_another_time_of_doors_touches_everybody(house):
    show, act = a_night(house), an_act()
    book(house, act, show, 0)
    doors_at = show.doors_at - 15 * MINUTE
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *[(30, 0, 0), *USUAL[1:]], doors_at=doors_at))
    assert act.leader.pk in told()
    note = HistoryEntry.objects.get(booking__act=act.party, event=Event.BILL_PLANNED)
    assert note.changes == {"doors_at": [show.doors_at.isoformat(), doors_at.isoformat()]}


def test_a_plan_that_changes_nothing_tells_nobody(house):
    show = a_night(house)
    first = plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL))
    again = plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL))
    assert again.version == first.version
    assert HistoryEntry.objects.filter(show=show, event=Event.BILL_PLANNED).count() == 1


@pytest.mark.parametrize("first", [-30, 40])
def test_a_booked_act_is_not_wanted_beyond_its_promise(house, first):
    show = a_night(house, doors_at=FAR_SATURDAY - 60 * MINUTE)
    booking = book(house, an_act(), show, 0)
    if first < 0:
        booking.spot.call_at = FAR_SATURDAY
    plan = plan_of(show, (30, 0, 0), (45, 5, 0), (75, 5, 0), first_at=FAR_SATURDAY + first * MINUTE)
    if first > 0:
        with pytest.raises(BeyondPromise) as refusal:
            plan_bill(acting_user=house.manager, show=show, plan=plan)
        assert [spot.pk for spot in refusal.value.spots] == [booking.spot_id]
        assert clocks(show.spots.all())[0] == "21:00-21:30"
    else:
        plan_bill(acting_user=house.manager, show=show, plan=plan)
        assert clocks(show.spots.all())[0] == "20:30-21:00"


def test_the_start_of_the_show_follows_its_first_set(house):
    show = a_night(house)
    first_at = FAR_SATURDAY - 15 * MINUTE
    planned = plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, first_at=first_at))
    assert planned.starts_at == first_at


def test_nothing_is_planned_beyond_the_curfew(house):
    show = a_night(house)
    with pytest.raises(ValidationError) as refused:
        plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, (30, 0, 0), (45, 20, 0), (86, 30, 0)))
    assert "1 minute too long" in str(refused.value.message_dict["curfew_at"])
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, (30, 0, 0), (45, 20, 0), (85, 30, 0)))
    assert show.spots.last().ends_at == CURFEW


def test_soundchecks_fit_between_load_in_and_doors(house):
    show = a_night(house)
    with pytest.raises(ValidationError) as refused:
        plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, (30, 0, 60), (45, 20, 60), (75, 30, 61)))
    assert "1 minute more" in str(refused.value.message_dict["spots"])


@pytest.mark.parametrize(
    ("needs", "field"),
    [((0, 0, 0), "spots.0.minutes"), ((30, -1, 0), "spots.0.changeover"), ((30, 0, 9999), "spots.0.soundcheck")],
)
def test_minutes_out_of_bounds_are_refused_at_their_field(house, needs, field):
    show = a_night(house)
    with pytest.raises(ValidationError) as refused:
        plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, needs, *USUAL[1:]))
    assert list(refused.value.message_dict) == [field]


def test_a_plan_names_every_spot_once(house):
    show = a_night(house)
    with pytest.raises(ValidationError):
        plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, order=[0, 0, 2]))


def test_doors_open_before_the_first_set(house):
    show = a_night(house)
    with pytest.raises(ValidationError) as refused:
        plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL, doors_at=CURFEW))
    assert list(refused.value.message_dict) == ["doors_at"]


def test_who_looked_at_an_older_bill_looks_again(house):
    show = a_night(house)
    plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL), version=show.version)
    with pytest.raises(ChangedMeanwhile):
        plan_bill(
            acting_user=house.manager, show=show, version=show.version,
            plan=plan_of(show, *USUAL, order=[1, 0, 2]),
        )  # fmt: skip


def test_nobody_but_the_host_plans_a_bill(house, act):
    show = a_night(house)
    with pytest.raises(PermissionDenied):
        plan_bill(acting_user=act.leader, show=show, plan=plan_of(show, *USUAL))


def test_a_show_that_was_called_off_is_not_planned(house):
    show = a_night(house)
    cancel_show(acting_user=house.manager, show=show)
    with pytest.raises(WrongState):
        plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL))


def test_a_night_whose_spots_only_span_it_keeps_its_own_end(house):
    show = an_open_show(house, spots=3, ends_at=FAR_SATURDAY + 240 * MINUTE)
    planned = plan_bill(acting_user=house.manager, show=show, plan=plan_of(show, *USUAL))
    assert planned.ends_at == FAR_SATURDAY + 240 * MINUTE
    assert planned.spots.last().ends_at < planned.ends_at
    shorter = plan_of(show, (30, 0, 20), (45, 20, 30), (60, 30, 60))
    assert plan_bill(acting_user=house.manager, show=show, plan=shorter).ends_at == FAR_SATURDAY + 240 * MINUTE
