"""A solo act in the engine: applied, requested and booked like a band, on the time of its one person."""

import pytest
from django.urls import reverse

from accounts.actions import approve_party
from availability.errors import Taken
from bands.actions import create_solo_act
from bookings.actions import accept_booking, request_act
from bookings.models import Booking
from bookings.states import BookingState, LineupState
from tests.bookings.scenes import HOUR, Act, a_house, an_act, an_application, an_open_show, know_all
from tests.bookings.test_races import race
from tests.chaos.racing import overlaps
from tests.factories import FAR_SATURDAY, UserFactory
from tests.threads import ROUNDS

pytestmark = pytest.mark.django_db
AT = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 2 * HOUR, "place": "Boathouse"}


def a_solo_act() -> Act:
    jonna = UserFactory(name="Jonna Real")
    band = create_solo_act(acting_user=jonna, name="Jonna Vale", timezone="Europe/Berlin", instrument="Voice")
    approve_party(acting_user=UserFactory(is_staff=True), party=band.party)
    know_all(jonna)
    return Act(band.party, jonna, [jonna])


@pytest.fixture
def solo(db):
    return a_solo_act()


def ask(act):
    return request_act(acting_user=UserFactory(name="Ada Client"), act=act.party, **AT)


def test_an_application_is_booked_with_its_soloist_at_once(solo, house):
    booking = an_application(solo, an_open_show(house))
    booking = accept_booking(acting_user=house.manager, booking=booking)
    assert booking.state == BookingState.CONFIRMED
    assert [(each.user_id, each.state) for each in booking.lineup.all()] == [(solo.leader.pk, LineupState.PLAYS)]


def test_a_client_asks_and_the_soloist_says_yes(solo):
    booking = accept_booking(acting_user=solo.leader, booking=ask(solo))
    assert booking.state == BookingState.CONFIRMED
    assert [each.user_id for each in booking.lineup.all()] == [solo.leader.pk]


def test_booked_alone_the_soloist_is_taken_for_their_band(solo, house):
    band = an_act(members=[solo.leader, UserFactory()])
    know_all(*band.members)
    accept_booking(acting_user=solo.leader, booking=ask(solo))
    with pytest.raises(Taken):
        accept_booking(acting_user=house.manager, booking=an_application(band, an_open_show(house)))


def test_booked_with_their_band_the_soloist_is_taken_alone(solo, house):
    band = an_act(members=[solo.leader])
    know_all(*band.members)
    request = ask(solo)
    accept_booking(acting_user=house.manager, booking=an_application(band, an_open_show(house)))
    with pytest.raises(Taken):
        accept_booking(acting_user=solo.leader, booking=request)
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 1


def test_its_pages_of_bookings_speak_to_one_person(client, solo, house):
    show = an_open_show(house)
    client.force_login(solo.leader)
    page = client.get(reverse("bookings:spot_apply", args=[show.spots.get().pk])).content.decode()
    assert "You’re free" in page
    assert 'name="lineup"' not in page
    assert "everyone" not in page
    booking = an_application(solo, show)
    page = client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
    assert "Change the line-up" not in page
    assert "All members" not in page


def test_applying_by_the_form_without_a_line_up_books_the_soloist(client, solo, house):
    show = an_open_show(house)
    client.force_login(solo.leader)
    address = reverse("bookings:spot_apply", args=[show.spots.get().pk])
    client.post(address, {"act": solo.party.slug, "message": "Hello"})
    booking = accept_booking(acting_user=house.manager, booking=Booking.objects.get())
    assert [each.user_id for each in booking.lineup.all()] == [solo.leader.pk]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_solo_gig_and_a_band_gig_at_once_leave_one():
    for _round in range(ROUNDS):
        solo, house = a_solo_act(), a_house()
        band = an_act(members=[solo.leader])
        request, application = ask(solo), an_application(band, an_open_show(house))
        told = race(
            lambda request=request, solo=solo: accept_booking(acting_user=solo.leader, booking=request),
            lambda booking=application, house=house: accept_booking(acting_user=house.manager, booking=booking),
        )
        assert sum(isinstance(each, Taken) for each in told) == 1, told
        assert not overlaps()
