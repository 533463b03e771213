"""What every engagement knows, whatever is engaged: its sides, the channels, and kinds of deals and lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    ACT = "act", _("Act")
    HOST = "host", _("Host")


class Channel(models.TextChoices):
    PAGE = "page", _("Website")
    API = "api", _("API")
    ADMIN = "admin", _("Administration")
    MAIL = "mail", _("Email")
    CLOCK = "clock", _("Automatic")


class DealKind(models.TextChoices):
    """How a fee is made. A guarantee is the only one that does not look at the door."""

    GUARANTEE = "guarantee", _("Guarantee")
    DOOR_SPLIT = "door_split", _("Share of the door")
    VERSUS = "versus", _("Guarantee or share of the door, whichever is more")
    PLUS = "plus", _("Guarantee plus a share above it")


class DueFrom(models.TextChoices):
    """From when the days until a deposit is due are counted."""

    BOOKING = "booking", _("days after the booking")
    NIGHT = "night", _("days before the night")


class LineKind(models.TextChoices):
    """A line of a settlement."""

    TAKINGS = "takings", _("Takings")
    COST = "cost", _("Cost")


class ConflictState(models.TextChoices):
    """Why somebody in a line-up may not be there, the strongest reason first."""

    BUSY = "busy", _("Busy")
    ASKED = "asked", _("Asked")
    UNKNOWN = "unknown", _("No answer")
    MAYBE = "maybe", _("Maybe")


def other_side(side: Side) -> Side:
    return Side.HOST if side == Side.ACT else Side.ACT
