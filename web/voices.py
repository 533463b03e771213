"""The voices of the tape strip: how each status of a night looks, sounds and is called."""

import warnings
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Voice:
    """One look of the strip. Never colour alone: pattern (by its name, in CSS), icon and word go together."""

    name: str
    word: str | Promise
    icon: str


VOICES = {
    voice.name: voice
    for voice in (
        Voice("free", _("Available"), "check"),
        Voice("maybe", _("Maybe"), "maybe"),
        Voice("pending", _("Pending"), "hourglass"),
        Voice("held", _("On hold"), "bookmark"),
        Voice("booked", _("Booked"), "lock"),
        Voice("request", _("On request"), "chat"),
        Voice("busy", _("Unavailable"), "minus"),
        Voice("gone", _("Cancelled"), "x"),
        Voice("unknown", _("No answer yet"), "question"),
    )
}

# The domain's own words for a status, and the voice that says them.
_ALIASES = {
    "available": "free",
    "standing": "held",
    "open": "free",
    "confirmed": "booked",
    "completed": "booked",
    "played": "booked",
    "claim": "booked",
    "on_request": "request",
    "unavailable": "busy",
    "draft": "unknown",
    "cancelled": "gone",
    "declined": "gone",
    "withdrawn": "gone",
    "expired": "gone",
    "released": "gone",
    "disputed": "pending",
    "in_progress": "booked",
    # Of payments.
    "due": "pending",
    "processing": "pending",
    "paid": "free",
    "failed": "gone",
    "refunded": "busy",
    "partly_refunded": "maybe",
    "charged_back": "gone",
}


def find_voice(status: str) -> Voice:
    """Return the voice of a voice's name or of a domain status. A status that has none warns, which fails a test, and
    sounds `unknown`.
    """
    name = _ALIASES.get(status, status)
    if name not in VOICES:
        warnings.warn(f"No voice says the status {status!r}.", stacklevel=2)
        name = "unknown"
    return VOICES[name]
