"""Calling a booked session off, and what goes back of its price."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.models import Party, User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.deals.tiers import fee_owed, left_until, share_of_fee
from engagements.errors import WrongState
from engagements.states import Channel
from studio.actions.sessions.moving import (
    give_time_back,
    lock_session,
    lock_sessions,
    lock_time_of,
    move_session,
    tell,
)
from studio.actions.sessions.payments import give_money_back, no_longer_owed
from studio.actions.sessions.pending import end_pending
from studio.actions.sessions.tipping import end_tips
from studio.models import Session
from studio.queries.payments import payments_of
from studio.states import OPEN_SESSIONS, SessionState
from web.texts import clean_text

REASON_MAX = 2000


def cancelling_refund(session: Session, *, by_client: bool, at: dt.datetime) -> int:
    """What of the price goes back if the session is called off at that moment, in minor units: all of it where the
    professional does it, and before work at a fixed price has begun; else what the tiers leave."""
    if not by_client or session.starts_at is None:
        return session.price_minor
    zone = session.professional.timezone
    day = session.starts_at.astimezone(ZoneInfo(zone)).date()
    percent = share_of_fee(session.cancellation_tiers, left_until(day, session.starts_at, at, zone))
    return session.price_minor - fee_owed(session.price_minor, percent)


@one_transaction
def cancel_session(
    *, acting_user: User, session_id: UUID, text: str, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Cancel a booked session that has not begun. Its time is free again, and `cancelling_refund` goes back to the
    card. `text` tells the other side why.

    Raises PermissionDenied unless the user leads a side, WrongState, ValidationError at `text`, Busy.
    """
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    by_client = can_lead(acting_user, session.client)
    if not by_client and not can_lead(acting_user, session.professional):
        raise PermissionDenied
    said = clean_text("text", text, longest=REASON_MAX, required=True)
    lock_time_of(session)
    if session.state != SessionState.CONFIRMED:
        raise WrongState(session.state, _("You can cancel a booked session only before it starts."))
    call_off(session, doing, by_client=by_client, text=said)
    tell(session, "cancelled", client=not by_client, professional=by_client, by=acting_user)
    return session


def call_off(session: Session, doing: Doing, *, by_client: bool, event: str = "", text: str = "") -> None:
    """Cancel a session that has not begun: its time is free again, what `cancelling_refund` says of a paid one goes
    back, and nobody pays for any other. Assumes `lock_time_of`. Raises WrongState."""
    was_booked = session.state == SessionState.CONFIRMED
    end_pending(session, doing)
    back = cancelling_refund(session, by_client=by_client, at=doing.at) if was_booked else None
    move_session(session, SessionState.CANCELLED, doing, event=event, text=text, back_minor=back)
    give_time_back(session)
    if back is not None:
        give_money_back(session, back, doing.person)
    else:
        no_longer_owed(payments_of(session), doing.user)


def end_sessions(*, party: Party, doing: Doing) -> None:
    """End the sessions of a party that closes: those that are not paid end, those that are booked and have not begun
    are cancelled in its name, with the refund that this means, and nobody pays its open tips any more. What has begun
    goes on. Assumes the party locked, in a transaction."""
    endable = [*OPEN_SESSIONS, SessionState.CONFIRMED]
    mine = Session.objects.filter(Q(client=party) | Q(professional=party), state__in=endable)
    for session in lock_sessions(list(mine.values_list("pk", flat=True))):
        if session.state not in endable:
            continue
        lock_time_of(session)
        by_client = session.client_id == party.pk
        call_off(session, doing, by_client=by_client)
        tell(session, "cancelled", client=not by_client, professional=by_client, by=doing.user)
    end_tips(party=party, user=doing.user)
