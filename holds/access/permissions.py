"""Who may hold a venue's nights without asking it first."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.http import Http404

from accounts.access import can_lead
from accounts.models import Viewer
from accounts.states import Approval
from holds.models import HoldPermission
from holds.queries.holds import booked_here
from holds.states import PermissionState
from venues.models import HousePolicy
from venues.states import WhoMayHold
from web.rows import find_row


def allowed_among(policy: HousePolicy, parties: Iterable[UUID]) -> set[UUID]:
    """Which of these parties may hold at the venue of these house rules: the venue itself, those who have a booking
    there, and those whom it has allowed to; all, where it asks nobody to ask. Whom it has refused may not. Three
    queries at most."""
    parties = set(parties)
    states = dict(HoldPermission.objects.filter(venue=policy.pk, party__in=parties).values_list("party_id", "state"))
    refused = {party for party, state in states.items() if state == PermissionState.REFUSED}
    if policy.who_may_hold == WhoMayHold.ANYBODY:
        return parties - refused
    granted = {party for party, state in states.items() if state == PermissionState.GRANTED}
    return (granted | booked_here(parties, policy.pk) | ({policy.pk} & parties)) - refused


def may_hold(policy: HousePolicy, holder: UUID, act: UUID | None) -> bool:
    """Whether a holder may hold there: it is allowed to, or the act is that it holds for, and neither is refused."""
    parties = {holder, act} if act else {holder}
    refused = HoldPermission.objects.filter(venue=policy.pk, party__in=parties, state=PermissionState.REFUSED)
    return bool(allowed_among(policy, parties)) and not refused.exists()


def permissions_of(venue_id: UUID, states: Collection[PermissionState]) -> list[HoldPermission]:
    """The questions and answers of a venue in these states, the oldest first. For whoever leads it. One query."""
    found = HoldPermission.objects.filter(venue=venue_id, state__in=states)
    return list(found.select_related("party", "venue__party", "asked_by"))


def permissions_waiting_for(venues: Collection[UUID]) -> list[HoldPermission]:
    """What parties have asked these venues, which the viewer leads, the oldest first. One query."""
    asked = HoldPermission.objects.filter(venue__in=venues, state=PermissionState.ASKED)
    approved = asked.filter(party__approval=Approval.APPROVED)
    return list(approved.select_related("party", "venue__party", "asked_by"))


def get_permission_for(user: Viewer, permission_id: UUID) -> HoldPermission:
    """A question to, or an answer of, a venue that the user leads. Raises Http404."""
    permission = find_row(HoldPermission.objects.select_related("party", "venue__party").filter(pk=permission_id))
    if permission is None or not can_lead(user, permission.venue.party):
        raise Http404
    return permission
