"""Answers by e-mail: who is let in, and what lands in the thread."""

import datetime as dt
import threading
import uuid
from dataclasses import replace

import pytest
import time_machine
from allauth.account.models import EmailAddress
from anymail.inbound import AnymailInboundMessage
from django.db import connection
from django.utils.timezone import now

from accounts.models import Membership, User
from accounts.states import Approval
from media.models import File
from messaging.access import get_thread_for
from messaging.actions import mail_unread, send_message
from messaging.emails import UNREAD
from messaging.models import IncomingMail, Message, Seat
from messaging.reading.child import LIMITS
from messaging.reading.mails import Envelope
from messaging.views.inbound import take_message
from messaging.words.addresses import reply_address, token_of
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.messaging.mails import DOMAIN, PASS, SERVER, a_reply, read_in_this_process, results
from web.sandbox.parent import run_child

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture(autouse=True)
def _mail_comes_in(settings, monkeypatch):
    settings.INBOUND_DOMAIN, settings.INBOUND_AUTHSERV_ID = DOMAIN, SERVER
    read_in_this_process(monkeypatch)


@pytest.fixture(autouse=True)
def answers(monkeypatch):
    """What is answered to senders."""
    sent = []
    monkeypatch.setattr("messaging.actions.receiving.post_mail", lambda **letter: sent.append(letter))
    return sent


@pytest.fixture
def anna(house):
    """The host's leader, who reads her mail."""
    EmailAddress.objects.create(user=house.manager, email=house.manager.email, verified=True, primary=True)
    return house.manager


@pytest.fixture
def asked(act, booking, say, anna):
    """What the act has asked; the address to which Anna answers."""
    say(act.leader, booking.pk, "Load-in?")
    Seat.objects.filter(user=anna).update(reply_token=uuid.uuid4(), mailed_number=1)
    return reply_address(Seat.objects.get(user=anna).reply_token)


def arrive(content, recipient=None, sender=None, *, is_spam=False):
    take_message(AnymailInboundMessage.parse_raw_mime_bytes(content), Envelope(recipient, sender, is_spam))


def written():
    """What stands in the thread behind the question."""
    return list(Message.objects.filter(number__gt=1).order_by("number").values_list("text", flat=True))


def test_a_reply_lands_in_the_thread_under_its_author_and_counts_as_read(asked, anna, house, answers):
    arrive(
        a_reply(asked.upper(), f"Anna <{anna.email.upper()}>", "Five it is.\n\nOn Mon, StageSlot wrote:\n> Load-in?")
    )

    message = Message.objects.get(number=2)
    assert (message.text, message.author, message.party) == ("Five it is.", anna, house.party)
    assert Seat.objects.get(user=anna).read_number == 2
    assert answers == []


def test_an_answer_leaves_unread_what_was_written_since_the_mail_it_answers(asked, anna, act, booking, say):
    say(act.leader, booking.pk, "Six, rather")
    arrive(a_reply(asked, anna.email))
    seat = Seat.objects.get(user=anna)
    assert (written(), seat.read_number) == (["Six, rather", "Five it is."], 0)
    with time_machine.travel(now() + dt.timedelta(minutes=11)):
        assert mail_unread(user_id=anna.pk)
    assert Notification.objects.get(user=anna, kind=UNREAD).data["threads"] == {str(booking.pk): [2, 3]}


@pytest.mark.parametrize(("read", "then"), [(0, 0), (1, 12)])
def test_an_answer_leaves_unread_what_the_mail_left_out(asked, anna, act, booking, say, read, then):
    for number in range(10):
        say(act.leader, booking.pk, f"Word {number}")
    Seat.objects.filter(user=anna).update(read_number=read, mailed_number=11)  # a mail shows ten
    arrive(a_reply(asked, anna.email))
    assert Seat.objects.get(user=anna).read_number == then


