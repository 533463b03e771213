"""What happened to shows and bookings."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking
from bookings.models.shows import Show
from engagements.states import Channel


class HistoryEntry(models.Model):
    """What happened to a show or a booking: who, what, when, by which channel. Appended, never changed.

    `changes`: {field: [before, after]} of what changed besides the state, in JSON's own types.
    """

    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="history")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="history")
    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=8, choices=Channel)
    event = models.CharField(max_length=40)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    changes = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = _("history entries")
        triggers = [
            pgtrigger.Protect(name="historyentry_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"
