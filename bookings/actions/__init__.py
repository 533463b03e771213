"""Every write to shows, spots and bookings. Each runs in one transaction and takes its locks in one order.

`at` is the clock: now, unless the demo or a test passes another.
"""

from bookings.actions.answers import accept_booking, decline_booking, withdraw_booking
from bookings.actions.applications import apply_to_spot, request_act, set_place_of_request
from bookings.actions.bill_plans import BillPlan, SpotPlan
from bookings.actions.bill_spots import add_spots, remove_spot
from bookings.actions.bills import plan_bill
from bookings.actions.cancellations import cancel_booking, cancel_show
from bookings.actions.contracts import make_contract, sign_contract
from bookings.actions.contradictions import ask_to_move, keep_promise, refuse_to_move, tell_contradiction
from bookings.actions.deps import replace_player
from bookings.actions.drafts import SpotDraft
from bookings.actions.endings import complete_show, expire_booking
from bookings.actions.invitations import create_spot_invite, invite_act, revoke_spot_invite, use_spot_invite
from bookings.actions.lineups import answer_lineup, release_own_claim, set_lineup
from bookings.actions.offers import OfferTerms, counter_booking, terms_of
from bookings.actions.publicity import remove_poster, set_announcement, set_poster, set_tickets
from bookings.actions.refills import advance_refill, start_refill, stop_refill
from bookings.actions.reports import report_booking, resolve_report, set_owed
from bookings.actions.rescheduling import answer_move, expire_move, propose_move, withdraw_move
from bookings.actions.settlements import (
    LineDraft,
    change_settlement,
    comment_settlement,
    reopen_settlement,
    sign_settlement,
)
from bookings.actions.shares import ShareDraft, share_settlement
from bookings.actions.shows import create_show, publish_show, update_show
from bookings.actions.vetoes import lift_veto, set_headliner_says, veto_booking
from bookings.actions.waitlists import join_waitlist, leave_waitlist

__all__ = [
    "BillPlan",
    "LineDraft",
    "OfferTerms",
    "ShareDraft",
    "SpotDraft",
    "SpotPlan",
    "accept_booking",
    "add_spots",
    "advance_refill",
    "answer_lineup",
    "answer_move",
    "apply_to_spot",
    "ask_to_move",
    "cancel_booking",
    "cancel_show",
    "change_settlement",
    "comment_settlement",
    "complete_show",
    "counter_booking",
    "create_show",
    "create_spot_invite",
    "decline_booking",
    "expire_booking",
    "expire_move",
    "invite_act",
    "join_waitlist",
    "keep_promise",
    "leave_waitlist",
    "lift_veto",
    "make_contract",
    "plan_bill",
    "propose_move",
    "publish_show",
    "refuse_to_move",
    "release_own_claim",
    "remove_poster",
    "remove_spot",
    "reopen_settlement",
    "replace_player",
    "report_booking",
    "request_act",
    "resolve_report",
    "revoke_spot_invite",
    "set_announcement",
    "set_headliner_says",
    "set_lineup",
    "set_owed",
    "set_place_of_request",
    "set_poster",
    "set_tickets",
    "share_settlement",
    "sign_contract",
    "sign_settlement",
    "start_refill",
    "stop_refill",
    "tell_contradiction",
    "terms_of",
    "update_show",
    "use_spot_invite",
    "veto_booking",
    "withdraw_booking",
    "withdraw_move",
]
