"""Writing, reading, editing and deleting messages."""

import datetime as dt
import re
import threading
import uuid
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import suspend_party
from accounts.states import Role
from media.actions import begin_file, keep_file
from media.files.store import file_store
from media.models import File
from messaging.access import get_thread_for
from messaging.actions import (
    archive_thread,
    delete_message,
    edit_message,
    mark_read,
    send_enquiry,
    send_message,
    show_reading,
    tell_typing,
)
from messaging.actions.changing import TooLateToEdit
from messaging.actions.pace import CHANGED_A_MINUTE
from messaging.errors import TooFast
from messaging.models import Mailbox, Message, MessageVersion, Seat, Thread, mailbox_topic
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_messages_are_numbered_and_everybody_who_reads_hears_of_them(house, act, booking, say):
    first, second = say(act.leader, booking.pk, " Load-in? "), say(house.manager, booking.pk, "Five.")

    assert (first.number, second.number, first.text) == (1, 2, "Load-in?")
    assert Thread.objects.get(pk=booking.pk).last_number == 2
    assert {box.user_id: box.version for box in Mailbox.objects.all()} == {house.manager.pk: 2, act.leader.pk: 2}
    assert {seat.user_id: seat.read_number for seat in Seat.objects.all()} == {house.manager.pk: 2, act.leader.pk: 1}


def test_pressing_send_twice_writes_one_message(act, booking, say):
    key = uuid.uuid4()

    assert say(act.leader, booking.pk, key=key) == say(act.leader, booking.pk, key=key)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\x00b"])
def test_a_message_has_a_text_that_can_be_kept(act, booking, say, text):
    with pytest.raises(ValidationError) as refused:
        say(act.leader, booking.pk, text)
    assert list(refused.value.message_dict) == ["text"]
    assert not Message.objects.exists()


def test_own_messages_can_be_changed_for_fifteen_minutes_and_what_they_said_is_kept(house, act, booking, say):
    message = say(act.leader, booking.pk, "At five")

    edit_message(acting_user=act.leader, message=message, text="At six")
    with pytest.raises(PermissionDenied):
        edit_message(acting_user=house.manager, message=message, text="At seven")
    with time_machine.travel(now() + dt.timedelta(minutes=16)), pytest.raises(TooLateToEdit):
        edit_message(acting_user=act.leader, message=message, text="At eight")

    message.refresh_from_db()
    assert (message.text, [version.text for version in message.versions.all()]) == ("At six", ["At five"])


def test_a_deleted_message_keeps_its_place_and_nothing_else(house, act, booking, say):
    file = keep_file(acting_user=act.leader, upload=SimpleUploadedFile("rider.txt", b"Beer"))
    message = say(act.leader, booking.pk, "x", files=[file.pk])
    edit_message(acting_user=act.leader, message=message, text="secret")
    with pytest.raises(PermissionDenied):
        delete_message(acting_user=house.manager, message=message)

    for _ in range(2):
        delete_message(acting_user=act.leader, message=message)

    message.refresh_from_db()
    assert (message.text, message.number, message.versions.count(), message.attachments.count()) == ("", 1, 0, 0)
    assert not File.objects.exists()


def test_an_answer_names_a_message_of_the_same_thread(act, booking, say):
    asked = say(act.leader, booking.pk, "Load-in?")

    assert say(act.leader, booking.pk, "Five.", reply_to=asked.pk).reply_to == asked
    for other in (say(act.leader, act.party.pk), delete_message(acting_user=act.leader, message=asked)):
        with pytest.raises(ValidationError):
            say(act.leader, booking.pk, reply_to=other.pk)


def test_files_come_with_one_message_from_whoever_sent_them_and_whole(house, act, booking, say):
    mine = keep_file(acting_user=act.leader, upload=SimpleUploadedFile("a.txt", b"a"))
    theirs = keep_file(acting_user=house.manager, upload=SimpleUploadedFile("b.txt", b"b"))
    half = begin_file(acting_user=act.leader, name="half.wav", bytes=10)

    message = say(act.leader, booking.pk, "", files=[mine.pk])

    assert [each.file for each in message.attachments.all()] == [mine]
    for wrong in (mine.pk, theirs.pk, half.pk, uuid.uuid4()):
        with pytest.raises(ValidationError) as refused:
            say(act.leader, booking.pk, "Here", files=[wrong])
        assert list(refused.value.message_dict) == ["attachments"]


