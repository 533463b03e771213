"""Whom a venue lets hold its nights, beyond those whom it knows."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from holds.states import PermissionState
from venues.models import Venue
from web.constraints import is_one_of
from web.identifiers import uuid7


class HoldPermission(models.Model):
    """A party's question whether it may hold nights at a venue, and the venue's answer, which it may change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="hold_permissions")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="hold_permissions")
    state = models.CharField(max_length=8, choices=PermissionState, default=PermissionState.ASKED)
    message = models.TextField(blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("permission to hold")
        verbose_name_plural = _("permissions to hold")
        constraints = [
            models.UniqueConstraint(name="holdpermission_once_per_party", fields=["venue", "party"]),
            is_one_of("holdpermission_state_is_known", "state", PermissionState),
        ]

    def __str__(self):
        return f"{self.party}: {self.state}"
