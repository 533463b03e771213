import datetime as dt

import pytest
from django.urls import reverse

from bookings.actions import (
    SpotDraft,
    accept_booking,
    add_spots,
    cancel_booking,
    complete_show,
    decline_booking,
    join_waitlist,
    start_refill,
)
from bookings.models import Booking, Move, Refill, WaitlistEntry
from bookings.queries.changes import completes_at
from bookings.states import BookingState, MoveState, RefillState
from tests.bookings.changes.scenes import a_bill, act_agrees, host_proposes
from tests.bookings.scenes import HOUR, House, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, StageFactory, UserFactory
from venues.models import HousePolicy
from venues.states import RefillStrategy

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
LATER = {"night": "2028-03-04", "starts": "22:00", "ends": "01:30", "answer_on": ""}


@pytest.fixture
def show(house, act):
    return a_bill(house, act)[0]


@pytest.fixture
def booking(show):
    return Booking.objects.with_show().get(spot__show=show)


def propose(client, user, show, **values):
    client.force_login(user)
    return client.post(reverse("bookings:show_move", args=[show.pk]), LATER | values)


def say(client, move, booking, agrees="yes", **how):
    data = {"side": booking.pk, "agrees": agrees, "message": "Sorry"}
    return client.post(reverse("bookings:move_answer", args=[move.pk]), data, **how)


def test_the_form_starts_with_how_it_is(client, house, show):
    client.force_login(house.manager)
    page = client.get(reverse("bookings:show_move", args=[show.pk])).content.decode()
    assert 'value="2028-03-04"' in page
    assert 'value="21:00"' in page
    assert "Europe/Berlin" in page


def test_a_host_proposes_and_the_act_agrees_on_the_page(client, house, act, show, booking):
    answer = propose(client, house.manager, show, party=house.party.slug, stage=house.stage.pk, message="Football")
    move = Move.objects.get()
    assert answer["Location"] == reverse("bookings:move", args=[move.pk])
    assert (move.starts_at, move.message) == (FAR_SATURDAY + HOUR, "Football")
    client.force_login(act.leader)
    page = client.get(answer["Location"]).content.decode()
    assert "Football" in page
    assert f"Does {act.party.name} agree?" in page
    done = client.post(
        reverse("bookings:move_answer", args=[move.pk]), {"side": booking.pk, "agrees": "yes"}, follow=True
    )
    assert "the show has moved" in done.content.decode()
    show.refresh_from_db()
    assert show.starts_at == FAR_SATURDAY + HOUR


def test_an_act_proposes_from_its_booking(client, act, show, booking):
    client.force_login(act.leader)
    path = reverse("bookings:show_move", args=[show.pk])
    assert path in client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
    propose(client, act.leader, show, party=act.party.slug, stage=show.stage_id)
    assert Move.objects.get().proposed_by == act.party


def test_the_booking_and_the_show_say_that_an_answer_is_waited_for(client, house, act, show, booking):
    move = host_proposes(house, show)
    client.force_login(act.leader)
    for name, found in (("booking", booking), ("show", show)):
        page = client.get(reverse(f"bookings:{name}", args=[found.pk])).content.decode()
        assert reverse("bookings:move", args=[move.pk]) in page
        assert "Read and answer" in page


def test_taken_is_said_on_the_page_with_409_and_the_proposal_stays(client, house, act, show, booking):
    move = host_proposes(house, show, dt.timedelta(days=3))
    an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(days=3))
    client.force_login(act.leader)
    answer = say(client, move, booking)
    assert (answer.status_code, "This stage is booked" in answer.text) == (409, True)
    assert "Does " in answer.content.decode()


def test_declining_and_withdrawing_on_the_page(client, house, act, show, booking):
    move = host_proposes(house, show)
    client.force_login(act.leader)
    client.post(
        reverse("bookings:move_answer", args=[move.pk]), {"side": booking.pk, "agrees": "no", "message": "Sorry"}
    )
    again = host_proposes(house, show)
    client.force_login(house.manager)
    client.post(reverse("bookings:move_withdraw", args=[again.pk]))
    assert list(Move.objects.values_list("state", flat=True)) == [MoveState.DECLINED, MoveState.WITHDRAWN]
    page = client.get(reverse("bookings:move", args=[again.pk])).content.decode()
    assert "No. 1, by" in page


