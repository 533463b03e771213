"""What the clock calls about changes: proposals that not all have answered, spots that wait for somebody new."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from bookings.actions import advance_refill, expire_move
from bookings.models import Move, Refill, RefillStep
from bookings.states import BookingState, MoveState, RefillState
from engagements.periodic import each


def expire_moves(at: dt.datetime | None = None) -> int:
    """Let proposals of another time run out that not all have answered in time; how many were looked at."""
    at = at or now()
    late = Move.objects.filter(state=MoveState.PROPOSED, answer_by__lte=at).order_by("answer_by")
    return each(late, lambda move: expire_move(move=move, at=at))


def advance_refills(at: dt.datetime | None = None) -> int:
    """Ask whoever is next where nobody is being asked; how many were looked at."""
    at = at or now()
    asking = RefillStep.objects.filter(refill=OuterRef("pk"), booking__state=BookingState.PENDING)
    running = Refill.objects.filter(~Exists(asking), state=RefillState.RUNNING)
    running = running.select_related("spot").order_by("started_at")
    return each(running, lambda refill: advance_refill(refill=refill, at=at))
