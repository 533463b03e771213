"""Every write to shows, spots and bookings. Each runs in one transaction and takes its locks in one order.

`at` is the clock: now, unless the demo or a test passes another.
"""

from bookings.actions.answers import accept_booking, decline_booking, withdraw_booking
from bookings.actions.applications import apply_to_spot, request_act
from bookings.actions.cancellations import cancel_booking, cancel_show
from bookings.actions.contradictions import ask_to_move, keep_promise, tell_contradiction
from bookings.actions.departures import close_account, leave_team
from bookings.actions.drafts import SpotDraft
from bookings.actions.endings import complete_show, expire_booking
from bookings.actions.lineups import answer_lineup, release_own_claim, set_lineup
from bookings.actions.shows import create_show, publish_show, update_show

__all__ = [
    "SpotDraft",
    "accept_booking",
    "answer_lineup",
    "apply_to_spot",
    "ask_to_move",
    "cancel_booking",
    "cancel_show",
    "close_account",
    "complete_show",
    "create_show",
    "decline_booking",
    "expire_booking",
    "keep_promise",
    "leave_team",
    "publish_show",
    "release_own_claim",
    "request_act",
    "set_lineup",
    "tell_contradiction",
    "update_show",
    "withdraw_booking",
]
