"""One mail about everything that somebody has not read."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Membership, Party, User
from media.actions import keep_file
from messaging import periodic
from messaging.access import get_thread_for
from messaging.actions import (
    archive_thread,
    block_other_side,
    delete_message,
    mailing,
    mark_read,
    mute_thread,
    send_message,
)
from messaging.models import Message, Seat, Thread
from messaging.periodic import mail_all_unread
from messaging.states import About
from notifications.actions import save_preferences, unsubscribe
from notifications.models import Notification, Preference
from notifications.periodic import sweep_outbox
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
KIND = "messaging.unread"


@pytest.fixture
def booking(booking):
    """Without the mails about the booking itself."""
    Notification.objects.all().delete()
    return booking


def later(minutes):
    return time_machine.travel(now() + dt.timedelta(minutes=minutes), tick=False)


def mails(minutes=11, *, delivered=True):
    """The mails that go out after this much time, by address."""
    mail.outbox.clear()
    with later(minutes):
        mail_all_unread()
        if delivered:
            sweep_outbox()
    return {sent.to[0]: sent for sent in mail.outbox}


def texts(sent):
    """As text and as HTML."""
    return [sent.body, sent.alternatives[0].content]


def read_all(user, message):
    mark_read(acting_user=user, thread=get_thread_for(user, message.thread_id), until=message.number)


def seat_of(user):
    return Seat.objects.get(user=user)


def test_all_threads_go_into_one_mail_with_who_wrote_what_and_where_to_answer(house, act, booking, say, settings):
    show = booking.spot.show_id
    file = keep_file(acting_user=act.leader, upload=SimpleUploadedFile("rider.txt", b"Beer"))
    say(act.leader, booking.pk, "Load-in at <five>?", files=[file.pk])
    with later(8):
        say(act.leader, show, "Who brings the drums?")

    assert mails(9) == {}
    sent = mails(11)

    assert list(sent) == [house.manager.email]
    for text in texts(sent[house.manager.email]):
        assert act.leader.display_name in text
        assert act.party.name in text
        assert "Who brings the drums?" in text
        assert "rider.txt" in text
        for pk in (booking.pk, show):
            assert settings.SITE_URL + reverse("messaging:thread", args=[pk]) in text
    assert "Load-in at <five>?" in sent[house.manager.email].body
    assert "Load-in at &lt;five&gt;?" in texts(sent[house.manager.email])[1]
    assert sent[house.manager.email].subject == "2 unread messages"
    assert sent[house.manager.email].reply_to == []
    assert set(mails(60)) == {member.email for member in act.members}
    assert not Notification.objects.filter(in_app=True, kind=KIND).exists()


def test_a_mail_of_one_thread_names_it_in_the_language_of_its_reader(house, act, booking, say):
    User.objects.filter(pk=house.manager.pk).update(language="de")
    say(act.leader, booking.pk, "Um fünf?")

    [sent] = mails().values()

    assert sent.subject.startswith("1 ungelesene Nachricht: ")
    assert f"{act.party.name} bei {house.party.name}" in sent.subject
    assert "Lesen und antworten" in texts(sent)[1]


def test_what_was_mailed_is_mailed_no_more_and_what_comes_then_is(house, act, booking, say):
    say(act.leader, booking.pk, "First")
    assert len(mails()) == 1
    with later(20):
        say(act.leader, booking.pk, "Second")

    assert mails(25) == {}
    [sent] = mails(31).values()
    assert "Second" in sent.body
    assert "First" not in sent.body


@pytest.mark.parametrize("after", ["before the mail is made", "before it is sent"])
def test_what_is_read_or_taken_back_meanwhile_is_not_mailed(house, act, booking, say, after):
    read, show = say(act.leader, booking.pk, "Read"), booking.spot.show_id
    taken, stays = say(act.leader, show, "Taken back"), say(act.leader, show, "Stays")

    def meanwhile():
        read_all(house.manager, read)
        delete_message(acting_user=act.leader, message=taken)

    if after == "before the mail is made":
        meanwhile()
    mails(delivered=False)
    if after == "before it is sent":
        meanwhile()
    sent = mails(12)[house.manager.email]

    assert stays.text in sent.body
    assert "Read\n" not in sent.body
    assert "Taken back" not in sent.body


MOOT = {
    "read": lambda house, message: read_all(house.manager, message),
    "muted": lambda house, message: mute_thread(acting_user=house.manager, thread=message.thread, is_muted=True),
    "put away": lambda house, said: archive_thread(acting_user=house.manager, thread=said.thread, is_archived=True),
    "lost role": lambda house, message: Membership.objects.filter(user=house.manager).update(left_at=now()),
    "shut out": lambda house, message: User.objects.filter(pk=house.manager.pk).update(is_active=False),
    "taken back": lambda house, message: delete_message(acting_user=message.author, message=message),
    "not wanted": lambda house, message: unsubscribe(acting_user=house.manager, kind=KIND),
}  # fmt: skip


@pytest.mark.parametrize("queued", [False, True], ids=["at once", "in the outbox"])
@pytest.mark.parametrize("moot", MOOT)
def test_nothing_is_mailed_to_whom_it_does_not_concern_any_more(house, act, booking, say, moot, queued):
    message = say(act.leader, booking.pk, "Secret")
    if queued and moot != "not wanted":
        mails(delivered=False)
    MOOT[moot](house, message)

    assert mails(12) == {}
    assert mails(30) == {}


def test_who_wants_no_mails_of_messages_says_so_on_the_page_or_by_the_link_in_the_mail(house, act, booking, say):
    client = Client()
    client.force_login(house.manager)
    page = client.get(reverse("notifications:preferences")).content.decode()
    assert page.count(f'value="{KIND}"') == 1
    save_preferences(acting_user=house.manager, by_email=[KIND], in_app=[])
    assert not Preference.objects.filter(kind=KIND).exists()
    say(act.leader, booking.pk)
    [sent] = mails().values()

    assert Client().post(sent.extra_headers["List-Unsubscribe"].strip("<>")).status_code == 200
    with later(20):
        say(act.leader, booking.pk)
    assert mails(40) == {}


def test_a_long_talk_is_cut_and_names_do_not_turn_around_what_stands_beside_them(house, act, booking, say):
    User.objects.filter(pk=act.leader.pk).update(name="\u202eanna")
    act.leader.refresh_from_db()
    for number in range(12):
        say(act.leader, booking.pk, f"No. {number} " + "x" * 5_000)

    [sent] = mails().values()

    assert sent.subject.startswith("12 unread messages: ")
    assert len(sent.body) < 13_000
    assert "No. 9" in sent.body
    assert "No. 10" not in sent.body
    assert "\n2 more.\n" in sent.body
    assert "\u2068\u202eanna\u202c\u2069" in sent.body


def test_between_people_without_a_booking_nothing_becomes_a_link(house, act, booking, say):
    Party.objects.filter(pk=act.party.pk).update(name="Win.example.org")
    say(act.leader, booking.pk, "See https://evil.example.org/x")
    make_enquiry(house, act)
    Message.objects.update(night=dt.date(2028, 3, 4))

    [sent] = mails().values()

    assert "About Saturday 4 March 2028" in sent.body
    for text in (sent.subject, *texts(sent)):
        assert "Win.example.org" not in text
        assert "evil.example.org" not in text


def test_between_two_that_never_worked_together_nothing_becomes_a_link_either(house, act, booking, say):
    other = an_act(members=1)
    waiting = an_application(other, an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(days=7)))
    Notification.objects.all().delete()
    say(other.leader, waiting.pk, "See https://evil.example.org/x")
    say(act.leader, booking.pk, "See https://kind.example.org/x")

    for text in texts(mails()[house.manager.email]):
        assert "https://kind.example.org/x" in text
        assert "evil.example.org" not in text


def make_enquiry(house, act):
    Thread.objects.update(kind=About.ENQUIRY, booking=None, party=house.party, asker=act.party)


def test_what_was_blocked_before_the_mail_is_sent_is_not_mailed(house, act, booking, say):
    message = say(act.leader, booking.pk, "Buy now")
    make_enquiry(house, act)
    mails(delivered=False)
    block_other_side(acting_user=house.manager, thread=Thread.objects.get(pk=message.thread_id))

    assert mails(12) == {}


def test_what_was_blocked_in_another_thread_of_the_two_is_not_mailed(house, act, say):
    days = [FAR_SATURDAY + dt.timedelta(days=7 * week) for week in range(2)]
    waiting = [an_application(act, an_open_show(house, starts_at=day)) for day in days]
    Notification.objects.all().delete()
    say(act.leader, waiting[0].pk, "Buy now")
    mails(delivered=False)
    block_other_side(acting_user=house.manager, thread=get_thread_for(house.manager, waiting[1].pk))

    assert mails(12) == {}


def test_one_persons_trouble_is_not_anothers(house, act, booking, say, monkeypatch, caplog):
    say(act.leader, booking.pk)
    say(house.manager, booking.pk)
    say(act.leader, booking.pk)
    Seat.objects.update(read_number=0)

    real = periodic.mail_unread

    def failing(*, user_id):
        if user_id == min(act.leader.pk, house.manager.pk):
            raise OSError
        return real(user_id=user_id)

    monkeypatch.setattr(periodic, "mail_unread", failing)
    assert list(mails()) == [max(act.leader, house.manager, key=lambda user: user.pk).email]
    monkeypatch.undo()
    assert len(mails(12)) == 1


def test_old_threads_are_not_mailed_when_their_mute_ends(house, act, booking, say):
    message = say(act.leader, booking.pk)
    mute_thread(acting_user=house.manager, thread=message.thread, is_muted=True)
    with later(8 * 24 * 60):
        mute_thread(acting_user=house.manager, thread=message.thread, is_muted=False)
    assert mails(8 * 24 * 60 + 1) == {}


def test_a_worker_that_dies_loses_nothing_and_nothing_goes_twice(house, act, booking, say, monkeypatch):
    say(act.leader, booking.pk)
    monkeypatch.setattr(mailing, "notify", lambda **_news: (_ for _ in ()).throw(SystemExit))
    with later(11), pytest.raises(SystemExit):
        mail_all_unread()
    assert seat_of(house.manager).mailed_number == 0
    monkeypatch.undo()

    mails(delivered=False)  # the worker dies before the mail is sent
    assert (seat_of(house.manager).mailed_number, mail.outbox) == (1, [])
    assert len(mails(12)) == 1
    assert mails(13) == {}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_mail():
    house, act = a_house(), an_act()
    booking = a_confirmed_booking(house, act)
    for round_number in range(4):
        for pk in (booking.pk, booking.spot.show_id):
            thread = get_thread_for(act.leader, pk)
            send_message(acting_user=act.leader, thread=thread, text=f"{round_number}")
        barrier = threading.Barrier(4)

        def work(barrier=barrier):
            barrier.wait()
            mail_all_unread()
            connection.close()

        with time_machine.travel(now() + dt.timedelta(minutes=11 * (round_number + 1)), tick=False):
            threads = [threading.Thread(target=work) for _ in range(4)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
        made = Notification.objects.filter(kind=KIND, user=house.manager)
        assert made.count() == round_number + 1
        newest = made.latest("id")
        assert {pk: last for pk, (_first, last) in newest.data["threads"].items()} == {
            str(pk): round_number + 1 for pk in (booking.pk, booking.spot.show_id)
        }
