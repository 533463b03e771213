"""What is read at once to tell of a list of holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Viewer
from accounts.states import Approval
from engagements.queries.people import leader_ids_of, roles_by_party
from holds.access.sides import parties_of
from holds.models import Challenge, ChallengeStep, Hold, HoldEvent, Proposal, Rung
from holds.states import (
    RUNNING,
    ChallengeAnswer,
)


@dataclass(frozen=True)
class Known:
    """What was read for a list: roles and leaders by party, rungs and events by hold, challenges that run there.
    `in_the_way`: by hold, one that runs on its ladders or on those of who stands above: no other begins meanwhile."""

    roles: dict[UUID, set[str]]
    leaders: dict[UUID, frozenset[UUID]]
    rungs: dict[UUID, list[Rung]]
    above: dict[UUID, set[UUID]]
    suspended: frozenset[UUID]
    events: dict[UUID, list[HoldEvent]]
    challenges: list[Challenge]
    in_the_way: dict[UUID, Challenge]
    passed: dict[UUID, set[UUID]]
    proposals: dict[UUID, list[Proposal]]

    @classmethod
    def read(cls, user: Viewer, holds: Sequence[Hold]) -> "Known":
        parties = {party_id for hold in holds for party_id in parties_of(hold)}
        nights = {hold.night for hold in holds}
        ids = {hold.pk for hold in holds}
        rooms = Rung.objects.filter(hold__in=ids).values("room")
        rungs = Rung.objects.filter(night__in=nights, rank__isnull=False, room__in=rooms)
        ladders = list(rungs.select_related("hold__holder"))
        tied = Rung.objects.filter(hold__rungs__in=rungs).values("room")
        running = Challenge.objects.filter(state__in=RUNNING, hold__rungs__room__in=tied, hold__night__in=nights)
        names = ("hold__act", "hold__holder", "asked__act", "asked__holder")
        challenges = list(running.select_related(*names).order_by("started_at", "id").distinct())
        above = _those_above(ladders)
        return cls(
            roles=roles_by_party(user, parties),
            leaders=leader_ids_of(parties),
            rungs=_grouped(rung for rung in ladders if rung.hold_id in ids),
            above=above,
            suspended=frozenset(rung.hold_id for rung in ladders if rung.hold.holder.approval == Approval.SUSPENDED),
            events=_grouped(HoldEvent.objects.filter(hold__in=ids).select_related("actor")),
            challenges=challenges,
            in_the_way=_in_the_way({pk: {pk, *above.get(pk, ())} for pk in ids}, challenges),
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


def _in_the_way(concerned: Mapping[UUID, set[UUID]], challenges: Sequence[Challenge]) -> dict[UUID, Challenge]:
    """By hold, the challenge that runs on a ladder of one of those concerned with it. One query, none without
    challenges."""
    if not challenges:
        return {}
    holds = set().union(*concerned.values(), *({each.hold_id, each.asked_id} for each in challenges))
    keys: dict[UUID | None, set[tuple]] = {pk: set() for pk in holds}
    rungs = Rung.objects.filter(hold__in=holds - {None}, rank__isnull=False)
    for hold_id, room, night in rungs.values_list("hold", "room", "night"):
        keys[hold_id].add((room, night))
    found: dict[UUID, Challenge] = {}
    for pk, mine in concerned.items():
        ladders = set().union(*(keys[each] for each in mine))
        for challenge in challenges:
            if ladders & (keys[challenge.hold_id] | keys[challenge.asked_id]):
                found.setdefault(pk, challenge)
    return found


def _passed_on(challenges: Sequence[Challenge]) -> dict[UUID, set[UUID]]:
    """By challenge, the holds whose proposal against it came to nothing. One query, none without challenges."""
    passed: dict[UUID, set[UUID]] = {}
    if challenges:
        steps = ChallengeStep.objects.filter(challenge__in=challenges, answer=ChallengeAnswer.PASSED)
        for challenge_id, hold_id in steps.values_list("challenge_id", "hold_id"):
            passed.setdefault(challenge_id, set()).add(hold_id)
    return passed
