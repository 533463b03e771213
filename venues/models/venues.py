"""What a venue has beyond being a party: an address, a day-roll and stages."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from availability.models import Calendar, calendar_never_changes
from media.models import Picture, PicturedQuerySet
from web.identifiers import uuid7


def _unset_or_some(field: str) -> models.Q:
    return models.Q(**{field: None}) | models.Q(**{f"{field}__gte": 1})


class Venue(models.Model):
    """A venue. `day_starts_at` is its day-roll: 01:00 on Sunday is Saturday night."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="venue")
    day_starts_at = models.TimeField(_("nights end at"), default=dt.time(6, 0))
    address = models.CharField(_("street and number"), max_length=300, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    access_info = models.TextField(_("access"), max_length=2000, blank=True)
    load_in_info = models.TextField(_("load-in"), max_length=2000, blank=True)
    house_rules = models.TextField(_("house rules"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(
                name="venue_is_on_earth",
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            )
        ]

    def __str__(self):
        return self.party.name


class Stage(models.Model):
    """A room or stage that holds one show at a time.

    `parts` are the rooms that it is made of, where it is several at once: whoever has it has them all, and whoever has
    one of them stands in its way. Parts have no parts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=120)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    calendar = models.OneToOneField(Calendar, on_delete=models.RESTRICT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    parts = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="wholes")
    width_cm = models.PositiveIntegerField(_("width of the stage"), null=True, blank=True)
    depth_cm = models.PositiveIntegerField(_("depth of the stage"), null=True, blank=True)
    height_cm = models.PositiveIntegerField(_("clear height above the stage"), null=True, blank=True)
    description = models.TextField(_("about the room"), max_length=2000, blank=True)
    backline = models.TextField(_("backline"), max_length=2000, blank=True)
    pa = models.TextField(_("PA and monitors"), max_length=2000, blank=True)
    lights = models.TextField(_("lights"), max_length=2000, blank=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(name="stage_name_once_per_venue", fields=["venue", "name"]),
            models.CheckConstraint(
                name="stage_measures_something",
                condition=_unset_or_some("width_cm") & _unset_or_some("depth_cm") & _unset_or_some("height_cm"),
            ),
        ]
        triggers = [calendar_never_changes("stage_calendar_never_changes")]

    def __str__(self):
        return self.name


class StagePhoto(models.Model):
    """A picture of a stage or its room, in the order of the page."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="photos")
    picture = models.OneToOneField(Picture, on_delete=models.RESTRICT, related_name="stage_photo")
    position = models.PositiveSmallIntegerField(default=0)

    objects = PicturedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("picture of a stage")
        verbose_name_plural = _("pictures of stages")

    def __str__(self):
        return self.picture.alt
