"""Holds at a venue that gets another clock. A hold never leaves its night, nor the ladder that it stands on."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from engagements.actions.doing import Doing
from engagements.actions.transactions import SetGrew
from engagements.states import Channel
from holds.access.projections import hold_name
from holds.actions.entries import hold_calendars
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.surroundings import calendars_around
from holds.actions.terms import agree, hold_sides, sides_spoken_for, tell_other_sides, terms_told
from holds.models import Hold, Proposal
from holds.queries.periods import night_over
from holds.states import ChallengeState, HoldEnd, HoldNews, HoldState, ProposalState
from venues.hooks import CLOCK_JUMPS, ClockChange, OnTheClock
from venues.models import Venue
from venues.queries import night_of
from venues.queries.nights import clocks_keeping_nights
from venues.states import Existing
from web.context import find_url
from web.dates import say_day


class HoldsOnClock:
    """The holds that stand on a venue's nights."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.holds = list(Hold.objects.standing().with_place().filter(stage__venue=venue).order_by("pk"))

    @cached_property
    def lines(self) -> Sequence[OnTheClock]:
        waiting = Proposal.objects.filter(hold__in=self.holds, state=ProposalState.WAITING)
        proposed = set(waiting.values_list("hold", flat=True))
        return [
            OnTheClock(
                kind=_("Hold"),
                name=hold_name(hold),
                night=hold.night,
                starts_at=hold.starts_at,
                timezone=self.venue.party.timezone,
                path=find_url("holds:hold", hold.pk) or "",
                is_agreed=hold.pk in proposed,
                stage_id=hold.stage_id,
            )
            for hold in self.holds
        ]

    def lock(self) -> set[int]:
        """Their ladders are locked by calendars; they have no rows of their own to lock before."""
        around = calendars_around({(hold.stage, hold.night) for hold in self.holds})
        return around.union(*(hold_calendars(hold) for hold in [*self.holds, *_released(self.venue)]))

    def follow(self, change: ClockChange) -> None:
        """Times that were agreed upon and move are to be agreed upon anew; calendars are told in any case."""
        _keep_released(self.venue, change)
        standing = Hold.objects.standing().filter(stage__venue=self.venue)
        if {hold.pk for hold in self.holds} != set(standing.values_list("pk", flat=True)):
            raise SetGrew
        if not self.holds:
            return
        ladders = Ladders.of(Doing.begin(change.acting_user, Channel.PAGE, change.at), self.holds)
        holds = [ladders.holds[hold.pk] for hold in self.holds if hold.pk in ladders.holds]
        _require_nights(holds, change)
        for hold in holds:
            ladders.changed(hold)
            _count_nights(hold, change, moves=_moves(ladders, hold, change))
            _end_with_night(ladders, hold, change)
            if _moves(ladders, hold, change):
                _shift(ladders, hold, change)
        finish(ladders)


def _released(venue: Venue) -> list[Hold]:
    """Those that a show released: they may stand again once it is off. One query."""
    holds = Hold.objects.with_place().filter(state=HoldState.RELEASED, ended_by=HoldEnd.OTHER_CONFIRMED)
    return list(holds.filter(stage__venue=venue, starts_at__gt=now()))


def _keep_released(venue: Venue, change: ClockChange) -> None:
    """Whatever others do, they keep their moments and their nights. Released by a show or restored meanwhile, they are
    among those that stand, which are read again."""
    holds = _released(venue) if change.former != change.timezone else []
    for hold in holds:
        if change.existing != Existing.ANEW:
            hold.nights_clocks = clocks_keeping_nights(hold.nights_clocks, change.former, change.timezone)
        elif hold.starts_at and night_of(hold.starts_at, change.timezone, change.day_starts_at) == hold.night:
            hold.nights_clocks = []
        else:
            hold.nights_clocks = [change.timezone, change.former]
    Hold.objects.bulk_update(holds, ["nights_clocks"])


def _require_nights(holds: Sequence[Hold], change: ClockChange) -> None:
    """Nights that are counted anew must leave each hold on its own. Raises ValidationError at `existing`."""
    if change.existing != Existing.ANEW:
        return
    wrong = [
        hold
        for hold in holds
        if hold.starts_at and night_of(hold.starts_at, change.timezone, change.day_starts_at) != hold.night
    ]
    if wrong:
        names = "; ".join(f"{hold_name(hold)}, {say_day(hold.night)}" for hold in wrong)
        text = _(
            "These holds would fall on another night: %(holds)s. Release them first, or keep the nights as they are."
        )
        raise ValidationError({"existing": [text % {"holds": names}]})


def _moves(ladders: Ladders, hold: Hold, change: ClockChange) -> bool:
    """What was proposed to the venue stands until it answers."""
    keeps_hours = change.existing == Existing.CLOCK and hold.starts_at is not None
    return keeps_hours and hold.pk not in ladders.proposals


def _count_nights(hold: Hold, change: ClockChange, *, moves: bool) -> None:
    """A hold keeps its night: by the clock on which it was placed where its moments stay, so that the show made of it
    takes no second one."""
    if change.existing == Existing.ANEW:
        hold.nights_clocks = []
    elif not moves and change.former != change.timezone and hold.starts_at:
        hold.nights_clocks = clocks_keeping_nights(hold.nights_clocks, change.former, change.timezone)


def _end_with_night(ladders: Ladders, hold: Hold, change: ClockChange) -> None:
    """Adjust the deadlines of a hold and its challenges to the new end of their night, except where moments are kept.
    While the venue has to answer a proposal, the deadline of the proposal counts."""
    if hold.starts_at and not _moves(ladders, hold, change):
        return
    if hold.expires_at:
        hold.expires_at = _deadline(hold, hold.expires_at, change)
    for challenge in ladders.challenges:
        is_asked = challenge.asked_id == hold.pk and challenge.state != ChallengeState.PAUSED
        if is_asked and challenge.until:
            challenge.until = _deadline(hold, challenge.until, change)
            challenge.save(update_fields=["until"])


def _deadline(hold: Hold, until: dt.datetime, change: ClockChange) -> dt.datetime:
    """The new deadline, at the end of the night at the latest. A deadline after the start of the set moves along with
    the set; any other stays. Assumes that the hold still has its old times."""
    if hold.starts_at and until > hold.starts_at:
        until = change.moved(until, change.former)
    return min(until, night_over(hold, timezone=change.timezone, day_starts_at=change.day_starts_at))


def _shift(ladders: Ladders, hold: Hold, change: ClockChange) -> None:
    """The same times on the new clock, which are to be agreed to anew."""
    before = terms_told(hold)
    assert hold.starts_at and hold.ends_at  # noqa: PT018, S101 — the caller has looked
    hold.starts_at = change.moved(hold.starts_at, change.former)
    hold.ends_at = change.moved(hold.ends_at, change.former)
    after = terms_told(hold)
    if before == after:
        return
    if hold.ends_at <= hold.starts_at:
        raise ValidationError({"existing": [CLOCK_JUMPS % {"show": hold}]})
    if hold.starts_at <= change.at:
        raise ValidationError(
            {"existing": [_("%(show)s would already have started. Change it first.") % {"show": hold}]}
        )
    agree(hold, sides_spoken_for(change.acting_user, hold), changed=True)
    ladders.note(hold, HoldNews.TERMS_CHANGED, before=before, after=after)
    tell_other_sides(ladders, "hold_changed", hold, hold_sides(change.acting_user, hold))
