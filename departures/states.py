"""Kinds of departures, and what became of each open item."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DepartureKind(models.TextChoices):
    """Why nobody, or somebody else, answers for what a party or a person has to do with others."""

    CLOSED = "closed", _("Closed")
    SUSPENDED = "suspended", _("Suspended")
    HANDED_OVER = "handed_over", _("Handed over")
    LEFT = "left", _("Left the team")
    DELETED = "deleted", _("Account deleted")
    SHUT_OUT = "shut_out", _("Locked by our team")


class ExportState(models.TextChoices):
    """How far the copy of somebody's data is."""

    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


EXPORT_TRANSITIONS: dict[ExportState, tuple[ExportState, ...]] = {
    ExportState.WAITING: (ExportState.READY, ExportState.FAILED),
    ExportState.READY: (),
    ExportState.FAILED: (),
}


class Outcome(models.TextChoices):
    """What a departure made of an open item."""

    ENDED = "ended", _("Ended too")
    HANDED_OVER = "handed_over", _("Handed over")
    STANDS = "stands", _("Still open")
    LACKS_PLAYER = "lacks_player", _("Player missing")
