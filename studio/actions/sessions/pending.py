"""A proposal that waits, when its session goes on without it."""

from engagements.actions.doing import Doing
from engagements.actions.transitions import require_move
from studio.actions.sessions.moving import give_back_time_of, lock_time_of
from studio.actions.sessions.payments import no_longer_owed
from studio.models import Session, SessionChange
from studio.states import CHANGE_TRANSITIONS, OPEN_CHANGES, ChangeKind, ChangeState


def open_change_of(session: Session) -> SessionChange | None:
    """The proposal that waits, locked with its session. One query."""
    change = session.changes.filter(state__in=OPEN_CHANGES).first()
    if change is not None:
        change.session = session
    return change


def move_change(change: SessionChange, to: ChangeState, doing: Doing) -> None:
    """Write the state of a change of a locked session; its payment stays as it is. Raises WrongState."""
    require_move(CHANGE_TRANSITIONS, ChangeState(change.state), to)
    change.state = to
    change.ended_at = None if to == ChangeState.TO_PAY else doing.at
    change.save()


def end_change(change: SessionChange, to: ChangeState, doing: Doing) -> None:
    """End an open change: it can no longer be paid for, and the time that it claimed is free. Assumes its session
    locked. Raises WrongState."""
    if change.kind == ChangeKind.EXTENSION:
        lock_time_of(change.session)
    was_to_pay = change.state == ChangeState.TO_PAY
    move_change(change, to, doing)
    if was_to_pay:
        no_longer_owed([change.payment_id] if change.payment_id else [], doing.user)
        if change.kind == ChangeKind.EXTENSION:
            give_back_time_of(change)


def end_pending(session: Session, doing: Doing) -> None:
    """End the open proposal, if there is one: the session has another state or other terms now."""
    change = open_change_of(session)
    if change is not None:
        end_change(change, ChangeState.ENDED, doing)