def test_a_file_that_has_come_whole_is_taken_in_when_it_is_sent_along(act, booking, client):
    file = begin_file(acting_user=act.leader, name="mix.wav", bytes=4)
    store = file_store()
    store.append(file.key, BytesIO(b"0123"), is_last=True)
    from media.files.receipts import receipt_of

    store.write_receipt(file.key, receipt_of(store, file.key, 4))

    client.force_login(act.leader)
    client.post(reverse("messaging:thread", args=[booking.pk]), {"text": "", "sent_files": f"{file.pk}"})

    assert Message.objects.get().attachments.get().file.is_ready


def test_reading_never_goes_back_and_tells_the_others(house, act, booking, say):
    for _ in range(3):
        say(act.leader, booking.pk)
    thread = get_thread_for(house.manager, booking.pk)
    before = Mailbox.objects.get(user=act.leader).version

    for until in (2, 1, 99):
        mark_read(acting_user=house.manager, thread=thread, until=until)

    assert Seat.objects.get(user=house.manager).read_number == 3
    assert Mailbox.objects.get(user=act.leader).version == before + 2


def test_nobody_hears_of_those_who_read_in_silence_or_hide_what_they_read(house, act, booking, say):
    silent = MembershipFactory(party=house.party, role=Role.MANAGER).user
    enquiry = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello").thread
    say(act.leader, booking.pk)
    show_reading(acting_user=house.manager, is_shown=False)
    version = lambda user: Mailbox.objects.get(user=user).version  # noqa: E731
    for reader, pk in ((silent, enquiry.pk), (house.manager, booking.pk)):
        before, own = version(act.leader), version(reader)
        mark_read(acting_user=reader, thread=get_thread_for(reader, pk), until=1)
        assert (version(act.leader), version(reader)) == (before, own + 1)

    say(silent, enquiry.pk, "We are")
    say(act.leader, enquiry.pk, "Great")
    before = version(act.leader)
    mark_read(acting_user=silent, thread=get_thread_for(silent, enquiry.pk), until=3)
    assert version(act.leader) == before + 1


def test_writing_marks_as_read_what_was_shown_meanwhile_and_nothing_else(client, house, act, booking, say):
    read = lambda: Seat.objects.get(user=house.manager).read_number  # noqa: E731
    here = reverse("messaging:thread", args=[booking.pk])
    say(act.leader, booking.pk)
    client.force_login(house.manager)
    for page in (here, reverse("messaging:thread_beside", args=[booking.pk])):
        assert re.search(r'name="seen"\s+value="1"', client.get(page).content.decode())
    say(act.leader, booking.pk, "Meanwhile")
    for seen, number in ((1, 0), ("", 4), (2, 5)):
        assert client.post(here, {"text": "x", "seen": seen, "key": uuid.uuid4()}).status_code == 302
        assert read() == number
    say(act.leader, booking.pk, "Once more")
    client.post(here, {"text": "x", "seen": 6, "key": uuid.uuid4()})
    assert read() == 7
    for wrong in ("-1", "x", "9" * 30):
        assert client.post(here, {"text": "x", "seen": wrong, "key": uuid.uuid4()}).status_code in (302, 422)


def test_an_archived_thread_comes_back_with_the_next_message(house, act, booking, say):
    say(act.leader, booking.pk)
    archive_thread(acting_user=house.manager, thread=get_thread_for(house.manager, booking.pk), is_archived=True)
    assert Seat.objects.get(user=house.manager).is_archived

    say(act.leader, booking.pk)

    assert not Seat.objects.get(user=house.manager).is_archived


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_messages_written_at_the_same_instant_get_numbers_one_after_the_other():
    house, act = a_house(), an_act()
    booking = a_confirmed_booking(house, act)
    ready, failures = threading.Barrier(8), []

    def write(user, count):
        try:
            ready.wait()
            for number in range(count):
                thread = get_thread_for(user, booking.pk)
                send_message(acting_user=user, thread=thread, text=f"{number}")
                mark_read(acting_user=user, thread=Thread.objects.get(pk=booking.pk), until=10_000)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(user, 5)) for user in (house.manager, act.leader) for _ in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    assert failures == []
    assert list(Message.objects.values_list("number", flat=True).order_by("number")) == list(range(1, 41))
    assert Thread.objects.get().last_number == 40
    assert {seat.read_number for seat in Seat.objects.all()} <= set(range(33, 41))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_sent_twice_at_the_same_instant_comes_with_one_message():
    house, act = a_house(), an_act()
    booking = a_confirmed_booking(house, act)
    outcomes = []

    def send(ready, pk, file):
        try:
            ready.wait()
            send_message(acting_user=act.leader, thread=get_thread_for(act.leader, pk), text="x", files=[file.pk])
            outcomes.append("sent")
        except ValidationError:
            outcomes.append("refused")
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connection.close()

    for _ in range(6):
        file = keep_file(acting_user=act.leader, upload=SimpleUploadedFile("a.txt", b"a"))
        ready = threading.Barrier(2)
        senders = [threading.Thread(target=send, args=(ready, pk, file)) for pk in (booking.pk, act.party.pk)]
        for each in senders:
            each.start()
        for each in senders:
            each.join()

    assert sorted(outcomes) == ["refused"] * 6 + ["sent"] * 6
    assert Message.objects.count() == 6


