"""One page to pay on, whoever asks for it and however broken the line: against the stand-in."""

import pytest
import requests
from django.core.exceptions import ValidationError
from django.utils.translation import override

from payments import provider
from payments.actions import Share, pay_by_card, refresh
from payments.models import Attempt, Payment
from payments.states import AttemptState, PaymentState
from tests.factories import PartyFactory, UserFactory
from tests.payments.scenes import owed
from tests.payments.test_checkouts import pay, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def payment(stripe_site):
    return owed()


def press(payment, language="en"):
    return pay_by_card(
        acting_user=UserFactory(),
        payment_id=payment.pk,
        name={"en": "Deposit", "de": "Anzahlung"}[language],
        success_url="http://localhost/paid",
        cancel_url="http://localhost/back",
        language=language,
    )


def make_faults(stripe_site, **faults):
    requests.post(f"{stripe_site}/faults", data=faults, timeout=5)


def press_and_lose_the_answer(stripe_site, payment):
    make_faults(stripe_site, after="10")
    with pytest.raises(provider.ProviderDown):
        press(payment)
    make_faults(stripe_site, after="")


def test_a_second_leader_with_another_language_gets_the_page_whose_answer_was_lost(stripe_site, payment):
    press_and_lose_the_answer(stripe_site, payment)

    assert pay(press(payment, "de")) == 303

    assert refresh(attempt_id=payment.attempts.get().pk).state == PaymentState.PAID


def test_a_page_whose_answer_was_lost_and_that_somebody_has_paid_is_not_opened_again(stripe_site, payment):
    press_and_lose_the_answer(stripe_site, payment)
    assert pay(provider.look(payment.attempts.get()).url) == 303

    with pytest.raises(ValidationError, match="has changed"):
        press(payment, "de")

    assert state_of(payment) == PaymentState.PAID


def test_money_that_is_on_its_way_opens_no_page(payment):
    press(payment)
    Attempt.objects.update(state=AttemptState.PROCESSING)

    with pytest.raises(ValidationError, match="on its way"):
        press(payment)


def test_a_page_that_was_closed_without_our_knowing_gives_way_to_another(payment):
    url = press(payment)
    with provider.client.asking() as client:
        client.v1.checkout.sessions.expire(payment.attempts.get().checkout_id)

    again = press(payment)

    assert again != url
    assert sorted(payment.attempts.values_list("state", flat=True)) == ["expired", "open"]


def test_a_page_that_was_paid_without_our_knowing_is_not_opened_again(payment):
    assert pay(press(payment)) == 303

    with pytest.raises(ValidationError, match="Nothing left to pay"):
        press(payment)


def test_an_open_page_is_led_to_while_the_provider_does_not_answer(stripe_site, payment):
    url = press(payment)
    make_faults(stripe_site, before="10")

    assert press(payment) == url


def test_a_lost_page_that_has_expired_leaves_a_failed_payment_payable(stripe_site, payment):
    press_and_lose_the_answer(stripe_site, payment)
    Payment.objects.update(state=PaymentState.PROCESSING)
    Payment.objects.update(state=PaymentState.FAILED)
    attempt = payment.attempts.get()
    with provider.client.asking() as client:
        client.v1.checkout.sessions.expire(provider.look(attempt).checkout_id)

    assert refresh(attempt_id=attempt.pk).state == PaymentState.DUE
    assert Attempt.objects.get().state == AttemptState.EXPIRED
    assert pay(press(payment)) == 303


def test_an_amount_that_cards_cannot_pay_exactly_is_said_and_another_way_stays_open(stripe_site, settings):
    settings.CARD_CURRENCIES = ["EUR", "KWD"]
    payment = owed(Share(PartyFactory(), 10_001), currency="KWD")

    with override("en"), pytest.raises(ValidationError, match="can’t pay this amount by card"):
        press(payment)

    assert payment.attempts.get().state == AttemptState.FAILED
    assert state_of(payment) == PaymentState.DUE


def test_real_money_is_not_paid_with_test_money(stripe_site):
    real = owed(livemode=True)

    with pytest.raises(ValidationError, match="real money"):
        press(real)

    assert not real.attempts.exists()
