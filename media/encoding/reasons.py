"""Why an upload is refused, in words."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from media.encoding.limits import (
    MEGABYTE,
    PAGES_MAX,
    PICTURE_PIXELS_MAX,
    PICTURE_SIDE_MIN,
    SOUND_SECONDS_MAX,
    SOUND_SECONDS_MIN,
)

REASONS = {
    "empty": _("The file is empty."),
    "no_picture": _("This is not a JPEG, PNG, WebP or AVIF picture we can read."),
    "no_sound": _("This is not a WAV, MP3, FLAC, Ogg or M4A recording we can read."),
    "no_document": _("This is not a PDF we can read."),
    "damaged": _("The file is damaged or incomplete. Export it again and upload it once more."),
    "too_many_pixels": format_lazy(
        _("The picture has too many pixels: at most {most} million."), most=PICTURE_PIXELS_MAX // 1_000_000
    ),
    "too_small": format_lazy(_("The picture is too small: at least {side} pixels a side."), side=PICTURE_SIDE_MIN),
    "too_long": format_lazy(_("The recording is too long: at most {most} minutes."), most=SOUND_SECONDS_MAX // 60),
    "too_short": format_lazy(_("The recording is too short: at least {least} second."), least=SOUND_SECONDS_MIN),
    "too_many_pages": format_lazy(_("The document has too many pages: at most {most}."), most=PAGES_MAX),
    "locked": _("The document is protected by a password. Save it without one."),
    "has_program": _("The document holds a program or other files. Print it to a PDF and upload that."),
    "too_much_work": _("This file takes too much time or memory to read. Export it again in a simpler form."),
    "taken_away": _("Our team removed this file. Ask us why before you upload it again."),
    "failed": _("We could not prepare this file. Remove it and upload it once more."),
}


def reason_text(code: str) -> str:
    """The words for a reason; nothing for no reason."""
    return str(REASONS.get(code, REASONS["failed"])) if code else ""


def too_large(most_bytes: int) -> str:
    """The words for a file of more bytes than are taken."""
    return _("The file is too large: at most %(most)s MB.") % {"most": most_bytes // MEGABYTE}
