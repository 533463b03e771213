"""Whom an action tells: rows of the outbox, in the transaction that made it true."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from accounts.models import User
from availability.actions import touch
from bookings.actions.doing import Doing
from bookings.actions.locking import host_calendars
from bookings.models import Booking, LineupEntry, Show
from bookings.queries.bills import headliners_of
from bookings.states import HeadlinerSays
from engagements.queries.people import leaders_by_party, leaders_of
from notifications.actions import News, notify, notify_all


def tell(
    doing: Doing, users: Iterable[User], kind: str, booking: Booking, *, page: str = "bookings:booking", **data: object
) -> None:
    """Tell these users of a booking, each once, but not the one who did it; `page` is which page of it they open."""
    _tell_each(doing, kind, [(users, booking)], data, page)


def tell_acts(doing: Doing, kind: str, bookings: Sequence[Booking], **data: object) -> None:
    """Tell the leaders of each booking's act of that booking: as many queries for many as for one."""
    leaders = leaders_by_party([booking.act_id for booking in bookings])
    _tell_each(doing, kind, [(leaders.get(booking.act_id, ()), booking) for booking in bookings], data)


def _tell_each(
    doing: Doing,
    kind: str,
    told: Iterable[tuple[Iterable[User], Booking]],
    data: dict,
    page: str = "bookings:booking",
) -> None:
    news = [
        News(
            [user for user in users if user != doing.user],
            path=reverse(page, args=[booking.pk]),
            data={"booking": str(booking.pk), **data},
        )
        for users, booking in told
    ]
    notify_all(kind=f"bookings.{kind}", news=news)


def tell_sides(
    doing: Doing,
    kind: str,
    booking: Booking,
    *,
    also: Iterable[User] = (),
    page: str = "bookings:booking",
    **data: object,
) -> None:
    """Tell the leaders of both sides, and others concerned."""
    tell(doing, [*leaders_of(booking.act, booking.spot.show.owner), *also], kind, booking, page=page, **data)


def tell_headliner(doing: Doing, booking: Booking, *, besides: Iterable[User]) -> None:
    """Tell the leaders of a headliner that may refuse acts, and does not answer them, who has applied: they open the
    bill, where they hear the act. `besides` have been told already. Two queries where it has a veto, else none."""
    show = booking.spot.show
    heading = headliners_of(show) if show.headliner_says == HeadlinerSays.VETO else []
    if not heading or booking.act in heading:
        return
    known = {doing.user, *besides}
    users = [user for user in leaders_of(*heading) if user not in known]
    path = reverse("bookings:bill", args=[show.pk])
    notify(users=users, kind="bookings.applied_on_bill", path=path, data={"booking": str(booking.pk)})


def players(entries: Iterable[LineupEntry]) -> list[User]:
    """The users in a line-up."""
    return [entry.player for entry in entries if entry.user_id]


def touch_night(show: Show, bookings: Iterable[Booking]) -> None:
    """The public status of a night changed for host, stage and these acts. Assumes their calendars locked."""
    ids = {show.owner.calendar_id, *(booking.act.calendar_id for booking in bookings)}
    if show.stage:
        ids |= {show.stage.calendar_id, show.stage.venue.party.calendar_id}
    touch(ids, public=True, alone=True)


def touch_desk(show: Show) -> None:
    """A draft changed: who works for its host or at its venue sees it, and nobody else. Its last step, before which no
    calendar was locked."""
    touch(host_calendars(show), public=False)
