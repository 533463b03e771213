"""A bill of three acts on a Saturday: opener 21:00, support 21:50, headliner 23:05 until 00:20, all promised longer."""

import datetime as dt
from zoneinfo import ZoneInfo

from bookings.actions import BillPlan, SpotDraft, SpotPlan, accept_booking, set_headliner_says
from bookings.models import Booking, Show, Spot
from bookings.states import HeadlinerSays, SpotRole
from tests.bookings.scenes import Act, House, an_application, an_open_show
from tests.factories import FAR_SATURDAY

MINUTE = dt.timedelta(minutes=1)
CURFEW = FAR_SATURDAY + 210 * MINUTE


def a_spot(role: SpotRole, start: int, minutes: int, *, free_after: int = 0) -> SpotDraft:
    """A set that starts so many minutes after 21:00; the act is free again `free_after` minutes after its set."""
    starts_at = FAR_SATURDAY + start * MINUTE
    ends_at = starts_at + minutes * MINUTE
    return SpotDraft(role=role, starts_at=starts_at, ends_at=ends_at, released_at=ends_at + free_after * MINUTE)


def a_night(house: House, **values) -> Show:
    """The show with its three spots, all of them open: load-in 17:00, doors 20:00, curfew 00:30, out 01:00."""
    spots = [
        a_spot(SpotRole.OPENER, 0, 30, free_after=30),
        a_spot(SpotRole.SUPPORT, 50, 45, free_after=30),
        a_spot(SpotRole.HEADLINER, 125, 75, free_after=10),
    ]
    times = {"doors_at": FAR_SATURDAY - 60 * MINUTE, "curfew_at": CURFEW, "out_at": FAR_SATURDAY + 240 * MINUTE}
    return an_open_show(house, spots=spots, **times | values)


def book(house: House, act: Act, show: Show, place: int) -> Booking:
    """Let the act apply for the spot at this place in the order, and the house accept."""
    return accept_booking(acting_user=house.manager, booking=an_application(act, show, place))


def headed(house: House, act: Act, says: HeadlinerSays = HeadlinerSays.NOTHING, **values) -> Show:
    """The night with its headliner booked, who has this say about the others."""
    show = a_night(house, **values)
    book(house, act, show, 2)
    return set_headliner_says(acting_user=house.manager, show=show, headliner_says=says)


def plan_of(show: Show, *needs: tuple[int, int, int], order: list[int] | None = None, **values) -> BillPlan:
    """(minutes, changeover, soundcheck) of each spot in the new order; `order`: their present places."""
    spots = list(show.spots.all())
    places = order or range(len(spots))
    chosen = [spots[place] for place in places]
    planned = [SpotPlan(spot.pk, *need) for spot, need in zip(chosen, needs, strict=True)]
    frame = {"first_at": FAR_SATURDAY, "doors_at": show.doors_at, "curfew_at": show.curfew_at}
    return BillPlan(planned, **frame | values)


USUAL = [(30, 0, 20), (45, 20, 30), (75, 30, 60)]
"""What stands on the bill already, with soundchecks."""


def clocks(spots: list[Spot]) -> list[str]:
    """Set times on the clock of Berlin, in running order."""
    zone = ZoneInfo("Europe/Berlin")
    return [f"{spot.starts_at.astimezone(zone):%H:%M}-{spot.ends_at.astimezone(zone):%H:%M}" for spot in spots]
