"""What both sides of a booking or a session say of each other."""

import uuid

from django.utils.timezone import now
from ninja import Router

from api.protocol.answering import fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.shapes.reviews import ReviewIn, ReviewsOut
from reviews.access import get_reviewable_booking_for, get_reviewable_session_for
from reviews.actions import write_review
from reviews.pages.occasion import occasion_reviews
from reviews.rules.occasions import Occasion
from web.users import SignedInRequest

router = Router(tags=["reviews"], auth=somebody)


@router.get("/bookings/{uuid:booking_id}/review", response=answers(ReviewsOut))
@fresh
def booking_review_show(request: SignedInRequest, booking_id: uuid.UUID):
    """What your side of a booking has written, and what the other side has, once both are public."""
    return _reviews(request, get_reviewable_booking_for(request.user, booking_id))


@router.post("/bookings/{uuid:booking_id}/review", response=answers(ReviewsOut))
@once
def booking_review_write(request: SignedInRequest, booking_id: uuid.UUID, payload: ReviewIn):
    """Rate the other side of a booking that has been played. Written again before it is public, it replaces what you
    said."""
    return _write(request, get_reviewable_booking_for(request.user, booking_id), payload)


@router.get("/sessions/{uuid:session_id}/review", response=answers(ReviewsOut))
@fresh
def session_review_show(request: SignedInRequest, session_id: uuid.UUID):
    """What your side of a session has written, and what the other side has, once both are public."""
    return _reviews(request, get_reviewable_session_for(request.user, session_id))


@router.post("/sessions/{uuid:session_id}/review", response=answers(ReviewsOut))
@once
def session_review_write(request: SignedInRequest, session_id: uuid.UUID, payload: ReviewIn):
    """Rate the other side of a session that is done. Written again before it is public, it replaces what you said."""
    return _write(request, get_reviewable_session_for(request.user, session_id), payload)


def _write(request: SignedInRequest, occasion: Occasion, payload: ReviewIn) -> ReviewsOut:
    write_review(acting_user=request.user, occasion=occasion, rating=payload.rating, text=payload.text)
    return _reviews(request, occasion)


def _reviews(request: SignedInRequest, occasion: Occasion) -> ReviewsOut:
    return ReviewsOut.of(occasion_reviews(request.user, occasion, now()))
