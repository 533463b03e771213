"""Whoever is blocked finds no other way to write: no booking that begins, no ended one, no other party of theirs."""

import datetime as dt
from unittest.mock import Mock

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.actions import end_membership, suspend_party
from accounts.errors import NotApproved
from accounts.states import PartyKind, Role
from bookings.actions import (
    accept_booking,
    answer_lineup,
    apply_to_spot,
    create_spot_invite,
    decline_booking,
    expire_booking,
    invite_act,
    request_act,
    set_lineup,
    use_spot_invite,
    withdraw_booking,
)
from bookings.models import Booking
from holds.actions import ask_to_hold, confirm_hold, place_hold, place_offer, propose_hold
from holds.models import Hold
from media.models import File
from messaging.access import get_thread_for, readable_by, refusal_to_write
from messaging.actions import block_other_side, report_message, send_enquiry, unblock_other_side
from messaging.errors import EnquiriesOff, NothingWritten, TooManyReports
from messaging.models import Block, MessageReport, Thread
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, UserFactory
from tests.holds.scenes import house_rules
from tests.threads import at_once
from venues.states import OtherHolds, WhoMayHold

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def request(user, act, day=0, **values):
    starts_at = FAR_SATURDAY + dt.timedelta(days=day)
    return request_act(acting_user=user, act=act.party, starts_at=starts_at, ends_at=starts_at + HOUR, **values)


@pytest.mark.parametrize("end", ["decline", "withdraw", "expire"])
def test_nothing_is_added_to_a_booking_that_ended_before_it_was_promised(house, act, say, client, end):
    booking = an_application(act, an_open_show(house))
    say(act.leader, booking.pk)
    client.force_login(house.manager)
    page = reverse("bookings:booking", args=[booking.pk])
    assert f"Message {act.party.name}" in client.get(page).content.decode()
    if end == "decline":
        decline_booking(acting_user=house.manager, booking=booking)
    elif end == "withdraw":
        withdraw_booking(acting_user=act.leader, booking=booking)
    else:
        expire_booking(booking=booking, at=booking.answer_by + HOUR)

    for user in (act.leader, house.manager):
        with pytest.raises(NothingWritten) as refused:
            say(user, booking.pk)
        booking.refresh_from_db()
        assert str(refused.value.detail) == (
            f"{booking.get_state_display()}: this conversation is closed. Write to them from their page."
        )
        assert Thread.objects.get(pk=booking.pk).last_number == 1
        assert refusal_to_write(user, get_thread_for(user, booking.pk))
    html = client.get(page).content.decode()
    assert f"Message {act.party.name}" not in html
    assert 'href="#beside"' in html


def test_between_two_sides_of_whom_one_has_blocked_the_other_no_booking_begins(house, act, client):
    show = an_open_show(house)
    user = UserFactory(name="Xaver")
    asked = send_enquiry(acting_user=user, party=act.party, text="Hello")
    between = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello")
    block_other_side(acting_user=act.leader, thread=asked.thread)
    block_other_side(acting_user=house.manager, thread=between.thread)
    spot = show.spots.get()

    # The blocked person, under whichever name; the other leaders of a blocked act; and whoever blocked.
    agency = MembershipFactory(user=user, role=Role.OWNER, party__kind=PartyKind.AGENCY).party
    other_leader = MembershipFactory(party=act.party, role=Role.MANAGER).user
    for begin in (
        lambda: request(user, act),
        lambda: request(user, act, host=agency),
        lambda: apply_to_spot(acting_user=act.leader, spot=spot, act=act.party),
        lambda: apply_to_spot(acting_user=other_leader, spot=spot, act=act.party),
    ):
        with pytest.raises(EnquiriesOff) as refused:
            begin()
        assert "block" not in str(refused.value.detail)
    with pytest.raises(NothingWritten, match="You’ve blocked"):
        invite_act(acting_user=house.manager, spot=spot, act=act.party)

    client.force_login(user)
    page = client.get(reverse("bookings:request_new", args=[act.party.slug]))
    assert "isn’t taking messages right now" in page.content.decode()
    assert b'name="starts"' not in page.content

    unblock_other_side(acting_user=act.leader, thread=asked.thread)
    assert request(user, act)


