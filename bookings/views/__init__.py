"""Pages of shows, spots and bookings, and the live public calendars."""

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
from bookings.views.contracts import contract, contract_make, contract_pdf, contract_sign, contract_signed_pdf
from bookings.views.contradictions import contradiction_settle, contradictions, contradictions_note
from bookings.views.departures import account_delete, member_remove, role_end
from bookings.views.desk import (
    desk,
    desk_csv_file,
    desk_ics_file,
    desk_stream_token,
    desk_view_remove,
    desk_views,
    stage_night,
)
from bookings.views.drafting import show_edit, show_new, show_new_spot
from bookings.views.open_nights import open_nights, spot_apply
from bookings.views.requests import request_new
from bookings.views.settlements import (
    settlement,
    settlement_change,
    settlement_comment,
    settlement_sign,
    settlement_statement,
    split,
    split_change,
)
from bookings.views.shows import show, show_cancel, show_publish, shows

__all__ = [
    "account_delete",
    "booking",
    "booking_accept",
    "booking_cancel",
    "booking_decline",
    "booking_lineup",
    "booking_panel",
    "booking_stream_token",
    "booking_withdraw",
    "contract",
    "contract_make",
    "contract_pdf",
    "contract_sign",
    "contract_signed_pdf",
    "contradiction_settle",
    "contradictions",
    "contradictions_note",
    "desk",
    "desk_csv_file",
    "desk_ics_file",
    "desk_stream_token",
    "desk_view_remove",
    "desk_views",
    "lineup_answer",
    "lineup_release",
    "member_remove",
    "open_nights",
    "public_calendar",
    "public_saturdays",
    "request_new",
    "role_end",
    "settlement",
    "settlement_change",
    "settlement_comment",
    "settlement_sign",
    "settlement_statement",
    "show",
    "show_cancel",
    "show_edit",
    "show_new",
    "show_new_spot",
    "show_publish",
    "shows",
    "split",
    "split_change",
    "spot_apply",
    "stage_night",
]
