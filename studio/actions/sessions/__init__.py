"""Every write about sessions."""

from studio.actions.sessions.answering import approve_session, decline_session, withdraw_session
from studio.actions.sessions.booking import book_session
from studio.actions.sessions.calling import set_call_link
from studio.actions.sessions.cancelling import cancel_session, cancelling_refund, end_sessions
from studio.actions.sessions.disputing import report_problem, settle_dispute, state_case
from studio.actions.sessions.entries import tell_calendars
from studio.actions.sessions.grouping import set_project
from studio.actions.sessions.paying import TO_PAY_AT_ONCE
from studio.actions.sessions.tipping import end_tips, give_tip, take_tip_back, tip_bounds
from studio.actions.sessions.workers import choose_worker, hand_work_over, lock_work
from studio.actions.sessions.working import (
    ask_for_revision,
    begin_session,
    complete_session,
    deliver_session,
    expire_request,
    remind_of_delivery,
)

__all__ = [
    "TO_PAY_AT_ONCE",
    "approve_session",
    "ask_for_revision",
    "begin_session",
    "book_session",
    "cancel_session",
    "cancelling_refund",
    "choose_worker",
    "complete_session",
    "decline_session",
    "deliver_session",
    "end_sessions",
    "end_tips",
    "expire_request",
    "give_tip",
    "hand_work_over",
    "lock_work",
    "remind_of_delivery",
    "report_problem",
    "set_call_link",
    "set_project",
    "settle_dispute",
    "state_case",
    "take_tip_back",
    "tell_calendars",
    "tip_bounds",
    "withdraw_session",
]
