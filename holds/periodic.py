"""What the clock calls about holds: deadlines of challenges and proposals, expiry, reminders. Each in a transaction of
its own."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from engagements.periodic import each
from holds.actions import expire_hold, lapse_proposal, pass_on_challenge, remind_of_proposal, warn_of_hold
from holds.actions.proposals import REMIND_BEFORE
from holds.models import Challenge, Hold, Proposal
from holds.states import RUNNING, ProposalState
from venues.models.policies import WARN_DAYS


def pass_on_challenges(at: dt.datetime | None = None) -> int:
    """Pass on the challenges whose deadline has come; how many were looked at."""
    at = at or now()
    due = Challenge.objects.filter(state__in=RUNNING, until__lte=at).select_related("hold").order_by("until")
    return each(due, lambda challenge: pass_on_challenge(challenge=challenge, at=at))


def lapse_proposals(at: dt.datetime | None = None) -> int:
    """End the proposals that their venues did not answer in time; how many were looked at."""
    at = at or now()
    due = _waiting().filter(answer_by__lte=at).select_related("hold").order_by("answer_by")
    return each(due, lambda proposal: lapse_proposal(proposal=proposal, at=at))


def remind_of_proposals(at: dt.datetime | None = None) -> int:
    """Remind the venues that have a day left to answer a proposal; how many were looked at."""
    at = at or now()
    due = _waiting().filter(reminded_at=None, answer_by__gt=at, answer_by__lte=at + REMIND_BEFORE)
    due = due.filter(proposed_at__lt=at - REMIND_BEFORE).select_related("hold").order_by("answer_by")
    return each(due, lambda proposal: remind_of_proposal(proposal=proposal, at=at))


def expire_holds(at: dt.datetime | None = None) -> int:
    """Let holds go whose time has passed, but for those in a running challenge or proposed to the venue; how many were
    looked at."""
    at = at or now()
    stopped = Exists(_challenges()) | Exists(_waiting().filter(hold=OuterRef("pk")))
    due = Hold.objects.standing().filter(~stopped, expires_at__lte=at).order_by("expires_at")
    return each(due, lambda hold: expire_hold(hold=hold, at=at))


def warn_of_holds(at: dt.datetime | None = None) -> int:
    """Remind those whose hold runs out soon, as their venue wants it; how many were looked at."""
    at = at or now()
    days = Coalesce(F("stage__venue__policy__warn_days"), WARN_DAYS)
    proposed = Exists(_waiting().filter(hold=OuterRef("pk")))
    soon = Hold.objects.standing().filter(~proposed, warned_at=None, expires_at__gt=at).annotate(days=days)
    due = soon.filter(expires_at__lte=at + F("days") * dt.timedelta(days=1)).order_by("expires_at")
    return each(due, lambda hold: warn_of_hold(hold=hold, at=at))


def _waiting():
    return Proposal.objects.filter(state=ProposalState.WAITING)


def _challenges():
    return Challenge.objects.filter(Q(hold=OuterRef("pk")) | Q(asked=OuterRef("pk")), state__in=RUNNING)
