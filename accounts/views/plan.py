"""The plan: my time as my rules, my other calendars and my promises make it, to look at and to draw on."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.queries.plan import FIRST_YEAR, LAST_YEAR, Happening, happenings, name_of, rule_lines, wall_clock
from availability.models import AvailabilityRule
from availability.ranges import DAY, Period, wall_clock_period

SHOWN_AT_ONCE = 100 * DAY


@login_required
@require_safe
def plan(request):
    """The calendar to draw on, and all rules with what can be done to them."""
    context = {"lines": rule_lines(request.user, now()), "today": today_of(request)}
    return render(request, "accounts/plan.html", context)


@login_required
@require_safe
@never_cache
def plan_events(request):
    """What the calendar draws between `start` and `end`: times without a zone, on the wall clock of who asks."""
    timezone = request.user.timezone
    period = asked_period(request, "start", "end", timezone=timezone, longest=SHOWN_AT_ONCE)
    if period is None:
        return JsonResponse({"error": _("Choose a period of at most 100 days.")}, status=422)
    found = happenings(request.user, period)
    return JsonResponse([drawn(happening, timezone, _edit_address) for happening in found], safe=False)


def drawn(happening: Happening, timezone: str, edit_address: Callable[[AvailabilityRule, dict | None], str]) -> dict:
    """One event as FullCalendar wants it. Only what is still to come, or goes on, can be moved."""
    rule = happening.rule
    starts, ends = wall_clock(happening.period, timezone)
    event: dict[str, Any] = {
        "title": f"{happening.label} · {happening.note}" if happening.note else happening.label,
        "start": starts.isoformat(timespec="minutes"),
        "end": ends.isoformat(timespec="minutes"),
        "classNames": ["plan-event", happening.voice, "said" if rule else "given"],
        "editable": bool(rule) and happening.period.ends_at > now(),
        "label": happening.label,
        "hours": f"{starts:%H:%M} – {ends:%H:%M}",
        "name": name_of(happening, timezone),
    }
    if rule and happening.day:
        event["edit"] = edit_address(rule, {"on": happening.day.isoformat()} if rule.rrule else None)
    if event.get("edit") or happening.path:
        event["url"] = event.get("edit") or happening.path
    return event


def _edit_address(rule: AvailabilityRule, query: dict | None) -> str:
    return reverse("accounts:rule_edit", args=[rule.pk], query=query)


def asked_period(request, first, last, *, timezone: str, happening=None, longest=366 * DAY) -> Period | None:
    """The period between two times in the address, on the clocks of a zone; None where they are missing or make no
    sense.

    A side that stands where `happening` is drawn is the very instant of it, also where clocks show a time twice.
    """
    try:
        starts, ends = (_wall_clock(request.GET[name]) for name in (first, last))
    except (KeyError, ValueError):
        return None
    if not dt.timedelta() < ends - starts <= longest:
        return None
    period = wall_clock_period(starts, ends, timezone)
    if happening is None:
        return period
    drawn = wall_clock(happening, timezone)
    starts_at = happening.starts_at if starts == drawn[0] else period.starts_at
    ends_at = happening.ends_at if ends == drawn[1] else period.ends_at
    return Period(starts_at, ends_at) if starts_at < ends_at else period


def _wall_clock(text: str) -> dt.datetime:
    """A time without a zone; FullCalendar says Z of what it takes for UTC. Raises ValueError."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(text)
    return moment


def today_of(request) -> dt.date:
    """The date on the clock of who asks."""
    return localdate(timezone=ZoneInfo(request.user.timezone))
