"""The only doors to shows, spots and bookings: 404 where the viewer may not know, 403 where they may only look.

A show is public when it is published, its owner approved and its announcement due; before, its owner's leaders and
those who stand on its bill know it. A spot that is still open may be found before the announcement, without the show's
name: else nobody could apply. Bookings belong to their two sides, their line-up and staff.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import can_lead
from accounts.models import Party, User, Viewer
from accounts.states import INACTIVE, PartyKind
from bookings.models import ApplicationDraft, Booking, HistoryEntry, LineupEntry, Show, Spot
from bookings.queries.bills import headliners
from bookings.states import LIVE, PROMISED, BookingState, Event, HeadlinerSays, ShowState, SpotState
from engagements.queries.people import led_ids
from engagements.states import Side
from web.rows import find_row


def is_staff(user: Viewer) -> bool:
    return user.is_authenticated and user.is_staff


def can_edit_show(user: Viewer, show: Show) -> bool:
    """Whether the user may change, publish and cancel the show."""
    return can_lead(user, show.owner)


def can_fill_spot(user: Viewer, spot: Spot) -> bool:
    """Whether the user may invite acts to the spot; reads its show."""
    return can_lead(user, spot.show.owner) or books_bill(user, spot.show)


def leads_headliner(user: Viewer, show: Show) -> bool:
    """Whether the user leads an act that is booked as the show's headliner. Two queries."""
    return user.is_authenticated and bool(led_ids(user, headliners([show.pk]).get(show.pk, set())))


def books_bill(user: Viewer, show: Show) -> bool:
    """Whether the user leads the headliner of a show whose host lets it answer and invite. No query where it does
    not."""
    return show.headliner_says == HeadlinerSays.BOOKS and leads_headliner(user, show)


def can_see_show(user: Viewer, show: Show) -> bool:
    """Whether the user may know the show with its name: it is public, theirs, or they are booked or asked for it."""
    if show.is_public or is_staff(user) or _was_public(show):
        return True
    if not user.is_authenticated:
        return False
    return can_edit_show(user, show) or _stands_on_bill(user, show)


def may_have_poster(user: Viewer, picture_id: UUID) -> bool | None:
    """Whether the user may have the files of a poster: whoever may see its show. None for any other picture."""
    show = Show.objects.filter(poster=picture_id).select_related("owner").first()
    return can_see_show(user, show) if show else None


def _was_public(show: Show) -> bool:
    """Who had its link reads that it is off, rather than that there was never such a show."""
    was_published = show.state == ShowState.CANCELLED and show.history.filter(event=Event.PUBLISHED).exists()
    return was_published and show.owner.is_public and show.is_announced


def _stands_on_bill(user: User, show: Show) -> bool:
    bookings = Booking.objects.filter(spot__show=show, state__in=sorted(LIVE | PROMISED))
    if LineupEntry.objects.open_to(user).filter(booking__in=bookings).exists():
        return True
    return bool(led_ids(user, [booking.act for booking in bookings.select_related("act")]))


def can_see_spot(user: Viewer, spot: Spot) -> bool:
    """Whether the user may know the spot: it is open on a published show of an approved owner, or they see the show."""
    show = spot.show
    if show.state == ShowState.OPEN and spot.state == SpotState.OPEN and show.owner.is_public:
        return True
    return can_see_show(user, show)


def sides_of(user: Viewer, booking: Booking) -> frozenset[Side]:
    """The sides of the booking that the user leads: none, one, or both where a band plays its own bill. One query.

    A headliner whose host lets it book speaks for the host until the act is booked, or is not.
    """
    led = led_ids(user, [booking.act_id, booking.spot.show.owner_id])
    parties = {Side.ACT: booking.act_id, Side.HOST: booking.spot.show.owner_id}
    sides = frozenset(side for side, party_id in parties.items() if party_id in led)
    if booking.state == BookingState.PENDING and Side.HOST not in sides and books_bill(user, booking.spot.show):
        return sides | {Side.HOST}
    return sides


def side_of(user: Viewer, booking: Booking) -> Side | None:
    """The side on which the user stands, if any."""
    return foremost(sides_of(user, booking), booking)


