"""Line-ups: who is asked, who plays, who steps back. Only a user who plays is claimed."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import Membership, User
from availability.actions import cancel_entries, claim, lock_calendars, release_claims
from bookings.access import require_side
from bookings.actions.conflicts import claims_wanted, names_of, people_of
from bookings.actions.contradicting import tell_promised
from bookings.actions.doing import Doing
from bookings.actions.entries import booking_uid, write_player_entries
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from bookings.actions.telling import players, tell, tell_sides
from bookings.models import Booking, LineupEntry
from bookings.queries.lineups import who_fills
from bookings.queries.offers import standing_offer
from bookings.states import LIVE, BookingState, Event, LineupState
from engagements.actions.conflicts import explaining_taken
from engagements.actions.inputs import clean_ids
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.errors import WrongState
from engagements.queries.lineups import is_promised_by
from engagements.queries.people import leaders_of, members_of, roster
from engagements.states import Channel, Side


def choose_lineup(roster_of_act: Mapping[UUID, Membership], lineup: Collection | None) -> list[Membership]:
    """Those named by user id, in that order; `None` names all members. Deps stand in only when named.

    Raises ValidationError({"lineup": ...}) for ids outside the act's members and deps.
    """
    if lineup is None:
        return [roster_of_act[user_id] for user_id in members_of(roster_of_act)]
    ids = clean_ids("lineup", lineup)
    if not roster_of_act.keys() >= set(ids):
        raise ValidationError({"lineup": [_("Only members and deps of the act can be in its line-up.")]})
    return [roster_of_act[user_id] for user_id in ids]


def consent_of(membership: Membership) -> LineupState:
    """Members may have said on joining that the band promises their time; deps and others are asked for each date."""
    return LineupState.PLAYS if is_promised_by(membership) else LineupState.ASKED


def write_lineup(booking: Booking, chosen: Iterable[Membership]) -> list[LineupEntry]:
    """Put these people into a booking that has none of them yet."""
    entries = [
        LineupEntry(
            booking=booking, user=membership.user, instrument=membership.instrument, state=consent_of(membership)
        )
        for membership in chosen
    ]
    return LineupEntry.objects.bulk_create(entries)


def ask_lineup(doing: Doing, booking: Booking, entries: Iterable[LineupEntry]) -> None:
    """Ask those whose consent is missing."""
    asked = [entry for entry in entries if entry.state == LineupState.ASKED]
    tell(doing, players(asked), "lineup_asked", booking)


@one_transaction
def set_lineup(
    *,
    acting_user: User,
    booking: Booking,
    lineup: Collection | None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Say who plays: the act's leaders, while the booking is pending or confirmed.

    The same people again: nothing is written. Who stays keeps their answer, a no is asked anew; who is new plays or is
    asked; who goes is free again. On a confirmed booking new players are claimed at once. Raises `Taken`, WrongState,
    ValidationError({"lineup": ...}), PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_booking(booking)
    require_side(acting_user, locked, Side.ACT)
    require_live(locked, doing)
    require_own_word(locked)
    require_may_fill(locked)
    chosen = choose_lineup(roster(locked.act), lineup)
    entries = [entry for entry in entries_of(locked) if entry.user_id]
    before = sorted(str(entry.user_id) for entry in entries)
    after = sorted(str(membership.user_id) for membership in chosen)
    if before == after and all(entry.state != LineupState.DECLINED for entry in entries):
        return locked
    change_lineup(locked, chosen, doing)
    raise_version(locked)
    changes = {"lineup": [before, after]} if before != after else {}
    doing.note(Event.LINEUP_SET, show=locked.spot.show, booking=locked, changes=changes)
    return locked


def change_lineup(booking: Booking, chosen: Collection[Membership], doing: Doing) -> None:
    """Let these people play, promised at once where the booking is confirmed. Who comes and who is free again is told.

    Who was promised, or has said no, stays in the table as one who does not play: they read what became of it, and are
    asked when they are named again. Assumes the booking locked; locks the calendars of who comes and goes. Raises
    `Taken`.
    """
    present = {entry.user_id: entry for entry in entries_of(booking) if entry.user_id}
    wanted = {membership.user_id for membership in chosen}
    leaving = [entry for user_id, entry in present.items() if user_id not in wanted]
    arriving = [membership for membership in chosen if membership.user_id not in present]
    lock_calendars(
        {entry.player.calendar_id for entry in leaving} | {membership.user.calendar_id for membership in arriving}
    )
    if arriving and not roster(booking.act).keys() >= wanted:
        raise SetGrew
    freed = [entry for entry in leaving if entry.claim_id]
    free_players(booking, freed)
    unheard = [entry.pk for entry in leaving if entry.state != LineupState.DECLINED]
    LineupEntry.objects.filter(pk__in=unheard).delete()
    # Whoever says who plays has filled the gaps, or does without.
    LineupEntry.objects.filter(booking=booking, missing_since__isnull=False).update(missing_since=None)
    entries = write_lineup(booking, arriving)
    if booking.state == BookingState.CONFIRMED:
        playing = [entry for entry in entries if entry.state == LineupState.PLAYS]
        promise(booking, playing)
        tell_promised(doing, booking, playing)
    ask_lineup(doing, booking, [*entries, *_ask_anew(present, wanted)])
    tell(doing, players(freed), "taken_off", booking)


def _ask_anew(present: Mapping[UUID, LineupEntry], wanted: Collection[UUID]) -> list[LineupEntry]:
    """Who does not play and is named all the same is asked; nobody is promised against their own no."""
    asked = [entry for user_id, entry in present.items() if user_id in wanted and entry.state == LineupState.DECLINED]
    for entry in asked:
        entry.state, entry.missing_since = LineupState.ASKED, None
    LineupEntry.objects.bulk_update(asked, ["state", "missing_since"])
    return asked


def require_own_word(booking: Booking) -> None:
    """Whose line-up is part of an offer that waits does not change it behind the other side's back."""
    offer = standing_offer(booking) if booking.state == BookingState.PENDING else None
    if offer and offer.lineup is not None:
        raise WrongState(booking.state, _("The line-up is part of the offer. Make a counter-offer to change it."))


