"""What one viewer may know of a hold, decided here once, used by pages, mails, exports and API alike.

The venue's leaders and staff know all of it. Who leads the holder or the act that is to play knows its terms, its own
rank and its own history, and never who else stands on the ladder: not by name, and not by who did what moved it. Others
of their team know that the night is held.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import get_language

from accounts.models import Party, Viewer
from accounts.states import LEADING_ROLES, Approval
from bookings.access.loaders import is_staff
from bookings.access.projections import FeeView, fee_view
from engagements.queries.people import leader_ids_of, roles_by_party
from engagements.states import Side
from holds.models import Challenge, ChallengeStep, Hold, HoldEvent, HoldOffer, Proposal, Rung
from holds.queries.holds import with_rank
from holds.states import (
    RUNNING,
    ChallengeAnswer,
    ChallengeState,
    HoldEnd,
    HoldNews,
    HoldState,
    ProposalState,
)
from venues.models import Stage
from web.rows import find_row

MOVED_BY_OTHERS = (HoldNews.RANKED, HoldNews.DECIDES, HoldNews.KEPT)
"""What comes over a hold from its ladder. Whose doing it was, and by which way, would tell who stands there: one's own
colleague may lead the other act too."""


@dataclass(frozen=True)
class HoldTerms:
    """When the set would be played and for how much; what is not said yet is None."""

    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    fee: FeeView | None


@dataclass(frozen=True)
class ChallengeView:
    """A running challenge as it concerns this hold: `part` is "asked" (answer by `until`), "challenger", or, for the
    venue and staff alone, "other" where the hold merely stands on that ladder. `message` is the challenger's, for the
    venue and itself; so is `asked_rank`, the rank that is asked now."""

    id: UUID
    state: str
    part: str
    until: dt.datetime
    message: str


@dataclass(frozen=True)
class ProposalView:
    """What the holder has proposed to the venue last, while it waits or when it came to nothing: `state` is waiting,
    declined or lapsed. The venue had, or has, until `answer_by`."""

    id: UUID
    state: str
    answer_by: dt.datetime

    @property
    def waits(self) -> bool:
        return self.state == ProposalState.WAITING


@dataclass(frozen=True)
class HoldEventView:
    """One thing that happened to a hold. `actor` is empty where it was the clock, or somebody whom one never sees;
    where others on the ladder moved it, so is `channel`."""

    at: dt.datetime
    actor: str
    channel: str
    event: str
    label: str
    before: dict
    after: dict
    text: str

    @property
    def rank_label(self) -> str:
        """The rank it then had; empty where it had none."""
        return rank_label(self.after.get("rank"))


@dataclass(frozen=True)
class HoldView:
    """A hold as one viewer may know it, with what they may do now: names of actions, without `_hold`.

    `rank` is the worst of its rungs, None once it stands no longer; `ended` says why. `allowed` holds some of confirm
    (the venue), propose (anybody else), decline, withdraw_proposal, release, challenge, agree, change, rank,
    withdraw_challenge. `side`: the viewer's, None for staff and team members.
    """

    id: UUID
    version: int
    night: dt.date
    stage: Stage
    venue: Party
    timezone: str
    holder: Party
    act: Party | None
    act_name: str
    name: str
    rank: int | None
    rank_label: str
    state: str
    ended: str
    expires_at: dt.datetime | None
    terms: HoldTerms | None
    agreed_by_host: bool
    agreed_by_act: bool
    note: str
    offer: HoldOffer | None
    show_id: UUID | None
    booking_id: UUID | None
    challenge: ChallengeView | None
    proposal: ProposalView | None
    side: Side | None
    allowed: frozenset[str]
    history: tuple[HoldEventView, ...]
    created_at: dt.datetime

    @property
    def state_label(self) -> str:
        """The state in a word."""
        return str(HoldState(self.state).label)


def rank_label(rank: int | None) -> str:
    """ "1st", "2nd" in English; "1." in other languages. Empty without a rank."""
    if rank is None:
        return ""
    if not (get_language() or "en").startswith("en"):
        return f"{rank}."
    suffix = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{suffix}"


def hold_sides(user: Viewer, hold: Hold) -> frozenset[Side]:
    """The sides of a hold that the user leads: HOST the venue, ACT the holder or the act. None, one or both."""
    return _sides(hold, _led(roles_by_party(user, _parties(hold))))


def _parties(hold: Hold) -> set[UUID]:
    return {hold.holder_id, hold.stage.venue_id} | ({hold.act_id} if hold.act_id else set())


def _led(roles: dict[UUID, set[str]]) -> frozenset[UUID]:
    return frozenset(party_id for party_id, held in roles.items() if held & LEADING_ROLES)


def _sides(hold: Hold, led: frozenset[UUID]) -> frozenset[Side]:
    venue = hold.stage.venue_id
    sides = {Side.HOST} if venue in led else set()
    if ({hold.holder_id, hold.act_id} - {venue}) & led:
        sides.add(Side.ACT)
    return frozenset(sides)


def get_hold_for(user: Viewer, hold_id: UUID) -> Hold:
    """A hold, with its place and `rank`, of whose venue, holder or act the user is, in any role; any for staff.

    Raises Http404.
    """
    hold = find_row(with_rank(Hold.objects.with_place()).filter(pk=hold_id)) if user.is_authenticated else None
    if hold is None or not (is_staff(user) or roles_by_party(user, _parties(hold))):
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
    """Holds as the user may know them, in the order given; six queries, whatever their number, and one more where a
    challenge runs.

    Assumes that the user may know of them (`get_hold_for`); they come `with_place()`.
    """
    if not holds:
        return []
    known = _Known.read(user, holds)
    return [_view(user, hold, known) for hold in holds]


@dataclass(frozen=True)
class _Known:
    """What was read for a list: roles and leaders by party, rungs and events by hold, challenges that run there."""

    roles: dict[UUID, set[str]]
    leaders: dict[UUID, frozenset[UUID]]
    rungs: dict[UUID, list[Rung]]
    above: dict[UUID, set[UUID]]
    suspended: frozenset[UUID]
    events: dict[UUID, list[HoldEvent]]
    challenges: list[Challenge]
    passed: dict[UUID, set[UUID]]
    proposals: dict[UUID, list[Proposal]]

    @classmethod
    def read(cls, user: Viewer, holds: Sequence[Hold]) -> "_Known":
        parties = {party_id for hold in holds for party_id in _parties(hold)}
        nights = {hold.night for hold in holds}
        ids = {hold.pk for hold in holds}
        rooms = Rung.objects.filter(hold__in=ids).values("room")
        rungs = Rung.objects.filter(night__in=nights, rank__isnull=False, room__in=rooms)
        ladders = list(rungs.select_related("hold__holder"))
        running = Challenge.objects.filter(state__in=RUNNING, hold__rungs__room__in=rooms, hold__night__in=nights)
        challenges = list(running.distinct())
        return cls(
            roles=roles_by_party(user, parties),
            leaders=leader_ids_of(parties),
            rungs=_grouped(rung for rung in ladders if rung.hold_id in ids),
            above=_those_above(ladders),
            suspended=frozenset(rung.hold_id for rung in ladders if rung.hold.holder.approval == Approval.SUSPENDED),
            events=_grouped(HoldEvent.objects.filter(hold__in=ids).select_related("actor")),
            challenges=challenges,
            passed=_passed_on(challenges),
            proposals=_grouped(Proposal.objects.filter(hold__in=ids)),
        )


def _grouped(rows: Iterable) -> dict[UUID, list]:
    groups: dict[UUID, list] = {}
    for row in rows:
        groups.setdefault(row.hold_id, []).append(row)
    return groups


def _those_above(ladders: Sequence[Rung]) -> dict[UUID, set[UUID]]:
    """The holds above each hold, in any of its rooms; nothing of those that are first in all."""
    by_ladder: dict[tuple, list[Rung]] = {}
    for rung in ladders:
        by_ladder.setdefault((rung.room_id, rung.night), []).append(rung)
    above: dict[UUID, set[UUID]] = {}
    for ladder in by_ladder.values():
        for mine in ladder:
            there = {rung.hold_id for rung in ladder if rung.standing_rank < mine.standing_rank}
            if there:
                above.setdefault(mine.hold_id, set()).update(there)
    return above


def _passed_on(challenges: Sequence[Challenge]) -> dict[UUID, set[UUID]]:
    """By challenge, the holds whose proposal against it came to nothing. One query, none without challenges."""
    passed: dict[UUID, set[UUID]] = {}
    if challenges:
        steps = ChallengeStep.objects.filter(challenge__in=challenges, answer=ChallengeAnswer.PASSED)
        for challenge_id, hold_id in steps.values_list("challenge_id", "hold_id"):
            passed.setdefault(challenge_id, set()).add(hold_id)
    return passed


def _view(user: Viewer, hold: Hold, known: _Known) -> HoldView:
    sides = _sides(hold, _led(known.roles))
    knows_all = Side.HOST in sides or is_staff(user)
    knows_terms = knows_all or bool(sides)
    stands = hold.state == HoldState.STANDING
    rank = max((rung.rank or 0 for rung in known.rungs.get(hold.pk, ())), default=None) if stands else None
    challenge = _challenge(hold, known, knows_all=knows_all, is_own=bool(sides)) if knows_terms and stands else None
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
        ended=str(HoldEnd(hold.ended_by).label) if hold.ended_by else "",
        expires_at=hold.expires_at if stands else None,
        terms=_terms(hold) if knows_terms else None,
        agreed_by_host=hold.agreed_by_host,
        agreed_by_act=hold.agreed_by_act,
        note=hold.note if _may_read_note(hold, known, knows_all) else "",
        offer=hold.offer if knows_all or hold.holder_id in _led(known.roles) else None,
        show_id=hold.show_id if knows_all or hold.state == HoldState.CONFIRMED else None,
        booking_id=hold.booking_id if knows_terms else None,
        challenge=challenge,
        proposal=_proposal(hold, known) if knows_terms else None,
        side=next((side for side in (Side.HOST, Side.ACT) if side in sides), None),
        allowed=frozenset(_allowed(user, hold, sides, challenge, known)) if stands else frozenset(),
        history=tuple(_history(user, hold, sides, known)) if knows_terms else (),
        created_at=hold.created_at,
    )


def hold_name(hold: Hold) -> str:
    """Who is to play, or whoever holds the night."""
    return hold.act.name if hold.act else hold.act_name or hold.holder.name


def _terms(hold: Hold) -> HoldTerms:
    return HoldTerms(hold.starts_at, hold.ends_at, fee_view(hold.fee_minor, hold.fee_currency_id))


def _may_read_note(hold: Hold, known: _Known, knows_all: bool) -> bool:
    """A note is the holder's; what a venue notes for itself is not for the act."""
    return knows_all or hold.holder_id in _led(known.roles)


