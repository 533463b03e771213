"""Sessions: booked at once while the client pays, or by a request; paid, late, called off; against the stand-in."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.parties import ensure_person_party
from accounts.errors import NotApproved
from availability.models import TimeBlock
from engagements.errors import WrongState
from payments.actions import expire_payment, expire_unasked, refresh
from payments.hooks import may_be_sent
from payments.models import Payment, Refund
from payments.states import PaymentState
from studio.actions import update_service
from studio.actions.sessions import (
    approve_session,
    ask_for_revision,
    begin_session,
    book_session,
    cancel_session,
    complete_session,
    decline_session,
    deliver_session,
    withdraw_session,
)
from studio.errors import (
    NoRevisions,
    OtherPrice,
    OwnService,
    SlotGone,
    TooEarly,
    TooManyLapses,
    TooManyOpenRequests,
    TooManyUnpaid,
)
from studio.models import Lapse, Session
from studio.pages.session import session_page
from studio.periodic import follow_the_clock
from studio.states import SESSION_TRANSITIONS, ServiceMode, SessionState
from tests.factories import UserFactory
from tests.payments.test_checkouts import pay, press
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def book(service, user, start, **more):
    told = {"starts_at": start, "minutes": 120, "is_remote": True, "expected_price": 12_000}
    return book_session(acting_user=user, service=service, client=ensure_person_party(user), **told | more)


def paid(session):
    """The client pays by card, and the site hears of it."""
    payment = Payment.objects.get(pk=session.payment_id)
    assert pay(press(session.booked_by, payment)) == 303
    refresh(attempt_id=payment.attempts.get().pk)
    return Session.objects.get(pk=session.pk)


def claims(session):
    return TimeBlock.objects.claims().filter(occasion=session.pk)


def test_the_slot_is_taken_while_the_client_pays_and_then_theirs(stripe_site, opened, client_user, start, user):
    session = book(opened, client_user, start)
    assert (session.state, session.worker_id, session.ends_at) == (SessionState.APPROVED, user.pk, start + 2 * HOUR)
    assert (session.payment.amount_minor, session.payment.shares.get().fee_minor) == (12_000, 1_800)
    assert claims(session).get().expires_at == session.expires_at + 2 * MINUTE
    with pytest.raises(SlotGone):
        book(opened, UserFactory(), start + HOUR)
    session = paid(session)
    assert session.state == SessionState.CONFIRMED
    assert claims(session).get().expires_at is None
    assert [event.event for event in session.events.all()] == ["booked", "confirmed"]


def test_what_is_not_paid_in_time_is_free_again_and_counts_as_a_lapse(stripe_site, opened, client_user, start):
    session = book(opened, client_user, start, at=timezone.now() - 16 * MINUTE)
    expire_payment(payment_id=session.payment_id)
    session.refresh_from_db()
    assert (session.state, claims(session).exists(), Lapse.objects.get().user) == (
        SessionState.EXPIRED, False, client_user
    )  # fmt: skip
    assert book(opened, UserFactory(), start).state == SessionState.APPROVED


def test_a_late_payment_counts_while_the_time_is_free(stripe_site, opened, client_user, start):
    first, late = _paid_late(opened, client_user, start)
    assert Session.objects.get(pk=first.pk).state == SessionState.CONFIRMED
    assert claims(first).get().expires_at is None
    assert late.state == PaymentState.PAID


def test_a_late_payment_for_a_time_that_is_gone_goes_back(stripe_site, opened, client_user, start):
    rival = UserFactory()
    first, late = _paid_late(opened, client_user, start, before=lambda: book(opened, rival, start))
    assert Session.objects.get(pk=first.pk).state == SessionState.EXPIRED
    assert Refund.objects.get().attempt.payment == late
    assert claims(first).count() == 0


def _paid_late(service, user, start, before=lambda: None):
    """The page to pay on was open when the time ran out, and the payment came all the same."""
    session = book(service, user, start)
    payment = Payment.objects.get(pk=session.payment_id)
    url = press(user, payment)
    Payment.objects.update(expires_at=timezone.now() - 3 * MINUTE)
    expire_unasked(payment_id=payment.pk)
    assert Session.objects.get(pk=session.pk).state == SessionState.EXPIRED
    before()
    pay(url)
    refresh(attempt_id=payment.attempts.get().pk)
    payment.refresh_from_db()
    return session, payment


def test_a_request_takes_nobody_s_time_until_it_is_approved(stripe_site, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    assert (session.state, session.mode, session.payment) == (SessionState.REQUESTED, ServiceMode.REQUEST, None)
    other = book(opened, UserFactory(), start)
    for wrong in (client_user, UserFactory()):
        with pytest.raises(PermissionDenied):
            approve_session(acting_user=wrong, session_id=session.pk)
    session = approve_session(acting_user=user, session_id=session.pk)
    assert dt.timedelta(hours=23) < session.expires_at - timezone.now() <= DAY
    with pytest.raises(SlotGone):
        approve_session(acting_user=user, session_id=other.pk)
    assert decline_session(acting_user=user, session_id=other.pk, text="Sorry").state == SessionState.DECLINED
    assert paid(session).state == SessionState.CONFIRMED


def test_a_request_that_nobody_answers_is_over(opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    assert follow_the_clock(session.answer_by - MINUTE) == 0
    assert follow_the_clock(session.answer_by) == 1
    session.refresh_from_db()
    assert session.state == SessionState.EXPIRED


def test_what_is_not_paid_can_be_taken_back(opened, client_user, start, user):
    session = book(opened, client_user, start)
    with pytest.raises(PermissionDenied):
        withdraw_session(acting_user=user, session_id=session.pk)
    session = withdraw_session(acting_user=client_user, session_id=session.pk)
    assert (session.state, claims(session).exists()) == (SessionState.WITHDRAWN, False)
    assert Payment.objects.get().state == PaymentState.CANCELLED
    assert not Lapse.objects.exists()


@pytest.mark.parametrize(("days", "back"), [(8, 12_000), (2, 6_000), (0, 0)])
def test_calling_off_gives_back_what_the_tiers_leave(stripe_site, opened, client_user, start, days, back):
    session = paid(book(opened, client_user, start))
    cancelled = cancel_session(acting_user=client_user, session_id=session.pk, text="Ill", at=start - days * DAY - HOUR)
    assert cancelled.events.get(event="cancelled").back_minor == back
    assert (cancelled.state, claims(session).exists()) == (SessionState.CANCELLED, False)
    assert [refund.amount_minor for refund in Refund.objects.all()] == ([back] if back else [])


def test_if_the_professional_calls_off_all_goes_back(stripe_site, opened, client_user, start, user):
    session = paid(book(opened, client_user, start))
    cancel_session(acting_user=user, session_id=session.pk, text="Flood", at=start - HOUR)
    assert Refund.objects.get().amount_minor == 12_000


def test_it_begins_and_ends_by_the_clock_and_then_the_money_may_be_sent(stripe_site, opened, client_user, start, user):
    session = paid(book(opened, client_user, start))
    assert False in may_be_sent(session.payment)
    assert follow_the_clock(start - MINUTE) == 0
    assert follow_the_clock(start) == 1
    with pytest.raises(WrongState):
        cancel_session(acting_user=client_user, session_id=session.pk, text="Too late")
    assert follow_the_clock(session.ends_at + DAY) == 1
    session.refresh_from_db()
    assert session.state == SessionState.COMPLETED
    assert True in may_be_sent(session.payment)


def test_nobody_begins_long_before_the_start(client, stripe_site, opened, client_user, start, user):
    session = paid(book(opened, client_user, start))
    page, begin = (reverse(f"studio:{name}", args=[session.pk]) for name in ("session", "session_begin"))
    client.force_login(user)
    assert begin not in client.get(page).text
    assert "You can start up to 30 minutes early: from" in client.post(begin, follow=True).text
    with pytest.raises(TooEarly, match="up to 30 minutes early"):
        begin_session(acting_user=user, session_id=session.pk, at=start - 31 * MINUTE)
    session.refresh_from_db()
    assert session.state == SessionState.CONFIRMED
    assert "begin" in session_page(session, user, start - 30 * MINUTE).may
    begin_session(acting_user=user, session_id=session.pk, at=start - 30 * MINUTE)
    with pytest.raises(WrongState):
        begin_session(acting_user=user, session_id=session.pk, at=start - 31 * MINUTE)


def test_work_at_a_fixed_price_takes_nobody_s_time(stripe_site, opened, client_user, professional, user):
    mix = a_stored_service(
        user, professional, name="Mix", mode="request", rate_kind="fixed", min_minutes=None, max_minutes=None,
        amount_minor=30_000, revisions=2, delivery_days=7,
    )  # fmt: skip
    session = book(mix, client_user, None, minutes=None, expected_price=30_000)
    approve_session(acting_user=user, session_id=session.pk)
    session = paid(Session.objects.get(pk=session.pk))
    assert (session.state, claims(session).exists()) == (SessionState.CONFIRMED, False)
    begin_session(acting_user=user, session_id=session.pk)
    with pytest.raises(PermissionDenied):
        complete_session(acting_user=user, session_id=session.pk)
    with pytest.raises(ValidationError):
        deliver_session(acting_user=user, session_id=session.pk, text=" ")
    session = deliver_session(acting_user=user, session_id=session.pk, text="https://example.org/mix")
    for _revision in range(2):
        ask_for_revision(acting_user=client_user, session_id=session.pk, text="More bass")
        session = deliver_session(acting_user=user, session_id=session.pk, text="Mix 2")
    with pytest.raises(NoRevisions):
        ask_for_revision(acting_user=client_user, session_id=session.pk, text="Less bass")
    assert False in may_be_sent(session.payment)
    follow_the_clock(session.accept_by - MINUTE)
    assert Session.objects.get().state == SessionState.DELIVERED
    assert follow_the_clock(session.accept_by) == 1
    session.refresh_from_db()
    assert (session.state, session.revisions_used) == (SessionState.COMPLETED, 2)
    assert True in may_be_sent(session.payment)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"expected_price": 1}, OtherPrice),
        ({"minutes": 60}, ValidationError),
        ({"minutes": None}, ValidationError),
        ({"starts_at": None}, ValidationError),
        ({"notes": "x" * 4001}, ValidationError),
    ],
)
def test_what_cannot_be_booked(opened, client_user, start, wrong, refusal):
    with pytest.raises(refusal):
        book(
            opened,
            client_user,
            **{"start": start}
            | ({} if "starts_at" not in wrong else {"start": None})
            | {name: value for name, value in wrong.items() if name != "starts_at"},
        )
    assert not Session.objects.exists()
    assert not TimeBlock.objects.claims().exists()


def test_who_cannot_book(opened, client_user, start, user, professional):
    with pytest.raises(OwnService):
        book(opened, user, start)
    with pytest.raises(PermissionDenied):
        book_session(
            acting_user=UserFactory(), service=opened, client=ensure_person_party(client_user), starts_at=start,
            minutes=120, is_remote=True, expected_price=12_000,
        )  # fmt: skip
    professional.party.approval = "suspended"
    professional.party.save()
    with pytest.raises(NotApproved):
        book(opened, client_user, start)


def test_nobody_holds_many_slots_without_paying(opened, client_user, start, user, professional):
    for place in (0, 2):
        book(opened, client_user, start + place * HOUR)
    with pytest.raises(TooManyUnpaid):
        book(opened, client_user, start + 4 * HOUR)
    stranger = UserFactory()
    for _time in range(3):
        Lapse.objects.create(user=stranger)
    with pytest.raises(TooManyLapses):
        book(opened, stranger, start + 4 * HOUR)


def test_the_database_keeps_the_table_of_moves(opened, client_user, start):
    session = book(opened, client_user, start)
    for before in SessionState:
        for after in set(SessionState) - SESSION_TRANSITIONS[before] - {before}:
            with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
                _step(session, before, after)


def _step(session, before, after):
    """From one state, however it came about, to another."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE studio_session DISABLE TRIGGER USER")
        cursor.execute("UPDATE studio_session SET state = %s, answer_by = now(), accept_by = now()", [before])
        cursor.execute("ALTER TABLE studio_session ENABLE TRIGGER USER")
    Session.objects.filter(pk=session.pk).update(state=after)


