"""What one viewer may know of a hold, decided here once, used by pages, mails, exports and API alike.

The venue's leaders and staff know all of it. Who leads the holder or the act that is to play knows its terms, its own
rank and its own history, and never who else stands on the ladder: not by name, and not by who did what moved it. Others
of their team know that the night is held.
"""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Viewer
from bookings.access.loaders import is_staff
from bookings.access.projections import fee_view
from bookings.states import BookingState, ShowState
from engagements.queries.people import roles_by_party
from engagements.states import Side
from engagements.words.site_texts import say_text
from holds.access.history import history_of
from holds.access.known import Known
from holds.access.projections import (
    ChallengeView,
    HoldTerms,
    HoldView,
    OtherChallengeView,
    ProposalView,
    hold_name,
    rank_label,
)
from holds.access.rights import allowed_to
from holds.access.sides import hold_sides, led_among, parties_of, sides_among
from holds.models import Challenge, Hold
from holds.queries.holds import with_rank
from holds.states import (
    HoldEnd,
    HoldState,
    ProposalState,
)
from web.rows import find_row


def get_hold_for(user: Viewer, hold_id: UUID) -> Hold:
    """A hold, with its place and `rank`, of whose venue, holder or act the user is, in any role; any for staff.

    Raises Http404.
    """
    hold = find_row(with_rank(Hold.objects.with_place()).filter(pk=hold_id)) if user.is_authenticated else None
    if hold is None or not (is_staff(user) or roles_by_party(user, parties_of(hold))):
        raise Http404
    return hold


def get_own_hold_for(user: Viewer, hold_id: UUID) -> Hold:
    """A hold one of whose sides the user leads. Raises Http404, or PermissionDenied where they may only look."""
    hold = get_hold_for(user, hold_id)
    if not hold_sides(user, hold):
        raise PermissionDenied
    return hold


def hold_view(user: Viewer, hold: Hold) -> HoldView:
    """`hold_views` for one."""
    [view] = hold_views(user, [hold])
    return view


def hold_views(user: Viewer, holds: Sequence[Hold]) -> list[HoldView]:
    """Holds as the user may know them, in the order given; six queries, whatever their number, and two more where a
    challenge runs.

    Assumes that the user may know of them (`get_hold_for`); they come `with_place()`.
    """
    if not holds:
        return []
    known = Known.read(user, holds)
    return [_view(user, hold, known) for hold in holds]


def _view(user: Viewer, hold: Hold, known: Known) -> HoldView:
    sides = sides_among(hold, led_among(known.roles))
    knows_all = Side.HOST in sides or is_staff(user)
    knows_terms = knows_all or bool(sides)
    stands = hold.state == HoldState.STANDING
    rank = max((rung.rank or 0 for rung in known.rungs.get(hold.pk, ())), default=None) if stands else None
    challenge = _challenge(hold, known, knows_all) if knows_terms and stands else None
    other = _other_challenge(hold, known, knows_all) if knows_terms and stands and not challenge else None
    return HoldView(
        id=hold.pk,
        version=hold.version,
        night=hold.night,
        stage=hold.stage,
        venue=hold.stage.venue.party,
        timezone=hold.stage.venue.party.timezone,
        holder=hold.holder,
        act=hold.act,
        act_name=hold.act_name,
        name=hold_name(hold),
        rank=rank,
        rank_label=rank_label(rank),
        state=hold.state,
        ended=_ended(hold, knows_terms),
        show_is_off=_is_off(hold),
        booking_is_off=knows_terms and _is_booking_off(hold),
        reason=say_text(hold.show.cancel_reason) if hold.show and _is_off(hold) and knows_terms else "",
        expires_at=hold.expires_at if stands else None,
        terms=_terms(hold) if knows_terms else None,
        terms_mark=hold.terms_mark if knows_terms else "",
        agreed_by_host=hold.agreed_by_host,
        agreed_by_act=hold.agreed_by_act,
        note=hold.note if _may_read_note(hold, known, knows_all) else "",
        offer=hold.offer if knows_all or hold.holder_id in led_among(known.roles) else None,
        show_id=hold.show_id if knows_all or hold.state == HoldState.CONFIRMED else None,
        booking_id=hold.booking_id if knows_terms else None,
        challenge=challenge,
        other_challenge=other,
        proposal=_proposal(hold, known) if knows_terms else None,
        side=next((side for side in (Side.HOST, Side.ACT) if side in sides), None),
        allowed=frozenset(allowed_to(user, hold, sides, challenge, known)) if stands else frozenset(),
        history=tuple(history_of(user, hold, sides, known)) if knows_terms else (),
        created_at=hold.created_at,
    )


def _is_off(hold: Hold) -> bool:
    """Whether the show that it was confirmed for has been cancelled since."""
    return bool(hold.state == HoldState.CONFIRMED and hold.show and hold.show.state == ShowState.CANCELLED)


def _is_booking_off(hold: Hold) -> bool:
    """Whether the booking that it was confirmed as has been cancelled since."""
    booking = hold.booking if hold.state == HoldState.CONFIRMED else None
    return booking is not None and booking.state == BookingState.CANCELLED


def _ended(hold: Hold, knows_booking: bool) -> str:
    if _is_off(hold):
        return _("The show was cancelled")
    if knows_booking and _is_booking_off(hold):
        return _("The booking was cancelled")
    return str(HoldEnd(hold.ended_by).label) if hold.ended_by else ""


def _terms(hold: Hold) -> HoldTerms:
    return HoldTerms(hold.starts_at, hold.ends_at, fee_view(hold.fee_minor, hold.fee_currency_id))


def _may_read_note(hold: Hold, known: Known, knows_all: bool) -> bool:
    """A note is the holder's; what a venue notes for itself is not for the act."""
    return knows_all or hold.holder_id in led_among(known.roles)


def _challenge(hold: Hold, known: Known, knows_all: bool) -> ChallengeView | None:
    for challenge in known.challenges:
        if challenge.hold_id == hold.pk:
            return _challenge_view(challenge, "challenger", challenge.message)
        if challenge.asked_id == hold.pk:
            return _challenge_view(challenge, "asked", challenge.message if knows_all else "")
    return None


def _challenge_view(challenge: Challenge, part: str, message: str) -> ChallengeView:
    return ChallengeView(challenge.pk, challenge.state, part, challenge.deadline, message)


def _other_challenge(hold: Hold, known: Known, knows_all: bool) -> OtherChallengeView | None:
    """Told to those who would challenge: somebody stands above them."""
    running = known.in_the_way.get(hold.pk) if hold.pk in known.above else None
    if running is None:
        return None
    challenger, asked = (hold_name(running.hold), running.asked and hold_name(running.asked)) if knows_all else ("", "")
    return OtherChallengeView(running.state, running.deadline, challenger, asked or "")


def _proposal(hold: Hold, known: Known) -> ProposalView | None:
    """Its last proposal, but for one that was agreed to, taken back, or ended by something else."""
    told = (ProposalState.WAITING, ProposalState.DECLINED, ProposalState.LAPSED)
    last = next(reversed(known.proposals.get(hold.pk, [])), None)
    return ProposalView(last.pk, last.state, last.answer_by) if last and last.state in told else None
