"""What payer and payee are told of money that goes outside the site: in words, by side, and no more once it is over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.kinds import registry
from notifications.models import Notification
from payments.actions import promise_refund
from payments.actions.outside import confirm_given_back, confirm_outside, deny_outside, mark_paid_outside
from payments.emails.outside import NEWS
from payments.models import Payment
from payments.states import Means, RefundReason
from tests.payments.scenes import owed
from tests.payments.test_outside import leader_of, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment():
    return owed()


@pytest.fixture
def payer(payment):
    return leader_of(payment.payer)


@pytest.fixture
def payee(payment):
    return leader_of(payment.shares.get().payee)


def mark(payer, payment):
    mark_paid_outside(acting_user=payer, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    return payment.attempts.get()


def text_for(user, kind):
    return registry.render(Notification.objects.get(kind=kind), user)


def test_the_payee_is_asked_and_the_payer_hears_the_answer(payment, payer, payee):
    attempt = mark(payer, payment)
    asked = text_for(payee, "payments.marked")
    assert asked.subject == f"Has it arrived? {payment.payer} says €100 was paid"
    assert ("in cash" in asked.text, asked.is_over) == (True, False)
    assert text_for(payer, "payments.marked") is None
    confirm_outside(acting_user=payee, attempt_id=attempt.pk)
    assert text_for(payee, "payments.marked").is_over
    assert text_for(payer, "payments.arrived").subject == f"{payment.shares.get().payee} has confirmed €100"


def test_the_payer_reads_the_word_of_the_payee(payment, payer, payee):
    deny_outside(acting_user=payee, attempt_id=mark(payer, payment).pk, text="Which account?")
    told = text_for(payer, "payments.not_arrived")
    assert "Their message: Which account?" in told.text
    assert "has not arrived" in told.subject


def test_giving_back_is_told_to_both_with_its_amount(payment, payer, payee):
    record(payee, payment)
    refund = promise_refund(
        acting_user=payee,
        payment_id=payment.pk,
        amount_minor=2_500,
        reason=RefundReason.BY_PAYEE,
        version=Payment.objects.get().version,
    )
    assert text_for(payee, "payments.give_back").subject == f"Repay €25 to {payment.payer}"
    assert "€25" in text_for(payer, "payments.comes_back").subject
    confirm_given_back(acting_user=payer, refund_id=refund.pk)
    assert text_for(payee, "payments.give_back").is_over
    assert text_for(payer, "payments.comes_back").is_over
    assert "€25" in text_for(payee, "payments.came_back").subject


def test_every_kind_has_words_for_its_side_and_for_nobody_else(payment, payer, payee):
    attempt = mark(payer, payment)
    data = {"payment": str(payment.pk), "attempt": str(attempt.pk)}
    for kind, news in NEWS.items():
        told = Notification(kind=kind, data=data, user=payer)
        reads, does_not = (payer, payee) if news.side == "payer" else (payee, payer)
        assert registry.render(told, reads).subject
        assert registry.render(told, does_not) is None
        assert registry.render(Notification(kind=kind, data={}, user=reads), reads) is None


def test_a_list_costs_as_many_queries_as_one(payment, payer, payee):
    told = []
    for other in [payment, *(owed() for _payment in range(2))]:
        if other != payment:
            payee.memberships.create(party=other.shares.get().payee, role="owner", joined_at=other.created_at)
        mark(leader_of(other.payer), other)
    told = list(Notification.objects.filter(user=payee))
    counts = []
    for some in (told[:1], told):
        with CaptureQueriesContext(connection) as captured:
            assert all(registry.render_all(some, payee))
        counts.append(len(captured))
    assert (len(told), counts) == (3, [7, 7])
