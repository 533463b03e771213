"""What a professional has beyond being a party: disciplines, languages, gear and credits."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from studio.states import Discipline
from web.identifiers import uuid7

FIRST_YEAR, LAST_YEAR = 1900, 2100


class Professional(models.Model):
    """An engineer, producer or session musician, or a studio with a team and rooms.

    `languages` are codes of ISO 639-1. `is_remote`: works without the client in the room; `is_on_site`: with them.
    `call_link`: where remote sessions meet, unless a session says otherwise; shown to nobody before they have paid.
    `verified_at`: since when staff of the site say that they have checked who this is.
    """

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="professional")
    disciplines = ArrayField(models.CharField(max_length=12, choices=Discipline), verbose_name=_("disciplines"))
    languages = ArrayField(models.CharField(max_length=2), verbose_name=_("languages"), default=list, blank=True)
    gear = models.TextField(_("gear"), max_length=4000, blank=True)
    is_remote = models.BooleanField(_("works remotely"), default=True)
    is_on_site = models.BooleanField(_("works on site"), default=True)

    call_link = models.URLField(_("link to call"), max_length=500, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("professional")
        verbose_name_plural = _("professionals")
        constraints = [
            models.CheckConstraint(
                name="professional_has_known_disciplines",
                condition=Q(disciplines__len__gte=1, disciplines__contained_by=[each.value for each in Discipline]),
            ),
            models.CheckConstraint(
                name="professional_works_somewhere", condition=Q(is_remote=True) | Q(is_on_site=True)
            ),
        ]

    def __str__(self):
        return self.party.name

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def discipline_labels(self) -> list[str]:
        """In the order of `Discipline`, whatever was ticked first."""
        return [str(each.label) for each in Discipline if each in self.disciplines]


class Credit(models.Model):
    """A record that a professional worked on, newest year first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="credits")
    artist = models.CharField(_("artist"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    role = models.CharField(_("what you did"), max_length=80, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        ordering = [models.F("year").desc(nulls_last=True), "artist", "title", "id"]
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.CheckConstraint(
                name="credit_of_a_year", condition=Q(year=None) | Q(year__range=(FIRST_YEAR, LAST_YEAR))
            )
        ]

    def __str__(self):
        return f"{self.artist}: {self.title}"
