"""What a service costs, and for how long it is offered."""

from decimal import ROUND_HALF_UP, Decimal

from studio.models import Service
from studio.states import RateKind


def price_of(service: Service, minutes: int | None) -> int:
    """What a session of this length costs, in minor units: hours and days by their part, rounded half up."""
    if service.rate_kind == RateKind.FIXED or minutes is None:
        return service.amount_minor
    price = Decimal(service.amount_minor) * minutes / service.unit_minutes
    return int(price.quantize(Decimal(1), ROUND_HALF_UP))


def is_length(service: Service, minutes: int | None) -> bool:
    """Whether the service is offered for so long."""
    if service.rate_kind == RateKind.FIXED:
        return minutes is None
    least, most = service.min_minutes or 0, service.max_minutes or 0
    return minutes is not None and minutes % service.step_minutes == 0 and least <= minutes <= most
