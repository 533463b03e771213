"""A booked show, and moving it."""

import datetime as dt

from bookings.actions import accept_booking, answer_move, propose_move
from bookings.models import Booking, Move, Show
from tests.bookings.scenes import HOUR, Act, House, an_application, an_open_show

LATER = dt.timedelta(hours=2)


def a_bill(house: House, *acts: Act, **values) -> tuple[Show, list[Booking]]:
    """A show with a spot for each of these acts, all confirmed."""
    show = an_open_show(house, spots=len(acts), **values)
    waiting = [an_application(act, show, place) for place, act in enumerate(acts)]
    bookings = [accept_booking(acting_user=house.manager, booking=booking) for booking in waiting]
    show.refresh_from_db()
    return show, bookings


def host_proposes(house: House, show: Show, by: dt.timedelta = LATER, **values) -> Move:
    """The host would have it all later."""
    times = {"starts_at": show.starts_at + by, "ends_at": show.ends_at + by}
    return propose_move(acting_user=house.manager, show=show, party=house.party, **times | values)


def act_proposes(act: Act, show: Show, by: dt.timedelta = LATER, **values) -> Move:
    """The act would have it all later."""
    times = {"starts_at": show.starts_at + by, "ends_at": show.ends_at + by}
    return propose_move(acting_user=act.leader, show=show, party=act.party, **times | values)


def act_agrees(act: Act, move: Move, booking: Booking, *, agrees: bool = True, **values) -> Move:
    return answer_move(acting_user=act.leader, move=move, booking=booking, agrees=agrees, **values)


__all__ = ["HOUR", "LATER", "a_bill", "act_agrees", "act_proposes", "host_proposes"]
