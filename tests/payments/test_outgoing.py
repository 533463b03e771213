"""Money that leaves never exceeds money that came in, also when two take it at the same instant."""

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from payments.actions import Share
from payments.models import Attempt, Refund, Transfer
from payments.states import AttemptState, Means, OutgoingState
from tests.factories import PartyFactory
from tests.payments.scenes import at_once, owed, paid, refund, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_refunds_and_transfers_stay_within_what_was_paid():
    attempt = paid(owed())
    send(attempt, 8_500)
    refund(attempt, 1_500)
    with pytest.raises(IntegrityError, match="more would leave than was paid"):
        refund(attempt, 1)


def test_what_was_taken_back_can_leave_again():
    attempt = paid(owed())
    transfer = send(attempt, 8_500)
    Transfer.objects.filter(pk=transfer.pk).update(reversed_minor=8_500)
    refund(attempt, 10_000)
    with pytest.raises(IntegrityError, match="more would leave than was paid"):
        send(attempt, 1)


def test_what_failed_can_leave_again():
    attempt = paid(owed())
    failed = refund(attempt, 10_000)
    Refund.objects.filter(pk=failed.pk).update(state=OutgoingState.FAILED, ended_at=now())
    refund(attempt, 10_000)
    assert sorted(attempt.refunds.values_list("state", flat=True)) == [OutgoingState.BEGUN, OutgoingState.FAILED]


def test_no_payee_gets_more_than_its_share_less_the_fee():
    band, venue = PartyFactory(), PartyFactory()
    attempt = paid(owed(Share(band, 10_000, 1_500), Share(venue, 5_000)))
    send(attempt, 5_000, venue)
    with pytest.raises(IntegrityError, match="more than its share"):
        send(attempt, 1, venue)
    with pytest.raises(IntegrityError, match="more than its share"):
        send(attempt, 8_501, band)
    with pytest.raises(IntegrityError, match="more than its share"):
        send(attempt, 1, PartyFactory())


def test_nothing_leaves_an_attempt_that_was_not_paid():
    attempt = Attempt.objects.create(payment=owed(), means=Means.CARD)
    with pytest.raises(IntegrityError, match="more would leave than was paid"):
        refund(attempt, 1)


def test_a_payment_has_one_running_attempt():
    payment = owed()
    Attempt.objects.create(payment=payment, means=Means.CARD)
    with pytest.raises(IntegrityError, match="attempt_one_running"):
        Attempt.objects.create(payment=payment, means=Means.CASH)
    Attempt.objects.update(state=AttemptState.EXPIRED, ended_at=now())
    Attempt.objects.create(payment=payment, means=Means.CASH)


@pytest.mark.race
def test_refund_and_transfer_at_the_same_instant():
    for attempt in [paid(owed()) for _round in range(5)]:
        raised = at_once(
            partial(refund, attempt, 6_000), partial(send, attempt, 8_500), partial(refund, attempt, 10_000)
        )
        assert [type(error) for error in raised if error] == [IntegrityError] * 2
        assert attempt.refunds.count() + attempt.transfers.count() == 1


@pytest.mark.race
def test_without_the_check_both_would_leave():
    """The control: the same threads with the check disabled."""
    attempt = paid(owed())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payments_refund DISABLE TRIGGER refund_is_covered")
        cursor.execute("ALTER TABLE payments_transfer DISABLE TRIGGER transfer_is_covered")
    try:
        assert at_once(lambda: refund(attempt, 6_000), lambda: send(attempt, 8_500)) == [None, None]
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE payments_refund ENABLE TRIGGER refund_is_covered")
            cursor.execute("ALTER TABLE payments_transfer ENABLE TRIGGER transfer_is_covered")
