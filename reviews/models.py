"""Reviews: after a completed booking each side may rate the other once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.models import Booking
from web.identifiers import uuid7


class Review(models.Model):
    """What one side of a completed booking says of the other: 1 to 5 and a text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="reviews")
    author = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reviews_written")
    subject = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reviews")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    rating = models.PositiveSmallIntegerField(_("rating"))
    text = models.TextField(_("text"), max_length=4000, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(name="review_once_per_side", fields=["booking", "author"]),
            models.CheckConstraint(name="review_rating_1_to_5", condition=Q(rating__range=(1, 5))),
            models.CheckConstraint(name="review_of_the_other_side", condition=~Q(author=F("subject"))),
        ]

    def __str__(self):
        return f"{self.author} on {self.subject}: {self.rating}"
