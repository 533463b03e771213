"""What people are told of invitations, counter-offers and deps."""

from django.utils.translation import gettext_lazy

from bookings.emails import bookings

NEWS = {
    "bookings.invited": bookings.News(
        gettext_lazy("A venue invites you to play"),
        gettext_lazy("%(host)s invites %(act)s for %(night)s"),
        gettext_lazy("%(host)s would like %(act)s to play at %(place)s."),
        gettext_lazy("Read and answer"),
        says="message",
    ),
    "bookings.countered": bookings.News(
        gettext_lazy("Somebody answers with other terms"),
        gettext_lazy("Other terms for %(act)s at %(place)s on %(night)s"),
        gettext_lazy("%(maker)s proposes other terms."),
        gettext_lazy("Compare and answer"),
    ),
    "bookings.place_set": bookings.News(
        gettext_lazy("The place of a gig is settled"),
        gettext_lazy("%(act)s on %(night)s: at %(place)s"),
        gettext_lazy("%(host)s has said where it is."),
        gettext_lazy("See the booking"),
    ),
    "bookings.dep_stands_in": bookings.News(
        gettext_lazy("A dep stands in"),
        gettext_lazy("%(person)s plays with %(act)s on %(night)s"),
        gettext_lazy("The line-up at %(place)s has changed."),
        gettext_lazy("See the line-up"),
    ),
    "bookings.replaced": bookings.News(
        gettext_lazy("Somebody stands in for me"),
        gettext_lazy("You need not play on %(night)s"),
        gettext_lazy("%(person)s plays with %(act)s at %(place)s instead of you."),
        gettext_lazy("See the line-up"),
    ),
    "bookings.taken_off": bookings.News(
        gettext_lazy("Line-up changed"),
        gettext_lazy("You need not play on %(night)s"),
        gettext_lazy("The line-up at %(place)s has changed."),
        gettext_lazy("See the line-up"),
    ),
}


def register_kinds() -> None:
    """Called when the site starts."""
    bookings.register_news(NEWS)
