"""Applications that wait until staff have approved their act."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.models.shows import Spot


class ApplicationDraft(models.Model):
    """What an act that is not approved yet would apply with: nobody but its leaders reads it, and it asks nobody."""

    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="drafts")
    act = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)
    message = models.TextField(_("message"), max_length=4000, blank=True)
    lineup = ArrayField(models.UUIDField(), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("draft of an application")
        verbose_name_plural = _("drafts of applications")
        constraints = [models.UniqueConstraint(name="applicationdraft_once_per_act", fields=["act", "spot"])]

    def __str__(self):
        return f"{self.act} · {self.spot}"
