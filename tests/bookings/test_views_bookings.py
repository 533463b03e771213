"""The booking panel and every move on it, with and without htmx."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Party
from accounts.states import Approval
from availability.models import TimeBlock
from bands.models import PressKit, PressSound
from bands.models.press import Embed, Track
from bookings.actions import accept_booking
from bookings.models import Booking, LineupEntry
from bookings.states import BookingState, LineupState
from media.models import Sound
from media.states import State
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import UserFactory
from web.streams import signed_topics

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}


def url(name, booking):
    return reverse(f"bookings:{name}", args=[booking.pk])


def state_of(booking):
    return Booking.objects.values_list("state", flat=True).get(pk=booking.pk)


@pytest.fixture
def booking(house, act):
    return an_application(act, an_open_show(house, title="Tide"), message="We <b>bring</b> everybody")


def test_host_sees_whose_turn_it_is_and_the_next_step(client, house, booking):
    client.force_login(house.manager)
    text = client.get(url("booking", booking)).content.decode()
    assert "Your turn to reply" in text
    assert url("booking_accept", booking) in text
    assert "We &lt;b&gt;bring&lt;/b&gt; everybody" in text


def test_act_waits_and_may_withdraw(client, house, act, booking):
    client.force_login(act.leader)
    text = client.get(url("booking", booking)).content.decode()
    assert f"Waiting for {house.party.name}" in text
    assert url("booking_withdraw", booking) in text
    assert url("booking_accept", booking) not in text


def test_member_of_the_line_up_reads_neither_message_nor_history(client, act, booking):
    client.force_login(act.members[0])
    text = client.get(url("booking", booking)).content.decode()
    assert "bring" not in text
    assert ">History<" not in text


@pytest.mark.parametrize("name", ["booking", "booking_panel"])
def test_booking_is_nobody_elses(client, booking, name):
    assert client.get(url(name, booking))["Location"].startswith(reverse("account_login"))
    client.force_login(UserFactory())
    assert client.get(url(name, booking), headers=HTMX).status_code == 404


def test_accept_leads_back_to_the_page(client, house, booking):
    client.force_login(house.manager)
    response = client.post(url("booking_accept", booking), follow=True)
    assert response.redirect_chain == [(url("booking", booking), 302)]
    assert "<h2>Booked</h2>" in response.content.decode()
    assert state_of(booking) == BookingState.CONFIRMED


def test_accept_by_htmx_renders_the_panel_alone(client, house, booking):
    client.force_login(house.manager)
    response = client.post(url("booking_accept", booking), headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 200
    assert f'id="booking-panel-{booking.pk}"' in text
    assert "<html" not in text
    assert "Cancel this booking" in text


def test_accept_sent_twice_is_one_answer(client, house, booking):
    client.force_login(house.manager)
    sent = {"once_token": str(uuid4())}
    client.post(url("booking_accept", booking), sent)
    again = client.post(url("booking_accept", booking), sent)
    assert again["Location"] == url("booking", booking)
    assert booking.history.filter(event="confirmed").count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_accept_of_a_promised_drummer_says_what_is_free_instead(client, house, booking, act, headers):
    other = an_act(members=act.members)
    a_confirmed_booking(a_house(), other)
    client.force_login(house.manager)
    response = client.post(url("booking_accept", booking), headers=headers)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Someone in the line-up is booked elsewhere at that time." in text
    assert "Free at the same time of day:" in text
    assert other.party.name not in text
    assert state_of(booking) == BookingState.PENDING
    assert ("<html" in text) is (not headers)


def test_who_is_to_play_is_promised_nothing_before_the_answer(client, house, booking, act):
    for user in (house.manager, act.leader):
        client.force_login(user)
        text = client.get(url("booking", booking)).content.decode()
        assert "Planned" in text
        assert "tape free" not in text
    accept_booking(acting_user=house.manager, booking=booking)
    assert "Planned" not in client.get(url("booking", booking)).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_late_answer_says_that_it_is_too_late(client, house, booking, headers):
    accept_booking(acting_user=house.manager, booking=booking)
    client.force_login(house.manager)
    response = client.post(url("booking_decline", booking), headers=headers)
    assert response.status_code == 409
    assert "This is no longer possible" in response.content.decode()
    assert state_of(booking) == BookingState.CONFIRMED


@pytest.mark.parametrize(
    ("name", "side", "state"),
    [("booking_decline", "host", BookingState.DECLINED), ("booking_withdraw", "act", BookingState.WITHDRAWN)],
)
def test_no_is_said_with_a_word(client, house, act, booking, name, side, state):
    client.force_login(house.manager if side == "host" else act.leader)
    client.post(url(name, booking), {"message": "Another time"})
    assert state_of(booking) == state
    assert booking.history.filter(text="Another time").exists()


@pytest.mark.parametrize("name", ["booking_accept", "booking_decline"])
def test_act_does_not_answer_for_its_host(client, act, booking, name):
    client.force_login(act.leader)
    assert client.post(url(name, booking)).status_code == 403
    assert state_of(booking) == BookingState.PENDING


def test_message_too_long_is_told(client, house, booking):
    client.force_login(house.manager)
    response = client.post(url("booking_decline", booking), {"message": "x" * 4001}, headers=HTMX)
    assert (response.status_code, state_of(booking)) == (422, BookingState.PENDING)
    assert "at most 4000 characters" in response.content.decode()


def test_cancel_needs_a_reason_and_frees_everybody(client, house, act):
    booking = a_confirmed_booking(house, act)
    client.force_login(act.leader)
    response = client.post(url("booking_cancel", booking), {"message": ""}, headers=HTMX)
    assert (response.status_code, state_of(booking)) == (422, BookingState.CONFIRMED)
    client.post(url("booking_cancel", booking), {"message": "The singer is ill"}, headers=HTMX)
    assert state_of(booking) == BookingState.CANCELLED
    assert not TimeBlock.objects.claims().filter(calendar=act.party.calendar).exists()


def test_asked_member_says_that_they_play(client, house, act):
    act.members[0].memberships.update(may_be_booked=False)
    booking = an_application(act, an_open_show(house))
    client.force_login(act.members[0])
    assert "Can you play that night?" in client.get(url("booking", booking)).content.decode()
    client.post(url("lineup_answer", booking), {"plays": "yes"})
    entry = LineupEntry.objects.get(booking=booking, user=act.members[0])
    assert entry.state == LineupState.PLAYS


def test_player_takes_their_promise_back(client, house, act):
    booking = a_confirmed_booking(house, act)
    drummer = act.members[0]
    client.force_login(drummer)
    response = client.post(url("lineup_release", booking), headers=HTMX)
    assert "both sides that a dep is needed" in response.content.decode()
    assert not TimeBlock.objects.claims().filter(calendar=drummer.calendar).exists()
    assert state_of(booking) == BookingState.CONFIRMED


def test_leader_chooses_who_plays(client, act, booking):
    client.force_login(act.leader)
    client.post(url("booking_lineup", booking), {"lineup": [str(act.members[1].pk)]})
    assert list(booking.lineup.values_list("user", flat=True)) == [act.members[1].pk]


@pytest.mark.parametrize("lineup", [["rubbish"], [str(uuid4())]])
def test_line_up_of_strangers_is_refused(client, act, booking, lineup):
    client.force_login(act.leader)
    response = client.post(url("booking_lineup", booking), {"lineup": lineup}, headers=HTMX)
    assert (response.status_code, booking.lineup.count()) == (422, 2)


@pytest.mark.parametrize(
    "name", ["booking_accept", "booking_decline", "booking_withdraw", "booking_cancel", "booking_lineup",
             "lineup_answer", "lineup_release"],
)  # fmt: skip
def test_moves_are_posts(client, house, booking, name):
    client.force_login(house.manager)
    assert client.get(url(name, booking)).status_code == 405


def test_panel_is_live_by_a_topic_of_its_own(client, house, act, booking):
    client.force_login(house.manager)
    text = client.get(url("booking_panel", booking), headers=HTMX).content.decode()
    assert f'data-live="b.{booking.pk}"' in text
    assert f'data-version="{booking.version}"' in text
    token = client.get(url("booking_stream_token", booking)).content.decode()
    assert signed_topics(token) == {f"b.{booking.pk}"}
    assert client.get(url("booking_panel", booking))["Location"] == url("booking", booking)


@pytest.mark.parametrize("members", [1, 3])
def test_panel_needs_the_same_queries_for_1_and_3(client, house, members, django_assert_num_queries):
    booking = an_application(an_act(members=members), an_open_show(house))
    client.force_login(house.manager)
    with django_assert_num_queries(12):
        client.get(url("booking_panel", booking), headers=HTMX)


def test_hostile_names_are_only_text(client, house):
    act = an_act(name="<script>alert(1)</script>" + "x" * 200 + "\u202egnik\u202c 🎸")
    booking = an_application(act, an_open_show(house, title="</title><img src=x onerror=alert(1)>"))
    client.force_login(house.manager)
    text = client.get(url("booking", booking)).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_who_decides_on_an_application_reaches_the_act_and_hears_it_in_place(client, house, act):
    sound = Sound.objects.create(
        title="Low Tide", state=State.READY, duration_ms=1000, peaks=[1],
        files=[{"format": form, "name": f"tide.{form}", "bytes": 9} for form in ("m4a", "opus")],
    )  # fmt: skip
    PressSound.objects.create(party=act.party, sound=sound)
    track = Track(sound=str(sound.pk), title="Low Tide")
    embed = Embed(provider="youtube", ref="dQw4w9WgXcQ", url="https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    PressKit.objects.create(party=act.party, tracks=(track,), embeds=(embed,), is_draft=False)
    booking = an_application(act, an_open_show(house))
    address = reverse("bookings:booking", args=[booking.pk])
    client.force_login(house.manager)
    answer = client.get(address)
    page = answer.content.decode()
    for words in (reverse("discovery:act", args=[act.party.slug]), "<audio", "Low Tide", "data-embed"):
        assert words in page, words
    assert "youtube-nocookie.com" in answer["Content-Security-Policy"]
    client.force_login(act.leader)
    assert "<audio" not in client.get(address).content.decode()


def test_an_answer_brings_along_what_else_of_the_page_has_changed(client, house, booking):
    client.force_login(house.manager)
    page = client.post(url("booking_accept", booking), headers=HTMX).content.decode()
    panel, _mark, aside = page.partition(f'id="booking-aside-{booking.pk}" hx-swap-oob="true"')
    assert "<h2>Booked</h2>" in panel
    assert "Confirmed" in aside or "Accepted" in aside
    whole = client.get(url("booking", booking)).content.decode()
    assert f'id="booking-aside-{booking.pk}"' in whole
    assert "hx-swap-oob" not in whole


def test_a_booking_says_that_its_other_side_is_suspended_and_links_nowhere_dead(client, house, act):
    booking = a_confirmed_booking(house, act)
    client.force_login(act.leader)
    venue = reverse("discovery:venue", args=[house.party.slug])
    assert venue in client.get(url("booking", booking)).content.decode()
    Party.objects.filter(pk=house.party.pk).update(approval=Approval.SUSPENDED)
    text = client.get(url("booking", booking)).content.decode()
    assert f"{house.party.name} is suspended" in text
    assert venue not in text


def test_a_running_show_leads_its_host_to_the_report_instead_of_cancelling(client, house, act):
    booking = a_confirmed_booking(house, act)
    show = reverse("bookings:show", args=[booking.spot.show_id])
    with time_machine.travel(booking.spot.starts_at + dt.timedelta(minutes=5), tick=False):
        client.force_login(house.manager)
        text = client.get(show).content.decode()
    assert url("booking_report", booking) in text
    assert "Cancel show" not in text
