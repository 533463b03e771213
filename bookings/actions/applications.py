"""How a booking begins: an act applies for a spot, or a client asks an act to come."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead, can_see_party, require_active
from accounts.actions import ensure_person_party
from accounts.actions.naming import give_name, require_name
from accounts.actions.texts import clean_line
from accounts.errors import NotApproved
from accounts.models import Party, User
from accounts.states import INACTIVE, PartyKind
from availability.actions import lock_calendars, write_entries
from bookings.access import can_see_spot, require_side
from bookings.access.bills import hosts_of
from bookings.actions.beginnings import (
    new_booking,
    require_may_bring,
    require_not_again,
    require_plays,
    require_spot_open,
    require_welcome,
    store_booking,
)
from bookings.actions.conflicts import claims_wanted, names_of, people_of
from bookings.actions.doing import Doing
from bookings.actions.drafts import SpotDraft, make_spots, set_night, set_place, set_times
from bookings.actions.entries import bill_of, booking_entries, show_entries
from bookings.actions.lineups import ask_lineup, choose_lineup, write_lineup
from bookings.actions.locking import concerned_calendars, lock_booking, lock_show
from bookings.actions.moves import raise_version
from bookings.actions.needs import EventNeeds, set_needs
from bookings.actions.shows import require_approved
from bookings.actions.telling import players, tell, tell_headliner, touch_night
from bookings.models import ApplicationDraft, Booking, Show, Spot
from bookings.queries.conflicts import check_entries
from bookings.queries.requests import why_no_more_requests
from bookings.states import LIVE, BookingState, Event, InitiatedBy, LineupState
from bookings.words.places import place_of
from catalogue.models import City
from engagements.actions.conflicts import refuse_taken
from engagements.actions.inputs import clean_deal, clean_message
from engagements.actions.lineups import require_known_conflicts
from engagements.actions.transactions import one_transaction
from engagements.deals import Deal
from engagements.deals.tiers import Tiers
from engagements.errors import WrongState
from engagements.queries.people import leaders_of, roster
from engagements.states import Channel, Side


@one_transaction
def apply_to_spot(
    *,
    acting_user: User,
    spot: Spot,
    act: Party,
    message: str = "",
    lineup: Collection[UUID | str] | None = None,
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Apply with an act for an open spot; the host answers within the days that staff have set, or by the call.

    `lineup`: user ids of members and deps, `None` for all members. Members who let the band promise their time play,
    the others are asked. Nothing is claimed yet; what is promised elsewhere already is refused now, as a courtesy.
    Where somebody in the line-up is busy, `despite_conflicts` says that the act applies all the same.
    Raises PermissionDenied, NotApproved, WrongState, `Taken`, LineupConflicts, ValidationError by field.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    show = lock_show(spot.show_id)
    spot = show.spots.get(pk=spot.pk)
    spot.show = show
    if not can_see_spot(acting_user, spot):
        raise PermissionDenied
    require_may_bring(acting_user, act)
    require_spot_open(spot, act, doing)
    terms = {"message": message, "fee_minor": spot.fee_minor, "fee_currency": spot.fee_currency_id}
    return apply(spot, act, doing, lineup, despite_conflicts=despite_conflicts, **terms)


def apply(
    spot: Spot,
    act: Party,
    doing: Doing,
    lineup: Collection[UUID | str] | None,
    *,
    despite_conflicts: bool | str,
    **terms,
) -> Booking:
    """Put an act forward for a spot with these people; the host answers. Assumes the show locked and everything checked
    but the line-up. Raises `Taken`, LineupConflicts, ValidationError by field."""
    show = spot.show
    require_welcome(doing.user, act, show.owner)
    require_not_again(spot, act, InitiatedBy.APPLICATION, doing)
    booking = new_booking(spot, act, InitiatedBy.APPLICATION, doing, **terms)
    lock_calendars(concerned_calendars(show, [booking]))
    # Who leaves the act meanwhile does so under its calendar.
    chosen = choose_lineup(roster(act), lineup)
    store_booking(booking, doing)
    entries = write_lineup(booking, chosen)
    playing = [entry for entry in entries if entry.state == LineupState.PLAYS]
    wanted = claims_wanted(spot, [act.calendar_id, *(entry.player.calendar_id for entry in playing)])
    refuse_taken(wanted, names_of(show, booking), show.timezone, people_of(playing))
    require_known_conflicts(check_entries(entries, spot), despite_conflicts=despite_conflicts)
    ApplicationDraft.objects.filter(spot=spot, act=act).delete()
    doing.note(Event.APPLIED, show=show, booking=booking, after=booking.state, text=booking.message)
    touch_night(show, [booking])
    hosts = leaders_of(*hosts_of(show))
    tell(doing, hosts, "applied", booking)
    tell_headliner(doing, booking, besides=hosts)
    ask_lineup(doing, booking, entries)
    return booking


@one_transaction
def request_act(
    *,
    acting_user: User,
    act: Party,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place: str = "",
    city: City | None = None,
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    deal: Deal | None = None,
    message: str = "",
    host: Party | None = None,
    answer_by: dt.datetime | None = None,
    cancellation_tiers: Tiers | None = None,
    your_name: str = "",
    needs: EventNeeds | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Ask an act to play at a time for a fee: a private show with one spot, and the act's turn to answer.

    The place may be agreed later. The host is the user's own person party unless they name a party they lead; who has
    not said a name yet says `your_name`. The act is wanted from start to end. Without `cancellation_tiers` calling off
    costs what is usual (`usual_tiers`). `deal` includes the fee; `needs` is about the event. A person may have only so
    many requests open (`bookings.queries.requests`). Raises ValidationError by field, WrongState for the same request
    twice, `Taken` when the act is promised then, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    fee_minor, fee_currency, stored_deal = clean_deal(fee_minor, fee_currency, deal)
    give_name(acting_user, your_name)
    if host is None or host.kind == PartyKind.PERSON:
        require_name(acting_user)
    owner = _asking_party(acting_user, act, host, doing)
    show = _private_show(doing, owner, clean_line("place", place, longest=300), city, starts_at, ends_at)
    set_needs(show, needs or EventNeeds())
    _refuse_repeated(show, act)
    show.save(force_insert=True)
    [spot] = make_spots(show, [SpotDraft(fee_minor=fee_minor, fee_currency=fee_currency)])
    booking = new_booking(
        spot, act, InitiatedBy.REQUEST, doing, message=message, fee_minor=fee_minor, fee_currency=fee_currency,
        deal=stored_deal, answer_by=answer_by, cancellation_tiers=cancellation_tiers,
    )  # fmt: skip
    _ask(booking, doing)
    return booking


def _ask(booking: Booking, doing: Doing) -> None:
    """Store a request and tell the act. Raises `Taken` when it is promised then."""
    act, spot, show = booking.act, booking.spot, booking.spot.show
    lock_calendars(concerned_calendars(show, [booking]))
    refuse_taken(claims_wanted(spot, [act.calendar_id]), names_of(show, booking), show.timezone)
    store_booking(booking, doing)
    doing.note(Event.REQUESTED, show=show, booking=booking, after=booking.state, text=booking.message)
    touch_night(show, [booking])
    tell(doing, leaders_of(act), "requested", booking)


def _asking_party(user: User, act: Party, host: Party | None, doing: Doing) -> Party:
    """Who asks, where they may ask once more. Requests of one person queue here, before all other locks, so that no two
    of them pass the limit together."""
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    owner = host or ensure_person_party(user)
    _require_may_request(user, act, owner)
    if over := why_no_more_requests(user, act, doing.at):
        raise ValidationError([over])
    return owner


def _require_may_request(user: User, act: Party, owner: Party) -> None:
    if not can_lead(user, owner) or not can_see_party(user, act):
        raise PermissionDenied
    require_plays(act)
    if act == owner:
        raise ValidationError({"act": [_("Choose an act to ask.")]})
    require_approved(act)
    if owner.approval in INACTIVE:
        NotApproved.unless_all(owner)
    require_welcome(user, owner, act)


def _private_show(
    doing: Doing, owner: Party, place: str, city: City | None, starts_at: dt.datetime, ends_at: dt.datetime
) -> Show:
    show = Show(owner=owner, created_by=doing.user, created_at=doing.at)
    set_place(show, owner=owner, stage=None, place=place, city=city)
    set_times(show, at=doing.at, starts_at=starts_at, ends_at=ends_at, load_in_at=starts_at)
    set_night(show)
    return show


def _refuse_repeated(show: Show, act: Party) -> None:
    same = Booking.objects.pending().filter(
        act=act, spot__show__owner=show.owner, spot__starts_at=show.starts_at, spot__ends_at=show.ends_at
    )
    if same.exists():
        raise WrongState(BookingState.PENDING, _("You’ve already asked for this. Wait for the act’s answer."))


@one_transaction
def set_place_of_request(
    *,
    acting_user: User,
    booking: Booking,
    place: str,
    city: City | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Say where a private show is that was asked for without a place; the act is told, and its calendars know.

    Its times stay the instants that they are, on the clock by which they were asked for. Raises PermissionDenied,
    WrongState where there is a place already or nothing is to come any more, ValidationError by field.
    """
    doing = Doing.begin(acting_user, channel, at)
    place = clean_line("place", place, longest=300, required=True)
    locked = lock_booking(booking)
    require_side(acting_user, locked, Side.HOST)
    show = locked.spot.show
    require_active(show.owner)
    if locked.state not in LIVE or show.stage or show.place:
        raise WrongState(locked.state)
    playing = list(locked.lineup.filter(state=LineupState.PLAYS, user__isnull=False).select_related("user"))
    lock_calendars(concerned_calendars(show, [locked], playing))
    show.place, show.city = place, city or show.city
    show.version += 1
    show.save(update_fields=["place", "city", "version"])
    raise_version(locked)
    doing.note(Event.UPDATED, show=show, booking=locked, changes={"place": ["", place_of(show)]})
    if locked.state == BookingState.CONFIRMED:
        write_entries(drafts=[*booking_entries(locked, playing), *show_entries(show, bill_of(show))])
    tell(doing, [*leaders_of(locked.act), *players(playing)], "place_set", locked)
    return locked
