"""Money that comes late."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.states import Approval
from payments.actions import expire_unasked, refresh
from payments.models import Payment, Refund
from payments.states import PaymentState
from studio.actions import update_service
from studio.models import Session
from studio.states import SessionState
from tests.factories import UserFactory
from tests.payments.test_checkouts import pay, press
from tests.studio.attacks.scenes import state_of
from tests.studio.test_sessions import book, claims

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def unpaid_on_an_open_page(service, user, start):
    """A slot whose time to be paid is over, while the clock stood still; and the page to pay on, still open."""
    session = book(service, user, start)
    payment = Payment.objects.get(pk=session.payment_id)
    url = press(user, payment)
    over = timezone.now() - 3 * MINUTE
    Payment.objects.filter(pk=payment.pk).update(expires_at=over)
    Session.objects.filter(pk=session.pk).update(expires_at=over)
    claims(session).update(expires_at=over + 2 * MINUTE)
    return session, payment, url


def come_to_pay(payment, url):
    pay(url)
    refresh(attempt_id=payment.attempts.get().pk)
    payment.refresh_from_db()


def test_who_pays_before_the_clock_knows_that_it_is_too_late_gets_the_time_while_it_is_free(
    stripe_site, opened, client_user, start
):
    session, payment, url = unpaid_on_an_open_page(opened, client_user, start)
    come_to_pay(payment, url)
    assert (state_of(session), payment.state) == (SessionState.CONFIRMED, PaymentState.PAID)
    assert claims(session).get().expires_at is None


def test_who_pays_before_the_clock_knows_that_the_time_is_gone_gets_the_money_back(
    stripe_site, opened, client_user, start
):
    session, payment, url = unpaid_on_an_open_page(opened, client_user, start)
    rival = book(opened, UserFactory(), start)
    come_to_pay(payment, url)
    assert (state_of(session), payment.state) == (SessionState.EXPIRED, PaymentState.EXPIRED)
    assert Refund.objects.get().amount_minor == 12_000
    assert claims(rival).count() == 1


def late(service, user, start, before):
    """A session that was not paid in time, what happened `before` somebody paid it all the same, and its payment."""
    session, payment, url = unpaid_on_an_open_page(service, user, start)
    expire_unasked(payment_id=payment.pk)
    assert state_of(session) == SessionState.EXPIRED
    before(session)
    come_to_pay(payment, url)
    return session, payment


@pytest.mark.parametrize("side", ["client", "professional"])
@pytest.mark.parametrize("approval", [Approval.SUSPENDED, Approval.CLOSED])
def test_a_late_payment_to_or_by_who_has_left_goes_back(stripe_site, opened, client_user, start, side, approval):
    def leave(session):
        type(session.client).objects.filter(pk=getattr(session, f"{side}_id")).update(approval=approval)

    session, _payment = late(opened, client_user, start, leave)
    assert state_of(session) == SessionState.EXPIRED
    assert Refund.objects.get().amount_minor == 12_000


def test_a_late_payment_of_another_price_goes_back(stripe_site, opened, client_user, start, user):
    session, _payment = late(
        opened, client_user, start, lambda _s: update_service(acting_user=user, service=opened, amount_minor=9_000)
    )
    assert state_of(session) == SessionState.EXPIRED
    assert Refund.objects.get().amount_minor == 12_000


def test_a_late_payment_counts_with_the_buffer_that_was_agreed(stripe_site, opened, client_user, start, user):
    """The service has no buffer any more, and somebody else begins where the one of the session would be."""
    update_service(acting_user=user, service=opened, buffer_minutes=60)
    opened.refresh_from_db()

    def take_the_buffer(session):
        update_service(acting_user=user, service=opened, buffer_minutes=0)
        opened.refresh_from_db()
        book(opened, UserFactory(), start + 3 * HOUR)

    session, _payment = late(opened, client_user, start + HOUR, take_the_buffer)
    assert state_of(session) == SessionState.EXPIRED
    assert Refund.objects.get().amount_minor == 12_000
