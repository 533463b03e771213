"""What the pages of holds need beyond what a viewer may know: what a hold waits for in words, and its live topic."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.queries import MyParty
from accounts.states import PLAYING_KINDS, PartyKind
from bookings.models import Show
from bookings.queries.nights import nights_of
from bookings.states import ShowState
from engagements.queries.lineups import LineupCheck
from engagements.states import Side
from holds.access.holds import get_hold_for, hold_view, hold_views
from holds.access.lineups import lineup_check_for, lineup_checks_for
from holds.access.permissions import allowed_among, permissions_waiting_for
from holds.access.projections import ChallengeView, HoldView
from holds.access.ranks import kept_rank_notes
from holds.access.welcome import why_unwelcome_at
from holds.models import Challenge, Hold, HoldOffer, HoldPermission
from holds.queries.holds import (
    backups_among,
    claims_in_the_way,
    holds_in_the_way,
    holds_of,
    holds_waiting_on,
    ladder_of,
    offered_with,
)
from holds.queries.restoring import Restoration, restoration_of, restorations_waiting
from holds.states import ChallengeState, HoldState, PermissionState
from venues.models import HousePolicy, Stage
from web.notices import Notice

if TYPE_CHECKING:
    from holds.queries.holds import RankedHold
from venues.queries.policies import policy_of
from web.dates import say_moment
from web.streams import sign_topics
from web.texts import isolated

PAST_SHOWN = 50


@dataclass(frozen=True)
class HoldPanel:
    """A hold as its panel shows it, and by which topic and token it is told of its next version. `offered`: the other
    nights of its offer; `lineup_check`: who of the act may not be there, for its leaders; `rank_note`: who may still
    come above it; `is_taken`: it cannot be proposed, since a show has the stage at its very times."""

    hold: Hold
    view: HoldView
    policy: HousePolicy
    topic: str
    token: str

    offered: list[Hold]
    is_backup: bool = False
    lineup_check: LineupCheck | None = None
    has_others: bool = False
    rank_note: str = ""
    is_taken: bool = False

    @property
    def headline(self) -> str:
        return headline_of(self.view, is_backup=self.is_backup)

    @property
    def is_urgent(self) -> bool:
        return is_urgent(self.view)

    @property
    def other_challenge(self) -> str:
        return words_of_other_challenge(self.view)

    @property
    def asks_others(self) -> bool:
        """Whether confirming it is the venue's to do, and others stand there of which it says what becomes."""
        return self.view.side == Side.HOST and self.has_others


def hold_panel_of(user, hold_id: UUID) -> HoldPanel:
    """The panel of a hold for one of its people, as it is now. Raises Http404 for anybody else."""
    hold = get_hold_for(user, hold_id)
    view = hold_view(user, hold)
    offered = offered_with(hold) if view.offer else []
    is_backup = hold.pk in backups_among([hold.pk])
    return HoldPanel(
        hold, view, policy_of(hold.stage.venue), hold.topic, sign_topics(user.pk, [hold.topic]), offered,
        is_backup, lineup_check_for(user, hold),
        view.side == Side.HOST and len(holds_in_the_way(hold.stage, [hold.night])) > 1,
        kept_rank_notes([view]).get(view.id, ""),
        is_backup and hold.starts_at is not None and claims_in_the_way(hold).exists(),
    )  # fmt: skip


def latest_challenge(hold: Hold) -> Challenge:
    """The hold's last challenge, running or over. Raises Http404 where it never challenged."""
    challenge = hold.challenges.last()
    if challenge is None:
        raise Http404
    return challenge


def headline_of(view: HoldView, *, is_backup: bool = False) -> str:
    """The state of a hold in a sentence for this viewer. `is_backup`: the night is booked."""
    if view.state != HoldState.STANDING:
        return view.ended or _("No longer active")
    if view.proposal and view.proposal.waits:
        until = {"until": say_moment(view.proposal.answer_by, view.timezone)}
        if view.side == Side.HOST:
            return _("Proposed to you: agree or decline by %(until)s") % until
        return _("Proposed to the venue: it has until %(until)s to answer") % until
    if view.challenge:
        return _headline_of_challenge(view, view.challenge)
    rank = {"rank": view.rank_label}
    if view.side == Side.ACT:
        return (_("Booked. You’re %(rank)s backup") if is_backup else _("You’re %(rank)s in line")) % rank
    return (_("Booked. %(rank)s backup") if is_backup else _("%(rank)s hold")) % rank


def proposed_words(view: HoldView) -> str:
    """What is said to whoever has just proposed the night to the venue."""
    by = say_moment(view.proposal.answer_by, view.timezone) if view.proposal else ""
    return _("Proposed to the venue. It has until %(until)s to answer; it’s not booked before.") % {"until": by}


