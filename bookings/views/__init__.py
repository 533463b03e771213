"""Pages of shows, spots and bookings, and the live public calendars."""

from bookings.views.applications import spot_apply
from bookings.views.bill_answers import applicant_answer, veto_lift
from bookings.views.bills import bill, bill_changes, bill_spots_add, bills, headliner_say, spot_fitting, spot_remove
from bookings.views.bookings import (
    booking,
    booking_accept,
    booking_cancel,
    booking_decline,
    booking_lineup,
    booking_panel,
    booking_stream_token,
    booking_withdraw,
    lineup_answer,
    lineup_release,
)
from bookings.views.calendars import public_calendar, public_saturdays
from bookings.views.changes import (
    booking_report,
    move,
    move_answer,
    move_withdraw,
    refill_stop,
    show_move,
    spot_refill,
    spot_waitlist,
)
from bookings.views.contracts import contract, contract_make, contract_pdf, contract_sign, contract_signed_pdf
from bookings.views.contradictions import contradiction_settle, contradictions, contradictions_note, move_refuse
from bookings.views.drafting import show_edit, show_new, show_new_spot
from bookings.views.embeds import calendar_embed, calendar_ics_file, calendar_json_file, embed_accent, embed_code
from bookings.views.invitations import spot_invite, spot_link, spot_link_new, spot_link_revoke
from bookings.views.offers import booking_counter, booking_place, lineup_replace
from bookings.views.own_shows import bill_new, own_show_edit
from bookings.views.publicity import poster_add, poster_remove, show_announcement, show_publicity, show_tickets
from bookings.views.requests import request_new
from bookings.views.run_of_show import show_run, show_run_pdf
from bookings.views.settlements import (
    settlement,
    settlement_change,
    settlement_comment,
    settlement_sign,
    settlement_statement,
    split,
    split_change,
)
from bookings.views.shows import gigs_csv, show, show_cancel, show_ics, show_publish, shows

__all__ = [
    "applicant_answer",
    "bill",
    "bill_changes",
    "bill_new",
    "bill_spots_add",
    "bills",
    "booking",
    "booking_accept",
    "booking_cancel",
    "booking_counter",
    "booking_decline",
    "booking_lineup",
    "booking_panel",
    "booking_place",
    "booking_report",
    "booking_stream_token",
    "booking_withdraw",
    "calendar_embed",
    "calendar_ics_file",
    "calendar_json_file",
    "contract",
    "contract_make",
    "contract_pdf",
    "contract_sign",
    "contract_signed_pdf",
    "contradiction_settle",
    "contradictions",
    "contradictions_note",
    "embed_accent",
    "embed_code",
    "gigs_csv",
    "headliner_say",
    "lineup_answer",
    "lineup_release",
    "lineup_replace",
    "move",
    "move_answer",
    "move_refuse",
    "move_withdraw",
    "own_show_edit",
    "poster_add",
    "poster_remove",
    "public_calendar",
    "public_saturdays",
    "refill_stop",
    "request_new",
    "settlement",
    "settlement_change",
    "settlement_comment",
    "settlement_sign",
    "settlement_statement",
    "show",
    "show_announcement",
    "show_cancel",
    "show_edit",
    "show_ics",
    "show_move",
    "show_new",
    "show_new_spot",
    "show_publicity",
    "show_publish",
    "show_run",
    "show_run_pdf",
    "show_tickets",
    "shows",
    "split",
    "split_change",
    "spot_apply",
    "spot_fitting",
    "spot_invite",
    "spot_link",
    "spot_link_new",
    "spot_link_revoke",
    "spot_refill",
    "spot_remove",
    "spot_waitlist",
    "veto_lift",
]
