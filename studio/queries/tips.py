"""Tips of sessions."""

from payments.states import PAYABLE, WAS_PAID
from studio.models import Session, Tip


def tips_of_states(session: Session) -> tuple[list[Tip], Tip | None]:
    """The tips that were paid, the first one first, and the one that may still be paid, if there is one. One query."""
    tips = list(Tip.objects.filter(session=session).select_related("payment"))
    given = [tip for tip in tips if tip.payment.state in WAS_PAID]
    return given, next((tip for tip in tips if tip.payment.state in PAYABLE), None)


def open_tip(session: Session) -> Tip | None:
    """The tip that may still be paid. One query."""
    return tips_of_states(session)[1]
