"""What happened to a session."""

from django.utils.translation import gettext as _

from studio.models import SessionEvent


def say_event(event: SessionEvent) -> str:
    """One line of the history, in words."""
    words = {
        "booked": _("Booked, to be paid"),
        "requested": _("Asked for"),
        "approved": _("Approved"),
        "declined": _("Declined"),
        "withdrawn": _("Taken back"),
        "confirmed": _("Paid and booked"),
        "expired": _("Not paid in time"),
        "not_answered": _("Not answered in time"),
        "cancelled": _("Called off"),
        "in_progress": _("Begun"),
        "delivered": _("Delivered"),
        "revision": _("To be revised"),
        "not_heard": _("A mix could not be heard, so it is not delivered yet"),
        "completed": _("Done"),
        "call_link": _("The link for calls is another one"),
        "reported_no_show": _("Reported: the other side did not come"),
        "reported_work": _("Reported: the work is not what was agreed"),
        "reported_other": _("A problem is reported"),
        "case": _("Said in the dispute"),
        "settled": _("Settled by staff"),
        "tipped": _("A tip"),
    }
    return words.get(event.event, event.event)
