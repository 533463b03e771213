"""Errors of messages."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class EnquiriesOff(Refusal):
    """The party accepts no enquiries, or has blocked this person: both read the same."""

    status = 403
    slug = "enquiries-off"
    title = _("They aren’t taking messages right now.")


class TooManyEnquiries(Refusal):
    """A person begins only so many enquiries within 24 hours."""

    status = 429
    slug = "too-many-enquiries"
    title = _("You’ve written to many new people in the last 24 hours. Try again later.")


class NothingWritten(Refusal):
    """One side of an enquiry has blocked the other. Whoever is blocked is not told so."""

    status = 403
    slug = "nothing-written"
    title = _("You can’t write here right now.")


class KeyUsed(Refusal):
    """The form has sent a message already, and holds another now: as after going back, or in a copied tab."""

    status = 409
    slug = "message-key-used"
    title = _("You’ve already sent this form. The text has changed: press Send again to send it too.")


class MessageGone(Refusal):
    """The message to be reported has been deleted."""

    status = 410
    slug = "message-gone"
    title = _("This message was deleted.")


class TooManyReports(Refusal):
    """More than any person reports."""

    status = 429
    slug = "too-many-reports"
    title = _("You’ve reported many messages in the last 24 hours. Try again later, or write to staff.")


class AlreadySettled(Refusal):
    """Staff have settled this report already."""

    slug = "already-settled"
    title = _("This is already resolved.")


class TooManyChanges(Refusal):
    """Faster than any person reads and tidies up."""

    status = 429
    slug = "too-many-changes"
    title = _("That’s a lot of edits in a minute. Wait a little, then try again.")
    wait_seconds = 60


class TooFast(Refusal):
    """Faster than any person writes."""

    status = 429
    slug = "too-many-messages"
    title = _("That’s a lot of messages in a minute. Wait a little, then try again.")
    wait_seconds = 60
