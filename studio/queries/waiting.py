"""Sessions that wait for a person, and those that come next."""

import datetime as dt

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from studio.models import Session, SessionChange
from studio.queries.sessions import worked_by
from studio.states import ChangeState, SessionState, Side


def sessions_waiting_for(user: User) -> QuerySet[Session]:
    """Requests to answer (but not while a proposal about them waits), sessions to pay for, work to deliver and work to
    accept, for staff disputes of others to settle; the nearest deadline first."""
    led = Membership.objects.parties_led_by(user)
    gives = Q(professional__in=led) | worked_by(user)
    to_deliver = Q(state=SessionState.IN_PROGRESS) & (Q(delivery_days__isnull=False) | Q(revisions_used__gt=0))
    answered = SessionChange.objects.filter(session=OuterRef("pk"), state=ChangeState.PROPOSED)
    waiting = (
        Q(professional__in=led, state=SessionState.REQUESTED) & ~Q(Exists(answered))
        | Q(client__in=led, state=SessionState.APPROVED)
        | Q(client__in=led, state=SessionState.DELIVERED, accept_by__isnull=False)
        | gives & to_deliver
    )
    if user.is_staff:
        waiting |= Q(state=SessionState.DISPUTED) & ~(Q(client__in=led) | gives)
    found = Session.objects.filter(waiting).select_related("client", "professional", "currency")
    deadline = Case(
        When(state=SessionState.REQUESTED, then="answer_by"),
        When(state=SessionState.APPROVED, then="expires_at"),
        When(state=SessionState.DELIVERED, then="accept_by"),
        default="ends_at",
    )
    return found.order_by(deadline.asc(nulls_last=True), "pk")


def changes_waiting_for(user: User) -> QuerySet[SessionChange]:
    """Proposals to answer, and those to pay for; the nearest deadline first."""
    led = Membership.objects.parties_led_by(user)
    to_answer = Q(state=ChangeState.PROPOSED) & (
        Q(side=Side.CLIENT, session__professional__in=led) | Q(side=Side.PROFESSIONAL, session__client__in=led)
    )
    to_pay = Q(state=ChangeState.TO_PAY, session__client__in=led)
    found = SessionChange.objects.filter(to_answer | to_pay)
    found = found.select_related("session__client", "session__professional", "session__currency")
    return found.order_by(Coalesce("expires_at", "answer_by"), "pk")


def sessions_to_come(user: User, at: dt.datetime) -> QuerySet[Session]:
    """Booked sessions with a time that are not over: of one's clients and professionals, and those in which one works;
    the next first; with `is_client`, whether one leads its client."""
    led = Membership.objects.parties_led_by(user)
    mine = Q(client__in=led) | Q(professional__in=led) | worked_by(user)
    booked = [SessionState.CONFIRMED, SessionState.IN_PROGRESS]
    found = Session.objects.filter(mine, state__in=booked, ends_at__gt=at)
    found = found.annotate(is_client=ExpressionWrapper(Q(client__in=led), BooleanField()))
    return found.select_related("client", "professional__city", "room").order_by("starts_at", "pk")
