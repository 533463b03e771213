"""What house rules choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChallengeWindow(models.TextChoices):
    """How long one who is challenged has to answer."""

    HOURS = "hours", _("So many hours, nights and weekends included")
    BUSINESS_DAY = "business_day", _("One business day of the venue; weekends do not count")


class OtherHolds(models.TextChoices):
    """What becomes of the other holds on a night when one is confirmed."""

    RELEASE = "release", _("Release them")
    KEEP = "keep", _("Keep them as a backup")


class WhoMayHold(models.TextChoices):
    """Which parties from outside may hold a night without asking the venue first."""

    KNOWN = "known", _("Those who have a booking with us, or whom we have allowed to; others ask")
    ANYBODY = "anybody", _("All who are approved on this site")


class RefillStrategy(models.TextChoices):
    """How a spot is filled again after a cancellation."""

    NOT = "not", _("I do it myself")
    ONE_BY_ONE = "one_by_one", _("Ask one after another")
    ALL_AT_ONCE = "all_at_once", _("Ask all at once: the first to accept plays")


class Existing(models.TextChoices):
    """What becomes of shows and holds when their venue gets another clock. None of them gets a second night."""

    MOMENTS = "moments", _("They stay at their moments and on their nights; the new clock shows other times for them")
    CLOCK = "clock", _("They keep their times on the clock and their nights: 20:00 stays 20:00, another moment")
    ANEW = "anew", _("They stay at their moments, and their nights are counted anew")
