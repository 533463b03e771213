"""What house rules choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChallengeWindow(models.TextChoices):
    """How long one who is challenged has to answer."""

    HOURS = "hours", _("A number of hours, including nights and weekends")
    BUSINESS_DAY = "business_day", _("One business day of the venue, not counting weekends")


class OtherHolds(models.TextChoices):
    """What becomes of the other holds on a night when one is confirmed."""

    RELEASE = "release", _("Release them")
    KEEP = "keep", _("Keep them as a backup")


class WhoMayHold(models.TextChoices):
    """Which parties from outside may hold a night without asking the venue first."""

    KNOWN = "known", _("Bands and agencies with a booking here or our permission; others can ask")
    ANYBODY = "anybody", _("Everyone approved on this site")


class RefillStrategy(models.TextChoices):
    """How a spot is filled again after a cancellation."""

    NOT = "not", _("I’ll do it myself")
    ONE_BY_ONE = "one_by_one", _("One after another")
    ALL_AT_ONCE = "all_at_once", _("All at once: the first to accept plays")


class Existing(models.TextChoices):
    """What becomes of shows and holds when their venue gets another clock. None of them gets a second night."""

    MOMENTS = "moments", _("Keep the moment and the night; the local time changes")
    CLOCK = "clock", _("Keep the local time and the night: 20:00 stays 20:00")
    ANEW = "anew", _("Keep the moment; the night may change")
