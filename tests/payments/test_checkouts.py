"""Paying by card, against the stand-in: each press, each answer that got lost, each second payment."""

import datetime as dt
import threading

import pytest
import requests
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.timezone import now

from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval
from catalogue.models import City
from payments import provider
from payments.actions import (
    Mismatch,
    Share,
    ask_account_change,
    begin_transfer,
    close_checkout,
    pay_by_card,
    refresh,
)
from payments.models import Attempt, Payment, Refund
from payments.queries import balances, differences
from payments.states import Account, AttemptState, Means, PaymentState, RefundReason
from tests.factories import PartyFactory, UserFactory
from tests.payments.scenes import connected, owed, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]

GOOD, DECLINED = "4242424242424242", "4000000000000002"


@pytest.fixture
def payment(stripe_site):
    return owed()


@pytest.fixture
def payer(db):
    return UserFactory()


def press(payer, payment, *, name="Deposit", **more):
    return pay_by_card(
        acting_user=payer,
        payment_id=payment.pk,
        name=name,
        success_url="http://localhost/paid",
        cancel_url="http://localhost/back",
        language="en",
        **more,
    )


def pay(url, card=GOOD):
    return requests.post(url, data={"card": card}, allow_redirects=False, timeout=5).status_code


def state_of(payment):
    return Payment.objects.get(pk=payment.pk).state


def test_press_pay_and_look(payer, payment):
    url = press(payer, payment)
    assert state_of(payment) == PaymentState.PROCESSING
    assert pay(url) == 303
    attempt = payment.attempts.get()
    assert [refresh(attempt_id=attempt.pk).state for _time in range(2)] == [PaymentState.PAID] * 2
    [share] = payment.shares.all()
    assert balances(share.payee, livemode=False) == {(Account.PAYEE, "EUR"): -8_500}
    costs = payment.entries.get(kind="costs").lines.get(account=Account.CARD_COSTS)
    assert costs.amount_minor == 175
    assert differences() == []
    with pytest.raises(ValidationError, match="Nothing left to pay"):
        press(payer, payment)


def test_a_second_press_and_a_second_tab_open_the_same_page(payer, payment):
    urls, errors = set(), []

    def in_a_thread():
        try:
            urls.add(press(payer, payment))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=in_a_thread) for _tab in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(urls), errors, payment.attempts.count()) == (1, [], 1)
    assert urls == {press(payer, payment)}


def test_a_declined_card_leaves_it_due(payer, payment):
    url = press(payer, payment)
    assert pay(url, DECLINED) == 402
    attempt = payment.attempts.get()
    assert refresh(attempt_id=attempt.pk).state == PaymentState.PROCESSING
    assert pay(url) == 303
    assert refresh(attempt_id=attempt.pk).state == PaymentState.PAID


def test_a_closed_page_leaves_it_due_and_another_one_opens(payer, payment):
    url = press(payer, payment)
    assert close_checkout(attempt_id=payment.attempts.get().pk).state == PaymentState.DUE
    assert pay(url) == 410
    again = press(payer, payment)
    assert again != url
    assert pay(again) == 303


def test_closing_finds_that_somebody_has_paid(payer, payment):
    assert pay(press(payer, payment)) == 303
    assert close_checkout(attempt_id=payment.attempts.get().pk).state == PaymentState.PAID
    assert differences() == []


def test_a_page_whose_time_is_over_gives_way_to_another(payer, payment):
    url = press(payer, payment)
    Attempt.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    assert press(payer, payment) != url
    assert sorted(payment.attempts.values_list("state", flat=True)) == ["expired", "open"]


@pytest.mark.parametrize(("fault", "sessions"), [("before", 0), ("after", 1)])
def test_an_answer_that_got_lost_is_found_again(payer, payment, stripe_site, fault, sessions):
    requests.post(f"{stripe_site}/faults", data={fault: "10"}, timeout=5)
    with pytest.raises(provider.ProviderDown):
        press(payer, payment)
    requests.post(f"{stripe_site}/faults", data={fault: ""}, timeout=5)
    attempt = payment.attempts.get()
    assert attempt.state == AttemptState.BEGUN
    refresh(attempt_id=attempt.pk)
    assert Attempt.objects.get().state == (AttemptState.OPEN if sessions else AttemptState.BEGUN)
    assert pay(press(payer, payment)) == 303
    assert refresh(attempt_id=attempt.pk).state == PaymentState.PAID


def test_a_second_payment_is_given_back_and_the_first_stays(payer, payment):
    first = press(payer, payment)
    Attempt.objects.update(state=AttemptState.EXPIRED, ended_at=now())  # as if it had been closed, unseen by its page
    Payment.objects.update(state=PaymentState.DUE)
    second = press(payer, payment)
    assert pay(second) == pay(first) == 303
    early, late = payment.attempts.order_by("begun_at")
    assert refresh(attempt_id=late.pk).state == PaymentState.PAID
    assert refresh(attempt_id=early.pk).state == PaymentState.PAID
    given_back = Refund.objects.get()
    assert (given_back.attempt, given_back.amount_minor) == (early, 10_000)
    assert given_back.reason == RefundReason.PAID_TWICE
    assert differences() == []


