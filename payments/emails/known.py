"""What the news about payments need, read for a whole list at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from notifications.models import Notification
from payments.models import Payment
from payments.words import subjects
from web.money import format_amount


@dataclass(frozen=True)
class Known:
    """A payment with one payee, and what it is for in the reader's words."""

    payment: Payment
    payee: Party
    about: str

    @property
    def words(self) -> dict[str, Any]:
        """For the gaps of sentences."""
        amount = format_amount(self.payment.amount_minor, self.payment.currency_id)
        return {"payer": self.payment.payer.name, "payee": self.payee.name, "amount": amount, "about": self.about}


def known_to(notifications: Sequence[Notification], user: User, sides: dict[str, str]) -> list[Known | None]:
    """For each piece of news its payment, where the user leads its `sides[kind]` now ("payer" or "payee"), else None.
    Three queries, and those of `subjects_of`."""
    wanted = {told.data.get("payment") for told in notifications} - {None}
    rows = Payment.objects.filter(pk__in=wanted).select_related("payer").prefetch_related("shares__payee")
    payments = {str(payment.pk): payment for payment in rows}
    led = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES)
    mine = set(led.values_list("party", flat=True))
    found = subjects([each.pk for each in payments.values()])

    def find(told: Notification) -> Known | None:
        payment = payments.get(told.data.get("payment", ""))
        if payment is None:
            return None
        payee = payment.shares.all()[0].payee
        side = payment.payer_id if sides[told.kind] == "payer" else payee.pk
        about = found[payment.pk].title if payment.pk in found else payment.get_purpose_display()
        return Known(payment, payee, about) if side in mine else None

    return [find(told) for told in notifications]
