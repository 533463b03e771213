"""The common part of every signature: which side, under which name, and when."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from engagements.states import Side


class SignatureRow(models.Model):
    """One side's signature by typed name. A trigger of each table refuses to change it."""

    side = models.CharField(max_length=4, choices=Side)
    name = models.CharField(max_length=120)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self):
        return self.name
