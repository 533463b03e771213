"""Professionals that a search can find."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Party
from accounts.states import Approval
from catalogue.models import City, Currency
from studio.actions import add_hours, add_service, create_professional
from tests.factories import UserFactory

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def city(name, country="DE"):
    return City.objects.filter(name=name, country=country).order_by("-population").first()


def a_professional(name, *, town="Hamburg", disciplines=("mixing",), languages=(), zone="Europe/Berlin", **more):
    """One that everybody may see, who offers nothing yet."""
    made = create_professional(
        acting_user=UserFactory(), name=name, timezone=zone, disciplines=disciplines, city=city(town), **more
    )
    Party.objects.filter(pk=made.pk).update(approval=Approval.APPROVED)
    made.languages = list(languages)
    made.save(update_fields=["languages"])
    made.party.refresh_from_db()
    return made


def owner_of(professional):
    return professional.party.memberships.filter(role="owner").get().user


def offer(professional, amount, *, kind="hour", currency="EUR", **more):
    """A service without notice, of `amount` in minor units."""
    lengths = {"hour": (60, 480), "day": (1440, 1440), "fixed": (None, None)}[kind]
    fields = {"name": "Mix", "discipline": "mixing", "mode": "instant", "notice_minutes": 0} | more
    return add_service(
        acting_user=owner_of(professional),
        professional=professional,
        rate_kind=kind,
        amount_minor=amount,
        currency=Currency.objects.get(pk=currency),
        min_minutes=lengths[0],
        max_minutes=lengths[1],
        **fields,
    )


def open_on(professional, day, *, hour=10, length=8, rrule=""):
    """Bookable hours on a day of their own clocks."""
    start = dt.datetime.combine(day, dt.time(hour), ZoneInfo(professional.party.timezone))
    ends_at = start + length * HOUR
    return add_hours(
        acting_user=owner_of(professional), professional=professional, starts_at=start, ends_at=ends_at, rrule=rrule
    )


def in_days(days):
    return timezone.localdate() + days * DAY
