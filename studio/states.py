"""What professionals do, and how it is booked and paid."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Discipline(models.TextChoices):
    RECORDING = "recording", _("Recording")
    MIXING = "mixing", _("Mixing")
    MASTERING = "mastering", _("Mastering")
    PRODUCTION = "production", _("Production")
    EDITING = "editing", _("Editing and tuning")
    ARRANGEMENT = "arrangement", _("Arrangement")
    SONGWRITING = "songwriting", _("Songwriting")
    INSTRUMENTS = "instruments", _("Session musician")
    VOCALS = "vocals", _("Session vocals")
    ROOM = "room", _("Room hire")


class ServiceMode(models.TextChoices):
    INSTANT = "instant", _("At once")
    REQUEST = "request", _("On request")


class RateKind(models.TextChoices):
    HOUR = "hour", _("By the hour")
    DAY = "day", _("By the day")
    FIXED = "fixed", _("Fixed price")