@one_transaction
def answer_lineup(
    *,
    acting_user: User,
    entry: LineupEntry,
    plays: bool,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> LineupEntry:
    """Answer for oneself. A yes on a confirmed booking promises one's time now; a no to what was promised releases it.

    Raises `Taken`, WrongState, PermissionDenied for anybody else's entry.
    """
    doing = Doing.begin(acting_user, channel, at)
    booking, mine = _lock_own_entry(acting_user, entry, doing)
    if mine.state == (LineupState.PLAYS if plays else LineupState.DECLINED):
        return mine
    if not plays:
        return step_back(booking, mine, doing)
    if acting_user.pk not in roster(booking.act):
        raise PermissionDenied
    if who_fills(mine, entries_of(booking)):
        raise WrongState(booking.state, _("Someone else is already playing instead."))
    was_missing, mine.state, mine.missing_since = mine.missing_since, LineupState.PLAYS, None
    mine.save(update_fields=["state", "missing_since"])
    doing.note(Event.LINEUP_PLAYS, show=booking.spot.show, booking=booking)
    leaving = who_makes_room(booking, mine)
    lock_calendars({entry.player.calendar_id for entry in [mine, *leaving]})
    take_over(booking, mine, leaving, doing)
    if was_missing:
        tell_sides(doing, "dep_stands_in", booking, user=str(mine.user_id))
        _spare_deps(booking, mine, doing)
    raise_version(booking)
    return mine


def _spare_deps(booking: Booking, replaced: LineupEntry, doing: Doing) -> None:
    """Who else was asked to stand in for somebody is not needed once that place is filled, and is told."""
    asked = booking.lineup.filter(stands_in_for=replaced.user_id, state=LineupState.ASKED).select_related("user")
    spared = list(asked)
    if spared:
        asked.update(state=LineupState.DECLINED)
        tell(doing, players(spared), "taken_off", booking)


def take_over(booking: Booking, dep: LineupEntry, leaving: Collection[LineupEntry], doing: Doing) -> None:
    """Somebody plays, promised at once where it is confirmed, and whom they replace is free in the same moment.

    Whoever had dropped out is missed no longer, and reads who plays. Assumes the booking and the calendars of all of
    them locked. Raises `Taken` with the name of who is promised.
    """
    free_players(booking, leaving)
    for entry in leaving:
        entry.state, entry.missing_since = LineupState.DECLINED, None
        entry.save(update_fields=["state", "missing_since"])
    if booking.state == BookingState.CONFIRMED:
        promise(booking, [dep])
        tell_promised(doing, booking, [dep])
    for entry in leaving:
        changes = {"player": [str(entry.user_id), str(dep.user_id)]}
        doing.note(Event.DEP_STANDS_IN, show=booking.spot.show, booking=booking, changes=changes)
        tell_sides(doing, "dep_stands_in", booking, user=str(dep.user_id))
        _spare_deps(booking, entry, doing)
    tell(doing, players(leaving), "replaced", booking, user=str(dep.user_id))


def who_makes_room(booking: Booking, dep: LineupEntry) -> list[LineupEntry]:
    """The entry of the member for whom somebody stands in, while that member still is to play or is missed."""
    if dep.stands_in_for_id is None:
        return []
    return [
        entry
        for entry in entries_of(booking)
        if entry.user_id == dep.stands_in_for_id and (entry.state != LineupState.DECLINED or entry.missing_since)
    ]


@one_transaction
def release_own_claim(
    *, acting_user: User, entry: LineupEntry, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> LineupEntry:
    """Take one's own promised time back, at any time before the show is over; both sides hear that a dep is wanted.

    Raises WrongState unless one is promised to a confirmed booking, PermissionDenied for anybody else's entry.
    """
    doing = Doing.begin(acting_user, channel, at)
    booking, mine = lock_own_promise(acting_user, entry, doing)
    return step_back(booking, mine, doing)


def promise(booking: Booking, entries: list[LineupEntry]) -> None:
    """Claim the time of these players of a confirmed booking, and tell their calendars. Assumes these locked.

    Whoever may change a line-up may know its people: a `Taken` says who of them is promised.
    """
    if not entries:
        return
    spot = booking.spot
    wanted = claims_wanted(spot, [entry.player.calendar_id for entry in entries])
    with explaining_taken(names_of(spot.show, booking), wanted, spot.show.timezone, people_of(entries)):
        claims = claim(wanted=wanted)
    for entry, block in zip(entries, claims, strict=True):
        entry.claim = block
    LineupEntry.objects.bulk_update(entries, ["claim"])
    write_player_entries(booking, players(entries))


def lock_own_promise(user: User, entry: LineupEntry, doing: Doing) -> tuple[Booking, LineupEntry]:
    """One's own entry as it is now, its show and booking locked before it.

    Raises WrongState unless one is promised to a confirmed booking still to come, PermissionDenied for another's.
    """
    booking, mine = _lock_own_entry(user, entry, doing)
    if booking.state != BookingState.CONFIRMED or mine.state != LineupState.PLAYS:
        raise WrongState(booking.state)
    return booking, mine


def step_back(booking: Booking, mine: LineupEntry, doing: Doing, *, has_left: bool = False) -> LineupEntry:
    """Somebody does not play after all; what was promised is free again, and who needs to know of the gap is told.

    Assumes the booking locked; `has_left`: because they belong to the act no longer.
    """
    was_promised = mine.claim_id is not None
    # A dep who was only asked leaves no gap: there is one already, or whoever they were to replace still plays.
    is_missed = mine.state == LineupState.PLAYS or mine.stands_in_for_id is None
    if was_promised:
        lock_calendars([mine.player.calendar_id])
        free_players(booking, [mine])
    mine.state, mine.missing_since = LineupState.DECLINED, doing.at if is_missed else None
    mine.save(update_fields=["state", "missing_since"])
    raise_version(booking)
    event = Event.LINEUP_RELEASED if was_promised else Event.LINEUP_DECLINED
    doing.note(Event.LINEUP_LEFT if has_left else event, show=booking.spot.show, booking=booking)
    if was_promised:
        tell_sides(doing, "dep_wanted", booking, user=str(mine.user_id))
    else:
        tell(doing, leaders_of(booking.act), "dep_wanted", booking, user=str(mine.user_id))
    return mine


def free_players(booking: Booking, entries: Iterable[LineupEntry]) -> None:
    """Give these players their time back, if it was promised. Assumes their calendars locked."""
    promised = [entry for entry in entries if entry.claim_id]
    blocks = [entry.claim for entry in promised]
    for entry in promised:
        entry.claim = entry.kept_at = entry.doubt_told_at = None
        entry.state = LineupState.DECLINED
    LineupEntry.objects.bulk_update(promised, ["claim", "kept_at", "doubt_told_at", "state"])
    cancel_entries(calendar_ids=[user.calendar_id for user in players(promised)], uid=booking_uid(booking))
    release_claims(blocks=blocks)


def entries_of(booking: Booking) -> list[LineupEntry]:
    """The line-up with its users and claims, in the order in which they were named."""
    return list(booking.lineup.select_related("user", "claim").order_by("id"))


def _lock_own_entry(user: User, entry: LineupEntry, doing: Doing) -> tuple[Booking, LineupEntry]:
    if entry.user_id is None or entry.user_id != user.pk:
        raise PermissionDenied
    booking = lock_booking(entry.booking)
    require_live(booking, doing)
    mine = LineupEntry.objects.select_related("user", "claim").filter(booking=booking, user=user).first()
    if mine is None:
        raise WrongState(booking.state, _("You’re no longer in this line-up."))
    return booking, mine


def require_may_fill(booking: Booking) -> None:
    """Raise NotApproved where the act is suspended or closed: who plays what is promised may be found all the same."""
    if booking.state == BookingState.PENDING:
        require_active(booking.act)


def require_live(booking: Booking, doing: Doing) -> None:
    if booking.state not in LIVE or booking.spot.show.out_at <= doing.at:
        raise WrongState(booking.state)