def test_who_only_sends_requests_is_blocked_from_the_thread_of_one(act, client, say):
    user = UserFactory(name="Xaver")
    agency = MembershipFactory(user=user, role=Role.OWNER, party__kind=PartyKind.AGENCY).party
    bookings = [request(user, act, day=day) for day in range(2)]
    client.force_login(act.leader)
    page = reverse("messaging:thread", args=[bookings[0].pk])
    assert 'value="block"' in client.get(page).content.decode()

    for _time in range(2):
        assert client.post(reverse("messaging:thread_block", args=[bookings[0].pk]), {"is": "block"}).status_code == 302

    assert Block.objects.get().party == act.party
    assert not readable_by(user).exists()  # nobody has written, and nobody is told
    for booking in bookings:
        with pytest.raises(NothingWritten, match="You’ve blocked"):
            say(act.leader, booking.pk)
        with pytest.raises(NothingWritten) as refused:
            say(user, booking.pk)
        assert "block" not in str(refused.value.detail)
    for begin in (
        lambda: request(user, act, day=9),
        lambda: request(user, act, day=9, host=agency),
        lambda: send_enquiry(acting_user=user, party=act.party, text="Hello"),
        lambda: send_enquiry(acting_user=user, party=act.party, asker=agency, text="Hello"),
    ):
        with pytest.raises(EnquiriesOff):
            begin()

    assert 'value="unblock"' in client.get(reverse("messaging:thread", args=[bookings[1].pk])).content.decode()
    client.post(reverse("messaging:thread_block", args=[bookings[1].pk]), {"is": "unblock"})
    assert say(user, bookings[0].pk)
    assert send_enquiry(acting_user=user, party=act.party, text="Hello")


def test_a_block_from_a_booking_ends_nothing_between_two_with_a_night_to_play(house, act, client, say):
    booking = an_application(act, an_open_show(house))
    thread = get_thread_for(house.manager, booking.pk)
    say(act.leader, booking.pk)
    block_other_side(acting_user=house.manager, thread=thread)
    with pytest.raises(NothingWritten):
        say(act.leader, booking.pk)

    accept_booking(acting_user=house.manager, booking=booking)

    assert say(act.leader, booking.pk)
    client.force_login(house.manager)
    page = reverse("messaging:thread", args=[booking.pk])
    assert 'value="unblock"' in client.get(page).content.decode()
    unblock_other_side(acting_user=house.manager, thread=thread)
    assert 'value="block"' not in client.get(page).content.decode()
    for pk in (booking.pk, booking.spot.show_id):
        assert client.post(reverse("messaging:thread_block", args=[pk]), {"is": "block"}).status_code == 403
    client.force_login(act.members[0])  # plays, and leads nothing
    assert client.post(reverse("messaging:thread_block", args=[booking.pk]), {"is": "block"}).status_code == 404
    assert not Block.objects.exists()


def test_forms_that_begin_a_booking_say_so_before_they_are_filled_in(house, act, client):
    spot = an_open_show(house).spots.get()
    tokens = [create_spot_invite(acting_user=house.manager, spot=spot, act=each)[1] for each in (act.party, None)]
    thread = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello").thread
    block_other_side(acting_user=house.manager, thread=thread)
    ask = f"?act={act.party.slug}"
    own = "You’ve blocked"
    links = [
        (act.leader, reverse("bookings:spot_link", args=[each]), "isn’t taking messages right now") for each in tokens
    ]
    for user, address, words in (
        (act.leader, reverse("bookings:spot_apply", args=[spot.pk]) + ask, "isn’t taking messages right now"),
        (house.manager, reverse("bookings:spot_invite", args=[spot.pk]) + ask, own),
        *links,
    ):
        client.force_login(user)
        page = client.get(address).content.decode()
        assert words in page
        assert (own in page) == (words == own)
        assert 'name="message"' not in page

    client.force_login(house.manager)
    named = reverse("bookings:spot_link_new", args=[spot.pk])
    refused = client.post(
        named, {"act": act.party.slug, "message": "Come", "expires_in_days": 3, "fee_currency": "EUR"}
    )
    assert own in refused.content.decode()
    client.force_login(act.leader)
    for _user, address, words in links:
        refused = client.post(address, {"act": act.party.slug, "message": "Hello"})
        assert (words in refused.content.decode(), own in refused.content.decode()) == (True, False)

    unblock_other_side(acting_user=house.manager, thread=thread)
    assert b'name="message"' in client.get(reverse("bookings:spot_apply", args=[spot.pk]) + ask).content


