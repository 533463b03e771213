"""The thread of a session: who reads and writes in it, what stands in it, and what a block ends."""

import pytest
from django.http import Http404
from django.urls import reverse

from accounts.actions import end_membership
from accounts.states import Role
from messaging.access import get_thread_for, others_in, people_of, readable_by, refusal_to_write, speakers_of
from messaging.actions import block_other_side, send_enquiry, send_message
from messaging.emails.unread import _section
from messaging.errors import NothingWritten
from messaging.models import Message, Seat, Thread
from messaging.pages.enquiries import enquiry_panel
from messaging.pages.talks import talk_of
from messaging.queries import window_of
from messaging.words import thread_title
from studio.actions import update_service
from studio.actions.sessions import approve_session, cancel_session, decline_session
from studio.models import Session
from studio.queries.sessions import have_a_session
from tests.factories import BandFactory, MembershipFactory, UserFactory
from tests.payments.scenes import in_threads
from tests.studio.conftest import client_user, opened, professional, receiver, stand_in, start, stripe_site, user
from tests.studio.test_sessions import book, paid
from web.errors import Refusal

__all__ = ["client_user", "opened", "professional", "receiver", "stand_in", "start", "stripe_site", "user"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def session(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))


@pytest.fixture
def request_of(opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    return book(opened, client_user, start)


def write(who, session, text="Hello"):
    return send_message(acting_user=who, thread=get_thread_for(who, session.pk), text=text)


def test_both_sides_and_whoever_works_in_it_read_and_write(request_of, user, client_user, professional):
    session = request_of
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    idle = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    Session.objects.update(worker=worker)
    for who, party in ((client_user, session.client), (user, professional.party), (worker, professional.party)):
        thread = get_thread_for(who, session.pk)
        assert [each.pk for each in speakers_of(who, thread)] == [party.pk]
        assert write(who, session).party == party
        assert readable_by(who).filter(pk=session.pk).exists()
    assert others_in(client_user, Thread.objects.with_subject().get()) == [professional.party.name]
    for nobody in (idle, UserFactory(), UserFactory(is_staff=True)):
        assert not readable_by(nobody).exists()
        with pytest.raises(Http404):
            get_thread_for(nobody, session.pk)


def test_who_leaves_reads_no_more(session, user, client_user, professional):
    leader = MembershipFactory(party=professional.party, role=Role.MANAGER).user
    write(client_user, session)
    assert readable_by(leader).exists()
    end_membership(acting_user=user, party=professional.party, user=leader)
    assert not readable_by(leader).exists()
    with pytest.raises(Http404):
        write(leader, session)


def test_a_worker_who_leaves_the_team_reads_no_more(request_of, user, client_user, professional):
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    Session.objects.update(worker=worker)
    write(client_user, request_of)
    thread = Thread.objects.with_subject().get()
    assert worker in people_of(thread)
    end_membership(acting_user=user, party=professional.party, user=worker)
    assert Session.objects.get().worker == worker  # the session keeps its history
    assert worker not in people_of(thread)
    assert not readable_by(worker).exists()
    with pytest.raises(Http404):
        write(worker, request_of)
    # One who is a client too stays in it on that side alone.
    MembershipFactory(party=request_of.client, role=Role.MANAGER, user=worker)
    assert speakers_of(worker, thread) == [request_of.client]


def test_names_and_texts_of_strangers_are_no_links_in_mails(request_of, user, client_user, stripe_site):
    write(client_user, request_of, "See https://example.com/cheap")
    thread = Thread.objects.with_subject().get()
    seat = Seat.objects.get(user=user)

    def mailed():
        messages = Message.objects.filter(thread=thread)
        return _section(user, seat, thread, messages, 1, strange=()).entries[0].text

    assert mailed() != "See https://example.com/cheap"
    approve_session(acting_user=user, session_id=request_of.pk)
    paid(Session.objects.get())
    thread = Thread.objects.with_subject().get()
    assert mailed() == "See https://example.com/cheap"


def test_two_professionals_with_a_paid_session_stay_connected_in_whichever_direction(session):
    assert have_a_session(session.client, session.professional)
    assert have_a_session(session.professional, session.client)


def test_the_steps_of_the_session_stand_between_the_messages(session, user, client_user):
    write(client_user, session, "See you")
    cancel_session(acting_user=user, session_id=session.pk, text="Ill")
    thread = get_thread_for(client_user, session.pk)
    talk = talk_of(client_user, thread, window_of(client_user, thread))
    told = [entry.step.label if entry.step else entry.line.message.text for entry in talk]
    assert told == ["Booked, to be paid", "Paid and booked", "See you", "Cancelled"]
    assert talk[-1].step.text.endswith("back.\n\nIll")
    assert set(thread.versions) == {f"s.{session.pk}"}
    assert "Mixing" in thread_title(client_user, thread)


def test_what_never_began_takes_no_messages(request_of, user, client_user):
    write(client_user, request_of, "Please")
    decline_session(acting_user=user, session_id=request_of.pk, text="No time")
    assert "this conversation is closed" in refusal_to_write(client_user, get_thread_for(client_user, request_of.pk))
    with pytest.raises(NothingWritten):
        write(user, request_of)


def test_a_block_ends_writing_and_booking_but_not_a_session_that_is_paid(
    request_of, opened, user, client_user, start, stripe_site
):
    block_other_side(acting_user=user, thread=get_thread_for(user, request_of.pk))
    with pytest.raises(NothingWritten):
        write(client_user, request_of)
    with pytest.raises(Refusal):
        book(opened, client_user, start)
    assert Session.objects.count() == 1
    # Nobody blocks by booking: the professional may still take on what was asked before.
    approve_session(acting_user=user, session_id=request_of.pk)
    paid(Session.objects.get(pk=request_of.pk))
    assert write(client_user, request_of, "When?").text == "When?"


def test_a_block_against_a_booking_has_one_winner(request_of, opened, user, client_user, start):
    thread = get_thread_for(user, request_of.pk)
    raised = in_threads(
        lambda: block_other_side(acting_user=user, thread=thread), lambda: book(opened, client_user, start)
    )
    assert raised[0] is None
    assert raised[1] is None or isinstance(raised[1], Refusal)
    with pytest.raises(Refusal):
        book(opened, client_user, start)


def test_an_enquiry_leads_to_the_pages_that_book(client, opened, user, client_user, professional, start):
    band = BandFactory().party
    MembershipFactory(party=band, role=Role.OWNER, user=client_user)
    slug, day = professional.party.slug, start.date()
    sent = send_enquiry(acting_user=client_user, party=professional.party, asker=band, text="Are you free?", night=day)
    panel = enquiry_panel(client_user, get_thread_for(client_user, sent.thread_id))
    assert [way.url for way in panel.requests] == [
        f"{reverse('studio:book', args=[slug])}?client={band.slug}&day={day}"
    ]
    theirs = enquiry_panel(user, get_thread_for(user, sent.thread_id))
    assert not [way for way in theirs.requests if "/book/" in way.url]
    client.force_login(client_user)
    time = f"{reverse('studio:book_time', args=[slug, opened.pk])}?client={band.slug}&amp;day={day}"
    assert time in client.get(panel.requests[0].url).text
    chosen = client.get(time.replace("&amp;", "&"))
    assert chosen.context["day"] == day
    assert f"&amp;client={band.slug}" in chosen.text
    details = reverse("studio:book_details", args=[slug, opened.pk])
    at = {"start": start.isoformat(), "minutes": 120}
    assert client.get(details, at | {"client": band.slug}).context["form"]["client"].value() == band.slug
    assert client.get(details, at | {"client": "x&y<z"}).status_code == 200


def test_an_enquiry_and_the_session_that_followed_know_each_other(client, opened, user, client_user, start):
    sent = send_enquiry(acting_user=client_user, party=opened.professional.party, asker=None, text="Are you free?")
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    page = reverse("studio:session", args=[session.pk])
    enquiry = reverse("messaging:thread", args=[sent.thread_id])
    for who in (user, client_user):
        client.force_login(who)
        assert page in client.get(enquiry).text
        assert enquiry in client.get(page).text
        assert enquiry in client.get(reverse("messaging:thread", args=[session.pk])).text
    # Whoever works in it knows the session, and not what was written before.
    worker = MembershipFactory(party=opened.professional.party, role=Role.MEMBER).user
    Session.objects.update(worker=worker)
    client.force_login(worker)
    assert enquiry not in client.get(page).text


def test_the_pages_of_both(client, session, user, client_user):
    client.force_login(client_user)
    page = reverse("studio:session", args=[session.pk])
    html = client.get(page).text
    assert 'id="beside"' in html
    assert f"Message {session.professional.name}</a>" in html
    sent = client.post(reverse("messaging:thread", args=[session.pk]), {"text": "Two songs", "from": "beside"})
    assert (sent.status_code, sent["Location"]) == (302, f"{page}#beside")
    client.force_login(user)
    assert f"Message {session.client.name}</a>" in client.get(page).text
    text = client.get(reverse("messaging:threads")).text
    assert "Two songs" in text
    thread = client.get(reverse("messaging:thread", args=[session.pk])).text
    assert page in thread
    assert "Paid and booked" in thread
    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    assert 'id="beside"' not in client.get(page).text
    assert Message.objects.count() == 1
