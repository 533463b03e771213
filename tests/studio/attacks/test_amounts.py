"""Money that is lost, kept or asked for wrongly."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Party
from accounts.states import Approval
from catalogue.models import Currency
from payments.actions import expire_payment, expire_unasked, refresh
from payments.models import Payment, Refund
from studio.actions import answer_split
from studio.actions.changes import (
    agree_change,
    propose_extension,
    propose_terms,
)
from studio.actions.sessions import (
    approve_session,
    begin_session,
    complete_session,
    give_tip,
)
from studio.states import ChangeState
from tests.payments.test_checkouts import pay, press
from tests.studio.changes.scenes import pay_for, the_change
from tests.studio.splits.scenes import a_payee, offer
from tests.studio.test_sessions import book, paid
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
MINUTE = dt.timedelta(minutes=1)


def test_an_amount_is_given_though_an_earlier_payment_came_to_nothing(
    stripe_site, opened, client_user, start, user, professional
):
    payee, leader = a_payee()
    split = offer(professional, payee, 1_000, "amount", by=user)
    session = paid(book(opened, client_user, start))
    answer_split(acting_user=leader, split_id=split.pk, accepts=True)

    def payees_of_an_extension():
        propose_extension(acting_user=client_user, session_id=session.pk, minutes=60)
        return Payment.objects.get(pk=the_change(session).payment_id).shares.count()

    assert payees_of_an_extension() == 2
    payment = the_change(session).payment_id
    Payment.objects.filter(pk=payment).update(expires_at=timezone.now() - 3 * MINUTE)
    expire_payment(payment_id=payment)
    assert the_change(session).state == ChangeState.EXPIRED
    assert payees_of_an_extension() == 2
    pay_for(the_change(session), client_user)
    assert payees_of_an_extension() == 1


def test_a_late_tip_to_who_has_closed_goes_back(stripe_site, opened, client_user, start, user, professional):
    session = paid(book(opened, client_user, start))
    begin_session(acting_user=user, session_id=session.pk, at=start)
    complete_session(acting_user=client_user, session_id=session.pk)
    tip = give_tip(acting_user=client_user, session_id=session.pk, amount_minor=500)
    payment = Payment.objects.get(pk=tip.payment_id)
    url = press(client_user, payment)
    Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - 3 * MINUTE)
    expire_unasked(payment_id=payment.pk)
    Party.objects.filter(pk=professional.party.pk).update(approval=Approval.CLOSED)
    pay(url)
    refresh(attempt_id=payment.attempts.get().pk)
    assert Refund.objects.get().amount_minor == 500


def test_prices_are_what_cards_can_pay(stripe_site, opened, client_user, start, user, professional, settings):
    settings.CARD_CURRENCIES = ["EUR", "KWD"]
    dinar = Currency.objects.get(code="KWD")
    with pytest.raises(ValidationError):
        a_stored_service(user, professional, currency=dinar, amount_minor=10_001)
    with pytest.raises(ValidationError):
        a_stored_service(user, professional, currency=dinar, amount_minor=10_010, revision_minor=5)
    service = a_stored_service(user, professional, currency=dinar, amount_minor=10_010, mode="request", min_minutes=60)
    session = book(service, client_user, start, minutes=90, expected_price=15_020)
    assert session.price_minor == 15_020
    with pytest.raises(ValidationError):
        propose_terms(acting_user=user, session_id=session.pk, price_minor=15_021)
    session = paid(approve_session(acting_user=user, session_id=session.pk))
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=60)
    agree_change(acting_user=user, change_id=the_change(session).pk)
    assert the_change(session).price_minor % 10 == 0
    pay_for(the_change(session), client_user)
