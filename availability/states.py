"""The kinds of time, and the states of what a calendar tells."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BlockKind(models.TextChoices):
    FREE = "free", _("Free")
    MAYBE = "maybe", _("Maybe")
    BUSY = "busy", _("Busy")
    CLAIM = "claim", _("Booked")


class SaidKind(models.TextChoices):
    """What a person may say of their own time: every kind of block but the promise."""

    FREE = BlockKind.FREE
    MAYBE = BlockKind.MAYBE
    BUSY = BlockKind.BUSY


class EditScope(models.TextChoices):
    """How much of a recurring rule an edit is meant for, seen from one day on which it happens."""

    ONE = "one", _("Only this date")
    FOLLOWING = "following", _("This date and all after it")
    ALL = "all", _("All dates from today on")


class EntryStatus(models.TextChoices):
    """STATUS of RFC 5545, section 3.8.1.11."""

    TENTATIVE = "tentative", _("Tentative")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class FeedKind(models.TextChoices):
    PERSON = "person", _("My calendar")
    PARTY = "party", _("Calendar of a band or venue")


class ImportKind(models.TextChoices):
    """Where the events of an imported calendar come from."""

    URL = "url", _("Calendar address (ICS)")
    FILE = "file", _("File")
    CALDAV = "caldav", _("CalDAV")
    GOOGLE = "google", _("Google Calendar")


class ImportEffect(models.TextChoices):
    """What an imported event of some sort does to its owner's time."""

    BUSY = "busy", _("Busy")
    MAYBE = "maybe", _("Maybe")
    NOTHING = "nothing", _("Doesn’t count")


class ImportState(models.TextChoices):
    """How the last reading of an imported calendar went; a failed one keeps the blocks of the last good copy."""

    QUEUED = "queued", _("Waiting")
    READING = "reading", _("Being read")
    GOOD = "good", _("Up to date")
    FAILED = "failed", _("Failed")


class MemberState(models.TextChoices):
    """What one member's calendar says of a stretch of time, the strongest first."""

    BUSY = "busy", _("Busy")
    UNKNOWN = "unknown", _("Unknown")
    MAYBE = "maybe", _("Maybe")
    FREE = "free", _("Free")


class NightState(models.TextChoices):
    """What all members' calendars together say of a night."""

    GREEN = "green", _("Everyone’s free")
    AMBER = "amber", _("Everyone could make it")
    SHORT = "short", _("Nearly everyone")
    UNKNOWN = "unknown", _("Waiting on someone")
    RED = "red", _("Not enough of you")
