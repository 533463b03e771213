"""A band's availability, shown to somebody without an account."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from web.identifiers import uuid7


class Share(models.Model):
    """A secret address that shows which of some nights a band can play: status only, no names. Only the hash is kept.

    The nights are those from `first` to `last` that fall on one of the `weekdays` (0 is Monday; none: all), or exactly
    the `nights` if there are any. `embed_origins` are the sites that may frame it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="shares")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("for whom"), max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("weekdays"), default=list, blank=True)
    nights = ArrayField(models.DateField(), verbose_name=_("nights"), default=list, blank=True)
    embed_origins = ArrayField(
        models.CharField(max_length=200), verbose_name=_("sites that may embed it"), default=list, blank=True
    )
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("shared availability")
        verbose_name_plural = _("shared availabilities")
        constraints = [models.CheckConstraint(name="share_first_before_last", condition=Q(first__lte=F("last")))]
        indexes = [models.Index(name="share_party_created", fields=["party", "-created_at"])]

    def __str__(self):
        return self.name
