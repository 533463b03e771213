"""Several who book one time, one person or one room at once, and payments that come meanwhile."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actions.parties import ensure_person_party
from availability.models import TimeBlock
from payments.actions import expire_payment, expire_unasked, refresh
from payments.models import Payment, Refund
from payments.states import PaymentState
from studio.actions import add_room, update_service
from studio.errors import TooManyOpenRequests
from studio.models import Session
from studio.queries.slots import slots
from studio.states import SessionState
from tests.factories import MembershipFactory, UserFactory
from tests.payments.scenes import in_threads
from tests.payments.test_checkouts import pay, press
from tests.studio.test_sessions import book, claims
from tests.studio.test_slots import a_stored_service, promise

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def test_sixteen_clients_on_one_slot(opened, start):
    people = [UserFactory() for _each in range(16)]
    parties = [ensure_person_party(person) for person in people]
    raised = in_threads(*(lambda who=who: book(opened, who, start) for who in people))
    assert len(parties) == 16
    assert [type(error) for error in raised].count(type(None)) == 1
    assert {type(error).__name__ for error in raised if error} <= {"SlotGone", "Busy"}
    assert Session.objects.count() == Payment.objects.count() == TimeBlock.objects.claims().count() == 1


def test_a_gig_and_a_session_of_one_person(opened, client_user, start, user):
    raised = in_threads(
        lambda: book(opened, client_user, start), lambda: promise(user.calendar, start + HOUR, start + 3 * HOUR)
    )
    assert sum(error is not None for error in raised) == 1
    assert TimeBlock.objects.claims().count() == 1


def test_two_services_of_one_room_and_two_engineers(opened, start, user, professional):
    other = MembershipFactory(party=professional.party, role="member").user
    room = add_room(acting_user=user, professional=professional, name="Studio A")
    services = [a_stored_service(user, professional, room=room, workers=[who]) for who in (user, other)]
    people = [UserFactory(), UserFactory()]
    raised = in_threads(
        *(lambda pair=pair: book(pair[0], pair[1], start) for pair in zip(services, people, strict=True))
    )
    assert sum(error is not None for error in raised) == 1
    assert TimeBlock.objects.claims().count() == 2
    assert len(slots(professional, since=start, until=start + HOUR, services=services)) == 0


def test_two_rooms_and_one_engineer(opened, start, user, professional):
    rooms = [add_room(acting_user=user, professional=professional, name=name) for name in ("Studio A", "Studio B")]
    services = [a_stored_service(user, professional, room=room, workers=[user]) for room in rooms]
    people = [UserFactory(), UserFactory()]
    raised = in_threads(
        *(lambda pair=pair: book(pair[0], pair[1], start) for pair in zip(services, people, strict=True))
    )
    assert sum(error is not None for error in raised) == 1
    session = Session.objects.get()
    assert set(claims(session).values_list("calendar", flat=True)) == {user.calendar_id, session.room.calendar_id}
    assert TimeBlock.objects.claims().count() == 2


@pytest.mark.parametrize("expire", [expire_payment, expire_unasked])
def test_a_payment_against_the_end_of_its_time_against_a_rival(stripe_site, opened, client_user, start, expire):
    """The money has come at the provider: the slot is theirs, or the rival's and the money goes back."""
    session, rival = book(opened, client_user, start), UserFactory()
    ensure_person_party(rival)
    payment = Payment.objects.get(pk=session.payment_id)
    assert pay(press(client_user, payment)) == 303
    Payment.objects.update(expires_at=timezone.now() - 3 * MINUTE)
    attempt = payment.attempts.get()
    raised = in_threads(
        lambda: refresh(attempt_id=attempt.pk),
        lambda: expire(payment_id=payment.pk),
        lambda: book(opened, rival, start),
    )
    assert raised[:2] == [None, None]
    session.refresh_from_db()
    payment.refresh_from_db()
    is_theirs = session.state == SessionState.CONFIRMED
    assert session.state == (SessionState.CONFIRMED if is_theirs else SessionState.EXPIRED)
    assert (type(raised[2]).__name__ in ("SlotGone", "Busy"), claims(session).count()) == (is_theirs, int(is_theirs))
    assert (payment.state == PaymentState.PAID, Refund.objects.count()) == (is_theirs, int(not is_theirs))
    assert TimeBlock.objects.claims().count() == 1
    assert not TimeBlock.objects.claims().filter(occasion=session.pk).exclude(expires_at=None).exists()


def test_requests_at_the_same_moment_do_not_pass_the_limit(opened, client_user, start, user, settings):
    settings.SESSION_REQUESTS_MAX = 3
    update_service(acting_user=user, service=opened, mode="request")
    ensure_person_party(client_user)
    raised = in_threads(
        *(lambda number=number: book(opened, client_user, start + number * HOUR / 2) for number in range(6))
    )
    assert {type(error) for error in raised} == {type(None), TooManyOpenRequests}
    assert (raised.count(None), Session.objects.count()) == (3, 3)
