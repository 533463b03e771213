"""What is told of a hold: immutable, made by `holds.access.holds` for one viewer."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from accounts.models import Party
from bookings.access.projections import FeeView
from engagements.states import Side
from holds.models import Hold, HoldOffer
from holds.states import (
    HoldState,
    ProposalState,
)
from venues.models import Stage


@dataclass(frozen=True)
class HoldTerms:
    """When the set would be played and for how much; what is not said yet is None."""

    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    fee: FeeView | None


@dataclass(frozen=True)
class ChallengeView:
    """A running challenge as it concerns this hold: `part` is "asked" (answer by `until`) or "challenger". `message` is
    the challenger's, for the venue and itself."""

    id: UUID
    state: str
    part: str
    until: dt.datetime
    message: str


@dataclass(frozen=True)
class OtherChallengeView:
    """A challenge between others on the same night, while which nobody else challenges: somebody has to answer by
    `until`. `challenger` and `asked` are their names, for whoever knows the ladder; else empty."""

    state: str
    until: dt.datetime
    challenger: str
    asked: str


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

    `rank` is the worst of its rungs, None once it stands no longer; `ended` says why. `show_is_off`: the
    show that it was confirmed for is cancelled, for `reason`; `booking_is_off`: its booking is. `allowed` holds some
    of confirm (the venue), propose (anybody else), decline, withdraw_proposal, release, challenge, agree, change, rank,
    withdraw_challenge. `terms_mark` tells these terms from any others; empty where they are not known. `side`: the
    viewer's, None for staff and team members. `other_challenge`: why it cannot challenge those above now.
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
    show_is_off: bool
    booking_is_off: bool
    reason: str
    expires_at: dt.datetime | None
    terms: HoldTerms | None
    terms_mark: str
    agreed_by_host: bool
    agreed_by_act: bool
    note: str
    offer: HoldOffer | None
    show_id: UUID | None
    booking_id: UUID | None
    challenge: ChallengeView | None
    other_challenge: OtherChallengeView | None
    proposal: ProposalView | None
    side: Side | None
    allowed: frozenset[str]
    history: tuple[HoldEventView, ...]
    created_at: dt.datetime

    @property
    def state_label(self) -> str:
        """The state in a word."""
        return self.ended if self.is_off else str(HoldState(self.state).label)

    @property
    def is_refused(self) -> bool:
        """Whether the venue has declined what was proposed last, and has offered nothing else since."""
        declined = self.proposal is not None and self.proposal.state == ProposalState.DECLINED
        return declined and not self.agreed_by_host

    @property
    def status(self) -> str:
        """What its pill looks like."""
        return "cancelled" if self.is_off else self.state

    @property
    def is_off(self) -> bool:
        """Whether nothing is left of what it was confirmed for."""
        return self.show_is_off or self.booking_is_off


def rank_label(rank: int | None) -> str:
    """ "1st", "2nd" in English; "1." in other languages. Empty without a rank."""
    if rank is None:
        return ""
    if not (get_language() or "en").startswith("en"):
        return f"{rank}."
    suffix = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{suffix}"


def hold_name(hold: Hold) -> str:
    """Who is to play, or whoever holds the night."""
    return hold.act.name if hold.act else hold.act_name or hold.holder.name
