"""Sessions that wait for a person, and those that come next."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Case, Q, QuerySet, When

from accounts.models import Membership, User
from accounts.states import LEADING_ROLES
from studio.models import Session
from studio.states import SessionState

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


def led_by(user: User) -> "Collection[UUID]":
    """The parties that a user leads, as a subquery."""
    return Membership.objects.current().filter(user=user, role__in=LEADING_ROLES).values("party")


def sessions_waiting_for(user: User) -> QuerySet[Session]:
    """Requests to answer, sessions to pay for, work to deliver and work to accept; the nearest deadline first."""
    led = led_by(user)
    gives = Q(professional__in=led) | Q(worker=user)
    to_deliver = Q(state=SessionState.IN_PROGRESS) & (Q(delivery_days__isnull=False) | Q(revisions_used__gt=0))
    waiting = (
        Q(professional__in=led, state=SessionState.REQUESTED)
        | Q(client__in=led, state=SessionState.APPROVED)
        | Q(client__in=led, state=SessionState.DELIVERED, accept_by__isnull=False)
        | gives & to_deliver
    )
    found = Session.objects.filter(waiting).select_related("client", "professional", "currency")
    deadline = Case(
        When(state=SessionState.REQUESTED, then="answer_by"),
        When(state=SessionState.APPROVED, then="expires_at"),
        When(state=SessionState.DELIVERED, then="accept_by"),
        default="ends_at",
    )
    return found.order_by(deadline.asc(nulls_last=True), "pk")


def sessions_to_come(user: User, at: dt.datetime) -> QuerySet[Session]:
    """Booked sessions with a time that are not over: of one's clients and professionals, and those in which one works;
    the next first."""
    led = led_by(user)
    mine = Q(client__in=led) | Q(professional__in=led) | Q(worker=user)
    booked = [SessionState.CONFIRMED, SessionState.IN_PROGRESS]
    found = Session.objects.filter(mine, state__in=booked, ends_at__gt=at)
    return found.select_related("client", "professional__city", "room").order_by("starts_at", "pk")