def test_a_hold_from_before_a_block_begins_no_booking(house, act):
    house_rules(house, who_may_hold=WhoMayHold.ANYBODY)
    theirs, ours = (
        place_hold(
            acting_user=user, holder=holder, act=act.party, stage=house.stage, night=start.date(),
            starts_at=start, ends_at=start + dt.timedelta(hours=2),
        )
        for user, holder, start in (
            (act.leader, act.party, FAR_SATURDAY), (house.manager, house.party, FAR_SATURDAY + dt.timedelta(days=7))
        )
    )  # fmt: skip
    thread = send_enquiry(acting_user=house.manager, party=act.party, asker=house.party, text="Hello").thread
    block_other_side(acting_user=act.leader, thread=thread)
    with pytest.raises(NothingWritten, match="You’ve blocked"):
        propose_hold(acting_user=act.leader, hold=theirs)
    with pytest.raises(EnquiriesOff):
        confirm_hold(acting_user=house.manager, hold=ours, others=OtherHolds.RELEASE)
    assert not Booking.objects.exists()


def test_no_night_is_held_between_two_sides_of_whom_one_has_blocked_the_other(house, act, client):
    house_rules(house, who_may_hold=WhoMayHold.ANYBODY)
    agency = MembershipFactory(user=act.leader, role=Role.OWNER, party__kind=PartyKind.AGENCY).party
    thread = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello").thread
    night = FAR_SATURDAY.date()
    place = {"stage": house.stage, "night": night, "acting_user": act.leader}
    block_other_side(acting_user=house.manager, thread=thread)
    for begin in (
        lambda: place_hold(holder=act.party, **place),
        lambda: place_hold(holder=agency, act=act.party, **place),
        lambda: place_offer(acting_user=act.leader, holder=act.party, stage=house.stage, nights=[night]),
    ):
        with pytest.raises(EnquiriesOff):
            begin()
    with pytest.raises(NothingWritten, match="You’ve blocked"):
        place_hold(holder=house.party, act=act.party, **place | {"acting_user": house.manager})
    house_rules(house, who_may_hold=WhoMayHold.KNOWN)
    with pytest.raises(EnquiriesOff):
        ask_to_hold(acting_user=act.leader, venue=house.stage.venue, holder=act.party)
    assert not Hold.objects.exists()
    assert place_hold(holder=house.party, act_name="Quiz", **place | {"acting_user": house.manager})

    client.force_login(act.leader)
    address = reverse("holds:hold_new", args=[house.party.slug])
    for who in WhoMayHold:
        house_rules(house, who_may_hold=who)
        page = client.get(address).content.decode()
        assert "isn’t taking messages right now" in page
        assert f"Ask for {act.party.name}" not in page
        assert 'name="night"' not in page
    unblock_other_side(acting_user=house.manager, thread=thread)
    house_rules(house, who_may_hold=WhoMayHold.ANYBODY)
    assert b'name="night"' in client.get(address).content
    assert place_hold(holder=act.party, **place)


def test_two_sides_with_a_night_to_play_go_on_booking_though_one_has_blocked_the_other(house, act):
    a_confirmed_booking(house, act)
    thread = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello").thread
    block_other_side(acting_user=house.manager, thread=thread)

    assert an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(days=7)))


def test_whoever_follows_a_link_reads_of_their_own_block_only(house, act):
    spot = an_open_show(house).spots.get()
    invite, _token = create_spot_invite(acting_user=house.manager, spot=spot, act=act.party)
    thread = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello").thread
    block_other_side(acting_user=house.manager, thread=thread)

    with pytest.raises(EnquiriesOff, match=house.party.name):
        use_spot_invite(acting_user=act.leader, invite=invite, act=act.party)
    with pytest.raises(NothingWritten, match=r"You’ve blocked .*Unblock them first"):
        create_spot_invite(acting_user=house.manager, spot=spot, act=act.party)

    unblock_other_side(acting_user=house.manager, thread=thread)
    block_other_side(acting_user=act.leader, thread=thread)
    with pytest.raises(NothingWritten, match=rf"You’ve blocked .*{house.party.name}"):
        use_spot_invite(acting_user=act.leader, invite=invite, act=act.party)


def test_whoever_is_blocked_writes_in_no_enquiry_of_another_party_of_theirs(house, act, say):
    user = UserFactory(name="Xaver")
    asked = send_enquiry(acting_user=user, party=house.party, text="Hello")
    band = BandFactory().party
    MembershipFactory(party=band, user=user, role=Role.OWNER)
    friend = MembershipFactory(party=band, role=Role.MANAGER).user
    by_friend = send_enquiry(acting_user=friend, party=house.party, asker=band, text="Hello").thread
    block_other_side(acting_user=house.manager, thread=asked.thread)

    for write in (
        lambda: say(user, by_friend.pk),
        lambda: send_enquiry(acting_user=user, party=house.party, asker=band, text="Hello"),
    ):
        with pytest.raises(NothingWritten):
            write()
    assert say(friend, by_friend.pk)
    assert say(house.manager, by_friend.pk)


