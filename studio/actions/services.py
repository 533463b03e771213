"""What a professional can be booked for: adding, changing and retiring services."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_led_party
from accounts.models import User
from catalogue.models import Currency
from engagements.deals.tiers import clean_tiers
from studio.actions.telling import tell_pages
from studio.models import DAY_MINUTES, HOUR_MINUTES, MOST_DAYS, Professional, Service
from studio.queries.calendars import bookable_members
from studio.rules.prices import require_payable
from studio.states import Discipline, RateKind, ServiceMode
from web.money import AMOUNT_MINOR_MAX
from web.texts import clean_line

SERVICES_MAX = 40
NOTICE_MAX = 90 * DAY_MINUTES
BUFFER_MAX = 12 * HOUR_MINUTES
REVISIONS_MAX = 50
DELIVERY_DAYS_MAX = 365
CHOICES = {"discipline": Discipline, "mode": ServiceMode, "rate_kind": RateKind}
MOST = {
    "notice_minutes": NOTICE_MAX,
    "buffer_minutes": BUFFER_MAX,
    "revisions": REVISIONS_MAX,
    "delivery_days": DELIVERY_DAYS_MAX,
}
SERVICE_FIELDS = {
    "name", "amount_minor", "revision_minor", "currency", "min_minutes", "max_minutes", "cancellation_tiers", "room",
    *CHOICES, *MOST,
}  # fmt: skip


@transaction.atomic
def add_service(*, acting_user: User, professional: Professional, **fields) -> Service:
    """Add a service that the professional can be booked for.

    `fields`: name, discipline, mode, rate_kind, amount_minor (of an hour, a day or all of it) and currency (a
    `Currency`) are needed; min_minutes and max_minutes too, but at a fixed price; notice_minutes, buffer_minutes,
    revisions, revision_minor (of one more; None: none is offered), delivery_days, cancellation_tiers, room (one in use
    of this professional) and workers (users; members who may be booked; none: all of them) may be left out. Locks the
    party. Raises ValidationError by field, PermissionDenied.
    """
    lock_led_party(acting_user, professional.party)
    if professional.services.offered().count() >= SERVICES_MAX:
        raise ValidationError({"name": [_("At most %(count)s services. Retire one first.") % {"count": SERVICES_MAX}]})
    service, workers = Service(professional=professional), fields.pop("workers", ())
    _set_fields(service, {"name": "", "discipline": "", "mode": "", "rate_kind": "", "amount_minor": None} | fields)
    service.save(force_insert=True)
    _set_workers(service, workers)
    tell_pages(professional)
    return service


@transaction.atomic
def update_service(*, acting_user: User, service: Service, **fields) -> Service:
    """Change a service; what is not named stays, and nothing named, nothing is written. What is retired stays as it is.

    `fields`: as for `add_service`. Locks the party. Raises ValidationError by field, PermissionDenied.
    """
    lock_led_party(acting_user, service.professional.party)
    if not fields:
        return service
    service.refresh_from_db(fields=[*SERVICE_FIELDS, "retired_at"])
    if service.retired_at is not None:
        raise ValidationError(_("This service has been retired."))
    workers = fields.pop("workers", None)
    if workers is not None:
        _set_workers(service, workers)
    _set_fields(service, fields)
    service.save(update_fields=list(fields.keys() | {"min_minutes", "max_minutes"}))
    tell_pages(service.professional)
    return service


@transaction.atomic
def retire_service(*, acting_user: User, service: Service) -> None:
    """Retire a service for good; nothing happens if it is retired already. Raises PermissionDenied."""
    lock_led_party(acting_user, service.professional.party)
    if Service.objects.offered().filter(pk=service.pk).update(retired_at=now()):
        tell_pages(service.professional)


def _set_fields(service: Service, fields: Mapping[str, Any]) -> None:
    for field, value in fields.items():
        setattr(service, field, _checked(service, field, value))
    if service.currency_id is None:
        raise ValidationError({"currency": [_("Choose a currency.")]})
    for field in ("amount_minor", "revision_minor"):
        if {field, "currency"} & fields.keys():
            require_payable(field, getattr(service, field) or 0, service.currency_id)
    if service.rate_kind == RateKind.FIXED:
        service.min_minutes = service.max_minutes = None
    else:
        _check_length(service)


def _checked(service: Service, field: str, value: Any) -> Any:
    if field in CHOICES:
        if value not in CHOICES[field].values:
            raise ValidationError({field: [_("Choose one of these.")]})
    elif field == "name":
        return clean_line(field, value, longest=120, required=True)
    elif field == "cancellation_tiers":
        return clean_tiers(value)
    elif field == "amount_minor":
        if value is None or not 1 <= value <= AMOUNT_MINOR_MAX:
            raise ValidationError({field: [_("Enter a price.")]})
    elif field == "revision_minor":
        if value is not None and not 1 <= value <= AMOUNT_MINOR_MAX:
            raise ValidationError({field: [_("Enter a price.")]})
    elif field in MOST:
        _check_range(field, value)
    elif field == "room":
        if value is not None and not service.professional.rooms.in_use().filter(pk=value.pk).exists():
            raise ValidationError({field: [_("Choose one of these.")]})
    elif field == "currency" and not isinstance(value, Currency):
        raise ValidationError({field: [_("Choose a currency.")]})
    elif field not in SERVICE_FIELDS:
        raise TypeError(f"a service has no field {field} to change")
    return value


def _set_workers(service: Service, workers: Iterable[User]) -> None:
    chosen, before = list(workers), set(service.workers.values_list("pk", flat=True))
    if not {user.pk for user in chosen} <= before | set(bookable_members(service.professional)):
        raise ValidationError({"workers": [_("Choose members who may be booked.")]})
    service.workers.set(chosen)


def _check_range(field: str, value: int | None) -> None:
    if value is None and field == "delivery_days":
        return
    if value is None or not 0 <= value <= MOST[field]:
        raise ValidationError({field: [_("Enter a number between 0 and %(most)s.") % {"most": MOST[field]}]})


def _check_length(service: Service) -> None:
    """From the shortest to the longest, both in whole steps and within what the rate allows."""
    is_daily = service.rate_kind == RateKind.DAY
    least, most = (DAY_MINUTES, MOST_DAYS * DAY_MINUTES) if is_daily else (HOUR_MINUTES, DAY_MINUTES)
    step = service.step_minutes
    for field in ("min_minutes", "max_minutes"):
        minutes = getattr(service, field)
        if minutes is None or not least <= minutes <= most or minutes % step:
            raise ValidationError({field: [_length_wanted(is_daily)]})
    if service.amount_minor * (service.max_minutes // step + 1) > AMOUNT_MINOR_MAX:  # type: ignore[operator]
        raise ValidationError({"amount_minor": [_("That is too much for the longest session.")]})
    if service.min_minutes > service.max_minutes:  # type: ignore[operator]  # neither is None here
        raise ValidationError({"max_minutes": [_("This is shorter than the shortest.")]})


def _length_wanted(is_daily: bool) -> str:
    if is_daily:
        return _("Enter whole days, from 1 to 7.")
    return _("Enter hours from 1 to 24, in steps of half an hour.")
