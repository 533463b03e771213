"""Confirming a hold: the night's show is published on its stage, and its act booked, in one transaction."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import PartyKind
from bookings.actions.answers import accept_booking
from bookings.actions.beginnings import new_booking, store_booking
from bookings.actions.doing import Doing
from bookings.actions.drafts import SpotDraft
from bookings.actions.lineups import ask_lineup, choose_lineup, write_lineup
from bookings.actions.locking import concerned_calendars, lock_show
from bookings.actions.shows import draft_show, open_show, require_approved, require_publishable
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
from holds.actions.challenges import may_confirm_now
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders, ladder_keys, nights_on
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
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Turn a hold into its night's show: the venue's own, on the stage that is held, with the act in its one spot.

    The holder may once nobody stands above, or all above have passed; the venue always, naming with `others` what
    becomes of those above. The act is confirmed at once where both sides have agreed to these times and this fee; else
    its booking waits for the side that has not. A hold without an act makes a show without an open spot, which takes
    the venue's word. The holder's choice for the others is that of the house rules. The other nights of an offer are
    released, and once the act is booked, what it holds elsewhere that night. `read` is `Hold.terms_mark` as the user
    read it: nobody is bound to terms that they have not seen (ChangedMeanwhile). Raises Held, WrongState, `Taken`,
    NotApproved, ValidationError by field, PermissionDenied, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    found = find_hold(hold)
    require_read(found, read)
    confirming = _Confirming.prepare(doing, found, starts_at, ends_at)
    ladders = confirming.lock()
    confirming.require_right(ladders, others)
    choice = others if others and Side.HOST in confirming.sides else None
    open_show(confirming.show, doing)
    confirming.settle(ladders, choice)
    finish(ladders)
    confirming.book()
    return lock_show(confirming.show.pk)


@dataclass
class _Confirming:
    """A hold about to be confirmed: what is made of it, by whom, and what goes with it."""

    doing: Doing
    hold: Hold
    sides: frozenset[Side]
    spoken: frozenset[Side]
    show: Show
    booking: Booking | None
    lineup: list[LineupEntry]
    siblings: list[Hold]

    @classmethod
    def prepare(
        cls, doing: Doing, hold: Hold, starts_at: dt.datetime | None, ends_at: dt.datetime | None
    ) -> "_Confirming":
        """Store the draft of the show and the booking, which nobody sees yet. Raises what forbids it outright."""
        sides = require_side(doing.person, hold)
        spoken = sides_spoken_for(doing.person, hold)
        if hold.state != HoldState.STANDING:
            raise WrongState(hold.state)
        # Checked anew although agreed: the house may keep another time zone by now, in which it is another night.
        changed = set_terms(hold, at=doing.at, starts_at=starts_at or hold.starts_at, ends_at=ends_at or hold.ends_at)
        if hold.starts_at is None:
            raise ValidationError({"starts_at": [_("Say when the set starts and ends.")]})
        agree(hold, spoken, changed=changed)
        _require_parties_approved(hold)
        show = _draft(doing, hold)
        booking, lineup = _begin_booking(doing, hold, show, spoken) if hold.act else (None, [])
        return cls(doing, hold, sides, spoken, show, booking, lineup, _siblings(hold))

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
        """Whether it may be confirmed by this user now, as the ladder stands."""
        hold = self.hold
        require_in_time(hold, self.doing, ladders)
        beyond = self._held_beyond(ladders)
        if hold.offer and hold.offer.settled_on_id:
            raise WrongState(hold.state, _("Another night of this offer is confirmed."))
        may_now = may_confirm_now(ladders, hold)
        if Side.HOST in self.sides:
            passed = beyond if may_now else [*ladders.above(hold), *beyond]
            if others is None and passed:
                raise Held(passed)
            return
        if beyond:
            raise Held(beyond, _("These hours reach into a night that others hold."))
        if not may_now:
            raise WrongState(hold.state, _("Others stand above this hold, or its time to answer has passed."))
        if hold.act is None and not hold.agreed_by_host:
            raise WrongState(hold.state, _("The venue has not agreed to these times yet."))

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
        """Whether the act is booked at once: both agree, and the user is one whose word books it."""
        return bool(self.booking and self.hold.agreed_by_host and self.hold.agreed_by_act and self.spoken)

    def book(self) -> None:
        """The booking is accepted at once, or waits for the side that has not agreed."""
        doing, booking = self.doing, self.booking
        doing.note(Event.HELD, show=self.show, booking=booking, after=booking.state if booking else self.show.state)
        if booking is None:
            return
        if self.is_agreed:
            accept_booking(acting_user=doing.user, booking=booking, channel=doing.channel, at=doing.at)
        else:
            touch_night(self.show, [booking])
        ask_lineup(doing, booking, self.lineup)


def _require_parties_approved(hold: Hold) -> None:
    parties = [hold.stage.venue.party, *([hold.act] if hold.act else [])]
    require_approved(*parties, *([] if hold.holder.kind == PartyKind.PERSON else [hold.holder]))


def _draft(doing: Doing, hold: Hold) -> Show:
    """The show as the hold describes it; its title is who is to play, where they have no page."""
    name = hold.act_name or (hold.offer.title if hold.offer else "") or hold.holder.name
    spot = SpotDraft(fee_minor=hold.fee_minor, fee_currency=hold.fee_currency_id)
    show = draft_show(
        doing,
        owner=hold.stage.venue.party,
        stage=hold.stage,
        times={"starts_at": hold.starts_at, "ends_at": hold.ends_at},
        texts={} if hold.act else {"title": name[:200]},
        spots=[spot] if hold.act else [],
    )
    show = lock_show(show.pk)
    require_publishable(show, doing)
    return show


def _begin_booking(doing: Doing, hold: Hold, show: Show, spoken: frozenset[Side]) -> tuple[Booking, list[LineupEntry]]:
    """A booking whose turn is the side that has not agreed; where both have, that of whoever confirms.

    Members who let their band promise their time play, the others are asked: once the act itself has agreed. They are
    read again by whoever accepts, under the calendars.
    """
    is_agreed = hold.agreed_by_host and hold.agreed_by_act and bool(spoken)
    if is_agreed:
        turn = Side.HOST if Side.HOST in spoken else Side.ACT
    else:
        turn = Side.HOST if hold.agreed_by_act and not hold.agreed_by_host else Side.ACT
    [spot] = show.spots.all()
    spot.show = show
    begun_by = InitiatedBy.APPLICATION if turn == Side.HOST else InitiatedBy.INVITATION
    booking = new_booking(
        spot, hold.own_act, begun_by, doing, fee_minor=hold.fee_minor, fee_currency=hold.fee_currency_id
    )
    store_booking(booking, doing)
    if turn == Side.ACT and not is_agreed:
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
