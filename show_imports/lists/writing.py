"""Plans become shows, spots, bookings and claims: by a handful of statements, whatever their number.

Everything is born as the rules of the database want it (a draft, an open spot, a pending booking) and moved on from
there by the same legal moves as any other. The checks at commit then look at each show as they always do.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from accounts.models import Membership
from availability.actions import EntryDraft, Wanted, claim, write_entries
from availability.models import TimeBlock
from bookings.actions.doing import Doing
from bookings.actions.entries import Bill, booking_entries, show_entries
from bookings.models import Booking, LineupEntry, Offer, Show, ShowRoom, Spot
from bookings.states import BookingState, Event, InitiatedBy, LineupState, ShowState, SpotRole, SpotState
from engagements.states import Side
from show_imports.lists.checking import Cast, Wish, is_claimed, wishes_of
from show_imports.lists.planning import Plan, Setting

AT_ONCE = 1000
CLAIM_SHOWS = """
UPDATE bookings_show show SET claim_id = given.claim_id
  FROM unnest(%s::uuid[], %s::bigint[]) AS given(id, claim_id) WHERE show.id = given.id
"""
CLAIM_BOOKINGS = """
UPDATE bookings_booking booking SET claim_id = given.claim_id
  FROM unnest(%s::uuid[], %s::bigint[]) AS given(id, claim_id) WHERE booking.id = given.id
"""

# Thousands of rows are new to the planner, which takes these tables for as small as they were: it would have each of
# the checks read all of them, and through the wrong index.
COUNT_ANEW = "ANALYZE bookings_show, bookings_spot, bookings_booking, availability_timeblock"
MANY = 200
"""From so many shows on, counting anew costs less than it spares."""


@dataclass
class Made:
    """A show that a plan became, with its booking where its band plays on it."""

    plan: Plan
    show: Show
    spot: Spot | None = None
    booking: Booking | None = None


def store_drafts(plans: Sequence[Plan], setting: Setting, doing: Doing) -> list[Made]:
    """Store a draft for each plan, with an open spot and a pending booking for a band's own. Locks no calendar."""
    made = [_make(plan, setting, doing) for plan in plans]
    booked = _booked(made)
    Show.objects.bulk_create([one.show for one in made], batch_size=AT_ONCE)
    Spot.objects.bulk_create([spot for spot, _booking in booked], batch_size=AT_ONCE)
    Booking.objects.bulk_create([booking for _spot, booking in booked], batch_size=AT_ONCE)
    Offer.objects.bulk_create([_offer(booking, doing) for _spot, booking in booked], batch_size=AT_ONCE)
    return made


def _booked(made: Sequence[Made]) -> list[tuple[Spot, Booking]]:
    """The spots and bookings of those that are a band's own."""
    return [(one.spot, one.booking) for one in made if one.spot and one.booking]


def _make(plan: Plan, setting: Setting, doing: Doing) -> Made:
    show = Show(
        owner=setting.party,
        stage=plan.stage,
        place=plan.place,
        city=plan.city,
        title=plan.title,
        night=plan.night,
        timezone=plan.timezone,
        load_in_at=plan.load_in_at,
        doors_at=plan.doors_at,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        out_at=plan.ends_at,
        ticket_url=plan.line.texts.get("ticket", ""),
        is_time_assumed=plan.is_assumed,
        import_key=plan.key,
        created_by=doing.user,
        created_at=doing.at,
    )
    if plan.stage or plan.is_unclaimed:
        return Made(plan, show)
    spot = Spot(
        show=show,
        role=SpotRole.HEADLINER,
        call_at=plan.load_in_at,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        released_at=plan.ends_at,
    )
    fee_minor, fee_currency = plan.line.fee or (None, None)
    booking = Booking(
        spot=spot,
        act=setting.party,
        fee_minor=fee_minor,
        fee_currency_id=fee_currency,
        initiated_by=InitiatedBy.INVITATION,
        turn=Side.ACT,
        created_by=doing.user,
        created_at=doing.at,
    )
    return Made(plan, show, spot, booking)


def _offer(booking: Booking, doing: Doing) -> Offer:
    made = {"made_by": doing.user, "made_at": doing.at, "channel": doing.channel}
    terms = {"fee_minor": booking.fee_minor, "fee_currency_id": booking.fee_currency_id}
    return Offer(booking=booking, number=1, side=Side.HOST, **booking.spot.times, **terms, **made)


def move_all(made: Sequence[Made], setting: Setting, doing: Doing) -> None:
    """Bring these shows and bookings to where they belong, by the legal moves: confirmed, and what is past played and
    completed. Locks no calendar: the claims follow, and the checks at commit see that they did."""
    _move([one for one in made if _is_published(one, setting)], ShowState.CONFIRMED, BookingState.CONFIRMED, doing)
    _move([one for one in made if one.plan.is_past], ShowState.PLAYED, BookingState.COMPLETED, doing)


def _is_published(one: Made, setting: Setting) -> bool:
    return one.plan.is_past or is_claimed(one.plan, setting)


def _move(made: Sequence[Made], show_state: ShowState, booking_state: BookingState, doing: Doing) -> None:
    booked = _booked(made)
    Show.objects.filter(pk__in=[one.show.pk for one in made]).update(state=show_state)
    Spot.objects.filter(pk__in=[spot.pk for spot, _booking in booked], state=SpotState.OPEN).update(
        state=SpotState.FILLED
    )
    bookings = Booking.objects.filter(pk__in=[booking.pk for _spot, booking in booked])
    bookings.update(state=booking_state, turn="", decided_at=doing.at)
    for one in made:
        one.show.state = show_state
    for spot, booking in booked:
        booking.state, spot.state = booking_state, SpotState.FILLED


