"""When a professional can be booked: `free` rules on the party's calendar, and what they are for."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_led_party
from accounts.models import User
from availability.actions import change_rule, end_rule, say_time, take_back
from availability.errors import Gone
from availability.models import AvailabilityRule
from availability.states import EditScope, SaidKind
from studio.actions.telling import tell_pages
from studio.models import Hours, Professional, Service
from studio.states import ServiceMode


@transaction.atomic
def add_hours(
    *,
    acting_user: User,
    professional: Professional,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    kind: str = SaidKind.FREE,
    service: Service | None = None,
    mode: str = "",
    **more,
) -> AvailabilityRule:
    """Open from `starts_at` to `ends_at` (aware), once or by an RRULE on the clocks of the professional; closed, where
    `kind` is BUSY. `more`: rrule, exdates and note, as `say_time` has them.

    `service`: for this one alone; `mode`: booked at once or on request, whatever the service says. Locks the party,
    then its calendar. Raises ValidationError as `say_time` does, and at `service` and `mode`; PermissionDenied.
    """
    lock_led_party(acting_user, professional.party)
    _check(professional, service, mode)
    _check_kind(kind, service, mode)
    said = say_time(
        acting_user=acting_user,
        calendar=professional.party.calendar,
        kind=SaidKind(kind),
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=professional.party.timezone,
        **more,
    )
    _mean(said.rule.series, service, mode)
    tell_pages(professional)
    return said.rule


@transaction.atomic
def change_hours(
    *,
    acting_user: User,
    professional: Professional,
    rule: AvailabilityRule,
    scope: EditScope,
    on: dt.date | None = None,
    service: Service | None = None,
    mode: str = "",
    **fields,
) -> AvailabilityRule:
    """Change some hours: on one date, from a date on, or always. `scope`, `on` and `fields` as `change_rule` has them.
    What the hours are for is that of all their dates. Locks and raises as `add_hours` does; Gone, Busy."""
    lock_led_party(acting_user, professional.party)
    present = Hours.objects.filter(series=rule.series).values_list("service", flat=True).first()
    if service is None or service.pk != present:
        _check(professional, service, mode)
    _check_kind(fields.get("kind", rule.kind), service, mode)
    if not AvailabilityRule.objects.filter(pk=rule.pk).exists():
        raise Gone
    changed = change_rule(acting_user=acting_user, rule=rule, scope=scope, on=on, **fields).rule if fields else rule
    _mean(rule.series, service, mode)
    tell_pages(professional)
    return changed


@transaction.atomic
def remove_hours(
    *,
    acting_user: User,
    professional: Professional,
    rule: AvailabilityRule,
    scope: EditScope = EditScope.ALL,
    on: dt.date | None = None,
) -> None:
    """Remove some hours: on one date, from a date on, or always. Sessions booked in them stay booked. Locks and raises
    as `change_hours` does."""
    lock_led_party(acting_user, professional.party)
    if scope == EditScope.ALL:
        take_back(acting_user=acting_user, rule=rule)
    else:
        end_rule(acting_user=acting_user, rule=rule, scope=scope, on=on)
    if not AvailabilityRule.objects.filter(series=rule.series).exists():
        Hours.objects.filter(series=rule.series).delete()
    tell_pages(professional)


def _check_kind(kind: str, service: Service | None, mode: str) -> None:
    if kind not in (SaidKind.FREE, SaidKind.BUSY):
        raise ValidationError({"kind": [_("Choose one of these.")]})
    if kind == SaidKind.BUSY and (service or mode):
        raise ValidationError({"service" if service else "mode": [_("Closed hours apply to every service.")]})


def _check(professional: Professional, service: Service | None, mode: str) -> None:
    if mode not in ("", *ServiceMode.values):
        raise ValidationError({"mode": [_("Choose one of these.")]})
    offered = professional.services.offered().exclude(min_minutes=None)
    if service and not offered.filter(pk=service.pk).exists():
        raise ValidationError({"service": [_("Choose one of these.")]})


def _mean(series: UUID, service: Service | None, mode: str) -> None:
    if service is None and not mode:
        Hours.objects.filter(series=series).delete()
    else:
        Hours.objects.update_or_create(series=series, defaults={"service": service, "mode": mode})
