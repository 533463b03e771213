"""What a thread is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

EDIT_MINUTES = 15
"""So long one may change what one has written."""


class About(models.TextChoices):
    BOOKING = "booking", _("Booking")
    SESSION = "session", _("Session")
    SHOW = "show", _("Show")
    BAND = "band", _("Band")
    ENQUIRY = "enquiry", _("Enquiry")
