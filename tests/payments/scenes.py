"""Payments as they come to be, written as the actions write them."""

import datetime as dt
import threading

import requests
from django.db import connection, transaction
from django.utils.timezone import now

from accounts.models import Party, User
from payments.actions import Line, Share, connect_account, open_onboarding, owe, post, refresh_account
from payments.models import Attempt, Payment, PayoutAccount, Refund, Transfer
from payments.states import Account, AttemptState, EntryKind, Means, PaymentState, Purpose, RefundReason
from tests.factories import PartyFactory, UserFactory

DAY = dt.timedelta(days=1)


def owed(*shares: Share, currency: str = "EUR", payer=None, livemode: bool = False, expires_at=None) -> Payment:
    """A deposit of EUR 100 to one payee, with a fee of 15, unless told otherwise."""
    with transaction.atomic():
        return owe(
            acting_user=None,
            payer=payer or PartyFactory(),
            shares=shares or [Share(PartyFactory(), 10_000, 1_500)],
            currency=currency,
            purpose=Purpose.DEPOSIT,
            due_at=now() + DAY,
            livemode=livemode,
            expires_at=expires_at,
        )


def paid(payment: Payment) -> Attempt:
    """The payment paid by card, and in the ledger."""
    with transaction.atomic():
        attempt = Attempt.objects.create(payment=payment, means=Means.CARD)
        Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.PAID, ended_at=now())
        Payment.objects.filter(pk=payment.pk).update(state=PaymentState.PAID)
        shares = list(payment.shares.select_related("payee"))
        post(
            payment=payment,
            kind=EntryKind.CHARGE,
            about=str(attempt.pk),
            lines=[
                Line(Account.AT_PROVIDER, payment.amount_minor),
                *(Line(Account.PAYEE, -share.net_minor, share.payee) for share in shares),
                Line(Account.FEES, -sum(share.fee_minor for share in shares)),
            ],
        )
    return attempt


def send(attempt: Attempt, amount: int, payee=None) -> Transfer:
    payee = payee or attempt.payment.shares.get().payee
    return Transfer.objects.create(attempt=attempt, amount_minor=amount, payee=payee, account=account_of(payee))


def account_of(payee: Party) -> PayoutAccount:
    """The payee's account, made as if it had one; the provider knows nothing of it."""
    if account := PayoutAccount.objects.filter(party=payee, replaced_at=None).first():
        return account
    return PayoutAccount.objects.create(party=payee, livemode=False, country_id="DE", takes_effect_at=now())


def connected(payee: Party, *, complete: str = "yes", user: User | None = None) -> PayoutAccount:
    """The payee's account at the stand-in, with its details entered."""
    user = user or UserFactory()
    account = connect_account(acting_user=user, party_id=payee.pk, country="DE")
    back = {"return_url": "http://localhost/back", "refresh_url": "http://localhost/again"}
    link = open_onboarding(account_id=account.pk, email=user.email, **back)
    requests.post(link, data={"complete": complete}, allow_redirects=False, timeout=5)
    return refresh_account(account_id=account.pk)


def refund(attempt: Attempt, amount: int) -> Refund:
    return Refund.objects.create(attempt=attempt, amount_minor=amount, reason=RefundReason.CANCELLED)


def at_once(*doings) -> list[Exception | None]:
    """Each in a thread and a transaction of its own, committed at the same instant; what each raised."""
    barrier = threading.Barrier(len(doings))
    raised: list[Exception | None] = [None] * len(doings)

    def run(place, doing):
        try:
            with transaction.atomic():
                doing()
                barrier.wait(10)
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def in_threads(*doings) -> list[Exception | None]:
    """Each in a thread of its own, begun at the same instant, with its own transactions; what each raised."""
    barrier = threading.Barrier(len(doings))
    raised: list[Exception | None] = [None] * len(doings)

    def run(place, doing):
        try:
            barrier.wait(10)
            doing()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
