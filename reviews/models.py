"""Reviews: after a completed booking or session each side may rate the other once, without seeing what the other
says."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.models import Booking
from studio.models import Session
from web.identifiers import uuid7

TEXT_LENGTH_MAX = 4000
REPLY_LENGTH_MAX = 2000


class ReviewQuerySet(models.QuerySet["Review"]):
    def revealed(self):
        """Those that everybody may read."""
        return self.filter(revealed_at__isnull=False)

    def hidden(self):
        """Those that wait for the other side; their authors alone read them."""
        return self.filter(revealed_at=None)


def _differs(field: str) -> pgtrigger.Q:
    return pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")})


class Review(models.Model):
    """What one side of a completed booking or session, its occasion, says of the other: 1 to 5 and a text.

    Nobody but its author sees it before `revealed_at`: when both sides have written, or when the time to write is over.
    Until then the author may change it. `reply` is the answer of the side reviewed, which everybody can read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    author = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reviews_written")
    subject = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reviews")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    rating = models.PositiveSmallIntegerField(_("rating"))
    text = models.TextField(_("text"), max_length=TEXT_LENGTH_MAX, blank=True)
    created_at = models.DateTimeField(default=now)
    revealed_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=REPLY_LENGTH_MAX, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="review_of_one_occasion",
                condition=Q(booking__isnull=False, session=None) | Q(booking=None, session__isnull=False),
            ),
            models.UniqueConstraint(name="review_once_per_side", fields=["booking", "author"]),
            models.UniqueConstraint(name="review_once_per_side_of_session", fields=["session", "author"]),
            models.CheckConstraint(name="review_rating_1_to_5", condition=Q(rating__range=(1, 5))),
            models.CheckConstraint(name="review_of_the_other_side", condition=~Q(author=F("subject"))),
            models.CheckConstraint(
                name="review_reply_comes_after",
                condition=Q(reply="", replied_at=None)
                | ~Q(reply="") & Q(replied_at__isnull=False, revealed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="review_hidden", fields=["booking"], condition=Q(revealed_at=None)),
            models.Index(name="review_of_session_hidden", fields=["session"], condition=Q(revealed_at=None)),
            models.Index(name="review_shown", fields=["subject", "-revealed_at"]),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="review_stays_between_two", fields=["booking", "session", "author", "subject"]),
            pgtrigger.Protect(
                name="review_stays_once_revealed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revealed_at__isnull=False)
                & (_differs("rating") | _differs("text") | _differs("revealed_at")),
            ),
            pgtrigger.Protect(
                name="review_reply_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__replied_at__isnull=False) & (_differs("reply") | _differs("replied_at")),
            ),
        ]

    def __str__(self):
        return f"{self.author} on {self.subject}: {self.rating}"

    @property
    def stars(self) -> str:
        """Five stars, as many of them full as the rating says; the number is said beside them."""
        return "★" * self.rating + "☆" * (5 - self.rating)