def test_a_file_sent_by_the_form_is_not_kept_where_nothing_can_be_written(house, act, client, monkeypatch):
    user = UserFactory(name="Xaver")
    thread = send_enquiry(acting_user=user, party=act.party, text="Hello").thread
    client.force_login(user)
    sent = {"text": "More", "file": SimpleUploadedFile("a.txt", b"a")}
    monkeypatch.setattr("messaging.actions.pace.SENT_A_MINUTE", 0)
    monkeypatch.setattr("django.conf.settings.RATE_LIMITS", True)
    assert client.post(reverse("messaging:thread", args=[thread.pk]), sent).status_code == 429
    block_other_side(acting_user=act.leader, thread=thread)
    keeping = Mock()
    monkeypatch.setattr("messaging.views.threads.keep_file", keeping)
    sent["file"] = SimpleUploadedFile("a.txt", b"a")
    assert client.post(reverse("messaging:thread", args=[thread.pk]), sent).status_code == 403

    assert not keeping.called
    assert not File.objects.exists()


def test_nobody_without_a_name_asks_in_their_own(act, client):
    user = UserFactory(name="")
    client.force_login(user)
    times = {"starts_at": FAR_SATURDAY.isoformat(), "ends_at": (FAR_SATURDAY + HOUR).isoformat()}
    for name, body in (("enquiry_make", {"text": "Hello"}), ("request_make", times)):
        url = reverse(f"api:{name}", args=[act.party.slug])
        for given in ("", "\u200b"):
            refused = client.post(url, body | {"name": given}, content_type="application/json")
            assert (refused.status_code, list(refused.json()["errors"])) == (422, ["name"])
    assert client.post(url, times | {"name": "Ida"}, content_type="application/json").status_code == 201
    user.refresh_from_db()
    assert user.name == "Ida"
    assert not Thread.objects.exists()


def test_whoever_is_out_of_a_thread_gets_no_answer_of_before_either(house, act, client):
    booking = a_confirmed_booking(house, act)
    other = MembershipFactory(party=act.party, role=Role.MANAGER).user
    client.force_login(other)

    def send():
        headers = {"Idempotency-Key": "a" * 32}
        url = reverse("api:message_send", args=[booking.pk])
        return client.post(url, {"text": "Hi"}, content_type="application/json", headers=headers).status_code

    assert [send(), send()] == [201, 201]
    end_membership(acting_user=other, party=act.party, user=other)
    assert send() == 404


def test_a_dep_of_a_suspended_act_writes_in_no_thread_of_a_show(house, act, say):
    booking = a_confirmed_booking(house, act)
    dep = MembershipFactory(party=act.party, role=Role.DEP).user
    set_lineup(acting_user=act.leader, booking=booking, lineup=[dep.pk, *(each.pk for each in act.members)])
    answer_lineup(acting_user=dep, entry=booking.lineup.get(user=dep), plays=True)
    assert say(dep, booking.spot.show_id)
    suspend_party(acting_user=UserFactory(is_staff=True), party=act.party, reason="x")
    with pytest.raises(NotApproved):
        say(dep, booking.spot.show_id)


def test_a_message_or_reason_shows_something(act, say):
    for text in ("\u200b", "\ufe0f \u200b", "\u3164"):
        with pytest.raises(ValidationError):
            say(act.leader, act.party.pk, text)
    message = say(act.leader, act.party.pk, "🎸")
    with pytest.raises(ValidationError):
        report_message(acting_user=act.members[0], message=message, reason="\u200b")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_reports_of_one_person_at_the_same_instant_do_not_pass_the_limit_together(say, monkeypatch):
    monkeypatch.setattr("messaging.actions.pace.REPORTED_A_DAY", 2)
    monkeypatch.setattr("django.conf.settings.RATE_LIMITS", True)
    act = an_act(members=1)
    messages = [say(act.leader, act.party.pk, f"{number}") for number in range(8)]
    reporter = act.members[0] if act.members[0] != act.leader else MembershipFactory(party=act.party).user

    outcomes = at_once(8, lambda number: report_message(acting_user=reporter, message=messages[number], reason="x"))

    assert MessageReport.objects.count() == 2
    assert sum(isinstance(each, TooManyReports) for each in outcomes) == 6


@pytest.mark.parametrize("body_type", ["multipart/form-data", "multipart/form-data; boundary=ä"])
def test_a_form_that_cannot_be_read_is_a_bad_request_of_the_api(act, body_type, settings):
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    client.force_login(act.leader)
    url = reverse("api:message_send", args=[act.party.pk])
    answer = client.generic("POST", url, b"x", content_type=body_type.encode().decode("latin-1"))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