def _challenge(hold: Hold, known: _Known, *, knows_all: bool, is_own: bool) -> ChallengeView | None:
    for challenge in known.challenges:
        if challenge.hold_id == hold.pk:
            return _challenge_view(challenge, "challenger", challenge.message)
        if challenge.asked_id == hold.pk:
            return _challenge_view(challenge, "asked", challenge.message if knows_all else "")
    return None


def _challenge_view(challenge: Challenge, part: str, message: str) -> ChallengeView:
    return ChallengeView(challenge.pk, challenge.state, part, challenge.deadline, message)


def _proposal(hold: Hold, known: _Known) -> ProposalView | None:
    """Its last proposal, but for one that was agreed to, taken back, or ended by something else."""
    told = (ProposalState.WAITING, ProposalState.DECLINED, ProposalState.LAPSED)
    last = next(reversed(known.proposals.get(hold.pk, [])), None)
    return ProposalView(last.pk, last.state, last.answer_by) if last and last.state in told else None


def _allowed(
    user: Viewer, hold: Hold, sides: frozenset[Side], challenge: ChallengeView | None, known: _Known
) -> Iterable[str]:
    """What the actions themselves would let the viewer do now; they ask again, under their locks."""
    if is_staff(user) and not sides:
        yield "release"
    if not sides:
        return
    yield "release"
    is_proposed = any(proposal.state == ProposalState.WAITING for proposal in known.proposals.get(hold.pk, ()))
    if challenge and challenge.part == "challenger":
        yield "withdraw_challenge"
    if Side.HOST in sides:
        yield "rank"
    if is_proposed:
        yield from ("confirm", "decline") if Side.HOST in sides else ()
        yield from ("withdraw_proposal",) if Side.ACT in sides else ()
        return
    yield "change"
    if not is_over(hold, now()) or challenge:
        if Side.HOST in sides:
            yield "confirm"
        elif _is_its_turn(hold, challenge, known):
            yield "propose"
        if hold.pk in known.above and not challenge:
            yield "challenge"
    if hold.starts_at and not all(_has_agreed(hold, side) for side in agreeing_sides(hold, _led(known.roles))):
        yield "agree"