def told_of(made: Sequence[Made], setting: Setting) -> list[EntryDraft]:
    """What host, venue and stage are told of each show. What is played was confirmed, and its entry says so."""
    drafts: list[EntryDraft] = []
    for one in made:
        if _is_published(one, setting):
            show = copy(one.show)
            show.state = ShowState.CONFIRMED
            bill = Bill((one.spot,), {one.spot.pk: setting.party.name}) if one.spot else Bill((), {})
            drafts += show_entries(show, bill)
    return drafts


def promise_all(made: Sequence[Made], told: Sequence[EntryDraft], setting: Setting, cast: Cast, doing: Doing) -> None:
    """Claim what these shows take: stages and their rooms, the band, who plays. Calendars are told (`told_of`, and the
    players'); people are not.

    Assumes all the calendars locked, and that nothing is in the way.
    """
    promised = [one for one in made if is_claimed(one.plan, setting)]
    wishes = [(one, wish) for one in promised for wish in wishes_of(one.plan, setting, cast)]
    blocks = claim(wanted=[_wanted(one, wish) for one, wish in wishes])
    of_lane: dict[UUID, TimeBlock] = {}
    others: list[tuple[Made, Wish, TimeBlock]] = []
    for (one, wish), block in zip(wishes, blocks, strict=True):
        if of_lane.setdefault(one.show.pk, block) is not block:
            others.append((one, wish, block))
    _set_claims(promised, of_lane)
    _add_rooms(others, cast)
    playing = _ask_and_play(promised, others, cast)
    write_entries(drafts=[*told, *_told_players(promised, playing, setting)])
    _note_all(made, doing)


def _wanted(one: Made, wish: Wish) -> Wanted:
    performance = one.spot.performance if one.spot else None
    return Wanted(wish.calendar_id, one.show.load_in_at, one.show.out_at, one.show.pk, performance=performance)


def _set_claims(made: Sequence[Made], blocks: dict[UUID, TimeBlock]) -> None:
    """The claim of the stage on its show, that of the band on its booking."""
    staged = [one.show.pk for one in made if one.show.stage_id]
    booked = _booked(made)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SHOWS, [staged, [blocks[show_id].pk for show_id in staged]])
        claims = [blocks[spot.show_id].pk for spot, _booking in booked]
        cursor.execute(CLAIM_BOOKINGS, [[booking.pk for _spot, booking in booked], claims])


def _add_rooms(others: Sequence[tuple[Made, Wish, TimeBlock]], cast: Cast) -> None:
    """The rooms of a stage that is made of several."""
    rooms = {room.calendar_id: room for rooms in cast.rooms.values() for room in rooms}
    ShowRoom.objects.bulk_create(
        [
            ShowRoom(show=one.show, room=rooms[wish.calendar_id], claim=block)
            for one, wish, block in others
            if one.show.stage_id
        ],
        batch_size=AT_ONCE,
    )


def _ask_and_play(
    promised: Sequence[Made], others: Sequence[tuple[Made, Wish, TimeBlock]], cast: Cast
) -> dict[UUID, list[LineupEntry]]:
    """Write the line-ups of the shows to come; returns who plays in each, by its id."""
    players = {player.user.calendar_id: player for player in cast.players}
    playing: dict[UUID, list[LineupEntry]] = {}
    for one, wish, block in others:
        if one.booking:
            entry = _in_lineup(one, players[wish.calendar_id], LineupState.PLAYS, block)
            playing.setdefault(one.show.pk, []).append(entry)
    coming = [one for one in promised if one.booking and not one.plan.is_past]
    asked = [_in_lineup(one, player, LineupState.ASKED) for one in coming for player in cast.asked]
    everybody = [entry for entries in playing.values() for entry in entries] + asked
    LineupEntry.objects.bulk_create(everybody, batch_size=AT_ONCE)
    return playing


def _in_lineup(one: Made, player: Membership, state: LineupState, block: TimeBlock | None = None) -> LineupEntry:
    return LineupEntry(booking=one.booking, user=player.user, instrument=player.instrument, state=state, claim=block)


def _told_players(made: Sequence[Made], playing: dict[UUID, list[LineupEntry]], setting: Setting) -> list[EntryDraft]:
    """What players are told of each show; the band is its host, and told by `told_of`."""
    drafts = [draft for one in made if one.show.pk in playing for draft in _booking_entries(one, playing)]
    return [draft for draft in drafts if draft.calendar_id != setting.party.calendar_id]


def _booking_entries(one: Made, playing: dict[UUID, list[LineupEntry]]) -> list[EntryDraft]:
    return booking_entries(one.booking, playing[one.show.pk]) if one.booking else []


def _note_all(made: Sequence[Made], doing: Doing) -> None:
    with doing.noting_together():
        for one in made:
            doing.note(Event.IMPORTED, show=one.show, after=one.show.state)
            if one.booking:
                doing.note(Event.IMPORTED, show=one.show, booking=one.booking, after=one.booking.state)


def check_now(made: Sequence[Made]) -> None:
    """Let the database check now what it checks at commit: nothing counts as confirmed without its claims."""
    with connection.cursor() as cursor:
        if len(made) >= MANY:
            cursor.execute(COUNT_ANEW)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
