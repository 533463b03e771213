"""What pages say beforehand of sets that the same people would play at once: the database refuses them afterwards."""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from django.utils.translation import gettext as _

from accounts.models import Party, Viewer
from accounts.states import Role
from availability.actions import conflicts_of
from availability.ranges import Period
from bookings.access.loaders import can_edit_show, is_staff
from bookings.actions.conflicts import claims_wanted
from bookings.actions.move_plans import planned_by
from bookings.actions.offer_times import spot_at
from bookings.bill.running_order import MINUTE
from bookings.models import Booking, Move, Spot
from bookings.queries.lineups import lineup_of
from bookings.queries.offers import standing_offer
from bookings.states import LIVE, PROMISED, BookingState, LineupState
from engagements.queries.people import roster
from engagements.states import Side


def clashes_of(spots: Sequence[Spot], states: Collection[str] = LIVE | PROMISED) -> list[str]:
    """Which of the spots of a bill share players while their sets or soundchecks overlap, in words. Two queries.

    Who that is nobody reads here: an act's own leaders do where they answer (`clashes_in`). The spots come with their
    show, at the times that are asked about; counted are bookings in these states.
    """
    people, acts = _people_on(spots, states)
    said = []
    for one, other in combinations(spots, 2):
        words = {"one": acts.get(one.pk) or _role(one), "other": acts.get(other.pk) or _role(other)}
        if not people[one.pk] & people[other.pk]:
            continue
        if _overlap(_set(one), _set(other)):
            said.append(_("%(one)s and %(other)s share players and overlap. You can only book one of them.") % words)
        elif _checks_overlap(one, other):
            said.append(_("%(one)s and %(other)s share players, and a soundcheck overlaps.") % words)
    return said


def _role(spot: Spot) -> str:
    return str(spot.get_role_display())


def _people_on(spots: Sequence[Spot], states: Collection[str]) -> tuple[dict, dict]:
    """By spot, the calendars of acts and players who are booked or wait there, and the name of who is booked."""
    live = Booking.objects.filter(spot__in=spots, state__in=states).select_related("act")
    bookings = {booking.pk: booking for booking in live}
    people: dict = {spot.pk: set() for spot in spots}
    for booking in bookings.values():
        people[booking.spot_id].add(booking.act.calendar_id)
    for entry in lineup_of(bookings.values()):
        if entry.state != LineupState.DECLINED:
            people[bookings[entry.booking_id].spot_id].add(entry.player.calendar_id)
    acts = {booking.spot_id: booking.act.name for booking in bookings.values() if booking.state in PROMISED}
    return people, acts


def _set(spot: Spot) -> Period | None:
    """The set that must not overlap; also where it does still, from before that was checked."""
    return spot.performance or (Period(spot.starts_at, spot.ends_at) if spot.may_overlap else None)


def _check(spot: Spot) -> Period | None:
    if not spot.soundcheck_at or not spot.soundcheck_minutes:
        return None
    return Period(spot.soundcheck_at, spot.soundcheck_at + spot.soundcheck_minutes * MINUTE)


def _checks_overlap(one: Spot, other: Spot) -> bool:
    """Whether a soundcheck of one falls into the set or the soundcheck of the other: unhandy, and no more than that."""
    pairs = ((_check(one), _check(other)), (_check(one), _set(other)), (_set(one), _check(other)))
    return any(_overlap(mine, theirs) for mine, theirs in pairs)


def _overlap(one: Period | None, other: Period | None) -> bool:
    return bool(one and other and one.overlaps(other))


def move_clashes(user: Viewer, move: Move) -> list[str]:
    """`clashes_of` for the times that a move proposes. Who has applied is the host's to know: acts read of those who
    are booked alone."""
    _planned, spots = planned_by(move.show, move, list(move.spots.select_related("spot").order_by("starts_at", "id")))
    return clashes_of(spots, LIVE | PROMISED if can_edit_show(user, move.show) or is_staff(user) else PROMISED)


def clashes_in(booking: Booking, side: Side | str | None) -> str:
    """Who of an act plays another set of the show at that time, in words; empty where nobody does. Three queries.

    The act's leaders read names, of members too who are not in the line-up yet; the host that somebody does.
    """
    entries = lineup_of([booking])
    playing = [entry for entry in entries if entry.state != LineupState.DECLINED]
    people = {entry.player.calendar_id: entry.player.display_name for entry in playing}
    if side == Side.ACT or not entries:
        people |= {each.user.calendar_id: each.user.display_name for each in roster(booking.act).values()}
    own = [claim for claim in (booking.claim_id, *(entry.claim_id for entry in entries)) if claim]
    standing = standing_offer(booking) if booking.state == BookingState.PENDING else None
    spot = spot_at(booking.spot, standing and standing.times_asked_for)
    return _clashes(booking.act, spot, people, side, own)


def clashes_for(act: Party, spot: Spot) -> str:
    """`clashes_in` for an act that may come with all its members, for its leaders. Two queries."""
    members = [each.user for each in roster(act).values() if each.role == Role.MEMBER]
    return _clashes(act, spot, {member.calendar_id: member.display_name for member in members}, Side.ACT)


def _clashes(
    act: Party, spot: Spot, people: Mapping[int, str], side: Side | str | None, own: Sequence[int] = ()
) -> str:
    wanted = claims_wanted(spot, [act.calendar_id, *people])
    clashing = {found.calendar_id for found in conflicts_of(wanted, own) if found.is_set}
    if not clashing:
        return ""
    if act.calendar_id in clashing:
        return _("The act is already playing another set at that time. You can only book it for one.")
    if side != Side.ACT:
        return _("Someone in the line-up is already playing another set at that time.")
    names = ", ".join(sorted(people[calendar_id] for calendar_id in clashing))
    return _("Playing another set of this show at that time: %(names)s.") % {"names": names}