def test_nobody_writes_faster_than_a_person_could(act, house, booking, say, settings):
    settings.RATE_LIMITS = True
    first = say(act.leader, booking.pk, key=uuid.uuid4())
    with time_machine.travel(now(), tick=False):
        for number in range(2, 31):
            say(act.leader, booking.pk, f"{number}")
        for number in range(30):
            say(act.leader, act.party.pk, f"{number}")
        with pytest.raises(TooFast):
            say(act.leader, booking.pk, "61")
        assert say(act.leader, booking.pk, key=first.key) == first
        assert say(house.manager, booking.pk, "Calm down").number == 31
    with time_machine.travel(now() + dt.timedelta(seconds=61)):
        assert say(act.leader, booking.pk, "62").number == 32


def test_nobody_marks_and_tidies_up_faster_than_a_person_could(act, booking, say, client, settings):
    settings.RATE_LIMITS = True
    say(act.leader, booking.pk)
    client.force_login(act.leader)
    posts = [
        ("messaging:thread_read", [booking.pk], {"until": "1"}),
        ("messaging:thread_put_away", [booking.pk], {"is": "mute"}),
        ("messaging:thread_put_away", [booking.pk], {"is": "unarchive"}),
        ("messaging:reading", [], {"shown": "no"}),
    ]
    with time_machine.travel(now(), tick=False):
        for number in range(CHANGED_A_MINUTE):
            name, arguments, values = posts[number % len(posts)]
            assert client.post(reverse(name, args=arguments), values).status_code == 302
        for name, arguments, values in posts:
            assert client.post(reverse(name, args=arguments), values | {"is": "unmute"}).status_code == 429
        read = reverse("api:thread_read", args=[booking.pk])
        answer = client.post(read, {"until": f"{Message.objects.get().pk}"}, content_type="application/json")
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        assert Seat.objects.get(user=act.leader, thread=booking.pk).is_muted
    with time_machine.travel(now() + dt.timedelta(seconds=61)):
        assert client.post(reverse("messaging:reading"), {"shown": "yes"}).status_code == 302


def test_a_message_is_changed_only_so_often(act, booking, say, settings):
    settings.RATE_LIMITS = True
    message = say(act.leader, booking.pk)
    MessageVersion.objects.bulk_create(MessageVersion(message=message, text=f"{each}") for each in range(30))
    with pytest.raises(TooFast):
        edit_message(acting_user=act.leader, message=message, text="Again")


def test_a_message_can_be_changed_to_the_last_moment_of_fifteen_minutes(act, booking, say):
    message = say(act.leader, booking.pk, "At five")
    at = message.sent_at + dt.timedelta(minutes=15)
    with time_machine.travel(at, tick=False):
        assert edit_message(acting_user=act.leader, message=message, text="At six").text == "At six"
    with time_machine.travel(at + dt.timedelta(milliseconds=1), tick=False), pytest.raises(TooLateToEdit):
        edit_message(acting_user=act.leader, message=message, text="At seven")


def test_typing_is_told_once_a_second_and_never_where_nothing_can_be_written(act, house, booking, monkeypatch):
    told = []
    monkeypatch.setattr("messaging.actions.typing.announce_typing", lambda topics, **said: told.append(topics))
    thread = get_thread_for(act.leader, booking.pk)
    for _ in range(5):
        tell_typing(acting_user=act.leader, thread=thread)
    assert told == [[mailbox_topic(house.manager.pk)]]
    suspend_party(acting_user=UserFactory(is_staff=True), party=act.party, reason="x")
    tell_typing(acting_user=house.manager, thread=get_thread_for(house.manager, booking.pk))
    assert len(told) == 1