def _headline_of_challenge(view: HoldView, challenge: ChallengeView) -> str:
    """What a running challenge wants of this hold: a holder from outside proposes what the venue confirms."""
    until = {"until": say_moment(challenge.until, view.timezone), "holder": isolated(view.holder.name)}
    proposes = view.side == Side.ACT
    waits = not proposes and view.holder != view.venue
    if challenge.part == "asked":
        if waits:
            return _("Challenged: %(holder)s has until %(until)s to confirm or release") % until
        if proposes:
            return _("Challenged: propose the night to the venue or release it by %(until)s") % until
        return _("Challenged: confirm or release by %(until)s") % until
    if challenge.state == ChallengeState.DECIDING:
        if waits:
            return _("Holds ahead passed: %(holder)s has until %(until)s to confirm") % until
        if proposes:
            return _("Holds ahead passed: propose the night by %(until)s") % until
        return _("Holds ahead passed: confirm by %(until)s") % until
    if challenge.state == ChallengeState.PAUSED:
        return _("Paused: the venue has until %(until)s to answer a hold ahead of yours") % until
    return _("Waiting on holds ahead of you")


def words_of_other_challenge(view: HoldView) -> str:
    """What runs on the night instead of a challenge of one's own, and who has to answer by when: without a name for
    those who must not know it. Empty where nothing does."""
    other = view.other_challenge
    if other is None:
        return ""
    words = {
        "until": say_moment(other.until, view.timezone),
        "challenger": isolated(other.challenger),
        "asked": isolated(other.asked),
    }
    if other.state == ChallengeState.PAUSED:
        if view.side == Side.HOST:
            return _("%(challenger)s has challenged: answer %(asked)s’s proposal by %(until)s.") % words
        return _("Another hold has challenged: the venue has until %(until)s to answer a proposal.") % words
    if other.state == ChallengeState.DECIDING:
        if other.challenger:
            return _("%(challenger)s has challenged and the holds ahead passed: they have until %(until)s.") % words
        return _("Another hold has challenged and has until %(until)s to confirm.") % words
    if other.challenger:
        return _("%(challenger)s has challenged: %(asked)s has until %(until)s to answer.") % words
    return _("Another hold has challenged: the hold it asks has until %(until)s to answer.") % words


def answer_by(view: HoldView) -> dt.datetime | None:
    """Until when somebody has to answer: the venue a proposal, else whoever a challenge asks."""
    if view.proposal and view.proposal.waits:
        return view.proposal.answer_by
    return view.challenge.until if view.challenge else None


def is_urgent(view: HoldView) -> bool:
    """Whether the viewer's side has to answer by a deadline."""
    if view.proposal and view.proposal.waits:
        return view.side == Side.HOST
    challenge = view.challenge
    if challenge is None or view.side is None or (view.side == Side.HOST and view.holder != view.venue):
        return False
    return challenge.part == "asked" or challenge.state == ChallengeState.DECIDING


@dataclass(frozen=True)
class HoldLine:
    """A hold in a list of one's own."""

    view: HoldView
    headline: str
    is_urgent: bool
    is_backup: bool = False
    lineup_check: LineupCheck | None = None

    @property
    def answer_by(self) -> dt.datetime | None:
        return answer_by(self.view)


@dataclass(frozen=True)
class HoldGroup:
    """The nights of one offer, or a hold of its own (`offer` is None)."""

    offer: HoldOffer | None
    lines: list[HoldLine]

    @property
    def title(self) -> str:
        """What the nights are held for: the offer's title, else who is to play."""
        return (self.offer.title if self.offer else "") or self.lines[0].view.name


def my_holds(user, parties: Sequence[Party], *, past: bool = False) -> list[HoldGroup]:
    """The holds of one's own parties: those that stand, the urgent first; or those that ended, the newest first. Nights
    of one offer stand together, where its first one does."""
    holds = holds_of(parties, standing=not past)
    if past:
        holds = holds.exclude(state=HoldState.STANDING).order_by("-ended_at")[:PAST_SHOWN]
    lines = _lines(hold_views(user, list(holds)))
    return _by_offer(lines if past else sorted(lines, key=lambda line: not line.is_urgent))


def _by_offer(lines: Sequence[HoldLine]) -> list[HoldGroup]:
    groups: dict[UUID, HoldGroup] = {}
    for line in lines:
        offer = line.view.offer
        groups.setdefault(offer.pk if offer else line.view.id, HoldGroup(offer, [])).lines.append(line)
    return list(groups.values())


def holds_waiting_for(user, mine: Sequence[MyParty]) -> list[HoldLine]:
    """The holds that wait for an answer of what one leads: a challenge asks for it, or a proposal was made to the
    venue. One query where there are none."""
    return _urgent_lines(user, [each.party.pk for each in mine if each.is_led])


