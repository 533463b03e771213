"""How bookings of professionals refuse."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from studio.states import Reason
from web.dates import say_moment
from web.errors import Refusal


class SlotGone(Refusal):
    """The time cannot be booked, or no longer. `reason` says why."""

    slug = "slot-gone"
    title = _("This time is no longer free")
    DETAILS = {
        Reason.WRONG_LENGTH: _("You can’t book this service for that long."),
        Reason.TOO_SOON: _("That’s too soon. This service needs more notice."),
        Reason.OUTSIDE_HOURS: _("No one is available at that time."),
        Reason.TAKEN: _("Someone just booked this time. Choose another one."),
    }

    def __init__(self, reason: Reason):
        self.reason = reason
        super().__init__(self.DETAILS[reason], reason=str(reason))


class OtherPrice(Refusal):
    """The price has changed since it was shown; `price_minor` is the new one."""

    slug = "other-price"
    title = _("The price has changed. Check it before you book.")

    def __init__(self, price_minor: int):
        super().__init__("", price_minor=price_minor)


class TooManyUnpaid(Refusal):
    """Somebody holds several slots and pays for none."""

    slug = "too-many-unpaid"
    title = _("Pay for your reserved times first")


class TooManyLapses(Refusal):
    """Somebody let several slots go unpaid today, or took them and gave them back."""

    slug = "too-many-lapses"
    title = _("You didn’t pay for several reservations today. Try again tomorrow, or send a request.")


class TooManyOpenRequests(Refusal):
    """As many requests of a client wait for an answer as may."""

    slug = "too-many-open-requests"
    title = _("You have too many open requests")

    def __init__(self, most: int):
        text = _("You can have %(count)s open requests at a time. Withdraw one, or wait for an answer.")
        super().__init__(text % {"count": most})


class OwnService(Refusal):
    """Somebody books themselves."""

    slug = "own-service"
    title = _("You run this profile, so you can’t book it")


class TooEarly(Refusal):
    """The people of a professional begin a session long before its start; `begins_from` is when they may."""

    slug = "too-early"
    title = _("It’s too early to start")

    def __init__(self, begins_from: dt.datetime, zone: str):
        words = {"moment": say_moment(begins_from, zone)}
        detail = _("You can start up to 30 minutes early: from %(moment)s.") % words
        super().__init__(detail, begins_from=begins_from.isoformat())


class NoRevisions(Refusal):
    """The client has used all revisions that are included."""

    slug = "no-revisions"
    title = _("All included revisions are used. Buy another one, or send a message.")


class DeliveredAlready(Refusal):
    """What the client was asked to accept stays as it is."""

    slug = "delivered-already"
    title = _("You can’t remove delivered files")


class AnotherChange(Refusal):
    """One proposal at a time: the other one is answered or withdrawn first."""

    slug = "another-change"
    title = _("There is an open proposal. Answer or withdraw it first.")


class TooManyChanges(Refusal):
    """A session has seen enough proposals."""

    slug = "too-many-changes"
    title = _("This session has had too many proposals. Send a message instead.")
