"""What leaders are told of a new member who is busy on dates that their act has promised."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from bookings.access import BookingView, booking_views
from bookings.emails.bookings import place_in_sentence
from bookings.models import Booking
from engagements.queries.lineups import LineupConflict
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_span
from web.texts import isolated, isolated_words

LABEL = gettext_lazy("A new member is busy on booked dates")


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all({"bookings.newcomer_busy": LABEL}, render_all, group=Group.DATES)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where they lead the act no longer, or nothing is in the way any more."""
    wanted = {booking for told in notifications for booking in told.data.get("bookings", ())}
    views = booking_views(user, list(Booking.objects.with_show().filter(pk__in=wanted)))
    known = {str(view.id): view for view in views if view.lineup_check is not None}
    return [
        _render(told, [known[key] for key in told.data.get("bookings", ()) if key in known]) for told in notifications
    ]


def _render(told: Notification, views: Sequence[BookingView]) -> Text | None:
    dates = [(view, conflict) for view in views if (conflict := _of(view, told.data.get("user", "")))]
    if not dates:
        return None
    view, conflict = dates[0]
    words = isolated_words({"person": conflict.name, "act": view.act.name}) | {"count": len(dates)}
    subject = ngettext(
        "%(person)s has joined %(act)s and is busy on %(count)d booked date",
        "%(person)s has joined %(act)s and is busy on %(count)d booked dates",
        len(dates),
    )
    said = _("The line-ups haven’t changed. Ask them before you count on them.")
    lines = [f"{_when(view)}: {_where(view)}" for view, _conflict in dates]
    return Text(subject % words, "\n\n".join([said, "\n".join(lines)]), _("See the band"))


def _of(view: BookingView, user: str) -> LineupConflict | None:
    """What is in the way of this person on a date that they joined after."""
    found = view.lineup_check.conflicts if view.lineup_check else ()
    return next((each for each in found if each.joined_later and each.user == UUID(user)), None) if user else None


def _when(view: BookingView) -> str:
    return say_span(view.spot.starts_at, view.spot.ends_at, view.show.timezone, night=view.show.night)


def _where(view: BookingView) -> str:
    return isolated(place_in_sentence(view))
