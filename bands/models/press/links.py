"""Private links to a press kit, and how often they were opened."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from web.identifiers import uuid7


class KitLinkQuerySet(models.QuerySet["KitLink"]):
    def of(self, party: Party) -> Self:
        return self.filter(party=party)

    def live(self, at: dt.datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=at)


class KitLink(models.Model):
    """A secret address at which one reader sees more of a press kit than the public does. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="kit_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    label = models.CharField(_("for whom"), max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    shows_unlisted = models.BooleanField(_("unlisted tracks"), default=True)
    shows_exact_fees = models.BooleanField(_("exact fees"), default=False)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = KitLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("private link to a press kit")
        verbose_name_plural = _("private links to press kits")
        indexes = [models.Index(name="kitlink_party_created", fields=["party", "-created_at"])]

    def __str__(self):
        return self.label

    def is_live(self, at: dt.datetime) -> bool:
        """Whether it still shows anything, as far as the link itself goes."""
        return self.revoked_at is None and at < self.expires_at


class KitLinkDay(models.Model):
    """How many people opened a link on a UTC day, and how many tracks they began to play; nobody's address is kept."""

    link = models.ForeignKey(KitLink, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    opens = models.PositiveIntegerField(default=0)
    plays = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of a private link")
        verbose_name_plural = _("days of private links")
        constraints = [models.UniqueConstraint(name="kitlinkday_once", fields=["link", "day"])]

    def __str__(self):
        return f"{self.link_id} on {self.day}"
