"""What the headliner of a show may know and do about the other acts on its bill, as far as the host lets it.

A headliner is an act that is booked in a spot of that role. With a veto it reads who waits for the others and may say
no; where it books, its leaders answer and invite for the host, until an act is booked: from then on it is the host's.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import is_member
from accounts.models import Membership, Party, User, Viewer
from accounts.states import INACTIVE
from bookings.access.loaders import can_edit_show, get_show_for, is_staff, leads_headliner
from bookings.models import Booking, LineupEntry, Show, Spot, SpotInvite
from bookings.queries.bills import headliners, headliners_of
from bookings.queries.invites import end_of, find_spot_invite, open_invites_of
from bookings.states import HeadlinerSays, LineupState, ShowState
from engagements.queries.people import leaders_of, led_ids

HAS_A_SAY = (HeadlinerSays.VETO, HeadlinerSays.BOOKS)


@dataclass(frozen=True)
class BillRights:
    """What one viewer may do with a bill. `heads`: they lead its headliner; `applicants`: read who waits for a spot;
    `invites`: invite and accept acts too, which nobody does for a party that is suspended or closed."""

    plans: bool
    heads: bool
    applicants: bool
    answers: bool
    invites: bool
    vetoes: bool


def bill_rights(user: Viewer, show: Show) -> BillRights:
    """What the user may do with the bill of a show. At most three queries, and two more where a headliner books."""
    is_host = can_edit_show(user, show)
    heads = leads_headliner(user, show)
    has_a_say = heads and show.headliner_says in HAS_A_SAY
    answers = is_host or (heads and show.headliner_says == HeadlinerSays.BOOKS)
    is_planned = show.state in (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED)
    return BillRights(
        plans=is_host and is_planned,
        heads=heads,
        applicants=is_host or has_a_say or is_staff(user),
        answers=answers,
        invites=answers and not show.owner.is_inactive and (is_host or _leads_active_headliner(user, show)),
        vetoes=has_a_say and show.headliner_says == HeadlinerSays.VETO and not is_host,
    )


def _leads_active_headliner(user: Viewer, show: Show) -> bool:
    active = [act.pk for act in headliners_of(show) if not act.is_inactive]
    return bool(led_ids(user, active))


def can_veto(user: Viewer, booking: Booking) -> bool:
    """Whether the user leads a headliner that has a say about this other act on its bill."""
    return booking.pk in vetoable(user, [booking])


def vetoable(user: Viewer, bookings: Collection[Booking]) -> frozenset[UUID]:
    """Of these bookings, with their shows, the ids of those that `can_veto`. Two queries at most."""
    asked = {each.spot.show_id for each in bookings if each.spot.show.headliner_says in HAS_A_SAY}
    heading = headliners(asked)
    led = led_ids(user, set().union(*heading.values())) if heading else frozenset()
    return frozenset(
        each.pk
        for each in bookings
        if (acts := heading.get(each.spot.show_id, set())) & led and each.act_id not in acts
    )


def hosts_of(show: Show) -> Sequence[Party]:
    """In whose name acts are answered and invited: the owner, and the headliner where it books. One query at most."""
    return [show.owner, *(headliners_of(show) if show.headliner_says == HeadlinerSays.BOOKS else [])]


def get_spot_invite(token: str) -> SpotInvite:
    """The link to a spot that a token belongs to, whatever has become of it. Raises Http404 for no such link, and for
    that of a suspended or closed host, who invites nobody and is not named to whoever has it."""
    invite = find_spot_invite(token)
    if invite is None or invite.spot.show.owner.approval in INACTIVE:
        raise Http404
    return invite


def why_over(invite: SpotInvite, at: dt.datetime) -> str:
    """Why nobody comes by a link any more, in words; empty while somebody may. A link ends with its creator's right
    to book the bill. Reads its spot and show, and three queries at most."""
    if not (invite.used_at or _is_backed(invite, _backers_of(invite.spot.show))):
        return _("The person who made this link no longer books this bill.")
    return end_of(invite, at)


def working_invites_of(spot: Spot, at: dt.datetime) -> list[SpotInvite]:
    """The links to a spot by which somebody may come still, newest first. Four queries at most."""
    invites = open_invites_of([spot], at).get(spot.pk, [])
    backers = _backers_of(spot.show) if invites else frozenset()
    return [invite for invite in invites if _is_backed(invite, backers)]


def _backers_of(show: Show) -> frozenset[UUID]:
    """Whose links count: of those who lead the host now, and of the headliner's leaders while it books."""
    return frozenset(
        user.pk for user in leaders_of(*(host for host in hosts_of(show) if host.approval not in INACTIVE))
    )


def _is_backed(invite: SpotInvite, backers: frozenset[UUID]) -> bool:
    return invite.created_by_id in backers


def get_bill_for(user: Viewer, show_id: UUID) -> tuple[Show, BillRights]:
    """A show whose bill the user plans or heads, or looks after as staff, and what they may do with it.

    Raises Http404, or PermissionDenied where they may only look at the show.
    """
    show = get_show_for(user, show_id)
    rights = bill_rights(user, show)
    if not (can_edit_show(user, show) or rights.heads or is_staff(user)):
        raise PermissionDenied
    return show, rights


def get_run_for(user: User, show_id: UUID) -> tuple[Show, frozenset[UUID]]:
    """A show whose run of show the user may read, and the ids of the spots in which they or their acts play.

    It is for everybody who works that night: those who belong to its host, play on the bill or lead an act that does;
    and staff. Raises Http404, or PermissionDenied where they may only look at the show.
    """
    show = get_show_for(user, show_id)
    bookings = Booking.objects.promised().filter(spot__show=show)
    led = Membership.objects.parties_led_by(user)
    playing = LineupEntry.objects.filter(user=user, state=LineupState.PLAYS).values("booking")
    mine = frozenset(bookings.filter(Q(act__in=led) | Q(pk__in=playing)).values_list("spot", flat=True))
    if not (mine or is_member(user, show.owner) or is_staff(user)):
        raise PermissionDenied
    return show, mine
