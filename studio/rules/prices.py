"""What a service costs, for how long it is offered, and which prices cards can pay: of some currencies the payment
provider takes whole steps only (`payments.data.units`).
"""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from payments.data.units import smallest_step
from studio.models import Service, Session
from studio.states import RateKind
from web.money import format_amount


def price_of(service: Service, minutes: int | None) -> int:
    """What a session of this length costs, in minor units: hours and days by their part, rounded half up to what cards
    can pay."""
    if service.rate_kind == RateKind.FIXED or minutes is None:
        return service.amount_minor
    return payable(Decimal(service.amount_minor) * minutes / service.unit_minutes, service.currency_id)


def price_of_more(session: Session, minutes: int) -> int:
    """What so many minutes more cost at the rate of the session, in minor units, as `payable` rounds it."""
    rate = Decimal(session.price_minor) / Decimal(session.minutes or 1)
    return payable(rate * minutes, session.currency_id)


def is_length(service: Service, minutes: int | None) -> bool:
    """Whether the service is offered for so long."""
    if service.rate_kind == RateKind.FIXED:
        return minutes is None
    least, most = service.min_minutes or 0, service.max_minutes or 0
    return minutes is not None and minutes % service.step_minutes == 0 and least <= minutes <= most


def payable(amount: Decimal, currency: str) -> int:
    """An amount in minor units, rounded half up to what a card can pay, which is one step at least."""
    step = smallest_step(currency)
    return max(1, int((amount / step).quantize(Decimal(1), ROUND_HALF_UP))) * step


def require_payable(field: str, amount_minor: int, currency: str) -> None:
    """Raises ValidationError at `field` for an amount that no card can pay."""
    step = smallest_step(currency)
    if amount_minor % step:
        amount = format_amount(step, currency)
        raise ValidationError({field: [_("Cards take this currency in steps of %(amount)s.") % {"amount": amount}]})
