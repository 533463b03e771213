"""Who is told what of payments outside the site. Each belongs in the transaction that made it true."""

from accounts.models import Party, User
from accounts.queries import leaders
from notifications.actions import notify
from payments.access import payee_of
from payments.models import Attempt, Payment, Refund
from payments.words.outside import payment_path


def tell(kind: str, party: Party, payment: Payment, *, but: User | None = None, **about: str) -> None:
    """Tell those who lead the party, except `but`, who did it."""
    notify(
        users=[user for user in leaders(party) if user != but],
        kind=f"payments.{kind}",
        path=payment_path(payment),
        data={"payment": str(payment.pk), **about},
    )


def tell_of_attempt(kind: str, party: Party, attempt: Attempt, *, but: User | None = None, **about: str) -> None:
    tell(kind, party, attempt.payment, but=but, attempt=str(attempt.pk), **about)


def tell_of_refund(kind: str, party: Party, payment: Payment, refund: Refund, *, but: User | None = None) -> None:
    tell(kind, party, payment, but=but, refund=str(refund.pk))


def tell_to_give_back(payment: Payment, refund: Refund) -> None:
    """The payee is asked to give money back outside the site, and the payer whether it has come."""
    payee = payee_of(payment)
    assert payee is not None  # noqa: S101 — payments that several share are not paid outside
    tell_of_refund("give_back", payee, payment, refund)
    tell_of_refund("comes_back", payment.payer, payment, refund)
