"""Whom a change of a ladder is told to: everybody affected once, of what concerns them most."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from bookings.models import Show
from engagements.actions.doing import Doing
from engagements.queries.people import leaders_by_party
from holds.models import Hold
from holds.states import HoldState
from notifications.actions import News, notify_all

KINDS = (
    "hold_show_cancelled",
    "hold_confirmed",
    "hold_proposed",
    "hold_superseded",
    "hold_declined",
    "hold_lapsed",
    "hold_withdrawn",
    "hold_proposal_waits",
    "hold_placed",
    "hold_restored",
    "hold_released",
    "hold_expired",
    "hold_kept",
    "hold_decides",
    "hold_challenged",
    "hold_challenge_over",
    "hold_challenge_started",
    "hold_changed",
    "hold_agreed",
    "hold_warned",
    "hold_ranked",
)
"""The most telling first: of one hold, a person hears one thing of one action."""


@dataclass
class HoldTidings:
    """Gathers what is to be told in one action; `deliver` writes it to the outbox."""

    doing: Doing
    _told: list[tuple[str, Hold, frozenset[UUID], dict]] = field(default_factory=list)

    def tell_people(self, kind: str, hold: Hold, **data: object) -> None:
        """Tell the leaders of who holds and of who is to play; not the venue's, also where it holds itself."""
        self._told.append((kind, hold, _people(hold) - {hold.stage.venue_id}, data))

    def tell_holder(self, kind: str, hold: Hold, **data: object) -> None:
        """Tell whoever answers for the hold, the venue where it holds itself, and the leaders of the act."""
        self._told.append((kind, hold, _people(hold), data))

    def tell_holder_alone(self, kind: str, hold: Hold, **data: object) -> None:
        """Tell whoever answers for the hold, and not the act, which hears of its booking."""
        self._told.append((kind, hold, frozenset({hold.holder_id}), data))

    def tell_holder_outside(self, kind: str, hold: Hold, **data: object) -> None:
        """Tell whoever answers for the hold, unless that is the venue or the act, which hear otherwise."""
        self._told.append((kind, hold, frozenset({hold.holder_id} - {hold.stage.venue_id, hold.act_id}), data))

    def tell_venue(self, kind: str, hold: Hold, **data: object) -> None:
        """Tell the leaders of the venue."""
        self._told.append((kind, hold, frozenset({hold.stage.venue_id}), data))

    def tell_both(self, kind: str, hold: Hold, **data: object) -> None:
        self.tell_people(kind, hold, **data)
        self.tell_venue(kind, hold, **data)

    def deliver(self) -> None:
        """Each person hears of each hold once, of the first of KINDS; who did it hears nothing."""
        leaders = leaders_by_party({party for _kind, _hold, parties, _data in self._told for party in parties})
        heard: set[tuple[UUID, UUID]] = set()
        for kind in KINDS:
            news = []
            for hold, parties, data in [told[1:] for told in self._told if told[0] == kind]:
                users = self._new_to(hold, (user for party in parties for user in leaders.get(party, ())), heard)
                news.append(News(users, path=hold_path(hold), data={"hold": str(hold.pk), **data}))
            notify_all(kind=f"holds.{kind}", news=news)
        self._told = []

    def _new_to(self, hold: Hold, users: Iterable[User], heard: set[tuple[UUID, UUID]]) -> list[User]:
        found = []
        for user in users:
            if user != self.doing.user and (user.pk, hold.pk) not in heard:
                heard.add((user.pk, hold.pk))
                found.append(user)
        return found


def tell_of_show_called_off(show: Show, doing: Doing) -> None:
    """Tell those whose confirmed hold made the show: a booked act hears it by its booking, nobody else does."""
    tidings = HoldTidings(doing)
    for hold in Hold.objects.with_place().filter(show=show, state=HoldState.CONFIRMED).order_by("id"):
        tell = tidings.tell_holder_outside if hold.booking_id else tidings.tell_people
        tell("hold_show_cancelled", hold)
    tidings.deliver()


def _people(hold: Hold) -> frozenset[UUID]:
    """Who holds, and who is to play."""
    return frozenset({hold.holder_id, hold.act_id} if hold.act_id else {hold.holder_id})


def hold_path(hold: Hold) -> str:
    """The hold's own page."""
    return reverse("holds:hold", args=[hold.pk])
