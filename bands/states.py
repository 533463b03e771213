"""What a band tells strangers of a night."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from availability.states import NightState


class ShareStatus(models.TextChoices):
    """What a shared link says of a night: who is missing, or has not said, is nobody's business outside the band."""

    AVAILABLE = "available", _("Available")
    ON_REQUEST = "on_request", _("On request")
    NOT_AVAILABLE = "not_available", _("Not available")


SHARED_AS = {
    NightState.GREEN: ShareStatus.AVAILABLE,
    NightState.AMBER: ShareStatus.ON_REQUEST,
    NightState.SHORT: ShareStatus.ON_REQUEST,
    NightState.UNKNOWN: ShareStatus.ON_REQUEST,
    NightState.RED: ShareStatus.NOT_AVAILABLE,
}
