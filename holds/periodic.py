"""What the clock calls about holds: deadlines of challenges, expiry, reminders. Each in a transaction of its own."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from engagements.periodic import each
from holds.actions import expire_hold, pass_on_challenge, warn_of_hold
from holds.models import Challenge, Hold
from holds.states import RUNNING
from venues.models.policies import WARN_DAYS


def pass_on_challenges(at: dt.datetime | None = None) -> int:
    """Pass on the challenges whose deadline has come; how many were looked at."""
    at = at or now()
    due = Challenge.objects.filter(state__in=RUNNING, until__lte=at).select_related("hold").order_by("until")
    return each(due, lambda challenge: pass_on_challenge(challenge=challenge, at=at))


def expire_holds(at: dt.datetime | None = None) -> int:
    """Let holds go whose time has passed, but for those in a running challenge; how many were looked at."""
    at = at or now()
    due = Hold.objects.standing().filter(~Exists(_challenges()), expires_at__lte=at).order_by("expires_at")
    return each(due, lambda hold: expire_hold(hold=hold, at=at))


def warn_of_holds(at: dt.datetime | None = None) -> int:
    """Remind those whose hold runs out soon, as their venue wants it; how many were looked at."""
    at = at or now()
    days = Coalesce(F("stage__venue__policy__warn_days"), WARN_DAYS)
    soon = Hold.objects.standing().filter(warned_at=None, expires_at__gt=at).annotate(days=days)
    due = soon.filter(expires_at__lte=at + F("days") * dt.timedelta(days=1)).order_by("expires_at")
    return each(due, lambda hold: warn_of_hold(hold=hold, at=at))


def _challenges():
    return Challenge.objects.filter(Q(hold=OuterRef("pk")) | Q(asked=OuterRef("pk")), state__in=RUNNING)
