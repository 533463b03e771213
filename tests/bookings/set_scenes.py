"""Sets at the same time and one after the other, and two bands that share a drummer."""

from bookings.actions import SpotDraft, accept_booking
from bookings.models import Booking
from tests.bookings.scenes import HOUR, an_act
from tests.factories import FAR_SATURDAY, UserFactory


def a_set(start: float, end: float, role: str = "support", **values) -> SpotDraft:
    """A set by hours after the start of the show; everybody is called at load-in."""
    times = {"starts_at": FAR_SATURDAY + start * HOUR, "ends_at": FAR_SATURDAY + end * HOUR}
    return SpotDraft(role=role, **times, **values)


AT_ONCE = [a_set(0, 1), a_set(0.5, 1.5)]
BACK_TO_BACK = [a_set(0, 1), a_set(1, 2)]


def accept(house, booking) -> Booking:
    return accept_booking(acting_user=house.manager, booking=booking)


def two_bands():
    """Of one drummer."""
    drummer = UserFactory()
    return drummer, an_act(members=[drummer, UserFactory()]), an_act(members=[drummer, UserFactory()])
