"""What a musician shows of themselves to everybody: only once they say so."""

import secrets
import string

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from accounts.names.slugs import slug_base
from catalogue.models import City
from posters.drawing import Drawing
from posters.drawing import Kind as DrawnKind

CODE_LENGTH = 8
CODE_LETTERS = string.ascii_lowercase + string.digits


def make_code() -> str:
    """What stands for a musician in their address: it tells nothing of them, and stays when their name changes."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class MusicianQuerySet(models.QuerySet["Musician"]):
    def public(self):
        """Public profiles of people whose accounts are active."""
        return self.filter(is_public=True, user__is_active=True)


class Musician(models.Model):
    """The profile of somebody who plays. Hidden unless `is_public`. `acts` are those of which they want to be named:
    a page names of them those that are public and to which they still belong (`bands.queries.shown_acts`)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="musician"
    )
    code = models.CharField(max_length=CODE_LENGTH, unique=True, editable=False)
    is_public = models.BooleanField(_("public"), default=False)
    is_dep = models.BooleanField(_("free as a dep"), default=False)
    instruments = models.CharField(_("what I play"), max_length=200, blank=True)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    acts = models.ManyToManyField(Party, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=now)

    objects = MusicianQuerySet.as_manager()

    class Meta:
        verbose_name = _("musician")
        verbose_name_plural = _("musicians")
        indexes = [
            models.Index(name="musician_public", fields=["-changed_at", "user"], condition=models.Q(is_public=True))
        ]

    def __str__(self):
        return str(self.user)

    @property
    def slug(self) -> str:
        """Their name as it is now, and the code by which they are found. No query where the user is loaded."""
        return f"{slug_base(self.user.display_name, 'musician')}-{self.code}"

    @property
    def drawn(self) -> Drawing:
        """The portrait that is drawn of them."""
        return Drawing(DrawnKind.PORTRAIT, self.code)
