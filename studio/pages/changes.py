"""What is proposed in a session, and what this reader may propose."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from studio.actions.changes.proposing import other
from studio.actions.changes.revising import may_buy_revision
from studio.actions.sessions.pending import open_change_of
from studio.models import DAY_MINUTES, Session, SessionChange
from studio.states import HELD_SESSIONS, ChangeState, RateKind, SessionState, Side
from studio.words.changes import say_change, say_replaced


@dataclass(frozen=True)
class ChangeCard:
    """A proposal that waits, for one reader: what they may do with it; `instead`: what it would replace, in words."""

    change: SessionChange
    words: str
    instead: str
    may_answer: bool
    may_withdraw: bool
    may_pay: bool

    @property
    def proposer(self) -> str:
        return self._name(Side(self.change.side))

    @property
    def answerer(self) -> str:
        return self._name(other(self.change.side))

    def _name(self, side: Side) -> str:
        session = self.change.session
        return session.client.name if side == Side.CLIENT else session.professional.name


def change_card(session: Session, led: Collection[Side], *, is_staff: bool = False) -> ChangeCard | None:
    """The proposal that waits in a session, for a reader who leads these sides, or for staff; None for everybody else.
    One query."""
    change = open_change_of(session) if led or is_staff else None
    if change is None:
        return None
    is_mine, is_proposed = change.side in led, change.state == ChangeState.PROPOSED
    pays = not is_proposed and Side.CLIENT in led
    return ChangeCard(
        change,
        say_change(change),
        say_replaced(change),
        may_answer=is_proposed and other(change.side) in led,
        may_withdraw=is_mine or pays,
        may_pay=pays,
    )


def proposals(session: Session, led: Collection[Side], at: dt.datetime, card: ChangeCard | None) -> list[str]:
    """The names of the forms of `studio.forms.changes` that leaders of these sides may send now: none while their own
    proposal waits, or one is to be paid."""
    if not led or (card is not None and (card.change.state == ChangeState.TO_PAY or card.change.side in led)):
        return []
    found = []
    if session.state == SessionState.REQUESTED:
        found.append("terms")
    if session.state == SessionState.CONFIRMED and session.starts_at and session.starts_at > at:
        found.append("move")
    goes_on = session.state in HELD_SESSIONS and session.ends_at is not None and session.ends_at > at
    if goes_on and session.rate_kind == RateKind.HOUR and (session.minutes or 0) < DAY_MINUTES:
        found.append("extend")
    if Side.CLIENT in led and may_buy_revision(session, at):
        found.append("buy-revision")
    return found
