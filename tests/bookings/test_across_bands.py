"""A musician in two bands: what one promises shrinks the other's Green Zone at once, and tells its people no more."""

import datetime as dt
import json

import pytest
import redis
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from accounts.actions import create_api_token, create_feed
from availability.actions import say_time
from availability.errors import Taken
from availability.models import Calendar
from availability.states import MemberState, NightState
from bands.queries import green_zone
from bookings.actions import accept_booking, cancel_booking, release_own_claim
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_house, an_act, an_application, an_open_show, know_all

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
ZONE = "Europe/Berlin"
SECRETS = ("Nightfall Riot", "Hidden Harbour", "Secret Tape Release")
"""The other band, its venue and its show."""


@pytest.fixture
def saturday():
    """An evening within what the pages show."""
    today = dt.datetime.now(dt.UTC).replace(hour=20, minute=0, second=0, microsecond=0)
    return today + dt.timedelta(days=21 + (5 - today.weekday()) % 7)


@pytest.fixture
def drummer_and_bands():
    """Two bands that share a drummer; everybody has said that the rest is free."""
    other = an_act(name=SECRETS[0])
    drummer = other.members[0]
    band = an_act(members=[drummer, *an_act(members=1).members], name="The Curious")
    know_all(*other.members, *band.members)
    return drummer, band, other


def a_secret_gig(other, saturday, **values):
    """As it is asked for: accept it and it is promised."""
    house = a_house(name=SECRETS[1])
    show = an_open_show(house, starts_at=saturday, title=SECRETS[2], **values)
    return house, an_application(other, show)


def night_of(band, saturday):
    [night] = green_zone(band.party, saturday.date(), saturday.date()).nights
    return night


def versions(band):
    return Calendar.objects.values_list("version", "public_version").get(pk=band.party.calendar_id)


def test_a_promise_in_one_band_shrinks_the_other_at_once(drummer_and_bands, saturday):
    drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    assert night_of(band, saturday).state == NightState.GREEN
    before = versions(band)
    accept_booking(acting_user=house.manager, booking=booking)
    night = night_of(band, saturday)
    assert night.state == NightState.RED
    assert {member.user: member.state for member in night.members}[drummer] == MemberState.BUSY
    assert versions(band)[0] > before[0]
    call_command("check_masks")


@pytest.mark.parametrize("ending", ["cancelled", "released"])
def test_what_is_given_back_opens_the_other_at_once(drummer_and_bands, saturday, ending):
    drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    booking = accept_booking(acting_user=house.manager, booking=booking)
    before = versions(band)
    if ending == "cancelled":
        cancel_booking(acting_user=house.manager, booking=booking)
    else:
        release_own_claim(acting_user=drummer, entry=booking.lineup.get(user=drummer))
    assert night_of(band, saturday).state == NightState.GREEN
    assert versions(band)[0] > before[0]


def test_the_commit_that_promises_tells_the_other_band_s_open_pages(
    drummer_and_bands, saturday, settings, django_capture_on_commit_callbacks
):
    _drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    topic = f"live:p.{band.party.calendar.public_id}"
    valkey = redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)
    with django_capture_on_commit_callbacks(execute=True):
        accept_booking(acting_user=house.manager, booking=booking)
        assert valkey.get(topic) is None
    assert valkey.get(topic) == str(versions(band)[0])


def test_what_is_rolled_back_shrinks_nothing(drummer_and_bands, saturday):
    _drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    before = versions(band)
    with transaction.atomic():
        accept_booking(acting_user=house.manager, booking=booking)
        assert night_of(band, saturday).state == NightState.RED
        transaction.set_rollback(True)
    assert night_of(band, saturday).state == NightState.GREEN
    assert versions(band) == before


def seen_by(client, band, user, saturday):
    """All that a member of the band can ask for: pages, fragments, API, feed, inbox; as one text."""
    client.force_login(user)
    addresses = [
        reverse("bands:band", args=[band.party.slug]),
        reverse("bands:night", args=[band.party.slug, saturday.date()]),
        reverse("discovery:act", args=[band.party.slug]),
        reverse("bookings:public_calendar", args=[band.party.slug]),
        reverse("bookings:shows"),
        reverse("notifications:inbox"),
        "/",
        reverse("accounts:calendar"),
    ]
    pages = [client.get(address, follow=True) for address in addresses]
    assert {page.status_code for page in pages} == {200}
    _token, secret = create_api_token(acting_user=user, name="Tests", scopes=["read", "feeds"])
    token = {"Authorization": f"Bearer {secret}"}
    span = f"from={saturday.date()}&to={saturday.date()}"
    calls = [f"/bands/{band.party.slug}/green-zone?{span}", f"/parties/{band.party.slug}/calendar?{span}"]
    answers = [client.get(f"/api/v1{call}", headers=token) for call in calls]
    assert {answer.status_code for answer in answers} == {200}
    _feed, feed_token = create_feed(acting_user=user, kind="party", party=band.party)
    feed = client.get(reverse("availability:feed", args=[feed_token]))
    return "\n".join(answer.content.decode() for answer in [*pages, *answers, feed])


