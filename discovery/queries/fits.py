"""Whether acts with all their members could play spots."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import Party
from availability.queries.manager import AvailabilityManager
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
    "yes": gettext_lazy("All can"),
    "maybe": gettext_lazy("All can, some only if need be"),
    "unknown": gettext_lazy("Somebody has not said"),
    "no": gettext_lazy("Somebody cannot"),
}


def who_cannot(spots: Iterable[Spot], act: Party) -> dict[UUID, list[str]]:
    """Which of the act's members cannot play each spot, by name: for its leaders. At most two queries."""
    people = roster(act)
    members = [people[user_id].user for user_id in members_of(people)]
    called = {spot.pk: [Called(member, Period(spot.call_at, spot.released_at)) for member in members] for spot in spots}
    return {spot_id: [each.name for each in check.busy] for spot_id, check in check_lineups(called).items()}


def spots_fit(spots: Iterable[Spot], act: Party) -> dict[UUID, str]:
    """Whether the act with all its members could play each spot: yes, maybe, unknown or no. One query."""
    pairs = {spot.pk: (act.calendar_id, Period(spot.call_at, spot.released_at)) for spot in spots}
    told = AvailabilityManager.combined_states(pairs.values())
    return {spot_id: FITS[told[pair]] for spot_id, pair in pairs.items()}


def spots_fit_any(spots: Iterable[Spot], acts: Iterable[Party]) -> dict[tuple[UUID, UUID], str]:
    """Whether each of these acts could play each of these spots, by (spot, act): one of `FITS`. One query."""
    pairs = {
        (spot.pk, act.pk): (act.calendar_id, Period(spot.call_at, spot.released_at)) for spot in spots for act in acts
    }
    told = AvailabilityManager.combined_states(pairs.values())
    return {key: FITS[told[pair]] for key, pair in pairs.items()}
