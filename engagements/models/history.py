"""The common part of every history: who did what, when and through which channel."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from engagements.states import Channel


class HistoryRow(models.Model):
    """One thing that happened. Append-only: a trigger of each table refuses to change or delete a row."""

    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=8, choices=Channel)
    event = models.CharField(max_length=40)
    text = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self):
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"
