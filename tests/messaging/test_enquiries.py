"""Writing to an act or a venue before any booking: who may, how often, and what becomes of a block."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import end_membership, ensure_person_party, suspend_party, update_party
from accounts.errors import NotApproved
from accounts.models import Party, User
from accounts.states import Approval, PartyKind, Role
from media.actions import keep_file
from messaging.access import get_thread_for, may_send_file, may_write, people_of, readable_by, thread_view
from messaging.actions import (
    block_other_side,
    delete_message,
    edit_message,
    mark_read,
    send_enquiry,
    send_message,
    tell_typing,
    unblock_other_side,
)
from messaging.emails.unread import UNREAD, render_unread
from messaging.errors import EnquiriesOff, KeyUsed, NothingWritten, TooManyEnquiries
from messaging.models import Block, Message, Seat, Thread
from messaging.queries.enquiries import nights_asked
from messaging.words import thread_title
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, PartyFactory, UserFactory
from web.texts import isolated

pytestmark = pytest.mark.django_db
NIGHT = FAR_SATURDAY.date()


def ask(user, party, asker=None, text="Are you free?", **values):
    return send_enquiry(acting_user=user, party=party, asker=asker, text=text, **values)


def test_two_parties_have_one_enquiry_whoever_begins(house, act):
    first = ask(house.manager, act.party, house.party, night=NIGHT)
    second = ask(house.manager, act.party, house.party, "And on Sunday?", night=NIGHT + dt.timedelta(days=1))
    third = ask(act.leader, house.party, act.party, "What do you pay?")

    thread = Thread.objects.with_subject().get()
    assert (first.thread, second.thread, third.thread) == (thread, thread, thread)
    assert [m.night for m in thread.messages.all()] == [NIGHT, NIGHT + dt.timedelta(days=1), None]
    assert (thread.asker, thread.party) == (house.party, act.party)
    assert nights_asked(thread) == [NIGHT, NIGHT + dt.timedelta(days=1)]
    assert {user.pk for user in people_of(thread)} == {house.manager.pk, act.leader.pk}
    assert thread_title(act.leader, thread) == f"{isolated(house.party.name)} to {isolated(act.party.name)}"

    delete_message(acting_user=house.manager, message=second)
    assert nights_asked(thread) == [NIGHT]


def test_whoever_asks_again_has_not_read_what_the_form_does_not_show(house, act, say):
    thread = ask(house.manager, act.party, house.party).thread
    say(act.leader, thread.pk, "We are")
    ask(house.manager, act.party, house.party, "And on Sunday?")
    assert Seat.objects.get(thread=thread, user=house.manager).read_number == 1


def test_a_side_of_which_nobody_has_written_stands_under_its_own_name(house, act):
    thread = get_thread_for(act.leader, ask(act.leader, house.party, act.party).thread_id)
    shown = thread_view(act.leader, thread).participants
    assert [(each.party, each.name) for each in shown] == [
        (act.party, act.leader.display_name), (house.party, house.party.name)
    ]  # fmt: skip


def test_a_stranger_reads_the_names_of_those_who_write_and_not_of_all_who_read(client, house, act, say, monkeypatch):
    told = []
    monkeypatch.setattr("messaging.actions.typing.announce_typing", lambda topics, **_: told.append(topics))
    monkeypatch.setattr("messaging.actions.typing._is_first_this_second", lambda user: True)
    silent = MembershipFactory(party=house.party, role=Role.MANAGER, user__name="Silent Sam").user
    both = MembershipFactory(party=house.party, role=Role.MANAGER, user__name="Both Bo").user
    MembershipFactory(party=act.party, role=Role.MANAGER, user=both)
    thread = get_thread_for(act.leader, ask(act.leader, house.party, act.party).thread_id)
    for user in (silent, both, house.manager):
        mark_read(acting_user=user, thread=thread, until=1)
        tell_typing(acting_user=user, thread=thread)
    assert told == []

    def named(user):
        return {each.name for each in thread_view(user, get_thread_for(user, thread.pk)).participants}

    def page():
        client.force_login(act.leader)
        return client.get(reverse("messaging:thread", args=[thread.pk])).content.decode()

    leader, manager = act.leader.display_name, house.manager.display_name
    assert named(act.leader) == {leader, "Both Bo", house.party.name}
    assert named(house.manager) >= {manager, leader}
    assert named(silent) == {manager, "Silent Sam", "Both Bo", leader}
    assert named(both) == {manager, "Silent Sam", "Both Bo", leader}
    assert "Silent Sam" not in page()
    assert "Read by" in page()
    say(silent, thread.pk, "Hi")
    tell_typing(acting_user=silent, thread=thread)
    assert len(told) == 1
    assert named(act.leader) == {leader, "Both Bo", "Silent Sam"}
    assert "Silent Sam" in page()


def test_a_person_without_a_party_asks_in_their_own_name_and_shows_no_address(house):
    stranger = UserFactory(name="")

    message = ask(stranger, house.party, your_name="Ida")

    assert (message.party, message.party.kind, message.party.name) == (
        ensure_person_party(stranger), PartyKind.PERSON, "Ida",
    )  # fmt: skip
    thread = Thread.objects.with_subject().get()
    assert stranger.email not in thread_title(house.manager, thread)
    assert get_thread_for(house.manager, thread.pk) == get_thread_for(stranger, thread.pk)
    with pytest.raises(Http404):
        get_thread_for(UserFactory(is_staff=True), thread.pk)


def test_who_may_ask_whom(house, act):
    agency = PartyFactory(kind=PartyKind.AGENCY)
    agent = MembershipFactory(party=agency, role=Role.OWNER).user
    draft = PartyFactory(kind=PartyKind.VENUE, approval=Approval.DRAFT)
    owner = MembershipFactory(party=draft, role=Role.OWNER).user
    hidden = BandFactory(party__is_listed=False).party

    assert ask(agent, act.party, agency)
    for refused, asks in {
        PermissionDenied: [(agent, act.party, house.party), (act.members[0], house.party, act.party)],
        ValidationError: [
            (act.leader, act.party, None),
            (act.leader, act.party, act.party),
            (act.leader, agency, None),
        ],
        NotApproved: [(owner, act.party, draft), (agent, draft, agency)],
        EnquiriesOff: [(agent, hidden, agency)],
    }.items():
        for user, party, asker in asks:
            with pytest.raises(refused):
                ask(user, party, asker)
    assert Thread.objects.count() == 1


def test_what_is_wrong_is_said_at_its_field(house, act):
    for field, values in {"text": {"text": " "}, "night": {"night": now().date() - dt.timedelta(days=3)}}.items():
        with pytest.raises(ValidationError) as refused:
            ask(act.leader, house.party, act.party, **values)
        assert list(refused.value.message_dict) == [field]
    with pytest.raises(ValidationError):
        ask(act.leader, house.party, act.party, night=dt.date(9999, 12, 31))
    assert not Thread.objects.exists()


def test_a_party_switches_enquiries_off_and_goes_on_with_those_that_there_are(house, act, say):
    thread = ask(act.leader, house.party, act.party).thread
    update_party(acting_user=house.manager, party=house.party, takes_enquiries=False)

    for user, asker in ((act.leader, act.party), (UserFactory(), None)):
        with pytest.raises(EnquiriesOff):
            ask(user, house.party, asker)
    assert say(house.manager, thread.pk)
    assert say(act.leader, thread.pk)


def test_limits_are_those_of_the_person_over_all_their_parties(act):
    user = UserFactory()
    other = MembershipFactory(user=user, role=Role.OWNER).party
    acts = [BandFactory().party for _ in range(12)]

    for number in range(10):
        ask(user, acts[number], other if number % 2 else None)
    for asker in (None, other):
        with pytest.raises(TooManyEnquiries):
            ask(user, acts[11], asker)
    assert ask(user, acts[1], other, "Still there?").number == 2
    with time_machine.travel(now() + dt.timedelta(days=1, minutes=1)):
        assert ask(user, acts[11], other)

    newcomer = UserFactory(date_joined=now() - dt.timedelta(days=6))
    for number in range(3):
        ask(newcomer, acts[number])
    with pytest.raises(TooManyEnquiries):
        ask(newcomer, acts[4])


def test_the_same_key_asks_once(act):
    user, key = UserFactory(), uuid.uuid4()
    assert ask(user, act.party, key=key) == ask(user, act.party, key=key)
    for other in ({"text": "Again"}, {"night": (now() + dt.timedelta(days=9)).date()}):
        with pytest.raises(KeyUsed):
            ask(user, act.party, key=key, **other)
    assert Message.objects.count() == 1


def test_whoever_leaves_or_is_suspended_asks_no_more(house, act):
    thread = ask(house.manager, act.party, house.party).thread
    leader = MembershipFactory(party=act.party, role=Role.MANAGER).user
    end_membership(acting_user=leader, party=act.party, user=leader)
    assert not readable_by(leader).exists()
    suspend_party(acting_user=UserFactory(is_staff=True), party=house.party, reason="x")
    assert not may_write(act.leader, thread)
    with pytest.raises(NotApproved):
        ask(house.manager, act.party, house.party)
    User.objects.filter(pk=house.manager.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        ask(house.manager, act.party)


def test_a_block_ends_all_writing_in_the_enquiry_and_new_ones_of_who_wrote(house, act, say, monkeypatch):
    told = []
    monkeypatch.setattr("messaging.actions.typing.announce_typing", lambda topics, **_: told.append(topics))
    monkeypatch.setattr("messaging.actions.typing._is_first_this_second", lambda user: True)
    booking = a_confirmed_booking(house, act)
    first = ask(house.manager, act.party, house.party)
    thread = Thread.objects.get(kind="enquiry")
    file = keep_file(acting_user=house.manager, upload=SimpleUploadedFile("a.txt", b"a"))
    tell_typing(acting_user=house.manager, thread=thread)

    for _ in range(2):
        block_other_side(acting_user=act.leader, thread=thread)

    assert Block.objects.get().party == act.party
    assert set(Seat.objects.filter(thread=thread).values_list("mailed_number", flat=True)) == {1}
    with pytest.raises(NothingWritten) as of_blocked:
        send_message(acting_user=house.manager, thread=thread, text="", files=[file.pk])
    with pytest.raises(NothingWritten) as of_blocker:
        say(act.leader, thread.pk)
    assert act.party.name not in str(of_blocked.value.detail)
    assert house.party.name in str(of_blocker.value.detail)
    for refused in (
        lambda: may_send_file(house.manager, "message", str(thread.pk)),
        lambda: edit_message(acting_user=house.manager, message=first, text="Please?"),
        lambda: ask(house.manager, act.party, house.party),
    ):
        with pytest.raises(NothingWritten):
            refused()
    other = MembershipFactory(user=house.manager, role=Role.OWNER).party
    for asker in (None, other):
        with pytest.raises(EnquiriesOff):
            ask(house.manager, act.party, asker)
    tell_typing(acting_user=house.manager, thread=thread)
    assert len(told) == 1
    assert say(house.manager, booking.pk)
    assert say(house.manager, booking.spot.show_id)
    delete_message(acting_user=house.manager, message=first)

    unblock_other_side(acting_user=act.leader, thread=thread)
    assert say(house.manager, thread.pk)


def test_nothing_of_a_blocked_enquiry_is_mailed(house, act):
    sent = ask(house.manager, act.party, house.party)
    queued = Notification(user=act.leader, kind=UNREAD, data={"threads": {str(sent.thread_id): [1, 1]}})
    assert render_unread(queued, act.leader)

    block_other_side(acting_user=act.leader, thread=sent.thread)

    assert render_unread(queued, act.leader) is None


def test_only_leaders_of_one_side_block_and_each_for_their_own(house, act):
    thread = ask(house.manager, act.party, house.party).thread
    both = MembershipFactory(party=act.party, role=Role.MANAGER).user
    MembershipFactory(party=house.party, user=both, role=Role.OWNER)
    for user, refused in ((act.members[0], Http404), (UserFactory(), Http404), (both, PermissionDenied)):
        with pytest.raises(refused):
            block_other_side(acting_user=user, thread=thread)
    for user in (house.manager, act.leader):
        block_other_side(acting_user=user, thread=thread)
    unblock_other_side(acting_user=act.leader, thread=thread)

    assert Block.objects.get().party == house.party
    assert not may_write(act.leader, thread)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_tabs_and_two_sides_make_one_thread_and_nobody_passes_the_limit_together():
    house, act, user = a_house(), an_act(), UserFactory(date_joined=now())
    acts = [BandFactory().party for _ in range(6)]
    parties = Party.objects.in_bulk([house.party.pk, act.party.pk])
    tries = [(house.manager, parties[act.party.pk], parties[house.party.pk])] * 3
    tries += [(act.leader, parties[house.party.pk], parties[act.party.pk])] * 3
    tries += [(user, party, None) for party in acts]
    ready, refused, failures = threading.Barrier(len(tries)), [], []

    def write(user, party, asker):
        try:
            ready.wait()
            ask(User.objects.get(pk=user.pk), party, asker)
        except TooManyEnquiries as refusal:
            refused.append(refusal)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=each) for each in tries]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    assert failures == []
    assert len(refused) == 3
    assert Thread.objects.between(house.party, act.party).get().last_number == 6
    assert Thread.objects.count() == 4
