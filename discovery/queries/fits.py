"""Whether acts with all their members could play spots."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import Party, User
from availability.queries.manager import AvailabilityManager
from availability.queries.states import Asked
from availability.ranges import Period
from availability.states import MemberState
from bookings.models import Spot
from engagements.queries.lineups import Called, check_lineups
from engagements.queries.people import members_of, roster

FITS = {
    MemberState.FREE: "yes",
    MemberState.MAYBE: "maybe",
    MemberState.UNKNOWN: "unknown",
    MemberState.BUSY: "no",
}
FITS_LABELS = {
    "yes": gettext_lazy("Everyone’s free"),
    "maybe": gettext_lazy("Everyone could make it"),
    "unknown": gettext_lazy("Waiting on someone"),
    "no": gettext_lazy("Someone can’t"),
}


def who_cannot(spots: Iterable[Spot], act: Party) -> dict[UUID, list[str]]:
    """Which of the act's members cannot play each spot, by name: for its leaders. At most two queries."""
    people = roster(act)
    members = [people[user_id].user for user_id in members_of(people)]
    called = {spot.pk: [_called(member, spot) for member in members] for spot in spots}
    return {spot_id: [each.name for each in check.busy] for spot_id, check in check_lineups(called).items()}


def spots_fit(spots: Iterable[Spot], act: Party) -> dict[UUID, str]:
    """Whether the act with all its members could play each spot: yes, maybe, unknown or no. One query."""
    return {spot_id: fits for (spot_id, _act), fits in spots_fit_any(spots, [act]).items()}


def spots_fit_any(spots: Iterable[Spot], acts: Iterable[Party]) -> dict[tuple[UUID, UUID], str]:
    """Whether each of these acts could play each of these spots, by (spot, act): one of `FITS`. One query."""
    acts = list(acts)
    asked = {(spot.pk, act.pk): _asked(act, spot) for spot in spots for act in acts}
    told = AvailabilityManager.combined_states_besides(asked.values())
    return {key: FITS[told[each]] for key, each in asked.items()}


def _asked(act: Party, spot: Spot) -> Asked:
    """Who plays on the same bill is not taken by that, unless the sets overlap."""
    return Asked(act.calendar_id, Period(spot.call_at, spot.released_at), spot.show_id, spot.performance)


def _called(member: User, spot: Spot) -> Called:
    period = Period(spot.call_at, spot.released_at)
    return Called(member, period, spot.show_id, performance=spot.performance)
