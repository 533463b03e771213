"""Confirming a hold: the night's show is published on its stage, and its act booked, in one transaction.

That is the venue's to do; anybody else's confirmation is a proposal to it (`holds.actions.proposals`).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from bookings.actions.answers import accept_booking
from bookings.actions.beginnings import new_booking, store_booking
from bookings.actions.doing import Doing
from bookings.actions.drafts import SpotDraft
from bookings.actions.lineups import ask_lineup, choose_lineup, write_lineup
from bookings.actions.locking import concerned_calendars, lock_show
from bookings.actions.shows import draft_show, open_show, require_publishable
from bookings.actions.stages import stage_calendars
from bookings.actions.telling import touch_night
from bookings.errors import Held
from bookings.hooks import Consequences
from bookings.models import Booking, LineupEntry, Show
from bookings.queries.nights import nights_played
from bookings.states import Event, InitiatedBy
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.errors import WrongState
from engagements.queries.people import roster
from engagements.states import Channel, Side
from holds.access.welcome import require_welcome_at
from holds.actions.challenges import may_confirm_now
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.lineups import require_known_players
from holds.actions.proposals import propose_hold, require_parties_approved, require_waiting
from holds.actions.surroundings import ladder_keys, nights_on
from holds.actions.terms import (
    AGREED_UPON,
    agree,
    find_hold,
    require_in_time,
    require_read,
    require_side,
    set_terms,
    sides_spoken_for,
    tell_other_sides,
)
from holds.models import Hold
from holds.states import HoldEnd, HoldNews, HoldState
from venues.states import OtherHolds


@one_transaction
def confirm_hold(
    *,
    acting_user: User,
    hold: Hold,
    others: OtherHolds | None = None,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    read: str | None = None,
    despite_conflicts: bool | str = False,
    proposal: UUID | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Hold:
    """Turn a hold into its night's show: the venue's own, on the stage that is held, with the act in its one spot.

    By the venue, which agrees by it to a proposal that waits; by anybody else it is a proposal (`propose_hold`) and
    nothing more. Who leads both sides acts as the venue. `others` names what becomes of the other holds, and has to
    where one stands above whose turn it is; else the house rules say. The act is confirmed at once where both sides
    have agreed to these times and this fee; else its booking waits for the side that has not. The fee stands on the
    booking alone, never on the spot that everybody sees. A hold without an act makes a show without an open spot. The
    other nights of an offer are released, and once the act is booked, what it holds elsewhere that night. `read` is
    `Hold.terms_mark` as the user read it: nobody is bound to terms that they have not seen (ChangedMeanwhile).
    `proposal` is the one that the venue answers: where it waits no longer, it is a WrongState. The act's leader says
    with `despite_conflicts` that it stands although members are busy then.

    Returns the hold: confirmed with its show, or standing with its proposal. Raises Held, WrongState, `Taken`,
    LineupConflicts, NotApproved, ValidationError by field, PermissionDenied, `Busy`.
    """
    if Side.HOST not in require_side(acting_user, find_hold(hold)):
        terms = {"starts_at": starts_at, "ends_at": ends_at, "read": read, "despite_conflicts": despite_conflicts}
        return propose_hold(acting_user=acting_user, hold=hold, channel=channel, at=at, **terms)
    doing = Doing.begin(acting_user, channel, at)
    found = find_hold(hold)
    require_read(found, read)
    confirming = _Confirming.prepare(doing, found, starts_at, ends_at)
    ladders = confirming.lock()
    if proposal is not None:
        require_waiting(ladders, confirming.hold, proposal)
    confirming.require_right(ladders, others)
    require_known_players(confirming.hold, confirming.spoken, despite_conflicts=despite_conflicts)
    open_show(confirming.show, doing)
    confirming.settle(ladders, others)
    finish(ladders)
    confirming.book()
    return find_hold(confirming.hold)


@dataclass
class _Confirming:
    """A hold about to be confirmed: what is made of it, by whom, and what goes with it. `changed`: at other times than
    it had."""

    doing: Doing
    hold: Hold
    sides: frozenset[Side]
    spoken: frozenset[Side]
    show: Show
    booking: Booking | None
    lineup: list[LineupEntry]
    siblings: list[Hold]
    changed: bool

    @classmethod
    def prepare(
        cls, doing: Doing, hold: Hold, starts_at: dt.datetime | None, ends_at: dt.datetime | None
    ) -> "_Confirming":
        """Store the draft of the show and the booking, which nobody sees yet. Raises what forbids it outright."""
        sides = require_side(doing.person, hold)
        if hold.state != HoldState.STANDING:
            raise WrongState(hold.state)
        changed = set_terms(hold, at=doing.at, starts_at=starts_at or hold.starts_at, ends_at=ends_at or hold.ends_at)
        if hold.starts_at is None:
            raise ValidationError({"starts_at": [_("Enter a start and an end time for the set.")]})
        spoken = sides_spoken_for(doing.person, hold)
        agree(hold, spoken, changed=changed)
        require_parties_approved(hold)
        if not hold.agreed_by_act:  # what both sides have agreed to stands
            require_welcome_at(doing.person, hold.holder, hold.stage.venue.party, hold.act)
        show = _draft(doing, hold)
        booking, lineup = _begin_booking(doing, hold, show) if hold.act else (None, [])
        return cls(doing, hold, sides, spoken, show, booking, lineup, _siblings(hold), changed)

    def lock(self) -> Ladders:
        """Everything that the confirmation may touch, calendars of the act and its players too, at once; what was read
        before is still so, else SetGrew."""
        hold, show = self.hold, self.show
        bookings = [self.booking] if self.booking else []
        booked = [(booking.act_id, night) for booking in bookings for night in nights_played(booking.spot)]
        consequences = Consequences.of_booking(booked)
        also = concerned_calendars(show, bookings, self.lineup) | stage_calendars(show.stage)
        nights = nights_on(show) | {(each.stage, each.night) for each in [hold, *self.siblings]}
        ladders = Ladders.lock(self.doing, nights, also=also | consequences.calendars)
        now_standing = ladders.standing(hold)
        if now_standing.version != hold.version or {each.pk for each in _siblings(hold)} != self._sibling_ids():
            raise SetGrew
        for name in (*AGREED_UPON, "agreed_by_host", "agreed_by_act"):
            setattr(now_standing, name, getattr(hold, name))
        self.hold = now_standing
        return ladders

    def _sibling_ids(self) -> set:
        return {each.pk for each in self.siblings}

    def require_right(self, ladders: Ladders, others: OtherHolds | None) -> None:
        """Whether the venue may confirm it now, as the ladder stands, without naming what becomes of others."""
        hold = self.hold
        require_in_time(hold, self.doing, ladders)
        beyond = self._held_beyond(ladders)
        if self.changed and hold.pk in ladders.proposals:
            raise WrongState(hold.state, _("The other side proposed these terms. Agree or decline."))
        if hold.offer and hold.offer.settled_on_id:
            raise WrongState(hold.state, _("Another night of this offer has been confirmed."))
        passed = beyond if may_confirm_now(ladders, hold) else [*ladders.above(hold), *beyond]
        if others is None and passed:
            raise Held(passed)

    def _held_beyond(self, ladders: Ladders) -> list[Hold]:
        """Those who hold another night that the show would take with its own: being first counts for one night."""
        further = ladders.on(ladder_keys(self.show) - ladders.keys_of(self.hold), but=self.hold)
        shared = {each.pk for each in ladders.sharing(self.hold)} | self._sibling_ids()
        return [each for each in further if each.pk not in shared and each.holder_id != self.hold.holder_id]

    def settle(self, ladders: Ladders, choice: OtherHolds | None) -> None:
        """The hold is confirmed; the others on its ladders are released or kept, the other nights of its offer go."""
        hold, show = self.hold, self.show
        keys = ladders.keys_of(hold) | ladder_keys(show)
        rivals = ladders.on(keys, but=hold)
        ladders.taken |= keys
        hold.booking = self.booking
        ladders.end(hold, HoldState.CONFIRMED, HoldEnd.CONFIRMED, show=show)
        self._tell_confirmed(ladders)
        keep = (choice or ladders.policy(hold).other_holds) == OtherHolds.KEEP
        for rival in rivals:
            if keep:
                _keep(ladders, rival)
            else:
                ladders.end(rival, HoldState.RELEASED, HoldEnd.OTHER_CONFIRMED, show=show)
                ladders.news.tell_people("hold_released", rival)
        self._settle_offer(ladders)

    def _settle_offer(self, ladders: Ladders) -> None:
        for sibling in self.siblings:
            there = ladders.holds.get(sibling.pk)
            if there and there.state == HoldState.STANDING:
                ladders.end(there, HoldState.RELEASED, HoldEnd.OTHER_NIGHT)
                ladders.news.tell_both("hold_released", there)
        if self.hold.offer:
            self.hold.offer.settled_on = self.hold
            self.hold.offer.save(update_fields=["settled_on"])

    def _tell_confirmed(self, ladders: Ladders) -> None:
        """Who is told by the booking itself is not told by the hold too."""
        if not self.is_agreed:
            tell_other_sides(ladders, "hold_confirmed", self.hold, self.sides)
        elif self.booking and self.hold.holder_id not in (self.hold.act_id, self.hold.stage.venue_id):
            ladders.news.tell_holder_alone("hold_confirmed", self.hold)

    @property
    def is_agreed(self) -> bool:
        """Whether the act is booked at once: it has agreed to what the venue confirms."""
        return bool(self.booking and self.hold.agreed_by_act)

    def book(self) -> None:
        """The booking is accepted at once, or waits for the side that has not agreed."""
        doing, booking = self.doing, self.booking
        doing.note(Event.HELD, show=self.show, booking=booking, after=booking.state if booking else self.show.state)
        if booking is None:
            return
        if self.is_agreed:
            accept_booking(
                acting_user=doing.user, booking=booking, despite_conflicts=True, channel=doing.channel, at=doing.at
            )
        else:
            touch_night(self.show, [booking])
        ask_lineup(doing, booking, self.lineup)


def _draft(doing: Doing, hold: Hold) -> Show:
    """The show as the hold describes it; its title is who is to play, where they have no page. Its spot names no fee:
    everybody reads a spot while it is open, and what a hold would cost is between its two sides."""
    name = hold.act_name or (hold.offer.title if hold.offer else "") or hold.holder.name
    show = draft_show(
        doing,
        owner=hold.stage.venue.party,
        stage=hold.stage,
        times={"starts_at": hold.starts_at, "ends_at": hold.ends_at},
        texts={} if hold.act else {"title": name[:200]},
        spots=[SpotDraft()] if hold.act else [],
        night=hold.night,
        nights_clocks=hold.nights_clocks,
    )
    show = lock_show(show.pk)
    require_publishable(show, doing)
    return show


def _begin_booking(doing: Doing, hold: Hold, show: Show) -> tuple[Booking, list[LineupEntry]]:
    """A booking whose turn is the act's, or the venue's where the act has agreed: it is accepted at once then.

    Members who let their band promise their time play, the others are asked: once the act itself has agreed. They are
    read again by whoever accepts, under the calendars.
    """
    [spot] = show.spots.all()
    spot.show = show
    begun_by = InitiatedBy.APPLICATION if hold.agreed_by_act else InitiatedBy.INVITATION
    booking = new_booking(
        spot, hold.own_act, begun_by, doing, fee_minor=hold.fee_minor, fee_currency=hold.fee_currency_id
    )
    store_booking(booking, doing)
    if not hold.agreed_by_act:
        return booking, []
    return booking, write_lineup(booking, choose_lineup(roster(hold.own_act), None))


def _siblings(hold: Hold) -> list[Hold]:
    """The other nights of its offer that stand still."""
    if not hold.offer_id:
        return []
    others: Iterable[Hold] = Hold.objects.standing().with_place().filter(offer=hold.offer_id).exclude(pk=hold.pk)
    return list(others)


def _keep(ladders: Ladders, rival: Hold) -> None:
    ladders.changed(rival)
    ladders.note(rival, HoldNews.KEPT, after={"rank": ladders.rank_of(rival)})
    ladders.news.tell_people("hold_kept", rival, rank=ladders.rank_of(rival))