def test_the_same_mail_twice_writes_one_message_also_when_its_note_is_gone(asked, anna):
    content = a_reply(asked, anna.email, files=[("a.txt", b"x")])
    for _ in range(2):
        arrive(content)
    IncomingMail.objects.all().delete()
    arrive(content)

    assert written() == ["Five it is."]
    assert File.objects.count() == 1


TRUSTED = results()
FORGED = {
    "no results": [],
    "of another server": [results(server="mx.evil.example")],
    "failed": [f"{SERVER}; dmarc=fail header.from=example.org"],
    "failed, with a pass below": [f"{SERVER}; dmarc=fail header.from=example.org", TRUSTED],
    "no DMARC, with a pass below": [f"{SERVER}; spf=pass", TRUSTED],
    "for another domain": [results("x@evil.example")],
    "for no domain": [f"{SERVER}; dmarc=pass"],
    "in a comment": [f"{SERVER}; dmarc=none (x; dmarc=pass header.from=example.org) header.from=example.org"],
    "in quotes": [f'{SERVER}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=example.org"@evil.example'],
    "twice": [f"{SERVER}; dmarc=fail header.from=example.org; dmarc=pass header.from=example.org"],
    "as an encoded word": [f"{SERVER}; spf=pass x==?utf-8?q?=3B_dmarc=3Dpass_header.from=3Dexample.org?="],
    "passing by another word": [f"{SERVER}; dmarc=passable header.from=example.org"],
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_sender_who_is_not_proven_is_neither_taken_nor_answered(asked, anna, answers, forged):
    lines = "".join(f"Authentication-Results: {each}\r\n" for each in FORGED[forged])
    arrive(lines.encode() + a_reply(asked, anna.email, proven=False))

    assert (written(), answers, IncomingMail.objects.count()) == ([], [], 0)


def test_results_below_those_of_our_server_do_not_count_against_a_mail(asked, anna):
    arrive(
        f"Authentication-Results: {results(text=PASS)}\r\n".encode()
        + f"Authentication-Results: {SERVER}; dmarc=fail header.from=example.org\r\n".encode()
        + a_reply(asked, anna.email, proven=False)
    )
    assert written() == ["Five it is."]


FROM = ["", "anna", "{0}, eve@example.org", '"{0}" <eve@example.org>', "{0} <eve@example.org>", "eve@evil.example"]


@pytest.mark.parametrize("sender", FROM)
def test_a_sender_is_one_address_that_is_proven(asked, anna, answers, sender):
    who = sender.format(anna.email)
    arrive(f"Authentication-Results: {results()}\r\nFrom: {who}\r\nTo: {asked}\r\n\r\nMoin\r\n".encode())
    twice = f"From: {anna.email}\r\nFrom: eve@example.org\r\n"
    arrive(f"Authentication-Results: {results()}\r\n{twice}To: {asked}\r\n\r\nMoin\r\n".encode())
    assert (written(), answers) == ([], [])


AUTOMATIC = {
    "auto-replied": {"Auto_Submitted": "auto-replied"},
    "auto-generated": {"Auto_Submitted": "Auto-Generated; x=y"},
    "bulk": {"Precedence": "bulk"},
    "auto_reply": {"Precedence": "AUTO_REPLY"},
    "x-autoreply": {"X_Autoreply": "yes"},
    "list": {"List_Id": "<drums.example.org>"},
    "bounce": {"Return_Path": "<>"},
    "our own": {"Message_ID": f"<{uuid.uuid4()}.0123456789abcdef@localhost>", "message_id": None},
}


@pytest.mark.parametrize("headers", AUTOMATIC.values(), ids=AUTOMATIC)
def test_what_no_person_wrote_is_dropped(asked, anna, answers, settings, headers):
    settings.SITE_URL = "http://localhost"
    arrive(a_reply(asked, anna.email, **headers))
    assert (written(), answers) == ([], [])


def test_bounces_spam_and_mail_of_our_own_domain_are_dropped(asked, anna, answers):
    arrive(a_reply(asked, anna.email), sender="<>")
    arrive(a_reply(asked, anna.email), is_spam=True)
    own = f"x@{DOMAIN}"
    EmailAddress.objects.create(user=anna, email=own, verified=True)
    arrive(a_reply(asked, own))
    assert (written(), answers) == ([], [])


def test_auto_submitted_no_is_a_person(asked, anna):
    arrive(a_reply(asked, anna.email, Auto_Submitted="no", Return_Path=f"<{anna.email}>"), sender=anna.email)
    assert written() == ["Five it is."]


def unverified(anna, _booking):
    EmailAddress.objects.filter(user=anna).update(verified=False)


def another_address(anna, _booking):
    EmailAddress.objects.filter(user=anna).update(email="other@example.org")


def lost_role(anna, _booking):
    Membership.objects.filter(user=anna).update(left_at=now())


def shut_out(anna, _booking):
    User.objects.filter(pk=anna.pk).update(is_active=False)


def new_address(anna, _booking):
    Seat.objects.filter(user=anna).update(reply_token=uuid.uuid4())


def suspended(_anna, booking):
    booking.act.approval = Approval.SUSPENDED
    booking.act.save(update_fields=["approval"])


@pytest.mark.parametrize(
    "change", [unverified, another_address, lost_role, shut_out, new_address, suspended], ids=lambda each: each.__name__
)
def test_who_may_not_write_any_more_is_told_so_once(asked, anna, booking, answers, change):
    change(anna, booking)
    for _ in range(2):
        arrive(a_reply(asked, anna.email, files=[("a.txt", b"x")]))

    assert (written(), File.objects.count()) == ([], 0)
    [answer] = answers
    assert answer["to"] == anna.email
    assert "Re: Load-in" in answer["text"]
    assert (
        "is suspended" if change is suspended else "You can’t write in this conversation by email from this address"
    ) in answer["text"]
    assert IncomingMail.objects.get().is_refused


def test_an_address_is_its_persons_and_takes_nobody_elses_mail(asked, act, answers):
    EmailAddress.objects.create(user=act.leader, email=act.leader.email, verified=True)
    arrive(a_reply(asked, act.leader.email))
    assert written() == []
    assert len(answers) == 1


def test_attachments_are_kept_bit_for_bit_under_a_clean_name(asked, anna):
    arrive(a_reply(asked, anna.email, files=[("../..\u202egnp.exe", b"\x00\xff" * 9), ("empty.txt", b"")]))

    files = [each.file for each in Message.objects.get(number=2).attachments.all()]
    assert [(file.name, file.bytes, file.sent_by) for file in files] == [("gnp.exe", 18, anna), ("empty.txt", 0, anna)]


def test_attachments_whose_names_are_those_of_folders_are_kept_too(asked, anna):
    arrive(a_reply(asked, anna.email, files=[(name, b"x") for name in ("Rider/", ".", "..", "a/..", "/", "\x00")]))
    names = [each.file.name for each in Message.objects.get(number=2).attachments.all()]
    assert names == ["Rider", "file", "file", "a", "file", "file"]


def test_a_sender_or_subject_that_cannot_be_stored_does_not_come_again(asked, anna, answers):
    for sender in (f"{'a' * 250}@example.org", "an\x00na@example.org"):
        top = f"Authentication-Results: {results()}\r\nFrom: {sender}\r\nTo: {asked}\r\n\r\nMoin\r\n"
        arrive(top.encode())
    assert (written(), answers) == ([], [])
    head = f"Authentication-Results: {results()}\r\nFrom: {anna.email}\r\nTo: {asked}\r\nSubject: a\x00b\r\n\r\n"
    arrive(head.encode() + b"> Load-in?\r\n")
    assert "\x00" not in answers[0]["subject"] + answers[0]["text"]


REFUSED = {
    "a program": ({"files": [("a.txt", b"x"), ("b.txt", b"#!/bin/sh\nrm -rf /")]}, "Programs cannot be sent"),
    "too many files": ({"files": [(f"{n}.txt", b"x") for n in range(11)]}, "At most 10 files"),
    "too long": ({"text": "x" * 10_001}, "Use at most 10000 characters"),
    "nothing of one's own": ({"text": "> Load-in?\n"}, "We found no text above the quoted email"),
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_taken_is_answered_and_leaves_nothing(asked, anna, answers, values):
    anna.language = "en"
    arrive(a_reply(asked, anna.email, **values[0]))

    assert written() == []
    assert values[1] in answers[0]["text"]
    assert not File.objects.filter(state="ready").exists()


def test_a_text_that_cannot_be_read_is_answered_although_there_are_files(asked, anna, answers, monkeypatch):
    """Found by reading: the files were taken, and nobody learned that there had been a text."""
    monkeypatch.setattr("messaging.reading.texts.LIMITS", replace(LIMITS, cpu_seconds=1, wall_seconds=60))
    monkeypatch.setattr("messaging.reading.texts.run_child", run_child)
    slow = "<p>Five</p><p>" + "On On " * 5_000 + "</p>"
    anna.language = "en"
    arrive(a_reply(asked, anna.email, " ", html=slow, files=[("stage plan.pdf", b"%PDF-1.7")]))
    assert written() == []
    assert "Please send it as plain text" in answers[0]["text"]
    assert not File.objects.filter(state="ready").exists()


def test_answers_speak_the_language_of_their_reader(asked, anna, answers):
    User.objects.filter(pk=anna.pk).update(language="de")
    arrive(a_reply(asked, anna.email, "> nur Zitat\n"))
    assert answers[0]["subject"] == "Deine E-Mail kam nicht an"


def test_two_machines_that_answer_each_other_come_to_an_end(asked, anna, answers):
    IncomingMail.objects.bulk_create(IncomingMail(id=uuid.uuid4(), sender=anna.email) for _ in range(30))
    for number in range(3):
        arrive(a_reply(asked, anna.email, message_id=f"<{number}@example.org>"))
    assert (written(), len(answers)) == ([], 1)

    with time_machine.travel(now() + dt.timedelta(hours=2)):
        arrive(a_reply(asked, anna.email, message_id="<later@example.org>"))
    assert written() == ["Five it is."]


def test_the_address_is_found_wherever_a_server_writes_it(asked, anna):
    for number, header in enumerate(("Delivered_To", "X_Original_To", "Cc")):
        values = {header: asked, "message_id": f"<{number}@x>"}
        arrive(a_reply("people@example.org", anna.email, str(number), **values))
    arrive(a_reply("people@example.org", anna.email, "3", message_id="<3@x>"), recipient=asked)
    assert written() == ["0", "1", "2", "3"]


@pytest.mark.parametrize("address", ["", "reply+x@in.example", "reply@in.example", f"reply+{'0' * 32}@evil.example"])
def test_other_addresses_have_no_token(address):
    assert token_of(address) is None


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_at_the_same_moment_writes_one_message(settings):
    house, act = a_house(), an_act()
    booking = a_confirmed_booking(house, act)
    send_message(acting_user=act.leader, thread=get_thread_for(act.leader, booking.pk), text="Load-in?")
    EmailAddress.objects.create(user=house.manager, email=house.manager.email, verified=True)
    Seat.objects.filter(user=house.manager).update(reply_token=uuid.UUID(int=7))
    content = a_reply(reply_address(uuid.UUID(int=7)), house.manager.email, files=[("a.txt", b"x")])
    barrier, errors = threading.Barrier(4), []

    def work():
        try:
            barrier.wait()
            arrive(content)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert (errors, written(), File.objects.count()) == ([], ["Five it is."], 1)