def test_an_old_link_shows_what_has_become_of_it(client, house, act, show, booking):
    move = act_agrees(act, host_proposes(house, show), booking)
    show.refresh_from_db()
    again = host_proposes(house, show)
    client.force_login(act.leader)
    page = client.get(reverse("bookings:move", args=[move.pk])).content.decode()
    assert "the show has moved" in page
    assert "current: " not in page
    assert "current: " in client.get(reverse("bookings:move", args=[again.pk])).content.decode()
    cancel_booking(acting_user=house.manager, booking=booking)
    assert "This proposal is closed" in client.get(reverse("bookings:move", args=[again.pk])).content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends": ""}, "ends"), ({"night": "2020-01-01"}, "night"), ({"set_0_starts": "21:30"}, "set_0_ends"),
        ({"set_0_starts": "21:30", "set_0_ends": "04:00"}, "set_0_ends"), ({"party": "nobody"}, "party"),
        ({"answer_on": "2029-01-01"}, "answer_on"), ({"night": "9999-12-31"}, "night"), ({"doors": "23:00"}, "doors"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_with_422(client, house, show, values, field):
    answer = propose(client, house.manager, show, **{"party": house.party.slug, "stage": house.stage.pk} | values)
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert not Move.objects.exists()


def test_a_time_is_read_by_the_clock_of_the_place_over_a_change_of_clocks(client, house, show):
    values = {"night": "2028-03-25", "starts": "22:00", "ends": "04:00", "load_in": "18:00", "doors": "21:00"}
    propose(client, house.manager, show, party=house.party.slug, stage=house.stage.pk, **values)
    move = Move.objects.get()
    assert move.ends_at - move.starts_at == 5 * HOUR


def test_strangers_do_not_learn_of_a_proposal_nor_make_one(client, house, show):
    move = host_proposes(house, show)
    client.force_login(UserFactory())
    assert client.get(reverse("bookings:move", args=[move.pk])).status_code == 404
    assert client.get(reverse("bookings:show_move", args=[show.pk])).status_code == 403
    assert reverse("bookings:move", args=[move.pk]) not in client.get(f"/shows/{show.pk}/").content.decode()


def test_answering_for_somebody_else_is_refused(client, house, act, show, booking):
    move = host_proposes(house, show)
    client.force_login(act.leader)
    for side in ("host", "", "x", UserFactory().pk):
        answer = client.post(reverse("bookings:move_answer", args=[move.pk]), {"side": side, "agrees": "yes"})
        assert answer.status_code == 422


def test_a_booked_show_is_not_edited_but_moved(client, house, show):
    client.force_login(house.manager)
    answer = client.get(reverse("bookings:show_edit", args=[show.pk]))
    assert reverse("bookings:show_move", args=[show.pk]) in answer.content.decode()
    assert answer.context["form"].fields["starts"].disabled


def test_calling_off_says_before_the_press_what_it_costs_and_after_what_it_did(client, act, house, show, booking):
    Booking.objects.update(cancellation_tiers=[[1000, 40]], fee_minor=50_000, fee_currency="EUR")
    client.force_login(act.leader)
    path = reverse("bookings:booking", args=[booking.pk])
    assert "costs your side 40% of the fee under the agreed terms: €200" in client.get(path).content.decode()
    client.force_login(house.manager)
    assert "is now owed 40% of the fee: €200" in client.get(f"/shows/{show.pk}/").content.decode()
    client.post(reverse("bookings:booking_cancel", args=[booking.pk]), {"message": "No PA"})
    page = client.get(path).content.decode()
    assert f"{house.party.name} owes 40% of the fee for cancelling." in page
    assert "€200" in page
    assert "Was agreed" in page


def test_what_came_to_nothing_says_what_was_proposed_and_nothing_of_calling_off(client, act, house):
    spot = SpotDraft(fee_minor=50_000, fee_currency="EUR")
    booking = an_application(act, an_open_show(house, spots=[spot]))
    Booking.objects.update(cancellation_tiers=[[1000, 40]])
    client.force_login(house.manager)
    path = reverse("bookings:booking", args=[booking.pk])
    pending = client.get(path).text
    decline_booking(acting_user=house.manager, booking=booking, message="No")
    declined = client.get(path).text
    for text, is_pending in (("Cancellation terms", True), ("Was proposed", False)):
        assert (text in pending, text in declined) == (is_pending, not is_pending)
    assert ("Questions?" in pending, "Questions?" in declined) == (True, False)


def test_a_problem_is_reported_on_a_page(client, house, act, show, booking, time_machine):
    complete_show(show=show, at=completes_at(show))
    time_machine.move_to(show.out_at + HOUR)
    client.force_login(act.leader)
    path = reverse("bookings:booking_report", args=[booking.pk])
    assert path in client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
    assert client.post(path, {"kind": "no_show", "text": ""}).status_code == 422
    done = client.post(path, {"kind": "dispute", "text": "No PA at all"}, follow=True).content.decode()
    assert "No PA at all" in done
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPUTED
    client.force_login(house.manager)
    assert "No PA at all" in client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()


def test_too_early_to_report_is_said_with_409(client, act, booking):
    client.force_login(act.leader)
    path = reverse("bookings:booking_report", args=[booking.pk])
    assert "from the call time until 7 days" in client.get(path).content.decode()
    assert client.post(path, {"kind": "no_show", "text": "They will not"}).status_code == 409


def test_an_act_waits_for_a_spot_that_is_taken(client, show):
    other = an_act()
    client.force_login(other.leader)
    spot = show.spots.get()
    path, data = reverse("bookings:spot_waitlist", args=[spot.pk]), {"act": other.party.slug}
    assert path in client.get(f"/shows/{show.pk}/").content.decode()
    client.post(path, data)
    assert WaitlistEntry.objects.get().act == other.party
    assert "Leave waiting list" in client.get(f"/shows/{show.pk}/").content.decode()
    client.post(path, data | {"waits": "no"})
    assert WaitlistEntry.objects.get().left_at


def test_a_host_has_others_asked_and_stops_it(client, house, show, booking):
    other = an_act()
    join_waitlist(acting_user=other.leader, spot=booking.spot, act=other.party)
    cancel_booking(acting_user=house.manager, booking=booking)
    client.force_login(house.manager)
    assert "1 act is on the waiting list" in client.get(f"/shows/{show.pk}/").content.decode()
    data = {"strategy": "all_at_once", "window_hours": "5"}
    client.post(reverse("bookings:spot_refill", args=[booking.spot_id]), data)
    refill = Refill.objects.get()
    assert (refill.strategy, refill.window_hours) == (RefillStrategy.ALL_AT_ONCE, 5)
    client.post(reverse("bookings:refill_stop", args=[refill.pk]))
    refill.refresh_from_db()
    assert refill.state == RefillState.STOPPED
    assert reverse("bookings:spot_refill", args=[booking.spot_id]) in client.get(f"/shows/{show.pk}/").content.decode()


def test_a_wrong_number_of_hours_starts_nothing(client, house):
    spot = an_open_show(house).spots.get()
    client.force_login(house.manager)
    for hours in ("0", "721", "", "9" * 30):
        client.post(reverse("bookings:spot_refill", args=[spot.pk]), {"strategy": "one_by_one", "window_hours": hours})
    assert not Refill.objects.exists()


def test_pages_of_changes_cost_the_same_with_much_as_with_little(client, house, django_assert_max_num_queries):
    acts = [an_act() for _ in range(3)]
    show, _bookings = a_bill(house, *acts)
    StageFactory(venue=house.party.venue)
    for act in acts:
        move = host_proposes(house, show)
        client.force_login(act.leader)
        say(client, move, Booking.objects.get(spot__show=show, act=act.party), "no")
    move = host_proposes(house, show)
    client.force_login(house.manager)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("bookings:move", args=[move.pk]))
    assert all(act.party.name in page.content.decode() for act in acts)


