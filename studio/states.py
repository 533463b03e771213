"""What professionals do."""

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
