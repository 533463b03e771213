"""Every write to shows, spots and bookings. Each runs in one transaction and takes its locks in one order.

`at` is the clock: now, unless the demo or a test passes another.
"""

from bookings.actions.answers import accept_booking, decline_booking, withdraw_booking
from bookings.actions.applications import apply_to_spot, request_act
from bookings.actions.cancellations import cancel_booking, cancel_show
from bookings.actions.contradictions import ask_to_move, keep_promise, tell_contradiction
from bookings.actions.departures import close_account, leave_team
from bookings.actions.deps import replace_player
from bookings.actions.drafts import SpotDraft
from bookings.actions.endings import complete_show, expire_booking
from bookings.actions.holds.challenges import challenge_hold, pass_on_challenge, withdraw_challenge
from bookings.actions.holds.confirming import confirm_hold
from bookings.actions.holds.ending import expire_hold, rank_hold, release_hold, warn_of_hold
from bookings.actions.holds.placing import place_hold, place_offer
from bookings.actions.holds.policies import set_policy
from bookings.actions.holds.restoring import restore_ladder
from bookings.actions.holds.terms import agree_to_hold, change_hold
from bookings.actions.invitations import create_spot_invite, invite_act, revoke_spot_invite, use_spot_invite
from bookings.actions.lineups import answer_lineup, release_own_claim, set_lineup
from bookings.actions.offers import OfferTerms, counter_booking, terms_of
from bookings.actions.refills import advance_refill, start_refill, stop_refill
from bookings.actions.reports import report_booking, resolve_report
from bookings.actions.rescheduling import answer_move, expire_move, propose_move, withdraw_move
from bookings.actions.shows import create_show, publish_show, update_show
from bookings.actions.waitlists import join_waitlist, leave_waitlist

__all__ = [
    "OfferTerms",
    "SpotDraft",
    "accept_booking",
    "advance_refill",
    "agree_to_hold",
    "answer_lineup",
    "answer_move",
    "apply_to_spot",
    "ask_to_move",
    "cancel_booking",
    "cancel_show",
    "challenge_hold",
    "change_hold",
    "close_account",
    "complete_show",
    "confirm_hold",
    "counter_booking",
    "create_show",
    "create_spot_invite",
    "decline_booking",
    "expire_booking",
    "expire_hold",
    "expire_move",
    "invite_act",
    "join_waitlist",
    "keep_promise",
    "leave_team",
    "leave_waitlist",
    "pass_on_challenge",
    "place_hold",
    "place_offer",
    "propose_move",
    "publish_show",
    "rank_hold",
    "release_hold",
    "release_own_claim",
    "replace_player",
    "report_booking",
    "request_act",
    "resolve_report",
    "restore_ladder",
    "revoke_spot_invite",
    "set_lineup",
    "set_policy",
    "start_refill",
    "stop_refill",
    "tell_contradiction",
    "terms_of",
    "update_show",
    "use_spot_invite",
    "warn_of_hold",
    "withdraw_booking",
    "withdraw_challenge",
    "withdraw_move",
]
