"""Deliveries: when the time to accept one begins and ends, and revisions."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from engagements.errors import WrongState
from media.actions import prepare
from media.models import Preview
from notifications.models import Notification
from studio.actions.sessions import ask_for_revision, complete_session, deliver_session
from studio.actions.work import remove_file
from studio.errors import DeliveredAlready
from studio.models import Mix, Session
from studio.periodic import follow_the_clock
from studio.states import SessionState
from tests.payments.scenes import in_threads
from tests.studio.work.scenes import begun, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def test_the_time_to_accept_begins_when_all_can_be_heard(mixed, session, user, client_user):
    begun(session, user)
    mixed("Ready")
    waiting = mixed("Waiting", is_prepared=False)
    deliver_session(acting_user=user, session_id=session.pk, text="Both songs")
    assert (state_of(session).state, state_of(session).accept_by) == (SessionState.DELIVERED, None)
    assert not Notification.objects.filter(kind="studio.delivered").exists()
    follow_the_clock(timezone.now() + 90 * HOUR)
    assert state_of(session).state == SessionState.DELIVERED
    before = timezone.now()
    prepare(kind="previews", pk=waiting.session_file.preview_id)
    after = state_of(session)
    assert before + 72 * HOUR <= after.accept_by <= timezone.now() + 72 * HOUR
    assert Notification.objects.get(kind="studio.delivered").user == client_user


def test_what_cannot_be_heard_goes_back_and_is_no_revision(mixed, session, user):
    begun(session, user)
    mixed("Broken", is_prepared=False, content=b"fLaC" + bytes(2000))
    deliver_session(acting_user=user, session_id=session.pk, text="")
    prepare(kind="previews", pk=Preview.objects.get().pk)
    after = state_of(session)
    assert (after.state, after.revisions_used) == (SessionState.IN_PROGRESS, 0)
    assert after.events.last().event == "not_heard"
    with pytest.raises(ValidationError, match="won’t play"):
        deliver_session(acting_user=user, session_id=session.pk, text="Again")
    mixed("Broken")
    deliver_session(acting_user=user, session_id=session.pk, text="Again")
    assert state_of(session).accept_by is not None


def test_a_mix_after_the_delivery_gives_the_client_all_their_time_again(mixed, session, user, client_user):
    begun(session, user)
    mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    Session.objects.update(accept_by=timezone.now() + HOUR, reminders=2)
    newer = mixed()
    after = state_of(session)
    assert after.accept_by > timezone.now() + 70 * HOUR
    assert after.reminders == 0
    assert Mix.objects.get(pk=newer.pk).delivered_at is not None


def test_the_client_is_reminded_after_a_third_and_two_thirds_of_their_time(mixed, session, user, client_user):
    begun(session, user)
    mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    at = state_of(session).accept_by - 72 * HOUR
    told = []
    for hours in (1, 23, 25, 26, 47, 49, 71):
        follow_the_clock(at + hours * HOUR)
        told.append(Notification.objects.filter(kind="studio.remind", user=client_user).count())
    assert told == [0, 0, 1, 1, 1, 2, 2]
    follow_the_clock(at + 73 * HOUR)
    assert state_of(session).state == SessionState.COMPLETED


def test_a_revision_asks_for_the_next_mix(mixed, session, user, client_user):
    Session.objects.update(revisions=1)
    begun(session, user)
    first = mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    with pytest.raises(DeliveredAlready):
        remove_file(acting_user=user, file_id=first.session_file_id)
    ask_for_revision(acting_user=client_user, session_id=session.pk, text="More bass")
    second = mixed()
    assert Mix.objects.get(pk=second.pk).delivered_at is None
    deliver_session(acting_user=user, session_id=session.pk, text="")
    assert Mix.objects.filter(delivered_at=None).count() == 0


def test_accepting_against_the_clock_against_a_revision_has_one_winner(mixed, session, user, client_user):
    Session.objects.update(revisions=1)
    begun(session, user)
    mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    over = state_of(session).accept_by + HOUR

    def accept():
        complete_session(acting_user=client_user, session_id=session.pk)

    def end():
        complete_session(acting_user=None, session_id=session.pk, at=over)

    def revise():
        ask_for_revision(acting_user=client_user, session_id=session.pk, text="Again")

    raised = in_threads(accept, end, revise)
    assert all(each is None or isinstance(each, WrongState) for each in raised)
    names = [event.event for event in session.events.all() if event.event in ("completed", "revision")]
    assert names in (["completed"], ["revision", "completed"])
    assert raised.count(None) == len(names)


def test_a_service_without_mixes_is_delivered_with_words(session, user):
    begun(session, user)
    with pytest.raises(ValidationError):
        deliver_session(acting_user=user, session_id=session.pk, text="")
    deliver_session(acting_user=user, session_id=session.pk, text="The arrangement is in the documents.")
    assert state_of(session).accept_by is not None
