"""Who of a line-up may not be there at a time: read from their own calendars, for the leaders of their act alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from accounts.models import Membership, Party, User
from accounts.states import Role
from availability.queries.manager import AvailabilityManager
from availability.queries.states import Asked
from availability.ranges import Period
from availability.states import MemberState
from engagements.queries.people import roster
from engagements.states import ConflictState

K = TypeVar("K")


@dataclass(frozen=True)
class Called:
    """Somebody who would play in a period; `is_asked`: they have not said yes yet. What is promised for the `occasion`
    itself is not in their way, but for a set that overlaps `performance`. `joined_later`: not in the line-up, since it
    is older than their membership."""

    user: User
    period: Period
    occasion: UUID | None = None
    is_asked: bool = False
    joined_later: bool = False
    performance: Period | None = None


@dataclass(frozen=True)
class LineupConflict:
    """One of them, and why they may not be there."""

    user: UUID
    name: str
    state: ConflictState
    joined_later: bool = False


@dataclass(frozen=True)
class LineupCheck:
    """A line-up at a time: who may not be there, and whether nobody in it has agreed to play yet. `mark` is another as
    soon as others are busy, or the same at another time; empty where nobody is. `spot` names act and spot where several
    are checked together."""

    conflicts: tuple[LineupConflict, ...] = ()
    nobody_agreed: bool = False
    mark: str = ""
    spot: str = ""

    @property
    def busy(self) -> list[LineupConflict]:
        """Those whose calendar is against it: it takes a second step to book them all the same."""
        return [each for each in self.conflicts if each.state == ConflictState.BUSY and not each.joined_later]

    @property
    def busy_ids(self) -> set[UUID]:
        return {each.user for each in self.busy}


def check_lineup(called: Iterable[Called]) -> LineupCheck:
    """`check_lineups` for one."""
    return check_lineups({None: list(called)})[None]


def check_lineups(lineups: Mapping[K, Sequence[Called]]) -> dict[K, LineupCheck]:
    """What the calendars of these people say, by line-up. One query, none where nobody is called.

    Whoever is free and has agreed is left out. Busy is stronger than asked: an answer would be no. Those who joined
    later are named where they are busy, since nothing is asked of them.
    """
    told = AvailabilityManager.states_besides(_asked(each) for called in lineups.values() for each in called)
    return {key: _check(called, told) for key, called in lineups.items()}


def _asked(called: Called) -> Asked:
    return Asked(called.user.calendar_id, called.period, called.occasion, called.performance)


def _check(called: Sequence[Called], told: Mapping) -> LineupCheck:
    found = [(each, _conflict(each, told[_asked(each)])) for each in called]
    conflicts = [
        LineupConflict(each.user.pk, each.user.display_name, state, each.joined_later)
        for each, state in found
        if state and (state == ConflictState.BUSY or not each.joined_later)
    ]
    chosen = [each for each in called if not each.joined_later]
    busy = [each for each, state in found if state == ConflictState.BUSY and not each.joined_later]
    return LineupCheck(tuple(conflicts), bool(chosen) and all(each.is_asked for each in chosen), _mark(busy))


def _mark(busy: Iterable[Called]) -> str:
    moments = [(str(each.user.pk), each.period.starts_at, each.period.ends_at) for each in busy]
    told = sorted(f"{user} {start.timestamp()} {end.timestamp()}" for user, start, end in moments)
    return sha256("\n".join(told).encode()).hexdigest()[:16] if told else ""


def checks_together(checks: Sequence[LineupCheck]) -> LineupCheck:
    """Several line-ups that one word promises."""
    conflicts = tuple(each for check in checks for each in check.conflicts)
    marks = ".".join(check.mark for check in checks)
    return LineupCheck(conflicts, any(check.nobody_agreed for check in checks), marks)


def _conflict(called: Called, state: MemberState) -> ConflictState | None:
    if state == MemberState.BUSY:
        return ConflictState.BUSY
    if called.is_asked:
        return ConflictState.ASKED
    return {MemberState.UNKNOWN: ConflictState.UNKNOWN, MemberState.MAYBE: ConflictState.MAYBE}.get(state)


def is_promised_by(membership: Membership) -> bool:
    """Whether the act may promise this person's time: members may have said so on joining; others are asked for each
    date."""
    return membership.role == Role.MEMBER and membership.may_be_booked


def members_called(memberships: Iterable[Membership], period: Period, occasion: UUID | None = None) -> list[Called]:
    """The people with whom an act comes unless it says otherwise: all its members."""
    members = [each for each in memberships if each.role == Role.MEMBER]
    return [Called(each.user, period, occasion, is_asked=not is_promised_by(each)) for each in members]


def check_act(act: Party, period: Period, occasion: UUID | None = None) -> LineupCheck:
    """Whether an act could play with all its members, for its leaders: what they are promised for the occasion itself
    is not in the way. Two queries."""
    return check_lineup(members_called(roster(act).values(), period, occasion))
