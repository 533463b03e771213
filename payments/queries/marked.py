"""What was said of a payment that went outside the site."""

from payments.models import Attempt, Payment
from payments.states import OUTSIDE_MEANS, AttemptState


def marked_attempt(payment: Payment) -> Attempt | None:
    """The attempt that somebody has marked as paid outside the site, waiting or confirmed; None without one."""
    states = (AttemptState.PROCESSING, AttemptState.PAID)
    return payment.attempts.filter(means__in=OUTSIDE_MEANS, state__in=states).order_by("-begun_at").first()
