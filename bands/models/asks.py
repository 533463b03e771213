"""Asking a band's people about nights: whoever has not said, or everybody about some candidates (a date poll)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from web.identifiers import uuid7


class Ask(models.Model):
    """Some nights that a leader asks about. Answers are written where all time stands: on the members' calendars.

    So there are no votes to count here: what comes of it is read from the Green Zone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="asks")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=120, blank=True)
    nights = ArrayField(models.DateField(), verbose_name=_("nights"))
    is_poll = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question about nights")
        verbose_name_plural = _("questions about nights")
        constraints = [models.CheckConstraint(name="ask_has_nights", condition=Q(nights__len__gt=0))]
        indexes = [models.Index(name="ask_party_created", fields=["party", "-created_at"])]

    def __str__(self):
        return self.title or str(self.pk)

    @property
    def answered_count(self) -> int:
        """Of those asked; no query where they are prefetched."""
        return sum(asked.answered_at is not None for asked in self.asked.all())


class AskedMember(models.Model):
    """One of those who are asked, and when they answered."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="asked")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("asked member")
        verbose_name_plural = _("asked members")
        constraints = [models.UniqueConstraint(name="askedmember_once", fields=["ask", "user"])]

    def __str__(self):
        return f"{self.user_id} about {self.ask_id}"
