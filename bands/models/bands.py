"""What a band has beyond being a party."""

import datetime as dt

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Party

WEIGH = """
UPDATE availability_calendar SET weighs = NOT weighs
 WHERE id = (SELECT calendar_id FROM accounts_party WHERE id = NEW.party_id)
   AND weighs <> (NEW.quorum IS NOT NULL OR cardinality(NEW.essential_instruments) > 0);
RETURN NULL;
"""


class Band(models.Model):
    """A band: its evening is when its nights are judged.

    `quorum` members make a night `short` instead of `red`, if every one of the `essential_instruments` (compared
    without regard to case) is among them or played by a dep who is free. A night needs `minimum_minutes` in one piece
    within the evening; None: all of it.
    """

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="band")
    quorum = models.PositiveSmallIntegerField(_("players needed"), null=True, blank=True)
    evening_from = models.TimeField(_("our evenings start"), default=dt.time(19, 0))
    evening_to = models.TimeField(_("our evenings end"), default=dt.time(0, 0))
    minimum_minutes = models.PositiveSmallIntegerField(_("time needed, in minutes"), null=True, blank=True)
    essential_instruments = ArrayField(
        models.CharField(max_length=80), verbose_name=_("essential instruments"), default=list, blank=True
    )
    draw = models.PositiveIntegerField(_("usual draw"), null=True, blank=True)
    travel_radius_km = models.PositiveIntegerField(_("how far we travel, in km"), null=True, blank=True)
    has_pa = models.BooleanField(_("we bring our own PA"), default=False)

    class Meta:
        triggers = [
            # Without either all are needed, and who else cannot changes nothing.
            pgtrigger.Trigger(
                name="band_calendar_weighs",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("quorum", "essential_instruments"),
                func=WEIGH,
            )
        ]

    def __str__(self):
        return self.party.name