def foremost(sides: frozenset[Side], booking: Booking) -> Side | None:
    """Who leads both sides speaks for the one whose turn it is, else for the host."""
    if len(sides) == 2:
        return Side(booking.turn or Side.HOST)
    return next(iter(sides), None)


def require_side(user: Viewer, booking: Booking, *sides: Side) -> None:
    """Raise PermissionDenied unless the user leads one of these sides of the booking."""
    if not sides_of(user, booking) & set(sides):
        raise PermissionDenied


def is_in_lineup(user: Viewer, booking: Booking) -> bool:
    """Whether the user plays in the booking's line-up, or is asked or declined as one of its act."""
    return user.is_authenticated and LineupEntry.objects.open_to(user).filter(booking=booking).exists()


def can_cancel_booking(user: Viewer, booking: Booking) -> bool:
    """Either side may call off what is confirmed, and staff with a reason."""
    return is_staff(user) or bool(sides_of(user, booking))


def get_show_for(user: Viewer, show_id: UUID) -> Show:
    """A show the user may know by name. Raises Http404."""
    show = find_row(Show.objects.with_place().select_related("poster").filter(pk=show_id))
    if show is None or not can_see_show(user, show):
        raise Http404
    return show


def get_lost_show(show_id: UUID) -> Show:
    """A show that was public, and whose host is suspended or closed by now: of it, its night and that it was there may
    be told. Raises Http404."""
    hosts = Party.objects.filter(approval__in=INACTIVE, is_listed=True).exclude(kind=PartyKind.PERSON)
    published = HistoryEntry.objects.filter(event=Event.PUBLISHED).values("show")
    show = find_row(Show.objects.filter(pk=show_id, owner__in=hosts, pk__in=published).select_related("owner"))
    if show is None or not show.is_announced:
        raise Http404
    shut = show.owner.approval_decisions.last()
    if show.announce_at and shut and show.announce_at > shut.decided_at:
        raise Http404  # its announcement was still to come
    return show


def get_own_show_for(user: Viewer, show_id: UUID) -> Show:
    """A show the user may change. Raises Http404, or PermissionDenied where they may only look."""
    show = get_show_for(user, show_id)
    if not can_edit_show(user, show):
        raise PermissionDenied
    return show


def get_spot_for(user: Viewer, spot_id: UUID) -> Spot:
    """A spot the user may know, with its show, whose title is theirs only if `can_see_show`. Raises Http404."""
    spot = find_row(Spot.objects.with_show().filter(pk=spot_id))
    if spot is None or not can_see_spot(user, spot):
        raise Http404
    return spot


def get_booking_for(user: Viewer, booking_id: UUID) -> Booking:
    """A booking whose act or host the user leads, or in whose line-up they stand; any for staff. Raises Http404.

    A headliner that books may look at what became of what it answered.
    """
    booking = find_row(Booking.objects.with_show().filter(pk=booking_id))
    if booking is None or not _knows_booking(user, booking):
        raise Http404
    return booking


def get_draft_for(user: User, spot_id: UUID, slug: str) -> ApplicationDraft:
    """The draft that this act has kept for a spot, for leaders of the act, even once the spot is gone. Raises
    Http404."""
    drafts = ApplicationDraft.objects.select_related("spot", "act")
    draft = find_row(drafts.filter(spot=spot_id, act__slug=slug))
    if draft is None or not can_lead(user, draft.act):
        raise Http404
    return draft


def _knows_booking(user: Viewer, booking: Booking) -> bool:
    if is_staff(user) or sides_of(user, booking) or is_in_lineup(user, booking):
        return True
    return books_bill(user, booking.spot.show)


def get_lineup_entry_for(user: Viewer, booking_id: UUID) -> LineupEntry:
    """One's own entry in the line-up of a booking. Raises Http404."""
    if not user.is_authenticated:
        raise Http404
    entries = LineupEntry.objects.open_to(user).select_related("booking__act", "booking__spot__show__owner")
    entry = entries.filter(booking=booking_id).first()
    if entry is None:
        raise Http404
    return entry
