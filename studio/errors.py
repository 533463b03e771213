"""How bookings of professionals refuse."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from studio.states import Reason
from web.dates import say_moment
from web.errors import Refusal


class SlotGone(Refusal):
    """The time cannot be booked, or no longer. `reason` says why."""

    slug = "slot-gone"
    title = _("This slot is not free any more")
    DETAILS = {
        Reason.WRONG_LENGTH: _("This service is not offered for so long."),
        Reason.TOO_SOON: _("That is too soon: this service needs more notice."),
        Reason.OUTSIDE_HOURS: _("Nobody works at that time."),
        Reason.TAKEN: _("Someone else was quicker. Choose another slot."),
    }

    def __init__(self, reason: Reason):
        self.reason = reason
        super().__init__(self.DETAILS[reason], reason=str(reason))


class OtherPrice(Refusal):
    """The price has changed since it was shown; `price_minor` is the new one."""

    slug = "other-price"
    title = _("The price has changed. Look at it again.")

    def __init__(self, price_minor: int):
        super().__init__("", price_minor=price_minor)


class TooManyUnpaid(Refusal):
    """Somebody holds several slots and pays for none."""

    slug = "too-many-unpaid"
    title = _("Pay for the slots that you hold first")


class TooManyLapses(Refusal):
    """Somebody let several slots go unpaid today."""

    slug = "too-many-lapses"
    title = _("You let several slots go unpaid today. Try again tomorrow, or ask for a time.")


class TooManyOpenRequests(Refusal):
    """As many requests of a client wait for an answer as may."""

    slug = "too-many-open-requests"
    title = _("Too many requests wait for an answer")

    def __init__(self, most: int):
        text = _(
            "At most %(count)s requests wait for an answer at a time. Withdraw one, or wait until one is answered."
        )
        super().__init__(text % {"count": most})


class OwnService(Refusal):
    """Somebody books themselves."""

    slug = "own-service"
    title = _("You lead this professional, so you cannot book it")


class TooEarly(Refusal):
    """The people of a professional begin a session long before its start; `begins_from` is when they may."""

    slug = "too-early"
    title = _("It is too early to begin")

    def __init__(self, begins_from: dt.datetime, zone: str):
        words = {"moment": say_moment(begins_from, zone)}
        detail = _("You can begin half an hour before the start: from %(moment)s.") % words
        super().__init__(detail, begins_from=begins_from.isoformat())


class NoRevisions(Refusal):
    """The client has used all revisions that are included."""

    slug = "no-revisions"
    title = _("All revisions that are included are used. Buy another one, or write to them about it.")


class DeliveredAlready(Refusal):
    """What the client was asked to accept stays as it is."""

    slug = "delivered-already"
    title = _("This was delivered already, so it stays")


class AnotherChange(Refusal):
    """One proposal at a time: the other one is answered or withdrawn first."""

    slug = "another-change"
    title = _("There is a proposal already. Answer it, or withdraw it, first.")


class TooManyChanges(Refusal):
    """A session has seen enough proposals."""

    slug = "too-many-changes"
    title = _("There were too many proposals in this session. Write to each other.")
