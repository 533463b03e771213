"""Writing reviews."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Avg, Count
from django.utils.translation import gettext as _

from accounts.models import Party, User
from bookings.models import Booking
from bookings.states import BookingState
from engagements.errors import WrongState
from engagements.states import other_side
from reviews.access import party_of, reviewing_side
from reviews.errors import AlreadyReviewed
from reviews.models import Review

TEXT_LENGTH_MAX = 4000
RATINGS = range(1, 6)


def write_review(*, acting_user: User, booking: Booking, rating: int, text: str = "") -> Review:
    """What the side that the user leads says of the other, from 1 to 5 and in words; its average follows.

    Raises PermissionDenied for who leads no side (or both), WrongState before the booking is completed,
    AlreadyReviewed the second time, ValidationError for what is no rating. Locks the booking, then the party reviewed.
    """
    side = reviewing_side(acting_user, booking)
    if side is None:
        raise PermissionDenied
    text = _check(rating, text)
    with transaction.atomic():
        state = Booking.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=booking.pk)
        if state != BookingState.COMPLETED:
            raise WrongState(state)
        author, subject = party_of(booking, side), party_of(booking, other_side(side))
        # The lock makes averages of reviews written at the same time count each other.
        subject = Party.objects.select_for_update(no_key=True).get(pk=subject.pk)
        review = _store(booking, author, subject, acting_user, rating, text)
        _count(subject)
    return review


def _check(rating: int, text: str) -> str:
    if rating not in RATINGS:
        raise ValidationError({"rating": [_("A rating is a number from 1 to 5.")]})
    text = text.strip()
    if len(text) > TEXT_LENGTH_MAX or "\x00" in text:
        raise ValidationError({"text": [_("At most %(count)d characters, please.") % {"count": TEXT_LENGTH_MAX}]})
    return text


def _store(booking: Booking, author: Party, subject: Party, user: User, rating: int, text: str) -> Review:
    try:
        with transaction.atomic():
            return Review.objects.create(
                booking=booking, author=author, subject=subject, written_by=user, rating=rating, text=text
            )
    except IntegrityError as error:
        if "review_once_per_side" not in str(error):
            raise
        raise AlreadyReviewed from error


def _count(subject: Party) -> None:
    """Average and number from the reviews themselves, so that they cannot drift apart."""
    said = subject.reviews.aggregate(average=Avg("rating"), count=Count("id"))
    subject.rating_average = round(said["average"], 2)
    subject.rating_count = said["count"]
    subject.version += 1
    subject.save(update_fields=["rating_average", "rating_count", "version"])