def _is_its_turn(hold: Hold, challenge: ChallengeView | None, known: _Known) -> bool:
    """Whether nobody stands above, or all above have passed, within the deadline; and it has not passed itself."""
    if any(hold.pk in holds for holds in known.passed.values()):
        return False
    above = known.above.get(hold.pk, set())
    if challenge is None or (challenge.part == "challenger" and challenge.state != ChallengeState.DECIDING):
        return not above
    if challenge.until <= now():
        return False
    return challenge.part == "challenger" or above <= known.passed.get(challenge.id, set()) | known.suspended


def is_over(hold: Hold, at: dt.datetime) -> bool:
    """Its time has passed, though the clock has not come to it yet."""
    return hold.expires_at is not None and hold.expires_at <= at


def agreeing_sides(hold: Hold, led: frozenset[UUID]) -> frozenset[Side]:
    """For which sides of the terms who leads these parties may speak: an act is spoken for by its own leaders alone,
    a hold without an act by its holder's."""
    speaks = {Side.HOST: hold.stage.venue_id, Side.ACT: hold.act_id or hold.holder_id}
    return frozenset(side for side, party_id in speaks.items() if party_id in led)


def _has_agreed(hold: Hold, side: Side) -> bool:
    return hold.agreed_by_host if side == Side.HOST else hold.agreed_by_act


