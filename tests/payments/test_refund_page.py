"""Giving money back on the site: shown first, then done, by those who may."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.states import Role
from payments.actions import Share
from payments.actions.giving_back import REFUNDS_A_DAY, refund_payment
from payments.actions.outside.receiving import receive
from payments.models import Attempt, Payment, Refund
from payments.states import Means, RefundReason
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import owed, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(db):
    made = owed()
    paid(made)
    return Payment.objects.get(pk=made.pk)


def page(payment):
    return reverse("payments:refund", args=[payment.pk])


def leader_of(party, role=Role.MANAGER):
    return MembershipFactory(party=party, role=role).user


@pytest.fixture
def payee(client, payment):
    user = leader_of(payment.shares.get().payee)
    client.force_login(user)
    return user


def said(payment, **values):
    return {"amount": "40", "reason": "We play shorter", "version": payment.version} | values


def test_it_is_shown_first_and_nothing_is_written(client, payment, payee):
    assert "€100" in client.get(page(payment)).text
    shown = client.post(page(payment), said(payment))
    assert shown.status_code == 200
    for word in ("€40", "€60", payment.payer.name, "We play shorter"):
        assert word in shown.text
    assert not Refund.objects.exists()


def test_then_it_is_done_once(client, payment, payee):
    sent = said(payment, sure="1", once_token=str(uuid.uuid4()))
    for _press in range(2):
        assert client.post(page(payment), sent).status_code == 302
    made = Refund.objects.get()
    assert (made.amount_minor, made.reason, made.text) == (4_000, RefundReason.BY_PAYEE, "We play shorter")
    assert made.begun_by == payee


@pytest.mark.parametrize(
    "wrong", [{"amount": "100.01"}, {"amount": "0"}, {"amount": "x"}, {"reason": ""}, {"version": "0"}]
)
def test_what_cannot_be_is_refused_at_its_field(client, payment, payee, wrong):
    assert client.post(page(payment), said(payment, sure="1") | wrong).status_code == 422
    assert not Refund.objects.exists()


def test_money_that_was_paid_outside_goes_back_outside(client, payment, payee):
    cash = owed(Share(payment.shares.get().payee, 500))
    attempt = Attempt.objects.create(payment=cash, means=Means.CASH)
    receive(cash, attempt, payee)
    shown = client.post(page(cash), said(cash, amount="1", version=cash.version))
    assert "outside the site" in shown.text
    assert client.post(page(cash), said(cash, amount="1", version=cash.version, sure="1")).status_code == 302
    assert Refund.objects.get().attempt == attempt


def test_only_the_payee_and_staff_may(client, payment):
    for user, status in (
        (leader_of(payment.payer), 403),
        (leader_of(payment.shares.get().payee, Role.MEMBER), 404),
        (UserFactory(), 404),
        (UserFactory(is_staff=True), 200),
    ):
        client.force_login(user)
        assert client.get(page(payment)).status_code == status
        if status != 200:
            assert client.post(page(payment), said(payment, sure="1")).status_code == status
    assert not Refund.objects.exists()


def test_one_of_several_payees_does_not_give_back_for_all(client):
    payees = PartyFactory(), PartyFactory()
    payment = owed(Share(payees[0], 500), Share(payees[1], 500))
    paid(payment)
    client.force_login(leader_of(payees[0]))
    assert client.get(page(payment)).status_code == 403


def test_cents_all_day_are_refused(payment, payee):
    """Found by an attack: by API, a payee could give back cent after cent, each a call to the provider."""
    for _time in range(REFUNDS_A_DAY):
        refund_payment(acting_user=payee, payment=payment, amount_minor=1, text="One")
        payment.refresh_from_db()
    with pytest.raises(ValidationError, match="too often"):
        refund_payment(acting_user=payee, payment=payment, amount_minor=1, text="One")
    refund_payment(acting_user=UserFactory(is_staff=True), payment=payment, amount_minor=1, text="By staff")
