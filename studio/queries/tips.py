"""Tips of sessions, and all that is paid for a session."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from payments.models import Payment
from payments.states import PAYABLE, WAS_PAID
from studio.models import Session, Tip


def payments_of(session: Session) -> QuerySet[Payment]:
    """Everything that was ever to be paid for a session: its price, and its tips."""
    tips = Tip.objects.filter(session=session).values("payment")
    return Payment.objects.filter(Q(pk=session.payment_id) | Q(pk__in=tips))


def sessions_paid_by(payments: Collection[UUID]) -> list[UUID]:
    """The ids of the sessions that these payments are for, in their order, so that they are locked in it."""
    of_price = Session.objects.filter(payment__in=payments).values_list("pk", flat=True)
    of_tips = Tip.objects.filter(payment__in=payments).values_list("session", flat=True)
    return sorted({*of_price, *of_tips})


def tips_of_states(session: Session) -> tuple[list[Tip], Tip | None]:
    """The tips that were paid, the first one first, and the one that may still be paid, if there is one. One query."""
    tips = list(Tip.objects.filter(session=session).select_related("payment"))
    given = [tip for tip in tips if tip.payment.state in WAS_PAID]
    return given, next((tip for tip in tips if tip.payment.state in PAYABLE), None)


def open_tip(session: Session) -> Tip | None:
    """The tip that may still be paid. One query."""
    return tips_of_states(session)[1]
