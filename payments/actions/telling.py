"""Who is told what of payments."""

from collections.abc import Iterable

from accounts.models import User
from accounts.queries import leaders
from notifications.actions import notify
from payments.models import Payment

ATTENTION = "payments.needs_attention"


def tell_staff(**about: str) -> None:
    """Something needs a person's eyes: `event`, `refund` or `dispute` with its id. Belongs in the transaction that
    notes it."""
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    [(name, id)] = about.items()
    notify(users=list(staff), kind=ATTENTION, path=ADMIN_PATHS[name].format(id), data={name: id})


ADMIN_PATHS = {
    "event": "/admin/payments/webhookevent/{}/change/",
    "refund": "/admin/payments/refund/{}/change/",
    "dispute": "/admin/payments/dispute/{}/change/",
}


def tell_parties(kind: str, payment: Payment) -> None:
    """Tell those who lead the payer and the payees. Belongs in the transaction that made it true."""
    payees = [share.payee for share in payment.shares.select_related("payee")]
    users: Iterable[User] = (user for party in [payment.payer, *payees] for user in leaders(party))
    notify(users=users, kind=f"payments.{kind}", path=f"/payments/{payment.pk}/", data={"payment": str(payment.pk)})