def test_the_house_rules_are_what_a_search_begins_with(client, house):
    HousePolicy.objects.create(venue=house.party.venue, refill=RefillStrategy.ALL_AT_ONCE, refill_hours=7)
    show = an_open_show(House(house.party, house.stage, house.manager))
    client.force_login(house.manager)
    page = client.get(f"/shows/{show.pk}/")
    [fill] = page.context["changes"].to_fill
    assert (fill.strategy, fill.window_hours) == (RefillStrategy.ALL_AT_ONCE, 7)
    start_refill(acting_user=house.manager, spot=fill.spot, strategy=fill.strategy)
    assert "Stop inviting" in client.get(f"/shows/{show.pk}/").content.decode()


def test_today_tells_whose_answer_a_proposal_waits_for(client, house, act, show, booking):
    move = host_proposes(house, show, message="Football")
    path = reverse("bookings:move", args=[move.pk])
    for user, is_asked in ((act.leader, True), (house.manager, False), (act.members[0], False)):
        client.force_login(user)
        assert (path in client.get("/").content.decode()) == is_asked
    act_agrees(act, move, booking)
    client.force_login(act.leader)
    assert path not in client.get("/").content.decode()


def test_who_waits_for_a_spot_and_whose_booking_is_off_read_of_no_proposal(client, house, act, show, booking):
    add_spots(acting_user=house.manager, show=show, role="support")
    applicant = an_act(members=1)
    waiting = an_application(applicant, show, [spot.role for spot in show.spots.all()].index("support"))
    cancel_booking(acting_user=act.leader, booking=booking)
    show.refresh_from_db()
    again = an_act(members=1)
    place = [spot.role for spot in show.spots.all()].index(booking.spot.role)
    accept_booking(acting_user=house.manager, booking=an_application(again, show, place))
    show.refresh_from_db()
    move = host_proposes(house, show)
    path = reverse("bookings:move", args=[move.pk])
    for user, found in ((applicant.leader, waiting), (act.leader, booking)):
        client.force_login(user)
        page = client.get(reverse("bookings:booking", args=[found.pk])).content.decode()
        assert (path in page, client.get(path).status_code) == (False, 404)
    client.force_login(again.leader)
    assert client.get(path).status_code == 200
