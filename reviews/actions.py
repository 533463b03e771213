"""Writing reviews, revealing and answering them."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Avg, Count
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.actions.memberships import lock_parties
from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from engagements.errors import WrongState
from notifications.actions import News, notify_all
from reviews.access import reviewing_party
from reviews.errors import AlreadyReplied, Revealed, TooLate
from reviews.models import REPLY_LENGTH_MAX, TEXT_LENGTH_MAX, Review
from reviews.rules.occasions import Occasion, kind_of, open_until, other_of, page_of, sides
from web.texts import clean_text

RATINGS = range(1, 6)


def write_review(
    *, acting_user: User, occasion: Occasion, rating: int, text: str = "", at: dt.datetime | None = None
) -> Review:
    """What the side that the user leads says of the other, from 1 to 5 and in words. Written again before it is
    revealed, it replaces what was said. Where the other side has written too, both are revealed.

    Raises PermissionDenied unless the user leads exactly one side, WrongState before the occasion is completed,
    Revealed and TooLate, ValidationError for what is no rating. Locks both parties, then the occasion.
    """
    at = at or now()
    author = reviewing_party(acting_user, occasion)
    if author is None:
        raise PermissionDenied
    text = clean_text("text", text, longest=TEXT_LENGTH_MAX)
    if rating not in RATINGS:
        raise ValidationError({"rating": [_("Rate from 1 to 5.")]})
    kind, subject = kind_of(occasion), other_of(occasion, author)
    about: dict[str, Any] = {kind.field: occasion}
    with transaction.atomic():
        lock_parties(author, subject)
        if reviewing_party(acting_user, occasion) != author:
            raise PermissionDenied
        state = _lock(occasion)
        if state != kind.done:
            raise WrongState(state)
        if Review.objects.revealed().filter(author=author, **about).exists():
            raise Revealed
        if _is_over(occasion, at):
            raise TooLate
        said = {"subject": subject, "written_by": acting_user, "rating": rating, "text": text}
        review, _is_new = Review.objects.update_or_create(author=author, **about, defaults=said)
        if Review.objects.hidden().filter(**about).count() == len((author, subject)):
            _reveal(occasion, at)
            review.refresh_from_db()
    return review


@transaction.atomic
def reveal_reviews(*, occasion: Occasion, at: dt.datetime) -> None:
    """Everybody may read what one side alone has written, once the time to write is over. Nothing happens before, nor
    for a night that is disputed or was called off after all."""
    lock_parties(*sides(occasion))
    if _lock(occasion) == kind_of(occasion).done and _is_over(occasion, at):
        _reveal(occasion, at)


def _lock(occasion: Occasion) -> str:
    """The state in which it is, until the end of the transaction."""
    rows = type(occasion)._base_manager.select_for_update(no_key=True)
    return rows.values_list("state", flat=True).get(pk=occasion.pk)


def _is_over(occasion: Occasion, at: dt.datetime) -> bool:
    """Whether it is too late to write. What was done a moment ago may still say that it is not."""
    until = open_until(occasion)
    return until is not None and at >= until


def reply_to_review(*, acting_user: User, review_id: UUID, text: str) -> Review:
    """What the side that was reviewed answers, once, for everybody to read.

    Raises PermissionDenied unless the user leads it and the review is revealed, AlreadyReplied, and
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


def _reveal(occasion: Occasion, at: dt.datetime) -> None:
    """Assumes both parties locked, so that averages of reviews revealed at the same time count each other."""
    kind = kind_of(occasion)
    reviews = list(Review.objects.hidden().filter(**{kind.field: occasion}).select_related("subject", "author"))
    Review.objects.filter(pk__in=[review.pk for review in reviews]).update(revealed_at=at)
    for review in reviews:
        _count(review.subject_id)
    page = page_of(kind, occasion.pk)
    notify_all(kind="reviews.revealed", news=[_news(review, page) for review in reviews])


def _news(review: Review, page: str) -> News:
    leaders = Membership.objects.current().filter(party=review.subject, role__in=LEADING_ROLES).select_related("user")
    return News({one.user for one in leaders}, page, {"review": str(review.pk)})


def _count(subject_id: UUID) -> None:
    """Average and number from the revealed reviews themselves, so that they cannot drift apart."""
    subject = Party.objects.get(pk=subject_id)
    said = subject.reviews.revealed().aggregate(average=Avg("rating"), count=Count("id"))
    subject.rating_average = round(said["average"], 2)
    subject.rating_count = said["count"]
    subject.version += 1
    subject.save(update_fields=["rating_average", "rating_count", "version"])
