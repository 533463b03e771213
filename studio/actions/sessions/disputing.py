"""When a session went wrong: a side reports it, both make their case, and staff settle it in shares."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from notifications.actions import notify
from studio.access import deciding_side, side_in
from studio.actions.sessions.moving import give_time_back, lock_session, lock_time_of, move_session, note, tell
from studio.actions.sessions.payments import give_money_back
from studio.actions.sessions.pending import end_pending
from studio.models import Session
from studio.rules.problems import may_report
from studio.states import ProblemKind, SessionState, Side
from web.money import format_amount
from web.texts import clean_text

CASE_MAX = 4000
CASES_MAX = 20
"""Of one person in one dispute: the other side is told of each."""


@one_transaction
def report_problem(
    *, acting_user: User, session_id: UUID, kind: str, text: str, channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Session:  # fmt: skip
    """Tell staff that the other side did not come, or that something else is wrong: from the start of a session until
    it counts as done. No clock runs any more, and nobody is paid, until staff have settled it, or the client says that
    it is done. Raises PermissionDenied unless the user leads a side, WrongState, ValidationError by field, Busy."""
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    side = deciding_side(acting_user, session)
    if kind not in ProblemKind.values:
        raise ValidationError({"kind": [_("Choose what went wrong: a no-show, or something else.")]})
    said = clean_text("text", text, longest=CASE_MAX, required=True)
    if not may_report(session, doing.at):
        raise WrongState(session.state, _("You can report a problem from the start until the session is completed."))
    end_pending(session, doing)
    session.accept_by = None
    move_session(session, SessionState.DISPUTED, doing, event=f"reported_{kind}", text=said)
    tell(session, "reported", client=side != Side.CLIENT, professional=side == Side.CLIENT, by=acting_user)
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    path = reverse("studio:session", args=[session.pk])
    notify(users=list(staff), kind="studio.to_settle", path=path, data={"session": str(session.pk)})
    return session


@one_transaction
def state_case(
    *, acting_user: User, session_id: UUID, text: str, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Say one's side of a dispute; files go into the folders of the session. Raises PermissionDenied unless the user
    leads a side, WrongState, ValidationError at `text`, Busy."""
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    side = deciding_side(acting_user, session)
    if session.state != SessionState.DISPUTED:
        raise WrongState(session.state)
    said = clean_text("text", text, longest=CASE_MAX, required=True)
    if session.events.filter(event="case", actor=acting_user).count() >= CASES_MAX:
        raise ValidationError({"text": [_("You’ve reached the limit of statements. Our staff will decide.")]})
    note(session, "case", doing, text=said)
    tell(session, "case", client=side != Side.CLIENT, professional=side == Side.CLIENT, by=acting_user)
    return session


@one_transaction
def settle_dispute(
    *, acting_user: User, session_id: UUID, back_minor: int, text: str, at: dt.datetime | None = None
) -> Session:
    """Staff decide how much of the price goes back to the client; the professional gets the rest. If all of it goes
    back, the session counts as called off, else as done. Raises PermissionDenied unless the user is staff and deals
    with neither side, WrongState, ValidationError at `back` or `text`, Busy."""
    doing = Doing.begin(acting_user, Channel.ADMIN, at)
    session = lock_session(session_id)
    if not acting_user.is_staff or side_in(acting_user, session) is not None:
        raise PermissionDenied
    said = clean_text("text", text, longest=CASE_MAX, required=True)
    if not 0 <= back_minor <= session.price_minor:
        most = format_amount(session.price_minor, session.currency_id)
        raise ValidationError({"back": [_("Choose an amount up to %(most)s.") % {"most": most}]})
    if session.state != SessionState.DISPUTED:
        raise WrongState(session.state)
    lock_time_of(session)
    is_off = back_minor == session.price_minor
    to = SessionState.CANCELLED if is_off else SessionState.COMPLETED
    move_session(session, to, doing, event="settled", text=said, back_minor=back_minor)
    give_time_back(session)
    if not is_off:
        session.mixes.exclude(delivered_at=None).update(accepted_at=doing.at)
    give_money_back(session, back_minor, acting_user)
    tell(session, "settled", client=True, professional=True, by=acting_user)
    return session
