"""Moving a show to another time or stage: proposed by one side, agreed by all that it binds, then done whole.

Whoever changes a proposal locks its show first, so that two who agree, or one who agrees and one who withdraws or calls
off, come one after the other. The last agreement and the move itself are one transaction: when the new time is taken,
neither has happened, and the proposal stays open.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.models import Party, User
from accounts.queries import site_settings
from bookings.actions.contradicting import tell_booked_against
from bookings.actions.doing import Doing
from bookings.actions.lineups import entries_of
from bookings.actions.locking import lock_bookings, lock_show
from bookings.actions.move_plans import (
    SHOW_TIMES,
    SPOT_TIMES,
    SpotTimes,
    is_the_same,
    plan_show,
    plan_spots,
    planned_by,
)
from bookings.actions.moves import raise_version
from bookings.actions.offers import renew_offers
from bookings.actions.relocation import Relocation
from bookings.actions.shows import require_approved
from bookings.actions.telling import players, tell, tell_acts
from bookings.errors import ShowChanged
from bookings.models import Booking, Move, MoveSpot, Show, Spot
from bookings.queries.conflicts import check_entries
from bookings.states import MOVE_TRANSITIONS, PROMISED, BookingState, Event, MoveState, ShowState
from engagements.actions.conflicts import refuse_taken
from engagements.actions.inputs import clean_instant, clean_message
from engagements.actions.lineups import require_known_conflicts
from engagements.actions.transactions import one_transaction
from engagements.actions.transitions import require_move
from engagements.errors import WrongState
from engagements.queries.lineups import LineupCheck, checks_together
from engagements.queries.people import leaders_of
from engagements.states import Channel
from venues.models import Stage

BOUND = sorted({*PROMISED, BookingState.PENDING})
"""Bookings that a move concerns: those that are promised, and those that wait."""


@one_transaction
def propose_move(
    *,
    acting_user: User,
    show: Show,
    party: Party,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    load_in_at: dt.datetime | None = None,
    doors_at: dt.datetime | None = None,
    curfew_at: dt.datetime | None = None,
    out_at: dt.datetime | None = None,
    stage: Stage | None = None,
    spots: Mapping[UUID, SpotTimes] | None = None,
    message: str = "",
    answer_by: dt.datetime | None = None,
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Move:
    """Propose other times or another stage for a published show; done at once where nobody else is bound.

    `party` is the host or an act booked on it, in whose name the user speaks: its own agreement is given by this. Times
    left out keep their distance to start or end, spots left out theirs to the start (`spots`: times by the spot's id).
    Everybody else has until `answer_by`, by default the days that staff have set, never past the old or the new
    load-in. Where somebody of the proposing act's own line-up is busy then, it takes `despite_conflicts`. Raises
    `Taken` and Held as a courtesy, LineupConflicts, WrongState, NotApproved for a
    party that is suspended, ValidationError by field, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    show = lock_show(show.pk)
    bookings = lock_bookings(show, state__in=BOUND)
    _require_may_propose(acting_user, show, party, bookings, stage, doing)
    times = {"starts_at": starts_at, "ends_at": ends_at, "load_in_at": load_in_at, "doors_at": doors_at}
    times |= {"curfew_at": curfew_at, "out_at": out_at}
    relocation = _relocation(show, bookings, stage, times, spots, doing)
    _refuse_what_cannot_be(relocation, party)
    _give_way(show, doing)
    move = _store(relocation, party, message, _answer_by(show, relocation.planned, answer_by, doing), doing)
    own = [booking for booking in relocation.standing.bookings if booking.act_id == party.pk]
    check = _tell_or_move(relocation, move, own, party, message, doing)
    require_known_conflicts(check, despite_conflicts=despite_conflicts)
    return move


def _relocation(
    show: Show,
    bookings: list[Booking],
    stage: Stage | None,
    times: Mapping[str, dt.datetime | None],
    spots: Mapping[UUID, SpotTimes] | None,
    doing: Doing,
) -> Relocation:
    """The show as it would be. Raises ValidationError by field, also where nothing would change."""
    planned = plan_show(show, stage=stage or show.stage, times=times, at=doing.at)
    moved = plan_spots(show, planned, spots)
    if is_the_same(show, list(show.spots.all()), planned, moved):
        raise ValidationError({"starts_at": [_("That’s the current time and place.")]})
    return Relocation.of(show, planned, moved, bookings)


def _tell_or_move(
    relocation: Relocation, move: Move, own: Iterable[Booking], party: Party, message: str, doing: Doing
) -> LineupCheck:
    """Ask everybody else who is bound; where nobody is, it happens at once. Returns what `_check` says."""
    if not _missing(move):
        return _happen(move, relocation, own, doing)
    _note(doing, move, relocation.standing.bookings, Event.MOVE_PROPOSED, message)
    _tell_others(doing, "move_proposed", move, relocation.standing.bookings, party)
    return _check(relocation, own)


def _require_may_propose(
    user: User, show: Show, party: Party, bookings: list[Booking], stage: Stage | None, doing: Doing
) -> None:
    sides = {show.owner_id, *(booking.act_id for booking in bookings if booking.state == BookingState.CONFIRMED)}
    if party.pk not in sides or not can_lead(user, party):
        raise PermissionDenied
    require_active(party)
    if show.state not in (ShowState.OPEN, ShowState.CONFIRMED):
        raise WrongState(show.state)
    if show.load_in_at <= doing.at:
        raise WrongState(show.state, _("It has started and can’t be moved."))
    if stage and stage != show.stage:
        _require_stage(user, show, stage)


def _require_stage(user: User, show: Show, stage: Stage) -> None:
    """Another stage of the house, or of another house that the user leads."""
    if show.stage is None:
        raise ValidationError({"stage": [_("This show is at an address, so it has no stage.")]})
    if stage.venue_id != show.stage.venue_id:
        if not can_lead(user, stage.venue.party):
            raise ValidationError({"stage": [_("This stage belongs to another venue.")]})
        require_approved(stage.venue.party)


def _refuse_what_cannot_be(relocation: Relocation, party: Party) -> None:
    """A courtesy, as far as the one who asks may know: stage, acts, and the players of their own act."""
    relocation.require_not_held()
    relocation.require_house_open()
    own = [entry for entry in relocation.standing.playing if entry.booking.act_id == party.pk]
    wanted = [*relocation.house, *relocation.acts, *relocation.players(own)]
    if wanted:
        former = [block.pk for block in relocation.former_claims() if block]
        names, zone = relocation.names, relocation.planned.timezone
        refuse_taken(wanted, names, zone, relocation.act_names, former=former)


def _check(relocation: Relocation, own: Iterable[Booking]) -> LineupCheck:
    """What the calendars of the line-ups that agree now say of the new time. Read before the claims, by which
    everybody's time is known."""
    checks = [check_entries(entries_of(booking), relocation.spot_of(booking), is_moving=True) for booking in own]
    return checks_together(checks)


def _answer_by(show: Show, planned: Show, answer_by: dt.datetime | None, doing: Doing) -> dt.datetime:
    latest = min(show.load_in_at, planned.load_in_at)
    if answer_by is None:
        wanted = doing.at + dt.timedelta(days=site_settings().application_days)
        return max(min(wanted, latest), doing.at)
    answer_by = clean_instant("answer_by", answer_by)
    if not doing.at < answer_by <= latest:
        raise ValidationError({"answer_by": [_("The deadline must be in the future and before load-in.")]})
    return answer_by


def _give_way(show: Show, doing: Doing) -> None:
    """One proposal at a time; one that was made for the show as it is no longer makes room."""
    open_move = show.moves.filter(state=MoveState.PROPOSED).first()
    if open_move is None:
        return
    if open_move.base_version == show.version:
        raise WrongState(open_move.state, _("There’s already a proposed time. Answer or withdraw it first."))
    _end(open_move, MoveState.EXPIRED, doing)


def _store(relocation: Relocation, party: Party, message: str, answer_by: dt.datetime, doing: Doing) -> Move:
    show, planned = relocation.show, relocation.planned
    move = Move(show=show, proposed_by=party, base_version=show.version, stage=planned.stage, message=message)
    last = show.moves.order_by("-number").values_list("number", flat=True).first()
    move.number, move.made_by, move.made_at, move.answer_by = (last or 0) + 1, doing.user, doing.at, answer_by
    for name in SHOW_TIMES:
        setattr(move, name, getattr(planned, name))
    move.host_agreed_at = doing.at if party.pk == show.owner_id else None
    move.save(force_insert=True)
    by_spot = {booking.spot_id: booking for booking in relocation.standing.bookings}
    rows = [_move_spot(move, spot, by_spot.get(spot.pk), party, doing) for spot in relocation.spots]
    MoveSpot.objects.bulk_create(rows)
    return move


def _move_spot(move: Move, spot: Spot, booking: Booking | None, party: Party, doing: Doing) -> MoveSpot:
    row = MoveSpot(move=move, spot=spot, booking=booking)
    for name in SPOT_TIMES:
        setattr(row, name, getattr(spot, name))
    row.agreed_at = doing.at if booking and booking.act_id == party.pk else None
    return row


def _missing(move: Move) -> bool:
    """Whether somebody has still to agree."""
    acts = move.spots.filter(booking__isnull=False, agreed_at=None)
    return move.host_agreed_at is None or acts.exists()


@one_transaction
def answer_move(
    *,
    acting_user: User,
    move: Move,
    agrees: bool,
    booking: Booking | None = None,
    message: str = "",
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Move:
    """Agree to a move, or decline it, for the act of `booking`, or for the host where it is None.

    The last to agree makes it happen: whole, or not at all. Agreeing twice is once. An act agrees with
    `despite_conflicts` where somebody in its line-up is busy at the new time, else LineupConflicts. Raises `Taken` or
    Held when the new time is no longer free (the proposal stays open and the agreement is not kept), ShowChanged when
    the show is not what it was when this was proposed, NotApproved where one of the two is suspended, WrongState,
    PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    show, move = _lock(move)
    bookings = lock_bookings(show, state__in=BOUND)
    row = _require_may_answer(acting_user, move, show, booking)
    _require_open(move, doing)
    if not agrees:
        speaker = row.booking.act if row and row.booking else show.owner
        return _close(move, bookings, MoveState.DECLINED, Event.MOVE_DECLINED, doing, message, speaker)
    require_active(move.proposed_by, row.booking.act if row and row.booking else show.owner)
    if move.base_version != show.version:
        raise ShowChanged
    if not _agree(move, row, doing.at):
        return move
    _note(doing, move, _of(bookings, booking), Event.MOVE_AGREED, message)
    is_missing = _missing(move)
    if is_missing and booking is None:
        return move
    planned, spots = planned_by(show, move, list(move.spots.select_related("spot")))
    relocation = Relocation.of(show, planned, spots, bookings)
    own = [each for each in relocation.standing.bookings if booking and each.pk == booking.pk]
    check = _check(relocation, own) if is_missing else _happen(move, relocation, own, doing)
    require_known_conflicts(check, despite_conflicts=despite_conflicts)
    return move


def _agree(move: Move, row: MoveSpot | None, at: dt.datetime) -> bool:
    """Keep that the act of the row, or the host, has agreed. False where it had already: nothing is new then."""
    if row is not None:
        is_new, row.agreed_at = row.agreed_at is None, row.agreed_at or at
        row.save(update_fields=["agreed_at"])
        return is_new
    is_new, move.host_agreed_at = move.host_agreed_at is None, move.host_agreed_at or at
    move.save(update_fields=["host_agreed_at"])
    return is_new


@one_transaction
def withdraw_move(
    *,
    acting_user: User,
    move: Move,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Move:
    """Take one's proposal back while it waits. Raises WrongState, PermissionDenied unless one's side proposed it."""
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    show, move = _lock(move)
    if not can_lead(acting_user, move.proposed_by):
        raise PermissionDenied
    require_move(MOVE_TRANSITIONS, MoveState(move.state), MoveState.WITHDRAWN)
    bookings = lock_bookings(show, state__in=BOUND)
    return _close(move, bookings, MoveState.WITHDRAWN, Event.MOVE_WITHDRAWN, doing, message, move.proposed_by)


@one_transaction
def expire_move(*, move: Move, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None) -> Move:
    """A proposal that not everybody answered in time is off, and all are told; any other stays as it is."""
    doing = Doing.begin(None, channel, at)
    show, move = _lock(move)
    if move.state != MoveState.PROPOSED or move.answer_by > doing.at:
        return move
    bookings = lock_bookings(show, state__in=BOUND)
    return _close(move, bookings, MoveState.EXPIRED, Event.MOVE_EXPIRED, doing, "", None)


def drop_open_move(show: Show, doing: Doing) -> None:
    """What was proposed for a show that is called off or over, or whose bill loses an act, is off with it.

    Assumes the show locked.
    """
    for move in show.moves.filter(state=MoveState.PROPOSED):
        _end(move, MoveState.EXPIRED, doing)


def _lock(move: Move) -> tuple[Show, Move]:
    """The show as it is now, locked, and the move on that very object."""
    show = lock_show(move.show_id)
    locked = Move.objects.select_related("proposed_by", "stage__venue__party__city__country").get(pk=move.pk)
    locked.show = show
    return show, locked


def _require_may_answer(user: User, move: Move, show: Show, booking: Booking | None) -> MoveSpot | None:
    """The act's row, None for the host. Raises PermissionDenied unless the user leads who is asked."""
    if booking is None:
        if not can_lead(user, show.owner):
            raise PermissionDenied
        return None
    row = move.spots.select_related("booking__act").filter(booking=booking.pk).first()
    if row is None or row.booking is None or not can_lead(user, row.booking.act):
        raise PermissionDenied
    return row


def _require_open(move: Move, doing: Doing) -> None:
    if move.state != MoveState.PROPOSED:
        raise WrongState(move.state)
    if move.answer_by <= doing.at:
        raise WrongState(MoveState.EXPIRED, _("The deadline to answer has passed."))


def _happen(move: Move, relocation: Relocation, own: Iterable[Booking], doing: Doing) -> LineupCheck:
    """Everybody agrees: do it, and tell everybody. Returns what `_check` says under the locks."""
    consequences = relocation.lock()
    own_check = _check(relocation, own)
    standing = relocation.standing
    called_before = {booking.pk: booking.spot.call_at for booking in standing.bookings}
    ended = relocation.happen(doing, consequences, move.message)
    _end(move, MoveState.AGREED, doing)
    for booking in standing.bookings:
        playing, before = standing.of_booking(booking), called_before[booking.pk]
        check = check_entries(playing, booking.spot)
        against = tell_booked_against(doing, booking, playing, check, called_before=before)
        told = [*leaders_of(booking.act, move.show.owner), *players(each for each in playing if each not in against)]
        tell(doing, told, "moved", booking, move=str(move.pk), starts_at_before=before.isoformat())
    gone = {booking.pk for booking in ended}
    waiting = [booking for booking in standing.waiting if booking.pk not in gone]
    renew_offers(waiting, doing)
    tell_acts(doing, "moved", waiting, move=str(move.pk))
    tell_acts(doing, "moved_away", ended, move=str(move.pk))
    return own_check


def _end(move: Move, to: MoveState, doing: Doing) -> None:
    require_move(MOVE_TRANSITIONS, MoveState(move.state), to)
    move.state, move.ended_at = to, doing.at
    move.save(update_fields=["state", "ended_at"])


def _close(
    move: Move,
    bookings: list[Booking],
    to: MoveState,
    event: Event,
    doing: Doing,
    message: str,
    speaker: Party | None,
) -> Move:
    """End it without a move, note why, and tell all but the side that speaks."""
    _end(move, to, doing)
    bound = _of(bookings, None)
    _note(doing, move, bound, event, message)
    _tell_others(doing, str(event), move, bound, speaker)
    return move


def _of(bookings: Iterable[Booking], booking: Booking | None) -> list[Booking]:
    """The bookings whose history hears of an answer: the act's own; of the host's, all."""
    return [found for found in bookings if found.state != BookingState.PENDING and booking in (None, found)]


def _note(doing: Doing, move: Move, bookings: Iterable[Booking], event: Event, message: str) -> None:
    with doing.noting_together():
        doing.note(event, show=move.show, before=move.show.state, after=move.show.state, text=message)
        for booking in bookings:
            raise_version(booking)
            doing.note(event, show=move.show, booking=booking, before=booking.state, after=booking.state, text=message)


def _tell_others(doing: Doing, kind: str, move: Move, bookings: list[Booking], speaker: Party | None) -> None:
    """Tell all sides but the one that speaks: each act of its own booking, the host of one of them."""
    data, spoke = {"move": str(move.pk)}, speaker and speaker.pk
    tell_acts(doing, kind, [booking for booking in bookings if booking.act_id != spoke], **data)
    own = next((booking for booking in bookings if booking.act_id == spoke), None)
    if spoke != move.show.owner_id and (about := own or next(iter(bookings), None)):
        tell(doing, leaders_of(move.show.owner), kind, about, **data)
