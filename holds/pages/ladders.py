"""What the pages of holds need beyond what a viewer may know: what a hold waits for in words, and its live topic."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.queries import MyParty
from accounts.states import PLAYING_KINDS, PartyKind
from bookings.hooks import Notice
from bookings.models import Show
from bookings.queries.nights import nights_of
from bookings.states import ShowState
from engagements.queries.lineups import LineupCheck
from engagements.states import Side
from holds.access.holds import HoldView, get_hold_for, hold_view, hold_views
from holds.access.lineups import lineup_check_for
from holds.models import Challenge, Hold
from holds.queries.holds import (
    challenged_holds_of,
    holds_in_the_way,
    holds_of,
    ladder_of,
    offered_with,
    restorable,
)
from holds.states import HoldState
from venues.models import HousePolicy, Stage

if TYPE_CHECKING:
    from holds.queries.holds import RankedHold
from venues.queries.policies import policy_of
from web.dates import say_moment
from web.streams import sign_topics

PAST_SHOWN = 50


@dataclass(frozen=True)
class HoldPanel:
    """A hold as its panel shows it, and by which topic and token it is told of its next version. `offered`: the other
    nights of its offer; `lineup_check`: who of the act may not be there, for its leaders."""

    hold: Hold
    view: HoldView
    policy: HousePolicy
    topic: str
    token: str

    offered: list[Hold]
    lineup_check: LineupCheck | None = None

    @property
    def headline(self) -> str:
        return headline_of(self.view)

    @property
    def is_urgent(self) -> bool:
        return is_urgent(self.view)

    @property
    def asks_others(self) -> bool:
        """Whether confirming it is the venue's to do, which then says what becomes of the other holds."""
        return self.view.side == Side.HOST


def hold_panel_of(user, hold_id: UUID) -> HoldPanel:
    """The panel of a hold for one of its people, as it is now. Raises Http404 for anybody else."""
    hold = get_hold_for(user, hold_id)
    view = hold_view(user, hold)
    offered = offered_with(hold) if view.offer else []
    return HoldPanel(
        hold, view, policy_of(hold.stage.venue), hold.topic, sign_topics([hold.topic]), offered,
        lineup_check_for(user, hold),
    )  # fmt: skip


def latest_challenge(hold: Hold) -> Challenge:
    """The hold's last challenge, running or over. Raises Http404 where it never challenged."""
    challenge = hold.challenges.last()
    if challenge is None:
        raise Http404
    return challenge


def headline_of(view: HoldView) -> str:
    """The state of a hold in a sentence for this viewer."""
    if view.state != HoldState.STANDING:
        return view.ended or _("It stands no longer")
    challenge = view.challenge
    if challenge:
        until = {"until": say_moment(challenge.until, view.timezone)}
        if challenge.part == "asked":
            return _("Challenged: confirm or let go until %(until)s") % until
        if challenge.state == "deciding":
            return _("All above have passed: confirm until %(until)s") % until
        return _("Those above are being asked")
    if view.side == Side.ACT:
        return _("You are %(rank)s") % {"rank": view.rank_label}
    return _("%(rank)s hold") % {"rank": view.rank_label}


def is_urgent(view: HoldView) -> bool:
    """Whether the viewer's side has to answer by a deadline."""
    challenge = view.challenge
    if challenge is None or view.side is None:
        return False
    return challenge.part == "asked" or challenge.state == "deciding"


@dataclass(frozen=True)
class HoldLine:
    """A hold in a list of one's own."""

    view: HoldView
    headline: str
    is_urgent: bool
    lineup_check: LineupCheck | None = None


def my_holds(user, parties: Sequence[Party], *, past: bool = False) -> list[HoldLine]:
    """The holds of one's own parties: those that stand, the urgent first; or those that ended, the newest first."""
    holds = holds_of(parties, standing=not past)
    if past:
        holds = holds.exclude(state=HoldState.STANDING).order_by("-ended_at")[:PAST_SHOWN]
    lines = [HoldLine(view, headline_of(view), is_urgent(view)) for view in hold_views(user, list(holds))]
    return lines if past else sorted(lines, key=lambda line: not line.is_urgent)


def holds_waiting_for(user, mine: Sequence[MyParty]) -> list[HoldLine]:
    """The holds of the bands and agencies one leads that a challenge waits for. One query where there are none."""
    parties = [each.party for each in mine if each.is_led and each.party.kind != PartyKind.VENUE]
    holds = list(challenged_holds_of(parties))
    views = hold_views(user, holds) if holds else []
    return [
        HoldLine(view, headline_of(view), True, lineup_check_for(user, hold))
        for hold, view in zip(holds, views, strict=True)
        if is_urgent(view)
    ]


def ladder_views(user, stage: Stage, night: dt.date) -> list[HoldLine]:
    """The ladder of a stage's night for somebody of the venue, the first first."""
    views = hold_views(user, ladder_of(stage, night))
    return [HoldLine(view, headline_of(view), is_urgent(view)) for view in views]


def holders_among(mine: Sequence[MyParty], venue: Party, policy: HousePolicy) -> list[Party]:
    """In whose name one may hold a night at a venue: the venue itself, and what its house rules let hold."""
    led = [each.party for each in mine if each.is_led]
    return [party for party in led if party == venue or party.kind in policy.may_hold]


def acts_among(mine: Sequence[MyParty]) -> list[Party]:
    """The acts that one leads."""
    return [each.party for each in mine if each.is_led and each.party.kind in PLAYING_KINDS - {PartyKind.PERSON}]


def in_the_way_of(show: Show) -> "list[RankedHold]":
    """The holds that publishing a draft would pass over, the first first: its host names them, or settles with them."""
    if show.stage is None or show.state != ShowState.DRAFT:
        return []
    return holds_in_the_way(show.stage, nights_of(show))


def restorable_after(show: Show) -> list[Hold]:
    """The holds that a cancelled show had released and that could stand again."""
    return restorable(show) if show.stage_id and show.state == ShowState.CANCELLED else []


def notices_to_host(show: Show) -> list[Notice]:
    """What the host of a show reads of holds on its page: those that publishing would pass over, and those that may
    stand again now that it is off. Registered with the hooks of `bookings`."""
    held, released = in_the_way_of(show), restorable_after(show)
    notices = []
    if held:
        notices.append(Notice("publish", "holds/_in_the_way.html", {"holds": held}))
    if released:
        notices.append(Notice("page", "holds/_restore.html", {"holds": released}))
    return notices
