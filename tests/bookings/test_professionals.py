"""Whoever leads a professional alone reads which ways are not theirs, and may ask an act for a date in its name."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import approve_party
from availability.models import TimeBlock
from bookings.actions import apply_to_spot, create_show, invite_act, request_act
from bookings.models import Show
from bookings.states import BookingState
from holds.actions import place_hold
from studio.actions import create_professional
from tests.bookings.scenes import a_house, an_act, an_open_show, know_all
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
NOT_MEANT = "gets booked for sessions. To play, hold nights or put on shows"


@pytest.fixture
def owner(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def studio(owner):
    professional = create_professional(
        acting_user=owner, name="Low End", timezone="Europe/Berlin", disciplines=["mixing"]
    )
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    professional.party.refresh_from_db()
    return professional.party


@pytest.mark.parametrize("acts_for_it", [False, True])
def test_pages_that_are_for_bands_and_venues_say_so(client, studio, acts_for_it):
    house = a_house()
    if acts_for_it:
        client.post(reverse("accounts:acting"), {"party": str(studio.pk), "next": "/"})
    pages = [
        reverse("bookings:spot_apply", args=[an_open_show(house).spots.get().pk]),
        reverse("bookings:bill_new"),
        reverse("holds:hold_new", args=[house.party.slug]),
    ]
    for page in pages:
        assert NOT_MEANT in client.get(page).text


def test_leaders_of_bands_are_not_told_of_it(client, studio, owner):
    act = an_act()
    know_all(*act.members)
    client.force_login(act.leader)
    assert NOT_MEANT not in client.get(reverse("bookings:bill_new")).text


def test_a_professional_neither_plays_nor_holds_nor_puts_on_shows(client, owner, studio):
    house = a_house()
    spot = an_open_show(house).spots.get()
    with pytest.raises(ValidationError, match="Only bands and solo artists can play"):
        apply_to_spot(acting_user=owner, spot=spot, act=studio)
    with pytest.raises(ValidationError, match="Only bands and solo artists can play"):
        invite_act(acting_user=house.manager, spot=spot, act=studio)
    with pytest.raises(ValidationError, match="This venue places holds itself"):
        place_hold(acting_user=owner, holder=studio, stage=house.stage, night=FAR_SATURDAY.date())
    with pytest.raises(ValidationError, match="can’t put on shows"):
        create_show(
            acting_user=owner, owner=studio, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + dt.timedelta(hours=4)
        )
    data = {"owner": studio.slug, "night": "2028-03-04", "starts": "21:00", "ends": "23:00", "place": "Yard"}
    response = client.post(reverse("bookings:bill_new"), data)
    assert response.status_code == 422
    assert "can’t put on shows" in response.text
    assert Show.objects.filter(owner=studio).count() == 0


def test_a_professional_may_ask_an_act_for_a_date(client, owner, studio):
    act = an_act()
    page = reverse("bookings:request_new", args=[act.party.slug])
    assert "You’re booking on behalf of" in client.get(page, {"host": studio.slug}).text
    booking = request_act(
        acting_user=owner, act=act.party, host=studio, starts_at=FAR_SATURDAY,
        ends_at=FAR_SATURDAY + dt.timedelta(hours=2),
    )  # fmt: skip
    assert (booking.state, booking.spot.show.owner) == (BookingState.PENDING, studio)
    assert TimeBlock.objects.claims().count() == 0
    for user in (owner, act.leader):
        client.force_login(user)
        assert "Low End" in client.get(reverse("bookings:booking", args=[booking.pk])).text