def test_nothing_tells_the_other_band_why(client, drummer_and_bands, saturday):
    """Its leader and its other member see "busy", as if the drummer had said so themselves."""
    drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    accept_booking(acting_user=house.manager, booking=booking)
    for user in (band.leader, band.members[1]):
        seen = seen_by(client, band, user, saturday)
        assert drummer.display_name in seen
        assert not [secret for secret in (*SECRETS, str(booking.pk), str(booking.spot.show_id)) if secret in seen]
        assert not Notification.objects.filter(user=user).exists()


def green_zone_of(client, band, saturday):
    _token, secret = create_api_token(acting_user=band.leader, name="Tests", scopes=["read"])
    address = f"/api/v1/bands/{band.party.slug}/green-zone?from={saturday.date()}&to={saturday.date()}"
    return json.loads(client.get(address, headers={"Authorization": f"Bearer {secret}"}).content)


def test_a_promise_looks_to_bandmates_as_if_it_were_said(client, drummer_and_bands, saturday):
    _drummer, band, other = drummer_and_bands
    twin_band = an_act(members=2)
    know_all(*twin_band.members)
    twin = twin_band.members[0]
    house, booking = a_secret_gig(other, saturday)
    spot = accept_booking(acting_user=house.manager, booking=booking).spot
    say_time(
        acting_user=twin, calendar=twin.calendar, kind="busy", timezone=ZONE,
        starts_at=spot.call_at, ends_at=spot.released_at,
    )  # fmt: skip
    promised, said = (green_zone_of(client, each, saturday) for each in (band, twin_band))
    names = [[member.pop("name") for member in zone["nights"][0]["members"]] for zone in (promised, said)]
    assert len(names[0]) == len(names[1])
    assert promised == said


def test_a_promise_over_what_was_taken_already_shows_to_nobody_by_its_timing(drummer_and_bands, saturday):
    drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    say_time(
        acting_user=drummer, calendar=drummer.calendar, kind="busy", timezone=ZONE,
        starts_at=saturday - 12 * HOUR, ends_at=saturday + 12 * HOUR,
    )  # fmt: skip
    before = versions(band)
    accept_booking(acting_user=house.manager, booking=booking)
    assert versions(band)[1] == before[1]


def test_a_promise_on_a_free_night_changes_what_everybody_sees_of_both(drummer_and_bands, saturday):
    _drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    before = versions(band)
    accept_booking(acting_user=house.manager, booking=booking)
    assert versions(band)[1] > before[1]


def test_a_change_of_the_line_up_shows_in_no_public_calendar_of_the_act(drummer_and_bands, saturday):
    """Else two public calendars that move in the same moment would tell whose drummer it is."""
    drummer, _band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    booking = accept_booking(acting_user=house.manager, booking=booking)
    before = versions(other)
    release_own_claim(acting_user=drummer, entry=booking.lineup.get(user=drummer))
    assert versions(other)[1] == before[1]


def test_a_refusal_tells_neither_the_other_gig_nor_its_hours(drummer_and_bands, saturday):
    _drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday)
    accept_booking(acting_user=house.manager, booking=booking)
    wanted = an_open_show(a_house(), starts_at=saturday, ends_at=saturday + HOUR, load_in_at=saturday)
    with pytest.raises(Taken) as refused:
        an_application(band, wanted)
    [conflict] = refused.value.extra["conflicts"]
    assert conflict["who"] == "a member"
    assert dt.datetime.fromisoformat(conflict["starts_at"]) == saturday
    assert dt.datetime.fromisoformat(conflict["ends_at"]) == saturday + HOUR
    assert not [secret for secret in SECRETS if secret in str(refused.value.extra) + str(refused.value.detail)]


def test_the_other_band_does_not_know_the_booking(client, drummer_and_bands, saturday):
    _drummer, band, other = drummer_and_bands
    house, booking = a_secret_gig(other, saturday, announce_at=saturday)
    booking = accept_booking(acting_user=house.manager, booking=booking)
    for user in (band.leader, band.members[1]):
        client.force_login(user)
        for name, pk in (("booking", booking.pk), ("booking_stream_token", booking.pk), ("show", booking.spot.show_id)):
            assert client.get(reverse(f"bookings:{name}", args=[pk])).status_code == 404
