"""What tests of changes do again and again."""

from availability.models import TimeBlock
from payments.actions import refresh
from payments.models import Payment
from studio.models import Session
from tests.payments.test_checkouts import pay, press


def the_change(session):
    return session.changes.order_by("-proposed_at", "-pk").first()


def pay_for(change, user):
    """The client pays for a change by card, and the site hears of it."""
    payment = Payment.objects.get(pk=change.payment_id)
    assert pay(press(user, payment)) == 303
    refresh(attempt_id=payment.attempts.get().pk)
    change.refresh_from_db()
    return Session.objects.get(pk=change.session_id)


def on_calendar(change):
    return TimeBlock.objects.claims().filter(occasion=change.pk)