def permissions_asked_of(mine: Sequence[MyParty]) -> list[HoldPermission]:
    """What parties ask the venues that one leads. One query, none without a venue."""
    venues = [each.party.pk for each in mine if each.is_led and each.party.kind == PartyKind.VENUE]
    return permissions_waiting_for(venues) if venues else []


def restorations_for(mine: Sequence[MyParty]) -> list[Restoration]:
    """The old ladders of the venues that one leads, where an act has called off. One query, none without a venue."""
    venues = [each.party.pk for each in mine if each.is_led and each.party.kind == PartyKind.VENUE]
    return restorations_waiting(venues) if venues else []


def proposals_to(user, venue: Party) -> list[HoldLine]:
    """The holds on a venue's stages that wait for its own answer, for somebody who leads it."""
    return _urgent_lines(user, [venue.pk])


def _urgent_lines(user, parties: Sequence[UUID]) -> list[HoldLine]:
    """What waits for the word of these parties, with who of the act may not be there where the user leads the act."""
    holds = list(holds_waiting_on(parties))
    views = [view for view in hold_views(user, holds) if is_urgent(view)]
    checks = lineup_checks_for(user, holds) if views else {}
    return [HoldLine(view, headline_of(view), True, lineup_check=checks.get(view.id)) for view in views]


def ladder_views(user, stage: Stage, night: dt.date) -> list[HoldLine]:
    """The ladder of a stage's night for somebody of the venue, the first first."""
    return _lines(hold_views(user, ladder_of(stage, night)))


def _lines(views: Sequence[HoldView]) -> list[HoldLine]:
    backups = backups_among([view.id for view in views])
    return [
        HoldLine(view, headline_of(view, is_backup=view.id in backups), is_urgent(view), view.id in backups)
        for view in views
    ]


@dataclass(frozen=True)
class Holders:
    """In whose name one may hold a night at a venue; `strangers` ask it first, with what they have asked and heard;
    `barred` may do neither, with the reason: one side has blocked the other."""

    known: list[Party]
    strangers: list[tuple[Party, str]]
    barred: list[tuple[Party, str]] = field(default_factory=list)


def holders_among(mine: Sequence[MyParty], venue: Party, policy: HousePolicy) -> Holders:
    """The venue itself, and what its house rules let hold; an agency too that leads an act which may. Four queries."""
    led = [each.party for each in mine if each.is_led]
    of_kind = [party for party in led if party == venue or party.kind in policy.may_hold]
    allowed = allowed_among(policy, [party.pk for party in led])
    states = dict(HoldPermission.objects.filter(venue=venue.pk, party__in=of_kind).values_list("party_id", "state"))
    acts = allowed - {venue.pk}
    known = [party for party in of_kind if party.pk in allowed or _acts_for_known(party, acts, states)]
    return Holders(known, [(party, states.get(party.pk, "")) for party in of_kind if party.pk not in allowed])


def without_barred(user: User, venue: Party, holders: Holders) -> Holders:
    """The same, with those apart who may neither hold nor ask."""
    everybody = [*holders.known, *(party for party, _state in holders.strangers)]
    found = {party: why_unwelcome_at(user, party, venue) for party in everybody if party != venue}
    why = {party: str(refusal.detail) for party, refusal in found.items() if refusal}
    known = [party for party in holders.known if party not in why]
    strangers = [(party, state) for party, state in holders.strangers if party not in why]
    return Holders(known, strangers, list(why.items()))


def _acts_for_known(party: Party, allowed: set, states: dict) -> bool:
    return party.kind == PartyKind.AGENCY and bool(allowed) and states.get(party.pk) != PermissionState.REFUSED


def acts_among(mine: Sequence[MyParty]) -> list[Party]:
    """The acts that one leads."""
    return [each.party for each in mine if each.is_led and each.party.kind in PLAYING_KINDS - {PartyKind.PERSON}]


def in_the_way_of(show: Show) -> "list[RankedHold]":
    """The holds that publishing a draft would pass over, the first first: its host names them, or settles with them."""
    if show.stage is None or show.state != ShowState.DRAFT:
        return []
    return holds_in_the_way(show.stage, nights_of(show))


def notices_to_host(show: Show) -> list[Notice]:
    """What the host of a show reads of holds on its page: those that publishing would pass over, and those that may
    stand again now that it, or its act, is off. Registered with the hooks of `bookings`."""
    held, offer = in_the_way_of(show), restoration_of(show)
    notices = []
    if held:
        notices.append(Notice("publish", "holds/_in_the_way.html", {"holds": held}))
    if offer:
        notices.append(Notice("page", "holds/_restore.html", {"offer": offer}))
    return notices
