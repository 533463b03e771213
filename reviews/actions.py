"""Writing reviews, revealing and answering them."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Avg, Count
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.actions.memberships import lock_parties
from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from bookings.models import Booking
from bookings.states import BookingState
from engagements.errors import WrongState
from engagements.states import other_side
from notifications.actions import News, notify_all
from reviews.access import party_of, reviewing_side
from reviews.conditions import open_until
from reviews.errors import AlreadyReplied, Revealed, TooLate
from reviews.models import REPLY_LENGTH_MAX, TEXT_LENGTH_MAX, Review
from web.texts import clean_text

RATINGS = range(1, 6)


def write_review(
    *, acting_user: User, booking: Booking, rating: int, text: str = "", at: dt.datetime | None = None
) -> Review:
    """What the side that the user leads says of the other, from 1 to 5 and in words. Written again before it is
    revealed, it replaces what was said. Where the other side has written too, both are revealed.

    Raises PermissionDenied for who leads no side (or both), WrongState before the booking is completed, Revealed and
    TooLate, ValidationError for what is no rating. Locks both parties, then the booking.
    """
    at = at or now()
    side = reviewing_side(acting_user, booking)
    if side is None:
        raise PermissionDenied
    text = clean_text("text", text, longest=TEXT_LENGTH_MAX)
    if rating not in RATINGS:
        raise ValidationError({"rating": [_("A rating is a number from 1 to 5.")]})
    author, subject = party_of(booking, side), party_of(booking, other_side(side))
    with transaction.atomic():
        lock_parties(author, subject)
        if reviewing_side(acting_user, booking) != side:
            raise PermissionDenied
        state = Booking.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=booking.pk)
        if state != BookingState.COMPLETED:
            raise WrongState(state)
        if Review.objects.revealed().filter(booking=booking, author=author).exists():
            raise Revealed
        if at >= open_until(booking):
            raise TooLate
        said = {"subject": subject, "written_by": acting_user, "rating": rating, "text": text}
        review, _is_new = Review.objects.update_or_create(booking=booking, author=author, defaults=said)
        if Review.objects.hidden().filter(booking=booking).count() == len((author, subject)):
            _reveal(booking.pk, at)
            review.refresh_from_db()
    return review


@transaction.atomic
def reveal_reviews(*, booking: Booking, at: dt.datetime) -> None:
    """Everybody may read what one side alone has written, once the time to write is over. Nothing happens before, nor
    for a night that is disputed or was called off after all."""
    lock_parties(booking.act, booking.spot.show.owner)
    state = Booking.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=booking.pk)
    if state == BookingState.COMPLETED and at >= open_until(booking):
        _reveal(booking.pk, at)


def reply_to_review(*, acting_user: User, review_id: UUID, text: str) -> Review:
    """What the side that was reviewed answers, once, for everybody to read.

    Raises PermissionDenied for who does not lead it, or where the review is not revealed, AlreadyReplied, and
    ValidationError({"text": ...}).
    """
    text = clean_text("text", text, longest=REPLY_LENGTH_MAX, required=True)
    subject = Party.objects.get(reviews=review_id)
    with transaction.atomic():
        subject = lock_parties(subject)[subject.pk]
        review = Review.objects.select_for_update(no_key=True).get(pk=review_id)
        if review.revealed_at is None or not can_lead(acting_user, subject):
            raise PermissionDenied
        if review.replied_at:
            raise AlreadyReplied
        review.reply, review.replied_by, review.replied_at = text, acting_user, now()
        review.save(update_fields=["reply", "replied_by", "replied_at"])
        subject.version += 1
        subject.save(update_fields=["version"])
    return review


def _reveal(booking_id: UUID, at: dt.datetime) -> None:
    """Assumes both parties locked, so that averages of reviews revealed at the same time count each other."""
    reviews = list(Review.objects.hidden().filter(booking=booking_id).select_related("subject", "author"))
    Review.objects.filter(pk__in=[review.pk for review in reviews]).update(revealed_at=at)
    for review in reviews:
        _count(review.subject_id)
    notify_all(kind="reviews.revealed", news=[_news(review) for review in reviews])


def _news(review: Review) -> News:
    leaders = Membership.objects.current().filter(party=review.subject, role__in=LEADING_ROLES).select_related("user")
    users = {one.user for one in leaders}
    return News(users, reverse("bookings:booking", args=[review.booking_id]), {"review": str(review.pk)})


def _count(subject_id: UUID) -> None:
    """Average and number from the revealed reviews themselves, so that they cannot drift apart."""
    subject = Party.objects.get(pk=subject_id)
    said = subject.reviews.revealed().aggregate(average=Avg("rating"), count=Count("id"))
    subject.rating_average = round(said["average"], 2)
    subject.rating_count = said["count"]
    subject.version += 1
    subject.save(update_fields=["rating_average", "rating_count", "version"])