@pytest.mark.parametrize("state", [PaymentState.EXPIRED, PaymentState.CANCELLED])
def test_money_that_comes_too_late_goes_back(payer, payment, state):
    url = press(payer, payment)
    Payment.objects.update(state=state)
    assert pay(url) == 303
    assert refresh(attempt_id=payment.attempts.get().pk).state == state
    assert Refund.objects.get().reason == RefundReason.TOO_LATE
    assert differences() == []


def test_another_amount_is_not_applied(payer, payment):
    assert pay(press(payer, payment)) == 303
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payments_payment DISABLE TRIGGER USER")
        cursor.execute("UPDATE payments_payment SET amount_minor = 9000")
        cursor.execute("ALTER TABLE payments_payment ENABLE TRIGGER USER")
    with pytest.raises(Mismatch, match="9000"):
        refresh(attempt_id=payment.attempts.get().pk)
    assert state_of(payment) == PaymentState.PROCESSING
    assert not payment.entries.exists()


def test_what_is_marked_as_paid_outside_opens_no_page(payer, payment):
    Attempt.objects.create(payment=payment, means=Means.CASH)
    with pytest.raises(ValidationError, match="marked as paid"):
        press(payer, payment)


def test_the_provider_is_never_asked_inside_a_transaction(payer, payment):
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction.atomic():
        press(payer, payment)


def test_all_that_look_at_once_apply_it_once(payer, payment):
    assert pay(press(payer, payment)) == 303
    attempt = payment.attempts.get()
    errors = []

    def in_a_thread():
        try:
            refresh(attempt_id=attempt.pk)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=in_a_thread) for _event in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, payment.entries.filter(kind="charge").count()) == ([], 1)
    assert differences() == []


def test_what_is_marked_as_paid_outside_is_no_matter_of_the_provider(payment):
    """Found by reading: after a minute, a look at it had it fail."""
    cash = Attempt.objects.create(payment=payment, means=Means.CASH, begun_at=now() - dt.timedelta(days=1))
    for look in (refresh, close_checkout):
        assert look(attempt_id=cash.pk).state == PaymentState.DUE
    assert Attempt.objects.get().state == AttemptState.BEGUN


@pytest.mark.parametrize(
    ("currency", "country", "says"), [("HUF", "DE", "by card in HUF"), ("EUR", "BR", "can’t send card payments")]
)
def test_money_that_could_not_be_sent_on_is_not_taken(payer, stripe_site, currency, country, says):
    """Found by an attack: nothing asked whether the provider can take the currency and reach the payee."""
    city = City.objects.filter(country=country).first()
    payment = owed(Share(PartyFactory(city=city), 10_000), currency=currency)
    with pytest.raises(ValidationError, match=says):
        press(payer, payment)
    assert not payment.attempts.exists()


def test_nobody_pays_a_payee_that_is_suspended(payer, payment):
    """Found by an attack: whoever staff had shut out was still paid, and sent on what had come."""
    payee = payment.shares.get().payee
    connected(payee)
    Party.objects.filter(pk=payee.pk).update(approval=Approval.SUSPENDED)
    with pytest.raises(ValidationError, match="is suspended"):
        press(payer, payment)
    attempt = paid(payment)
    assert begin_transfer(payment_id=payment.pk, payee_id=payee.pk) is None
    with pytest.raises(NotApproved):
        ask_account_change(acting_user=payer, party_id=payee.pk, country="DE")
    Party.objects.filter(pk=payee.pk).update(approval=Approval.APPROVED)
    assert begin_transfer(payment_id=payment.pk, payee_id=payee.pk) == attempt.transfers.get()


def test_a_name_that_is_too_long_for_the_provider_is_cut(payer, payment):
    """Found by an attack: a long title of a show kept everybody from paying by card."""
    assert pay(press(payer, payment, name="Deposit: " + "long " * 70)) == 303


def test_an_account_in_another_country_than_the_town_counts(payer, stripe_site):
    payee = PartyFactory(city=City.objects.filter(country="BR").first())
    connected(payee)
    assert pay(press(payer, owed(Share(payee, 10_000)))) == 303


def test_an_amount_that_no_card_can_pay(payer, stripe_site, settings):
    """Found by reading: it ended in an error of ours, and the attempt stayed begun."""
    settings.CARD_CURRENCIES = ["EUR", "KWD"]
    payment = owed(Share(PartyFactory(), 12_345), currency="KWD")
    for _press in range(2):
        with pytest.raises(ValidationError, match="by card"):
            press(payer, payment)
    assert {attempt.state for attempt in payment.attempts.all()} == {AttemptState.FAILED}


def test_a_page_that_the_provider_has_forgotten(payer, payment):
    """Found by reading: whoever came back read of an error, whenever they looked."""
    press(payer, payment)
    Attempt.objects.update(checkout_id="cs_test_gone", expires_at=now() - dt.timedelta(minutes=1))
    assert refresh(attempt_id=payment.attempts.get().pk).state == PaymentState.FAILED
    assert pay(press(payer, payment)) == 303
