"""What is proposed in a session, and what this reader may propose."""

import datetime as dt
from dataclasses import dataclass

from accounts.access import can_lead
from accounts.models import User
from studio.actions.changes.revising import may_buy_revision
from studio.models import DAY_MINUTES, Session, SessionChange
from studio.states import HELD_SESSIONS, ChangeState, RateKind, SessionState, Side
from studio.words.changes import say_change


@dataclass(frozen=True)
class ChangeCard:
    """A proposal that waits, for one reader: what they may do with it."""

    change: SessionChange
    words: str
    is_mine: bool
    may_answer: bool
    may_withdraw: bool
    may_pay: bool


def change_card(session: Session, user: User) -> ChangeCard | None:
    """The proposal that waits in a session, for who leads a side; None for everybody else. One query."""
    sides = {Side.CLIENT: can_lead(user, session.client), Side.PROFESSIONAL: can_lead(user, session.professional)}
    change = session.changes.filter(state__in=[ChangeState.PROPOSED, ChangeState.TO_PAY]).first()
    if change is None or not (any(sides.values()) or user.is_staff):
        return None
    change.session = session
    is_mine, is_proposed = sides[Side(change.side)], change.state == ChangeState.PROPOSED
    is_theirs = sides[Side.PROFESSIONAL if change.side == Side.CLIENT else Side.CLIENT]
    pays = not is_proposed and sides[Side.CLIENT]
    return ChangeCard(change, say_change(change), is_mine, is_proposed and is_theirs, is_mine or pays, pays)


def proposals(session: Session, user: User, at: dt.datetime, open_change: SessionChange | None) -> list[str]:
    """The names of the forms of `studio.forms.changes` that this user may send now: not while one's own proposal waits,
    or one is to be paid."""
    leads = {Side.CLIENT: can_lead(user, session.client), Side.PROFESSIONAL: can_lead(user, session.professional)}
    if not any(leads.values()):
        return []
    if open_change and (open_change.state == ChangeState.TO_PAY or leads[Side(open_change.side)]):
        return []
    found = []
    if session.state == SessionState.REQUESTED:
        found.append("terms")
    if session.state == SessionState.CONFIRMED and session.starts_at and session.starts_at > at:
        found.append("move")
    goes_on = session.state in HELD_SESSIONS and session.ends_at is not None and session.ends_at > at
    if goes_on and session.rate_kind == RateKind.HOUR and (session.minutes or 0) < DAY_MINUTES:
        found.append("extend")
    if leads[Side.CLIENT] and may_buy_revision(session, at):
        found.append("buy-revision")
    return found