def _history(user: Viewer, hold: Hold, sides: frozenset[Side], known: _Known) -> Iterable[HoldEventView]:
    """Persons on one's own side by name; the other side by its party's; whoever else moved the ladder not at all."""
    by_side = {
        Side.HOST: [hold.stage.venue.party],
        Side.ACT: [party for party in (hold.act, hold.holder) if party and party.pk != hold.stage.venue_id],
    }
    leaders = {side: _leaders(parties, known) for side, parties in by_side.items()}
    own = frozenset[UUID]().union(*(leaders[side] for side in sides))
    knows_all = Side.HOST in sides or is_staff(user)
    for event in known.events.get(hold.pk, ()):
        yield HoldEventView(
            at=event.at,
            actor=_actor(event, by_side, leaders, is_named=is_staff(user) or event.actor_id in own)
            if knows_all or event.event not in MOVED_BY_OTHERS
            else "",
            channel=event.channel if knows_all or event.event not in MOVED_BY_OTHERS else "",
            event=event.event,
            label=str(HoldNews(event.event).label) if event.event in HoldNews.values else event.event,
            before=event.before,
            after=event.after,
            text=event.text,
        )


def _leaders(parties: Iterable[Party], known: _Known) -> frozenset[UUID]:
    return frozenset[UUID]().union(*(known.leaders.get(party.pk, frozenset()) for party in parties))


def _actor(
    event: HoldEvent,
    by_side: Mapping[Side, Sequence[Party]],
    leaders: Mapping[Side, frozenset[UUID]],
    *,
    is_named: bool,
) -> str:
    if event.actor is None:
        return ""
    if is_named:
        return event.actor.display_name
    return next((parties[0].name for side, parties in by_side.items() if event.actor_id in leaders[side]), "")
