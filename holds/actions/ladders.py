"""The ladders that one action touches: locked, changed, closed up, and everybody affected told, once, at the end.

An action locks the ladders of some nights, changes them by the verbs here (`append`, `end`, `put_at`, ...) and then
calls `finishing.finish`. That passes running challenges on, notes changed ranks, renews what became first, and writes
holds, rungs, history, calendar entries and news.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from availability.actions import lock_calendars
from bookings.models import Show
from engagements.actions.doing import Doing
from engagements.actions.transitions import require_move
from engagements.deals.deadlines import expiry
from engagements.errors import WrongState
from holds.actions.entries import hold_calendars
from holds.actions.news import HoldTidings
from holds.actions.numbering import make_room, number
from holds.actions.surroundings import Key, Surroundings, rungs_on
from holds.models import Challenge, Hold, HoldEvent, Proposal, Rung
from holds.queries.periods import night_over
from holds.states import HOLD_TRANSITIONS, RUNNING, ChallengeState, HoldEnd, HoldNews, HoldState, ProposalState
from venues.models import HousePolicy, Stage
from venues.queries.policies import policies_of


@dataclass
class Ladders:
    """Some nights of some stages with all that stands on them. Made by `lock`; all verbs assume its locks.

    `proposals` are those that wait for the venue, by the id of their hold. `taken`: ladders whose night a hold or a
    show got in this action. `closing`: how challenges end that the action ends itself, by id; `answered` the same of
    proposals. `left`: the time that a paused challenge had left when it goes on, by id. `word`: what the venue or the
    holder wrote with their answer to a proposal. What follows is gathered for `storing.store`.
    """

    doing: Doing
    stages: list[Stage]
    locked: frozenset[int]
    policies: Mapping[UUID, HousePolicy]
    holds: dict[UUID, Hold]
    rungs: dict[Key, list[Rung]]
    challenges: list[Challenge]
    proposals: dict[UUID, Proposal]
    news: HoldTidings
    taken: set[Key] = field(default_factory=set)
    closing: dict[UUID, ChallengeState] = field(default_factory=dict)
    answered: dict[UUID, ProposalState] = field(default_factory=dict)
    left: dict[UUID, dt.timedelta] = field(default_factory=dict)
    word: str = ""
    ranks_before: dict[UUID, int] = field(default_factory=dict)
    changed_holds: dict[UUID, Hold] = field(default_factory=dict)
    ended: list[Hold] = field(default_factory=list)
    events: list[HoldEvent] = field(default_factory=list)
    new_rungs: list[Rung] = field(default_factory=list)
    gone_rungs: list[Rung] = field(default_factory=list)
    returned_rungs: list[Rung] = field(default_factory=list)

    @classmethod
    def lock(cls, doing: Doing, nights: Iterable[tuple[Stage, dt.date]], *, also: Iterable[int] = ()) -> "Ladders":
        """Lock the ladders of these nights, the calendars of all who stand there, and `also` these, by id, at once.

        Where rooms are made of rooms, all rooms that hang together are locked. Raises `Busy`. Somebody who came onto
        a ladder between reading and locking does no harm, unless this action moves them: `finish` raises SetGrew then.
        """
        around = Surroundings.of(nights)
        return cls.read(doing, around, frozenset(lock_calendars(around.calendars | set(also))))

    @classmethod
    def of(cls, doing: Doing, holds: Iterable[Hold], *, also: Iterable[int] = ()) -> "Ladders":
        """`lock` for the nights of these holds, with the calendars of their own people."""
        holds = list(holds)
        calendars = {calendar for hold in holds for calendar in hold_calendars(hold)}
        return cls.lock(doing, {(hold.stage, hold.night) for hold in holds}, also={*calendars, *also})

    @classmethod
    def read(cls, doing: Doing, around: Surroundings, locked: frozenset[int]) -> "Ladders":
        """These ladders as they are now. Assumes their calendars locked, among `locked`."""
        stages, keys = around.stages, around.keys
        rungs: dict[Key, list[Rung]] = {key: [] for key in keys}
        holds: dict[UUID, Hold] = {}
        for rung in rungs_on(keys):
            rung.hold = holds.setdefault(rung.hold_id, rung.hold)
            rungs[rung.room_id, rung.night].append(rung)
        running = Challenge.objects.filter(state__in=RUNNING, hold__in=holds).order_by("started_at", "id")
        waiting = Proposal.objects.filter(state=ProposalState.WAITING, hold__in=holds)
        venues = {stage.venue_id for stage in stages} | {hold.stage.venue_id for hold in holds.values()}
        ladders = cls(
            doing=doing,
            stages=stages,
            locked=locked,
            policies=policies_of(venues),
            holds=holds,
            rungs=rungs,
            challenges=list(running),
            proposals={proposal.hold_id: proposal for proposal in waiting},
            news=HoldTidings(doing),
        )
        ladders.ranks_before = {pk: ladders.rank_of(hold) for pk, hold in holds.items()}
        return ladders

    # Looking

    def standing(self, hold: Hold) -> Hold:
        """The hold as it stands now. Raises WrongState with what became of it."""
        found = self.holds.get(hold.pk)
        if found is None or found.state != HoldState.STANDING:
            raise WrongState(Hold.objects.values_list("state", flat=True).get(pk=hold.pk))
        return found

    def policy(self, hold: Hold) -> HousePolicy:
        return self.policies[hold.stage.venue_id]

    def rungs_of(self, hold: Hold) -> list[Rung]:
        return [rung for ladder in self.rungs.values() for rung in ladder if rung.hold_id == hold.pk]

    def rank_of(self, hold: Hold) -> int:
        """The worst of its rungs; 0 where it has none."""
        return max((rung.standing_rank for rung in self.rungs_of(hold)), default=0)

    def above(self, hold: Hold) -> list[Hold]:
        """Those that stand before it in any of its rooms, the first first."""
        found: dict[UUID, int] = {}
        for mine in self.rungs_of(hold):
            for rung in self.rungs[mine.room_id, mine.night]:
                if rung.standing_rank < mine.standing_rank:
                    found[rung.hold_id] = min(rung.standing_rank, found.get(rung.hold_id, rung.standing_rank))
        return [self.holds[pk] for pk in sorted(found, key=lambda pk: (found[pk], self.holds[pk].created_at, pk))]

    def is_first(self, hold: Hold) -> bool:
        return not self.above(hold)

    def sharing(self, hold: Hold) -> list[Hold]:
        """The others that want any of its rooms that night, the first first."""
        return self.on(self.keys_of(hold), but=hold)

    def keys_of(self, hold: Hold) -> set[Key]:
        return {(rung.room_id, rung.night) for rung in self.rungs_of(hold)}

    def on(self, keys: Iterable[Key], *, but: Hold | None = None) -> list[Hold]:
        """All who stand on these ladders, the first first."""
        found = {rung.hold_id for key in keys for rung in self.rungs.get(key, ())} - {but.pk if but else None}
        return sorted((self.holds[pk] for pk in found), key=lambda hold: (self.rank_of(hold), hold.created_at, hold.pk))

    def running(self, hold: Hold) -> Challenge | None:
        """The running challenge in which the hold challenges, or is asked now."""
        return next((each for each in self.challenges if hold.pk in (each.hold_id, each.asked_id)), None)

    def challenged_on(self, keys: Iterable[Key]) -> bool:
        """Whether a challenge runs on any of these ladders."""
        keys = set(keys)
        concerned = {hold_id for each in self.challenges for hold_id in (each.hold_id, each.asked_id)}
        return any(rung.hold_id in concerned for key in keys for rung in self.rungs.get(key, ()))

    # Changing

    def append(self, hold: Hold, rooms: Iterable[Stage]) -> None:
        """Put a hold at the end of the ladder of each room."""
        self.holds[hold.pk] = hold
        for room in rooms:
            ladder = self.rungs.setdefault((room.pk, hold.night), [])
            rank = max((rung.standing_rank for rung in ladder), default=0) + 1
            rung = Rung(hold=hold, room=room, night=hold.night, act=hold.act, rank=rank, last_rank=rank)
            ladder.append(rung)
            self.new_rungs.append(rung)

    def put_at(self, hold: Hold, rank: int) -> None:
        """Give a hold this rank in each of its rooms, or the last where there are fewer; the others make room."""
        for mine in self.rungs_of(hold):
            ladder = self.rungs[mine.room_id, mine.night]
            others = [rung for rung in ladder if rung is not mine]
            if self.policy(hold).ranks_close_up:
                others.insert(min(rank, len(ladder)) - 1, mine)
                number(others)
                ladder[:] = others
            else:
                mine.rank = min(rank, ladder[-1].standing_rank)
                make_room(others, mine.rank)
                ladder[:] = sorted([*others, mine], key=lambda rung: rung.standing_rank)

    def put_last(self, hold: Hold) -> None:
        """Move a hold to the end of each of its ladders; those below move up, unless numbers are kept."""
        for mine in self.rungs_of(hold):
            ladder = self.rungs[mine.room_id, mine.night]
            if ladder[-1] is mine:
                continue
            ladder.remove(mine)
            mine.rank = ladder[-1].standing_rank + 1
            ladder.append(mine)
            if self.policy(hold).ranks_close_up:
                number(ladder)

    def end(
        self,
        hold: Hold,
        to: HoldState,
        ended_by: HoldEnd,
        *,
        show: Show | None = None,
        text: str = "",
    ) -> None:
        """End a hold; it leaves its ladders, and those below move up unless the venue lets them keep their numbers."""
        require_move(HOLD_TRANSITIONS, HoldState(hold.state), to)
        before = {"state": hold.state, "rank": self.ranks_before.get(hold.pk) or self.rank_of(hold)}
        hold.state, hold.ended_by, hold.ended_at = to, ended_by, self.doing.at
        if show is not None:
            hold.show = show
        for rung in self.rungs_of(hold):
            ladder = self.rungs[rung.room_id, rung.night]
            ladder.remove(rung)
            rung.rank = None
            self.gone_rungs.append(rung)
            if self.policy(hold).ranks_close_up:
                number(ladder)
        self.ended.append(hold)
        self.changed(hold)
        self.note(hold, HoldNews(_NEWS_OF[to]), before=before, after={"state": to, "why": ended_by}, text=text)

    def place(self, hold: Hold, rooms: Iterable[Stage]) -> None:
        """Store a new hold and put it at the end of the ladder of each room."""
        hold.save(force_insert=True)
        self.append(hold, rooms)
        self.changed_holds[hold.pk] = hold

    def changed(self, hold: Hold) -> None:
        """The hold looks different now: it is stored, with its version raised, at the end."""
        if hold.pk not in self.changed_holds:
            hold.version += 1
            self.changed_holds[hold.pk] = hold

    def note(
        self, hold: Hold, event: HoldNews, *, before: dict | None = None, after: dict | None = None, text: str = ""
    ) -> None:
        """Append to the history of a hold. Values of JSON's own types."""
        doing = self.doing
        self.events.append(
            HoldEvent(
                hold=hold,
                at=doing.at,
                actor=doing.user,
                channel=doing.channel,
                event=event,
                before=before or {},
                after=after or {},
                text=text,
            )
        )

    def renew(self, hold: Hold) -> None:
        """Its time begins anew, as long as its rank grants; nobody's time becomes shorter by this."""
        until = self.lasts_until(hold)
        if hold.expires_at is None or until > hold.expires_at:
            hold.expires_at, hold.warned_at = until, None
            self.changed(hold)

    def lasts_until(self, hold: Hold) -> dt.datetime:
        """When a hold that gets its rank now runs out."""
        policy, zone = self.policy(hold), hold.stage.venue.party.timezone
        days = policy.first_hold_days if self.is_first(hold) else policy.other_hold_days
        return min(expiry(self.doing.at, days, zone), night_over(hold))


_NEWS_OF = {
    HoldState.RELEASED: HoldNews.RELEASED,
    HoldState.EXPIRED: HoldNews.EXPIRED,
    HoldState.CONFIRMED: HoldNews.CONFIRMED,
}
