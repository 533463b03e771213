"""Rooms of a studio, each with a calendar of its own."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from availability.models import Calendar, calendar_never_changes
from studio.models.professionals import Professional
from web.identifiers import uuid7


class RoomQuerySet(models.QuerySet["Room"]):
    def in_use(self):
        """Those that have not been retired."""
        return self.filter(retired_at=None)


class Room(models.Model):
    """A room that holds one session at a time. What its leaders close is `busy` on its calendar."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=120)
    calendar = models.OneToOneField(Calendar, on_delete=models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(
                name="room_name_once_per_studio", fields=["professional", "name"], condition=Q(retired_at=None)
            )
        ]
        triggers = [calendar_never_changes("room_calendar_never_changes")]

    def __str__(self):
        return self.name