def test_the_database_keeps_the_time_of_what_is_booked(stripe_site, opened, client_user, start):
    session = paid(book(opened, client_user, start))
    for spoil in (
        lambda: claims(session).delete(),
        lambda: claims(session).update(expires_at=timezone.now() + DAY),
        lambda: Session.objects.filter(pk=session.pk).update(ends_at=start + 3 * HOUR),
    ):
        with pytest.raises(IntegrityError, match="booked without its time"), transaction.atomic():
            spoil()


def test_an_illegal_answer_says_so(opened, client_user, start, user):
    session = book(opened, client_user, start)
    with pytest.raises(WrongState):
        decline_session(acting_user=user, session_id=session.pk)
    with pytest.raises(Session.DoesNotExist):
        decline_session(acting_user=user, session_id=uuid4())


def test_so_many_requests_of_a_client_wait_at_a_time(opened, client_user, start, user, settings):
    settings.SESSION_REQUESTS_MAX = 2
    update_service(acting_user=user, service=opened, mode="request")
    first, _second = (book(opened, client_user, start + number * HOUR) for number in range(2))
    with pytest.raises(TooManyOpenRequests) as refused:
        book(opened, client_user, start)
    assert "You can have 2 open requests" in str(refused.value.detail)
    assert book(opened, UserFactory(), start).state == SessionState.REQUESTED
    decline_session(acting_user=user, session_id=first.pk)
    assert book(opened, client_user, start).state == SessionState.REQUESTED


def test_the_page_says_that_too_many_requests_wait(client, opened, client_user, start, user, settings):
    settings.SESSION_REQUESTS_MAX = 0
    update_service(acting_user=user, service=opened, mode="request")
    client.force_login(client_user)
    data = {"start": start.isoformat(), "minutes": 120, "price": 12_000, "is_remote": "True", "sure": "1"}
    answer = client.post(reverse("studio:book_review", args=["low-end", opened.pk]), data)
    assert (answer.status_code, Session.objects.count()) == (409, 0)
    assert "Withdraw one, or wait for an answer." in answer.text
