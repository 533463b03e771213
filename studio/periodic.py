"""What the clock calls: requests that nobody answered, sessions that begin and end, and work that nobody said no to.
What was not paid in time is swept by `payments`, which tells us."""

import datetime as dt

from django.db.models import F, Q
from django.utils.timezone import now

from engagements.periodic import each
from studio.actions.changes import expire_change
from studio.actions.sessions import begin_session, complete_session, expire_request, remind_of_delivery
from studio.actions.sessions.entries import tell_calendars
from studio.actions.sessions.working import reminders_due
from studio.actions.work import follow_delivery
from studio.models import Session, SessionChange
from studio.rules.problems import AFTER_THE_END
from studio.states import ChangeKind, ChangeState, SessionState


def follow_the_clock(at: dt.datetime | None = None) -> int:
    """Expire, begin and end what is due, at most AT_ONCE_MAX of each; returns how many."""
    at = at or now()
    late = Session.objects.filter(state=SessionState.REQUESTED, answer_by__lte=at).order_by("answer_by")
    begun = Session.objects.filter(state=SessionState.CONFIRMED, starts_at__lte=at).order_by("starts_at")
    unanswered = SessionChange.objects.filter(state=ChangeState.PROPOSED, answer_by__lte=at)
    unanswered = unanswered.exclude(kind=ChangeKind.TERMS)  # ends with the request
    over = Session.objects.filter(
        Q(state=SessionState.IN_PROGRESS, ends_at__lte=at - AFTER_THE_END, delivery_days=None)
        | Q(state=SessionState.DELIVERED, accept_by__lte=at)
    )
    unheard = Session.objects.filter(state=SessionState.DELIVERED, accept_by=None).order_by("pk")
    waiting = Session.objects.filter(state=SessionState.DELIVERED, accept_by__gt=at).order_by("accept_by")
    reminded = [session for session in waiting if reminders_due(session, at) > session.reminders]
    return (
        each(late, lambda session: expire_request(session_id=session.pk, at=at))
        + each(unanswered.order_by("answer_by"), lambda change: expire_change(change_id=change.pk, at=at))
        + each(begun, lambda session: begin_session(acting_user=None, session_id=session.pk, at=at))
        + each(unheard, lambda session: follow_delivery(session_id=session.pk, at=at))
        + each(reminded, lambda session: remind_of_delivery(session_id=session.pk, at=at))
        + each(
            over.order_by("pk"),
            lambda session: complete_session(acting_user=None, session_id=session.pk, at=at),
        )
    )


def tell_missed() -> int:
    """Tell calendars of sessions that have changed since they were told, at most AT_ONCE_MAX; returns how many."""
    untold = Session.objects.exclude(told_version=F("version")).order_by("pk")
    return each(untold, lambda session: tell_calendars(session_id=session.pk))
