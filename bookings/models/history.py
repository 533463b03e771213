"""What happened to shows and bookings."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking
from bookings.models.shows import Show
from engagements.models import HistoryRow


class HistoryEntry(HistoryRow):
    """What happened to a show or a booking; `before` and `after` are its states.

    `changes`: {field: [before, after]} of what changed besides the state, in JSON's own types.
    """

    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="history")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="history")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    changes = models.JSONField(default=dict, blank=True)

    class Meta(HistoryRow.Meta):
        verbose_name_plural = _("history entries")
        triggers = [
            pgtrigger.Protect(name="historyentry_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
