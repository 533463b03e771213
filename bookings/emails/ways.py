"""What people are told of invitations, counter-offers and deps."""

from django.utils.translation import gettext_lazy

from bookings.emails import bookings

NEWS = {
    "bookings.invited": bookings.News(
        gettext_lazy("Invitations from venues"),
        gettext_lazy("%(host)s invites %(act)s for %(night)s"),
        gettext_lazy("%(host)s would like to book %(act)s for %(place)s."),
        gettext_lazy("Read and answer"),
        says="message",
    ),
    "bookings.countered": bookings.News(
        gettext_lazy("Counter-offers"),
        gettext_lazy("Counter-offer: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("%(maker)s made a counter-offer."),
        gettext_lazy("Compare and answer"),
    ),
    "bookings.place_set": bookings.News(
        gettext_lazy("Place of a gig confirmed"),
        gettext_lazy("%(act)s on %(night)s: at %(place)s"),
        gettext_lazy("%(host)s has confirmed the place."),
        gettext_lazy("See the booking"),
    ),
    "bookings.dep_stands_in": bookings.News(
        gettext_lazy("A dep joins the line-up"),
        gettext_lazy("%(person)s plays with %(act)s on %(night)s"),
        gettext_lazy("The line-up for %(place)s has changed."),
        gettext_lazy("See the line-up"),
    ),
    "bookings.replaced": bookings.News(
        gettext_lazy("A dep covers for me"),
        gettext_lazy("You’re free on %(night)s: a dep is covering"),
        gettext_lazy("%(person)s is covering for you with %(act)s at %(place)s."),
        gettext_lazy("See the line-up"),
    ),
    "bookings.taken_off": bookings.News(
        gettext_lazy("Line-up changed"),
        gettext_lazy("You’re free on %(night)s: a dep is covering"),
        gettext_lazy("The line-up for %(place)s has changed."),
        gettext_lazy("See the line-up"),
    ),
}


def register_kinds() -> None:
    """Called when the site starts."""
    bookings.register_news(NEWS)
